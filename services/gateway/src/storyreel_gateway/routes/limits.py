"""How much a request may hold; what is too much gets a problem like every other mistake."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storyreel_gateway.routes.lingering import lingering
from storyreel_gateway.routes.problems import http_problem

STREAMED = frozenset({"/api/v2/upload-asset"})
"""Paths that read their body piece by piece and limit it themselves."""
UNKEPT = frozenset({"/api/v2/webhooks/replicate"})
"""Paths whose body comes from who knows whom, is looked at and dropped."""
MAX_BODY = 128 * 1024
"""Bytes. A prompt of 5000 escaped emoji has 60 kB; written out again (`1e15`) a body grows fourfold, and what does not
fit into a message of the bus (1 MiB) would never reach a worker."""
MAX_BATCH = 4 * 1024 * 1024
"""Bytes of a hundred requests together; each is held to `MAX_BODY` by itself."""
MAX_CALL = 1024 * 1024
"""Bytes of a provider's call: a prediction with its inputs, files among them."""

_BODILESS = {"GET", "HEAD", "OPTIONS", "DELETE"}


class BodyLimit:
    """ASGI middleware: refuses a body by its announced length, and one of unknown length as soon as it is too long."""

    def __init__(self, app: ASGIApp, *, most: int, by_path: Mapping[str, int] = {}) -> None:
        self._app, self._most, self._by_path = app, most, by_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is small enough."""
        if scope["type"] != "http" or scope["method"] in _BODILESS:
            await self._app(scope, receive, send)
            return
        if scope["path"] in STREAMED:
            await self._app(scope, *lingering(receive, send))
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        most = self._by_path.get(scope["path"], self._most)
        if not announced.isdigit() or int(announced) > most:
            answer = await http_problem(Request(scope), HTTPException(413))
            await answer(scope, receive, send)
            return
        await self._app(scope, self._counted(receive, most), send)

    def _counted(self, receive: Receive, most: int) -> Receive:
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > most:
                raise HTTPException(413)
            return message

        return counted
