"""Logs: one event name plus fields, on stdout; pretty on a terminal, JSON elsewhere; secrets never."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from storyreel_chassis.telemetry import tracing

_SECRET_FIELD = re.compile(r"password|secret|token|api_?key|authorization", re.IGNORECASE)
_SECRET_TEXT = re.compile(
    r"(sr_)[0-9A-Za-z]{20,}|(://[^/\s:@]*:)[^\s/]+(?=@)|(r8_)[0-9A-Za-z]{10,}|(whsec_)[\w+/=-]{10,}|(Bearer )\S+"
    r"|(X-Amz-(?:Credential|Security-Token|Signature)=)[\w%./+-]+"
)


def _clean(value: object) -> object:
    if isinstance(value, str):
        return _SECRET_TEXT.sub(lambda found: next(part for part in found.groups() if part) + "***", value)
    if isinstance(value, Mapping):
        return {key: "***" if _SECRET_FIELD.search(str(key)) else _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _clean(str(value))  # an exception, a URL, a model: the renderer would write it as it is


def redact(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank what looks like a secret, by the field's name or by its shape in any text, tracebacks included."""
    for key, value in entry.items():
        if not key.startswith("_"):  # structlog's own, never written
            entry[key] = "***" if _SECRET_FIELD.search(key) and not isinstance(value, bool) else _clean(value)
    return entry


def add_trace(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Which trace this belongs to, and which span, where that is collected."""
    if trace_id := tracing.trace_id():
        entry.setdefault("trace_id", trace_id)
        if span_id := tracing.span_id():
            entry.setdefault("span_id", span_id)
    return entry


def configure_logs(service: str, *, level: str = "INFO", form: str = "auto") -> None:
    """Send structlog's and the standard library's records through one chain.

    Args:
        service: bound to every record
        level: the lowest level that is written
        form: `console`, `json`, or `auto` (console on a terminal)
    """
    pretty = form == "console" or (form == "auto" and sys.stdout.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        add_trace,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if pretty else "iso", utc=not pretty),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty()) if pretty else structlog.processors.JSONRenderer()
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for noisy in ("uvicorn.access", "uvicorn.error", "httpx", "urllib3", "nats", "faststream"):
        logging.getLogger(noisy).setLevel("WARNING")
    logging.getLogger("asyncpg").setLevel("ERROR")  # its pool tells each failed reconnect with a traceback
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    if not pretty:  # a person knows which one is looked at, or the launcher says it before each line
        structlog.contextvars.bind_contextvars(service=service)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; job and event ids come from the context."""
    log: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return log
