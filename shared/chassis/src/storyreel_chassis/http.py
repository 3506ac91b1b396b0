"""An HTTP server inside a service's own event loop, which keeps its own signal handling."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any

import uvicorn

from storyreel_chassis.errors import Broken, Refused

STALL_MILLISECONDS = 90_000
IDLE_SECONDS = 75
"""How long a connection is kept for the next request: longer than clients and proxies keep theirs (most 60 seconds), so
that none sends a request into a connection that is just being closed."""


class Farewell:
    """An ASGI app whose answers, once `said`, ask clients to come back by another connection, which leads elsewhere."""

    def __init__(self, app: Any) -> None:
        self._app, self.said = app, False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """See ASGI."""
        await self._app(scope, receive, partial(_closing, send) if self.said else send)


async def _closing(send: Any, message: Any) -> None:
    if message["type"] == "http.response.start":
        message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
    await send(message)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the service."""
        yield


def listen(host: str, port: int) -> socket.socket:
    """A bound, listening socket; port 0 picks a free one.

    Raises:
        Refused: somebody else has the port
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise Refused("port_taken", f"cannot listen on {host}:{port}: {error.strerror}; choose another port") from error
    # asyncio does this only for sockets that name their protocol; without it small answers wait 40 ms for an ack.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if sys.platform == "linux":  # a peer that takes nothing for so long is cut off; accepted sockets inherit it
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALL_MILLISECONDS)
    return bound


@asynccontextmanager
async def serve(
    app: Any, *, host: str, port: int, grace: float = 5, protocol: type[asyncio.Protocol] | None = None
) -> AsyncIterator[int]:
    """Serve an ASGI app; yields the port. Leaving the block lets requests finish for up to `grace` seconds.

    `protocol` takes the place of uvicorn's own for a connection.

    Raises:
        Refused: somebody else has the port
        Broken: the server did not come up
    """
    bound = listen(host, port)
    config = uvicorn.Config(
        app,
        http=protocol or "auto",
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=max(1, int(grace)),
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn tells by an attribute only
            await asyncio.sleep(0.005)
        if task.done():
            raise Broken("http_server_ended", "the HTTP server did not come up") from task.exception()
        yield bound.getsockname()[1]
    finally:
        server.should_exit = True
        await asyncio.wait({task}, timeout=grace + 2)
        bound.close()
