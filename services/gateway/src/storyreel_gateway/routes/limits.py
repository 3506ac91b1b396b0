"""How much a request may hold; what is too much gets a problem like every other mistake."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storyreel_gateway.routes.lingering import lingering
from storyreel_gateway.routes.problems import http_problem

STREAMED = frozenset({"/api/v2/upload-asset"})
"""Paths that read their body piece by piece and limit it themselves."""
_BODILESS = {"GET", "HEAD", "OPTIONS", "DELETE"}


class BodyLimit:
    """ASGI middleware: refuses a body by its announced length, and one of unknown length as soon as it is too long."""

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is small enough."""
        if scope["type"] != "http" or scope["method"] in _BODILESS:
            await self._app(scope, receive, send)
            return
        if scope["path"] in STREAMED:
            await self._app(scope, *lingering(receive, send))
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > self._most:
            answer = await http_problem(Request(scope), HTTPException(413))
            await answer(scope, receive, send)
            return
        await self._app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._most:
                raise HTTPException(413)
            return message

        return counted
