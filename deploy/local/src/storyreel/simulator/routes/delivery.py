"""Where outputs are fetched from: no token, gone after an hour; and the many ways in which a download goes wrong."""

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from storyreel.simulator.faults import OUTPUTS
from storyreel.simulator.guard import connections_of, world_of
from storyreel.simulator.predictions import Made

_CHUNK = 64 * 1024
_DRIP_SECONDS = 0.02
_PAGE = "<!doctype html><html><body>Please log in</body></html>"


async def output(request: Request) -> Response:
    """`GET /delivery/{prediction}/{name}`."""
    world, path = world_of(request), request.path_params
    found = world.predictions.get(path["prediction"])
    if found is None or found.removed(world.clock.now()) or path["name"] not in found.files:
        return _gone()
    made = found.files[path["name"]]
    fault = world.faults.take(OUTPUTS, model=found.model.path)
    if fault is None:
        return Response(made.data, media_type=made.media_type)
    return _wrong(request, made, fault.kind)


def _wrong(request: Request, made: Made, kind: str) -> Response:
    if kind == "gone":
        return _gone()
    if kind == "redirect":
        return RedirectResponse("https://elsewhere.example.net/file", 302)
    if kind == "wrong_type":
        return HTMLResponse(_PAGE)
    if kind == "other_type":
        return Response(b"GIF89a" + made.data[6:], media_type=made.media_type)
    if kind == "truncated":
        return Response(made.data[: len(made.data) // 2], media_type=made.media_type)
    whole = {"content-length": str(len(made.data))}
    streams = {"reset_download": _reset(request, made), "slow_body": _slow(made), "endless": _endless(made)}
    headers = whole if kind != "endless" else {}
    return StreamingResponse(streams[kind], media_type=made.media_type, headers=headers)


async def _reset(request: Request, made: Made) -> AsyncIterator[bytes]:
    yield made.data[: len(made.data) // 2]
    connections_of(request).cut(request)


async def _slow(made: Made) -> AsyncIterator[bytes]:
    for place in range(0, len(made.data), 16):
        yield made.data[place : place + 16]
        await asyncio.sleep(_DRIP_SECONDS)


async def _endless(made: Made) -> AsyncIterator[bytes]:
    yield made.data
    while True:
        yield bytes(_CHUNK)
        await asyncio.sleep(0)


def _gone() -> Response:
    return PlainTextResponse("not found", 404)


ROUTES = [Route("/delivery/{prediction}/{name}", output, methods=["GET"])]
