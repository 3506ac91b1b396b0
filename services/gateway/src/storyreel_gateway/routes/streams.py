"""Answers in pieces that let go of what they hold as soon as nobody takes them."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

STALL_SECONDS = 60.0
"""For one piece: whoever takes less than some 4 kB/s has gone, or paused, and can ask for the rest with `Range`."""


class Stream(StreamingResponse):
    """A stream whose source is closed when it ends, when the client leaves, and when the client stalls."""

    def __init__(
        self,
        pieces: AsyncGenerator[str | bytes, None],
        *,
        media_type: str,
        headers: Mapping[str, str],
        status: int = 200,
        ended: Callable[[], Any] | None = None,
    ) -> None:
        """`ended` is called once, however the answer ends."""
        super().__init__(pieces, status_code=status, headers=headers, media_type=media_type)
        self._pieces, self._ended = pieces, ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self._ended is not None:
                self._ended()

    async def stream_response(self, send: Send) -> None:
        """Send every piece.

        Raises:
            TimeoutError: the client stalled
        """

        async def patiently(message: Message) -> None:
            async with asyncio.timeout(STALL_SECONDS):
                await send(message)

        async with aclosing(self._pieces):
            await super().stream_response(patiently)
