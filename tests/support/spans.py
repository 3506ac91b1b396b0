"""Spans of this process, kept in memory."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanContext

from storyreel_chassis.telemetry import tracing
from storyreel_chassis.telemetry.otlp import Ids

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
"""A client's `traceparent`, sampled."""
TRACE_ID = PARENT.split("-")[1]


class Spans(InMemorySpanExporter):
    """The spans that have ended."""

    def named(self, name: str) -> list[ReadableSpan]:
        """Those of this name, as they ended."""
        return [one for one in self.get_finished_spans() if one.name == name]

    def above(self, span: ReadableSpan) -> list[str]:
        """The names on the way up from a span, as far as they were collected."""
        known = {id_of(one): one for one in self.get_finished_spans()}
        names, parent = [], span.parent
        while parent is not None and parent.span_id in known:
            names.append(known[parent.span_id].name)
            parent = known[parent.span_id].parent
        return names


@contextmanager
def collected() -> Iterator[Spans]:
    """Collect for the time of the block."""
    spans, provider = Spans(), TracerProvider(id_generator=Ids(), shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(spans))
    tracing.collect_by(provider.get_tracer("tests"))
    try:
        yield spans
    finally:
        tracing.collect_by(None)
        provider.shutdown()


def trace_of(span: ReadableSpan) -> str:
    """Its trace's id, in hexadecimal digits."""
    return f"{_context(span).trace_id:032x}"


def id_of(span: ReadableSpan) -> int:
    """Its own id."""
    return _context(span).span_id


def _context(span: ReadableSpan) -> SpanContext:
    context = span.get_span_context()
    assert context is not None
    return context
