"""`/docs`, `/errors`, `/asyncapi` and their documents: pages of our own, the usual ones load scripts from elsewhere."""

import asyncio
import json
import threading
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from storyreel_contracts.asyncapi import document as asyncapi_document
from storyreel_gateway.routes.asyncapi_page import asyncapi_page
from storyreel_gateway.routes.errors_page import errors_page

HTML, JSON = "text/html; charset=utf-8", "application/json"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_PAGES = {
    "/docs": ("docs.html", HTML),
    "/docs/docs.js": ("docs.js", "text/javascript; charset=utf-8"),
    "/docs/docs.css": ("docs.css", "text/css; charset=utf-8"),
    "/shared.css": ("shared.css", "text/css; charset=utf-8"),
}


def routes(document: Callable[[], dict[str, Any]]) -> list[Route]:
    """The way to the page, the page, what it loads, and the document it shows, which is made when it is asked for."""
    static = files("storyreel_gateway.routes").joinpath("static")
    made = [_fixed(path, static.joinpath(name).read_bytes(), kind) for path, (name, kind) in _PAGES.items()]
    made.append(_fixed("/errors", errors_page(), HTML))
    later = {
        "/openapi.json": _Later(lambda: _json(document()), JSON),
        "/asyncapi.json": _Later(lambda: _json(asyncapi_document()), JSON),
        "/asyncapi": _Later(lambda: asyncapi_page(asyncapi_document()), HTML),
    }
    made += [Route(path, page.page, include_in_schema=False) for path, page in later.items()]
    return [Route("/", _front, include_in_schema=False), *made]


async def _front(_request: Request) -> Response:
    """Who opens the bare address in a browser wants to know what is here."""
    return RedirectResponse("/docs", status_code=307)


def _fixed(path: str, body: bytes, media_type: str) -> Route:
    async def page(_request: Request) -> Response:
        return _answer(body, media_type)

    return Route(path, page, include_in_schema=False)


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


class _Later:
    """What takes up to a third of a second to make: made once, in a thread, for the first who asks."""

    def __init__(self, make: Callable[[], bytes], media_type: str) -> None:
        self._make, self._media_type, self._lock = make, media_type, threading.Lock()
        self._body = b""

    async def page(self, _request: Request) -> Response:
        """The answer."""
        return _answer(self._body or await asyncio.to_thread(self._made), self._media_type)

    def _made(self) -> bytes:
        with self._lock:
            self._body = self._body or self._make()
        return self._body


def _answer(body: bytes, media_type: str) -> Response:
    headers = {
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-cache",
    }
    return Response(body, media_type=media_type, headers=headers)
