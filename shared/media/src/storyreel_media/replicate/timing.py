"""Time as the client needs it, so that tests need not wait."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Time(Protocol):
    """A clock that can be waited on."""

    def now(self) -> datetime:
        """The time of day, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class RealTime:
    """The real one."""

    def now(self) -> datetime:
        """See `Time`."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """See `Time`."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """See `Time`."""
        await asyncio.sleep(seconds)


async def sleep_or_told(time_: Time, seconds: float, told: asyncio.Event | None) -> None:
    """Wait, but no longer than until somebody tells; the event is cleared for the next time."""
    if told is None:
        return await time_.sleep(seconds)
    waits = {asyncio.ensure_future(time_.sleep(seconds)), asyncio.ensure_future(told.wait())}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
    told.clear()
    return None
