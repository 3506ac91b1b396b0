"""Telling how far something is: a few times a second at most."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

EVERY_SECONDS = 0.25


class Pace:
    """Keeps the latest percentage and tells it when its time has come and it has changed."""

    def __init__(self, tell: Callable[[float], Awaitable[None]], *, every: float = EVERY_SECONDS) -> None:
        self._tell, self._every = tell, every
        self._latest = self._told = 0.0

    def note(self, percent: float) -> None:
        """It is so far now; costs nothing, may be called as often as one likes."""
        self._latest = min(100.0, max(self._latest, percent))

    @asynccontextmanager
    async def telling(self) -> AsyncIterator[None]:
        """Tell while the block runs, and once more when it ended well."""
        teller = asyncio.create_task(self._tell_on())
        try:
            yield
        finally:
            teller.cancel()
        await self._tell_now()

    async def _tell_on(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            await self._tell_now()

    async def _tell_now(self) -> None:
        if self._latest != self._told:
            self._told = self._latest
            await self._tell(self._told)
