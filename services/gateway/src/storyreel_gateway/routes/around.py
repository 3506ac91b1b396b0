"""What surrounds every request: an id to quote, a trace, one line in the log, the headers that no answer goes without,
and an answer even where a defect would leave none."""

import re
from random import Random
from time import perf_counter

from opentelemetry.trace import Span, StatusCode
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from storyreel_chassis.logs import logger
from storyreel_chassis.telemetry import tracing
from storyreel_gateway.metrics import TRAFFIC
from storyreel_gateway.routes.paths import Paths, discreet
from storyreel_gateway.routes.problems import REQUEST_ID, TRACE_ID, TRACEPARENT, broken

QUIET = "quiet"
"""Set in a request's state by endpoints that are polled: an answer that went well is no news."""
ROUTE = "route"
"""Set in a request's state by endpoints that are polled: their path's template, which need not be looked for."""
TIMING = "timing"
"""Set in a request's state by who has more to tell in `Server-Timing` than the total: bytes that end in `, `."""
_PROBES = frozenset({"/livez", "/readyz", "/metrics"})
_READS = frozenset({"GET", "HEAD"})
_NO_SNIFFING = (b"x-content-type-options", b"nosniff")
_NOT_KEPT = (b"cache-control", b"no-store")
_NOBODYS_BUSINESS = ((b"referrer-policy", b"no-referrer"), (b"x-robots-tag", b"noindex, nofollow"))
_SANE_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", re.ASCII)
_ids = Random()  # noqa: S311 - ids to quote, not secrets; a third of the cost of the system's generator


class Around:
    """ASGI middleware; the outermost of ours. What is read or listened to all the time, below `hot` and at the ends of
    `streams`, is a part of a trace only where its client collects that."""

    def __init__(self, app: ASGIApp, *, paths: Paths, hot: str, streams: str) -> None:
        self._app, self._paths = app, paths
        self._hot, self._streams, self._length = f"{hot}/", streams, len(hot) + 1
        self._log = logger(__name__)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state[REQUEST_ID], parent = _told(scope)
        if parent is None:
            goes_by = self._goes_by(scope)
        else:
            state[TRACEPARENT] = str(parent, "latin-1")
            goes_by = not tracing.is_sampled(parent) and self._goes_by(scope)
        if goes_by:
            tracing.leave()
            await self._serve(scope, receive, send)
            return
        with tracing.entered(state.get(TRACEPARENT), scope["method"], kind=tracing.SpanKind.SERVER) as span:
            state[TRACE_ID] = tracing.trace_id()
            if span.is_recording():
                self._describe(span, scope)
            status = await self._serve(scope, receive, send)
            if span.is_recording():
                _describe_answer(span, scope, status)

    def _goes_by(self, scope: Scope) -> bool:
        """Whether it is read or listened to all the time."""
        path: str = scope["path"]
        if scope["method"] not in _READS:
            return False
        under_hot = path.startswith(self._hot) and "/" not in path[self._length :]
        return under_hot or path.endswith(self._streams) or path in _PROBES

    def _describe(self, span: Span, scope: Scope) -> None:
        """By its route: its path might open something."""
        template, _ = self._paths.find(scope["path"]) or (None, {})
        span.set_attribute("http.request.method", scope["method"])
        span.set_attribute("storyreel.request_id", scope["state"][REQUEST_ID])
        if template is not None:
            span.update_name(f"{scope['method']} {template}")
            span.set_attribute("http.route", template)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> int:
        """Answer; the status, 0 where there is none."""
        state = scope["state"]
        request_id = state[REQUEST_ID]
        bind_contextvars(request_id=request_id)
        began, status = perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                timing = b"%stotal;dur=%.2f" % (state.get(TIMING, b""), 1000 * (perf_counter() - began))
                message["headers"] = _sealed(message.get("headers", ()), scope["path"], request_id, timing)
                if trace_id := state.get(TRACE_ID):
                    message["headers"].append((b"x-trace-id", trace_id.encode()))
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer and the log the cause
            if status:  # too late for another answer: the server drops the connection, so that the client notices
                self._log.error("answer_broke_off", path=discreet(scope["path"]), exc_info=error.__cause__ or error)
            else:
                answer = await broken(Request(scope), error)
                await answer(scope, receive, sending)
        finally:
            seconds = perf_counter() - began
            TRAFFIC.seen(scope["method"], state.get(ROUTE) or self._paths.named(scope["path"]), status, seconds)
            if not 0 < status < 400 or not (state.get(QUIET) or scope["path"] in _PROBES):
                self._tell(scope, status, seconds)
        return status

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        """The request's line. Neither its query nor its headers: they may hold what is nobody's business."""
        template, values = self._paths.find(scope["path"]) or (None, {})
        known = {**values, **scope["state"]}
        fields = {name: discreet(str(known.get(name, "")))[:36] for name in ("job_id", "share_id")}
        fields |= {name: str(scope["state"].get(name, "")) for name in (REQUEST_ID, "key_id")}
        (self._log.warning if status >= 500 else self._log.info)(
            "request_served",
            method=scope["method"],
            route=template or discreet(scope["path"])[:100],
            status=status or None,
            ms=round(1000 * seconds, 1),
            **{name: value for name, value in fields.items() if value},
        )


def _describe_answer(span: Span, scope: Scope, status: int) -> None:
    span.set_attribute("http.response.status_code", status)
    if made := scope["state"].get("job_id"):
        span.set_attribute("storyreel.job_id", str(made))
    if not 0 < status < 500:
        span.set_status(StatusCode.ERROR)


def _told(scope: Scope) -> tuple[str, bytes | None]:
    """The client's own `X-Request-Id` where it is a plain word, else a new one; and its `traceparent`."""
    request_id = parent = None
    for name, value in scope["headers"]:
        if name == b"x-request-id" and request_id is None and _SANE_ID.fullmatch(value):
            request_id = str(value, "ascii")
        elif name == b"traceparent":
            parent = value
    return request_id or f"{_ids.getrandbits(80):020x}", parent


def _sealed(headers: object, path: str, request_id: str, timing: bytes) -> list[tuple[bytes, bytes]]:
    sealed = [*headers, _NO_SNIFFING, (b"x-request-id", request_id.encode()), (b"server-timing", timing)]  # type: ignore[misc]  # ASGI: any iterable of pairs
    if not any(name == b"cache-control" for name, _ in sealed):
        sealed.append(_NOT_KEPT)
    if path.startswith("/shared"):  # the path opens something: neither other sites nor search engines shall have it
        sealed += _NOBODYS_BUSINESS
    return sealed
