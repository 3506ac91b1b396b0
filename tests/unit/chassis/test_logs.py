"""Logs keep no secrets."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from storyreel_chassis.keys import new_api_key
from storyreel_chassis.logs import configure_logs, logger, redact


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Logging is the process's own; leave it as it was."""
    root = logging.getLogger()
    handlers, level, chain = root.handlers, root.level, structlog.get_config()
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.configure(**chain)  # not the library's own: its tracebacks take a minute to write
    structlog.contextvars.clear_contextvars()


@pytest.mark.parametrize(
    "text",
    [
        "connect to postgresql://storyreel:CANARY@127.0.0.1:5432/x failed",
        "nats://user:CANARY@host:4222",
        "redis://:CANARY@127.0.0.1:6379/0",
        "postgresql://storyreel:CAN@CANARY@127.0.0.1:5432/x failed",
        "Authorization: Bearer CANARY",
        "the key is whsec_CANARY/CANARY+CANARY==",
        "url: /bucket/key?X-Amz-Credential=CANARY%2F20260101&X-Amz-Date=1&X-Amz-Signature=CANARY (Caused by OSError)",
    ],
)
def test_a_secret_in_any_text_is_blanked(text: str) -> None:
    """URLs with passwords and bearer tokens lose them, the rest of the sentence stays."""
    cleaned = redact(None, "info", {"event": text, "deep": {"list": [text]}})
    assert "CANARY" not in str(cleaned)
    assert "***" in cleaned["event"]


def test_secret_fields_and_keys_are_blanked(capsys: pytest.CaptureFixture[str]) -> None:
    """By the field's name, or by a key's shape, also inside a traceback."""
    key = new_api_key()
    configure_logs("test", level="INFO", form="json")
    try:
        raise RuntimeError(f"bad key {key}")
    except RuntimeError:
        logger("t").exception("it_failed", password="CANARY", job_id="j1")
    written = capsys.readouterr().out
    assert "it_failed" in written
    assert '"job_id": "j1"' in written
    assert "CANARY" not in written
    assert key not in written


def test_secrets_in_values_that_are_no_text_are_blanked(capsys: pytest.CaptureFixture[str]) -> None:
    """An exception or a token as a field is written as text, which is cleaned."""
    configure_logs("test", level="INFO", form="json")
    logger("t").info("it_failed", error=OSError("nats://user:CANARY@host"), api_key=b"CANARY", count=3, on=True)
    written = capsys.readouterr().out
    assert "CANARY" not in written
    assert "nats://user:***@host" in written
    assert '"count": 3' in written
    assert '"on": true' in written


def test_a_library_s_traceback_keeps_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    """What the standard library logs goes through the same chain."""
    configure_logs("test", level="INFO", form="json")
    try:
        raise OSError("postgresql://me:CANARY@host is away")
    except OSError:
        logging.getLogger("some.library").exception("failed at %s", "redis://:CANARY@host")
    written = capsys.readouterr().out
    assert "is away" in written
    assert "CANARY" not in written
