"""`/docs`, `/errors` and `/openapi.json`: pages of our own, because the usual load scripts from elsewhere."""

import json
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from storyreel_gateway.routes.errors_page import errors_page

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_PAGES = {
    "/docs": ("docs.html", "text/html; charset=utf-8"),
    "/docs/docs.js": ("docs.js", "text/javascript; charset=utf-8"),
    "/docs/docs.css": ("docs.css", "text/css; charset=utf-8"),
    "/shared.css": ("shared.css", "text/css; charset=utf-8"),
}


def routes(document: dict[str, Any]) -> list[Route]:
    """The way to the page, the page, what it loads, and the document it shows."""
    static = files("storyreel_gateway.routes").joinpath("static")
    made = [_fixed(path, static.joinpath(name).read_bytes(), kind) for path, (name, kind) in _PAGES.items()]
    made.append(_fixed("/errors", errors_page(), "text/html; charset=utf-8"))
    made.append(_fixed("/openapi.json", json.dumps(document).encode(), "application/json"))
    return [Route("/", _front, include_in_schema=False), *made]


async def _front(_request: Request) -> Response:
    """Who opens the bare address in a browser wants to know what is here."""
    return RedirectResponse("/docs", status_code=307)


def _fixed(path: str, body: bytes, media_type: str) -> Route:
    async def page(_request: Request) -> Response:
        headers = {
            "Content-Security-Policy": _POLICY,
            "Cache-Control": "no-cache",
        }
        return Response(body, media_type=media_type, headers=headers)

    return Route(path, page, include_in_schema=False)
