"""The world as an ASGI app, and that app on a port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storyreel.simulator.connections import Connections
from storyreel.simulator.problems import Problem, answer, not_found
from storyreel.simulator.routes import control, delivery, files, models, predictions
from storyreel.simulator.world import World
from storyreel_chassis.http import serve


def simulator_app(world: World, connections: Connections | None = None) -> Starlette:
    """The API over a world. Faults that cut connections need the `connections` of the server."""
    api = [*predictions.ROUTES, *models.ROUTES, *files.ROUTES]
    app = Starlette(
        routes=[*delivery.ROUTES, *control.ROUTES, *(_versioned(route) for route in api)],
        exception_handlers={Problem: answer, 404: _no_such},
    )
    app.state.world = world
    app.state.connections = connections or Connections()
    return app


@asynccontextmanager
async def simulated(world: World, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve a world for the time of the block; yields the address that clients take for the API's, with `/v1`."""
    connections = Connections()
    app = simulator_app(world, connections)
    try:
        async with serve(app, host=host, port=port, grace=1, protocol=connections.protocol()) as bound:
            shown = f"[{host}]" if ":" in host else host
            yield f"http://{shown}:{bound}/v1"
    finally:
        await world.close()


def _versioned(route: Route) -> Route:
    return Route(f"/v1{route.path}", route.endpoint, methods=list(route.methods or ()))


async def _no_such(request: Request, _error: Exception) -> Response:
    return answer(request, not_found())
