"""What stands before every endpoint: the token, the limits, and the faults that take the place of an answer."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from storyreel.simulator.connections import Connections
from storyreel.simulator.faults import ANSWERS, Asked, Fault
from storyreel.simulator.problems import Problem, no_credit, throttled, unauthenticated, unprocessable
from storyreel.simulator.world import World

Endpoint = Callable[[Request], Awaitable[Response]]

_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


def world_of(request: Request) -> World:
    """The world behind a request."""
    found: World = request.app.state.world
    return found


def connections_of(request: Request) -> Connections:
    """The connections of the server of a request."""
    found: Connections = request.app.state.connections
    return found


def base_of(request: Request) -> str:
    """The address under which the caller reaches the simulator, without a slash at the end."""
    return str(request.base_url).rstrip("/")


def guarded(on: Asked, endpoint: Endpoint) -> Endpoint:
    """An endpoint of the API behind its guards."""

    async def guarded_endpoint(request: Request) -> Response:
        world = world_of(request)
        authenticate(request)
        headers = (world.creates if on == "create" else world.others).take()
        if fault := world.faults.take(ANSWERS, on=on, model=_model(request)):
            return await _instead(request, fault)
        answer = await endpoint(request)
        answer.headers.update(headers)
        return answer

    return guarded_endpoint


def authenticate(request: Request) -> None:
    """Let in who has the token.

    Raises:
        Problem: 401
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    expected = world_of(request).token
    if scheme.lower() not in {"bearer", "token"} or not hmac.compare_digest(token.strip().encode(), expected.encode()):
        raise unauthenticated()


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of a request.

    Raises:
        Problem: it is none
    """
    try:
        found = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise Problem(400, "Bad request", "The request body is not valid JSON.") from error
    if not isinstance(found, dict):
        raise unprocessable("The request body must be an object.")
    return found


def page(request: Request, results: list[Any], after: str | None) -> JSONResponse:
    """A page of a list; `after` is the query of the next."""
    following = None if after is None else f"{base_of(request)}{request.url.path}?{after}"
    return JSONResponse({"next": following, "previous": None, "results": results})


def _model(request: Request) -> str | None:
    path = request.path_params
    return f"{path['owner']}/{path['name']}" if {"owner", "name"} <= path.keys() else None


async def _instead(request: Request, fault: Fault) -> Response:
    if fault.kind == "throttled":
        raise throttled(fault.seconds)
    if fault.kind == "no_credit":
        raise no_credit()
    if fault.kind == "html":
        return HTMLResponse(_PAGE, 502)
    if fault.kind == "unavailable":
        raise Problem(503, "Service unavailable", "The service is temporarily unavailable.")
    if fault.kind == "slow_answer":
        await asyncio.sleep(fault.seconds)
    connections_of(request).cut(request)
    return Response()
