"""The limit for a status read: the least that an ASGI app can do, on the same server."""

import asyncio
import sys
from typing import Any

from storyreel_chassis.http import serve

BODY = b"x" * 1200


async def hello(scope: dict[str, Any], _receive: object, send: Any) -> None:
    """Answer 1,200 bytes."""
    if scope["type"] == "http":
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": BODY})


async def main() -> None:
    """Say the port, serve until killed."""
    async with serve(hello, host="127.0.0.1", port=0) as port:
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
