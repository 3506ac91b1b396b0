"""A collector of traces as OpenTelemetry's are: OTLP by HTTP, decoded by its own protocol buffers, kept in memory."""

import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as WireSpan
from opentelemetry.proto.trace.v1.trace_pb2 import Status


@dataclass(frozen=True)
class Collected:
    """One span, its ids in hexadecimal digits; times in nanoseconds."""

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    service: str
    kind: str
    began: int
    ended: int
    failed: bool
    attributes: dict[str, Any]
    links: tuple[tuple[str, str], ...]
    """(trace id, span id)"""
    events: int


@dataclass
class Collector:
    """What it got; while `answers` is not set, it takes requests and lets them wait."""

    url: str
    spans: list[Collected] = field(default_factory=list)
    answers: Event = field(default_factory=Event)
    asked: int = 0

    def of(self, trace_id: str) -> list[Collected]:
        """The spans of one trace, as they began."""
        return sorted((one for one in list(self.spans) if one.trace_id == trace_id), key=lambda one: one.began)

    async def got(self) -> list[Collected]:
        """What it got so far; for `eventually`."""
        return list(self.spans)

    def environment(self) -> dict[str, str]:
        """The variables that make services send their spans here, soon."""
        return {"OTEL_EXPORTER_OTLP_ENDPOINT": self.url, "OTEL_BSP_SCHEDULE_DELAY": "100"}


@contextmanager
def collector() -> Iterator[Collector]:
    """One that serves for the time of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.asked += 1
            found.answers.wait()
            assert self.path == "/v1/traces"
            found.spans += _spans(gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body)
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found = Collector(f"http://127.0.0.1:{server.server_port}")
    found.answers.set()
    serving = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    serving.start()
    try:
        yield found
    finally:
        found.answers.set()
        server.shutdown()
        server.server_close()


def _spans(body: bytes) -> Iterator[Collected]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        service = _values(resource.resource.attributes)["service.name"]
        for scope in resource.scope_spans:
            for one in scope.spans:
                yield _collected(one, service)


def _collected(one: WireSpan, service: str) -> Collected:
    return Collected(
        trace_id=one.trace_id.hex(),
        span_id=one.span_id.hex(),
        parent_id=one.parent_span_id.hex(),
        name=one.name,
        service=service,
        kind=WireSpan.SpanKind.Name(one.kind).removeprefix("SPAN_KIND_").lower(),
        began=one.start_time_unix_nano,
        ended=one.end_time_unix_nano,
        failed=one.status.code == Status.STATUS_CODE_ERROR,
        attributes=_values(one.attributes),
        links=tuple((link.trace_id.hex(), link.span_id.hex()) for link in one.links),
        events=len(one.events),
    )


def _values(pairs: Sequence[KeyValue]) -> dict[str, Any]:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: AnyValue) -> Any:
    return getattr(value, value.WhichOneof("value") or "string_value")
