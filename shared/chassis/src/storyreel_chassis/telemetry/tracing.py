"""The way of one job through all services: what is current, what goes on from where, and spans where somebody collects.

A trace travels as W3C `traceparent`, in HTTP and NATS headers and in the rows that work waits in. Without a collector
there are no spans, and that is all there is: it costs a few microseconds for each request, event and task, and the logs
of all services have one `trace_id`.

Spans tell ids, kinds, counts and codes. They hold no prompt, no address with a query, no key and no error's message.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from random import Random

from opentelemetry import context, trace
from opentelemetry.context import Context
from opentelemetry.trace import INVALID_SPAN, Link, NonRecordingSpan, Span, SpanContext, SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from storyreel_chassis.errors import StoryreelError

__all__ = ["SpanKind"]

Attributes = Mapping[str, str | int | float | bool | None]
"""By full name, ours beginning with `storyreel.`; what is None is left out."""

_PROPAGATOR = TraceContextTextMapPropagator()
_NO_SPAN = nullcontext(INVALID_SPAN)
_OUTSIDE = Context()
_ids = Random()  # noqa: S311 - ids, not secrets; a third of the cost of the system's generator
wished_id: ContextVar[int | None] = ContextVar("wished_id", default=None)
"""The id that the next span shall have; for whoever makes the ids."""


class _Collector:
    tracer: Tracer | None = None


def collect_by(tracer: Tracer | None) -> None:
    """From now on spans are this one's; None: there are none."""
    _Collector.tracer = tracer


def collecting() -> bool:
    """Whether there are spans at all."""
    return _Collector.tracer is not None


def traceparent() -> str | None:
    """What goes on from here carries this; None outside of any trace."""
    here = trace.get_current_span().get_span_context()
    return _written(here) if here.is_valid else None


def carried() -> dict[str, str]:
    """The headers of what goes on from here."""
    told = traceparent()
    return {} if told is None else {"traceparent": told}


def trace_id() -> str | None:
    """Of the current trace: 32 hexadecimal digits."""
    here = trace.get_current_span().get_span_context()
    return f"{here.trace_id:032x}" if here.is_valid else None


def span_id() -> str | None:
    """Of the current span, where it is collected."""
    here = trace.get_current_span()
    return f"{here.get_span_context().span_id:016x}" if here.is_recording() else None


def trace_id_of(parent: str | None) -> str | None:
    """Of a `traceparent`; None where it is none."""
    read = _read(parent)
    return None if read is None else f"{read.trace_id:032x}"


def is_sampled(parent: bytes) -> bool:
    """Whether whoever sent this `traceparent` collects the trace."""
    return len(parent) == 55 and parent[54:] in b"13579bdf"


@contextmanager
def entered(
    parent: str | None,
    name: str,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    attributes: Attributes | None = None,
    span_id: int | None = None,
    links: Sequence[str] = (),
) -> Iterator[Span]:
    """Work that comes from outside of this process, or begins by itself: within `parent`'s trace, else in a new one.

    Args:
        parent: the `traceparent` that came with it
        name: of the span; of few different ones
        kind: of the span
        attributes: of the span
        span_id: an id that others can tell by themselves
        links: `traceparent`s of what this has to do with, without being a part of it
    """
    above = _read(parent)
    if _Collector.tracer is None:
        span: Span = NonRecordingSpan(above or _new())
    else:
        within = trace.set_span_in_context(NonRecordingSpan(above), Context()) if above else Context()
        wished = wished_id.set(span_id)
        span = _Collector.tracer.start_span(
            name, within, kind, _given(attributes), [Link(one) for one in map(_read, links) if one]
        )
        wished_id.reset(wished)
    with _current(span):
        yield span


def span(
    name: str, *, kind: SpanKind = SpanKind.INTERNAL, attributes: Attributes | None = None
) -> AbstractContextManager[Span]:
    """A part of the current work; nothing where that is not collected."""
    if _Collector.tracer is None or not trace.get_current_span().get_span_context().trace_flags.sampled:
        return _NO_SPAN
    return _current(_Collector.tracer.start_span(name, None, kind, _given(attributes)))


def spanned(name: str, seconds: float, now_ns: int, *, kind: SpanKind, attributes: Attributes, error: bool) -> None:
    """A part of the current work that ended at `now_ns` and had begun so many seconds before."""
    if _Collector.tracer is None or not trace.get_current_span().get_span_context().trace_flags.sampled:
        return
    began = now_ns - int(seconds * 1e9)
    one = _Collector.tracer.start_span(name, None, kind, _given(attributes), start_time=began)
    if error:
        one.set_status(StatusCode.ERROR)
    one.end(now_ns)


def leave() -> None:
    """For the rest of the current task there is no trace. A server's next request may begin in the context of the one
    before on its connection."""
    context.attach(_OUTSIDE)


def begin(parent: str | None) -> None:
    """A trace without spans for the rest of the current task: the parent's, else a new one."""
    context.attach(trace.set_span_in_context(NonRecordingSpan(_read(parent) or _new())))


@contextmanager
def uncollected() -> Iterator[None]:
    """The same trace without spans: for what is repeated for as long as somebody waits."""
    here = trace.get_current_span().get_span_context()
    if not here.trace_flags.sampled:
        yield
        return
    token = context.attach(trace.set_span_in_context(NonRecordingSpan(SpanContext(here.trace_id, here.span_id, False))))
    try:
        yield
    finally:
        context.detach(token)


def note(attributes: Attributes) -> None:
    """Tell more of the current span."""
    here = trace.get_current_span()
    if here.is_recording():
        here.set_attributes(_given(attributes))


def exchanged(method: str, host: str | None, status: int | None) -> None:
    """The current span is an HTTP request to that host; of its address nothing else is told."""
    note({"http.request.method": method, "server.address": host, "http.response.status_code": status})


def failed(error: BaseException) -> None:
    """The current span failed, by an error that nobody above it will see."""
    _failed(trace.get_current_span(), error)


def link(other: str | None) -> None:
    """The current span has to do with another trace."""
    here = trace.get_current_span()
    read = _read(other) if here.is_recording() else None
    if read is not None and read.trace_id != here.get_span_context().trace_id:
        here.add_link(read)


@contextmanager
def _current(span: Span) -> Iterator[Span]:
    token = context.attach(trace.set_span_in_context(span))
    try:
        yield span
    except BaseException as error:
        _failed(span, error)
        raise
    finally:
        context.detach(token)
        span.end()


def _failed(span: Span, error: BaseException) -> None:
    if span.is_recording():  # without its message, which may tell what nobody but the owner shall read
        span.set_attribute("error.type", error.code if isinstance(error, StoryreelError) else type(error).__name__)
        span.set_status(StatusCode.ERROR)


def _given(attributes: Attributes | None) -> dict[str, str | int | float | bool]:
    return {name: value for name, value in (attributes or {}).items() if value is not None}


def _written(one: SpanContext) -> str:
    return f"00-{one.trace_id:032x}-{one.span_id:016x}-{one.trace_flags:02x}"


def _read(parent: str | None) -> SpanContext | None:
    if not parent:
        return None
    read = trace.get_current_span(_PROPAGATOR.extract({"traceparent": parent}, Context())).get_span_context()
    return read if read.is_valid else None


def _new() -> SpanContext:
    return SpanContext(_ids.getrandbits(128) or 1, _ids.getrandbits(64) or 1, False)
