"""Our own limits, below the provider's: how many calls at once, how many a minute."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storyreel_media.replicate.timing import Time

_MINUTE = 60.0


class Limiter:
    """Lets calls through: at most `at_once`, at most `a_minute` within any minute; the rest wait their turn."""

    def __init__(self, time: Time, *, at_once: int, a_minute: int) -> None:
        self._time, self._most = time, a_minute
        self._places, self._turn = asyncio.Semaphore(at_once), asyncio.Lock()
        self._begun: deque[float] = deque()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold a place for the time of the block."""
        async with self._places:
            async with self._turn:
                await self._wait()
            yield

    async def _wait(self) -> None:
        while True:
            now = self._time.monotonic()
            while self._begun and now - self._begun[0] >= _MINUTE:
                self._begun.popleft()
            if len(self._begun) < self._most:
                self._begun.append(now)
                return
            await self._time.sleep(self._begun[0] + _MINUTE - now)
