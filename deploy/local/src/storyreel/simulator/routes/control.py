"""The simulator's own endpoints, which the real API has not: faults, ledger, clock."""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from storyreel.simulator.faults import RULES
from storyreel.simulator.guard import Endpoint, authenticate, body_of, world_of
from storyreel.simulator.problems import unprocessable


async def faults(request: Request) -> Response:
    """`GET /simulator/faults`, what holds now; `PUT` a list of rules in its place."""
    held = world_of(request).faults
    if request.method == "PUT":
        try:
            held.replace(RULES.validate_json(await request.body()))
        except ValidationError as error:
            raise unprocessable(str(error), "Not a list of fault rules") from error
    return JSONResponse([rule.model_dump() for rule in held.rules])


async def ledger(request: Request) -> Response:
    """`GET /simulator/ledger`."""
    return JSONResponse(world_of(request).books())


async def clock(request: Request) -> Response:
    """`POST /simulator/clock` with `{"advance": seconds}`."""
    seconds = (await body_of(request)).get("advance")
    if not isinstance(seconds, int | float) or seconds < 0:
        raise unprocessable("advance is a number of seconds")
    world_of(request).clock.advance(seconds)
    return JSONResponse({"now": world_of(request).clock.now().isoformat()})


def _own(endpoint: Endpoint) -> Endpoint:
    async def with_token(request: Request) -> Response:
        authenticate(request)
        return await endpoint(request)

    return with_token


ROUTES = [
    Route("/simulator/faults", _own(faults), methods=["GET", "PUT"]),
    Route("/simulator/ledger", _own(ledger), methods=["GET"]),
    Route("/simulator/clock", _own(clock), methods=["POST"]),
]
