"""An answer to a request that has not been read to its end: the client gets to read it, and then the connection ends.

Closing at once, with bytes of the body still on their way, makes the client's system throw the answer away.
"""

import asyncio
from contextlib import suppress

from starlette.types import Message, Receive, Send

LINGER_SECONDS = 10.0
LINGER_BYTES = 256 * 2**20
"""How long, and for how much, one goes on listening after an early answer: many clients send all before they read."""


def lingering(receive: Receive, send: Send) -> tuple[Receive, Send]:
    """Both ends of a request, so wrapped that an early answer arrives."""
    whole = False

    async def receiving() -> Message:
        nonlocal whole
        message = await receive()
        whole = whole or not message.get("more_body", False)
        return message

    async def sending(message: Message) -> None:
        if whole:
            await send(message)
        elif message["type"] == "http.response.start":
            await send({**message, "headers": [*message.get("headers", ()), (b"connection", b"close")]})
        elif message.get("more_body", False):
            await send(message)
        else:
            await send({**message, "more_body": True})
            await drain()
            await send({"type": "http.response.body", "body": b""})

    async def drain() -> None:
        seen = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while not whole and seen < LINGER_BYTES:
                    seen += len((await receiving()).get("body", b""))

    return receiving, sending
