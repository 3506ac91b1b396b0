"""What surrounds every request: one line in the log, the headers that no answer goes without, and an answer even where
a defect would leave none."""

from time import perf_counter

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storyreel_chassis.logs import logger
from storyreel_gateway.routes.paths import Paths, discreet
from storyreel_gateway.routes.problems import broken

QUIET = "quiet"
"""Set in a request's state by endpoints that are polled: an answer that went well is no news."""
_PROBES = frozenset({"/livez", "/readyz"})
_NO_SNIFFING = (b"x-content-type-options", b"nosniff")
_NOT_KEPT = (b"cache-control", b"no-store")
_NOBODYS_BUSINESS = ((b"referrer-policy", b"no-referrer"), (b"x-robots-tag", b"noindex, nofollow"))


class Around:
    """ASGI middleware; the outermost of ours."""

    def __init__(self, app: ASGIApp, *, paths: Paths) -> None:
        self._app, self._paths = app, paths
        self._log = logger(__name__)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        began, status = perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _sealed(message.get("headers", ()), scope["path"])
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
            if not 0 < status < 400 or not (state.get(QUIET) or scope["path"] in _PROBES):
                self._tell(scope, status, perf_counter() - began)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        """The request's line. Neither its query nor its headers: they may hold what is nobody's business."""
        template, values = self._paths.find(scope["path"]) or (None, {})
        known = {**values, **scope["state"]}
        fields = {name: discreet(str(known.get(name, "")))[:36] for name in ("job_id", "share_id")}
        fields["key_id"] = str(scope["state"].get("key_id", ""))
        (self._log.warning if status >= 500 else self._log.info)(
            "request_served",
            method=scope["method"],
            route=template or discreet(scope["path"])[:100],
            status=status or None,
            ms=round(1000 * seconds, 1),
            **{name: value for name, value in fields.items() if value},
        )


def _sealed(headers: object, path: str) -> list[tuple[bytes, bytes]]:
    sealed = [*headers, _NO_SNIFFING]  # type: ignore[misc]  # ASGI: any iterable of pairs
    if not any(name == b"cache-control" for name, _ in sealed):
        sealed.append(_NOT_KEPT)
    if path.startswith("/shared"):  # the path opens something: neither other sites nor search engines shall have it
        sealed += _NOBODYS_BUSINESS
    return sealed
