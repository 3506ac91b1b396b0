"""Traces as an operator switches them on, and what they never do to a service."""

import asyncio
import json
import logging
import socket
import threading
from collections.abc import Iterator

import pytest
import structlog

from storyreel_chassis.errors import Refused
from storyreel_chassis.logs import configure_logs, logger
from storyreel_chassis.telemetry import tracing
from storyreel_chassis.telemetry.exporting import tracing_of
from support.collector import Collector, collector
from support.deadlines import eventually
from support.spans import PARENT, TRACE_ID, collected, id_of, trace_of

LONG = 60.0
"""Seconds that nothing here takes, unless it waits for a collector."""


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logging and the variables are the process's own; leave them as they were."""
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SDK_DISABLED", "OTEL_TRACES_EXPORTER"):
        monkeypatch.delenv(name, raising=False)
    root = logging.getLogger()
    handlers, level, chain = root.handlers, root.level, structlog.get_config()
    yield
    for one in threading.enumerate():
        if one.name == "last spans":
            one.join(LONG)
    root.handlers = handlers
    root.setLevel(level)
    structlog.configure(**chain)  # not the library's own: its tracebacks take a minute to write
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector that the environment names."""
    with collector() as found:
        for name, value in found.environment().items():
            monkeypatch.setenv(name, value)
        yield found


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """What was logged."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def live(name: str = "gateway") -> None:
    """A service's whole life, with one span."""
    with tracing_of(name), tracing.entered(PARENT, "a request"):
        pass


def test_a_clients_trace_goes_on_and_others_begin_one() -> None:
    """W3C: the trace id is kept; what is no `traceparent` begins a new trace instead of failing."""
    with tracing.entered(PARENT, "a request"):
        assert tracing.trace_id() == TRACE_ID
        assert tracing.carried() == {"traceparent": PARENT}
    for wrong in (None, "", "00-zz-11-01", f"00-{'0' * 32}-{'1' * 16}-01", f"ff-{'1' * 32}-{'1' * 16}-01", "x" * 9000):
        with tracing.entered(wrong, "a request"):
            assert tracing.trace_id() not in {None, TRACE_ID}
    assert tracing.trace_id() is None
    assert tracing.carried() == {}


def test_logs_have_the_trace_and_keep_their_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines of all services join on `trace_id`; without a collector there is no span to name."""
    configure_logs("test", form="json")
    with tracing.entered(PARENT, "a request"):
        logger("t").info("it_happened", token="CANARY")
        logging.getLogger("another library").warning("it happened as well")
    logger("t").info("elsewhere")
    with collected(), tracing.entered(PARENT, "a request"):
        logger("t").info("collected")
    first, foreign, outside, inside = lines(capsys)
    assert first["trace_id"] == foreign["trace_id"] == inside["trace_id"] == TRACE_ID
    assert first["token"] == "***"
    assert "span_id" not in first
    assert len(str(inside["span_id"])) == 16
    assert "trace_id" not in outside


def test_spans_tell_what_failed_and_not_in_whose_words() -> None:
    """An error's message may quote a prompt; its code never does."""
    with collected() as spans, pytest.raises(Refused), tracing.entered(PARENT, "a task"), tracing.span("a part"):
        raise Refused("moderated", "CANARY is not allowed")
    part, task = spans.get_finished_spans()
    for one in (part, task):
        assert one.attributes == {"error.type": "moderated"}
        assert not one.status.is_ok
        assert "CANARY" not in one.to_json()
        assert trace_of(one) == TRACE_ID
    assert part.parent is not None
    assert part.parent.span_id == id_of(task)


def test_what_the_client_does_not_collect_has_no_parts() -> None:
    """An unsampled trace costs nothing below its entrance, and its id is kept."""
    with collected() as spans, tracing.entered(PARENT[:-2] + "00", "a request"), tracing.span("a part"):
        assert tracing.trace_id() == TRACE_ID
    assert spans.get_finished_spans() == ()


async def test_a_service_sends_its_spans_under_its_name(listening: Collector) -> None:
    """Set one variable, and the spans arrive; the last ones as well."""
    live("renderer")
    await eventually(listening.got)
    (one,) = listening.spans
    assert (one.trace_id, one.name, one.service) == (TRACE_ID, "a request", "storyreel-renderer")
    assert not tracing.collecting()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTEL_SDK_DISABLED", "true"),
        ("OTEL_TRACES_EXPORTER", "none"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "-1"),
    ],
)
def test_a_wrong_or_contrary_variable_means_no_spans_and_no_failure(
    name: str, value: str, listening: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever mistypes a variable of OpenTelemetry's still gets films."""
    monkeypatch.setenv(name, value)
    with tracing_of("gateway"):
        assert not tracing.collecting()
    assert listening.asked == 0


async def test_the_operators_name_and_share_hold(listening: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    """The standard's own variables do what they do everywhere."""
    monkeypatch.setenv("OTEL_SERVICE_NAME", "films")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0")
    with tracing_of("gateway"):
        with tracing.entered(None, "not chosen"):
            assert tracing.trace_id()
        with tracing.entered(PARENT, "chosen by the client"):
            pass
    await eventually(listening.got)
    assert [(one.name, one.service) for one in listening.spans] == [("chosen by the client", "films")]


async def test_a_collector_that_hangs_delays_no_stop(listening: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service leaves in a moment, although its last batch may take an hour."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "3600")
    listening.answers.clear()
    leaving = threading.Thread(target=live, daemon=True)
    leaving.start()
    await asyncio.to_thread(leaving.join, LONG / 3)  # the library by itself waits for half a minute
    assert not leaving.is_alive()
    assert listening.spans == []
    listening.answers.set()
    await eventually(listening.got)


async def test_a_collector_that_is_away_is_told_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line when spans begin to be lost, however many batches follow, and nothing of the library's own."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{one.getsockname()[1]}")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
        configure_logs("test", form="json")
        said: list[dict[str, object]] = []
        with tracing_of("gateway"):

            async def told() -> bool:
                with tracing.entered(None, "a request"):
                    said.extend(lines(capsys))
                return bool(said)

            await eventually(told, within=LONG)
            with tracing.entered(None, "another one"):
                pass
        said += lines(capsys)
    assert [(line["event"], line["service"]) for line in said] == [("traces_lost", "gateway")]
