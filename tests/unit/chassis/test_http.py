"""The HTTP server of a service."""

from typing import Any

import httpx

from storyreel_chassis.http import Farewell, serve


async def hello(scope: Any, receive: Any, send: Any) -> None:
    """Answers anything."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def test_who_leaves_sends_its_clients_to_another_connection() -> None:
    """While a gateway is replaced, no client sends a request into a connection that is just being closed."""
    farewell = Farewell(hello)
    async with serve(farewell, host="127.0.0.1", port=0) as port, httpx.AsyncClient() as client:
        url = f"http://127.0.0.1:{port}/"
        assert "connection" not in (await client.get(url)).headers
        farewell.said = True
        assert (await client.get(url)).headers["connection"] == "close"
        assert (await client.get(url)).status_code == 200
