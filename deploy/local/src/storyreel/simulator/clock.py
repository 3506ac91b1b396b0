"""The simulator's time: the real one, which may be moved on by hand, and in which waiting may be short."""

import asyncio
from datetime import UTC, datetime, timedelta


class Clock:
    """`speed` shortens every wait (1000: a second takes a millisecond); what clocks show is not shortened."""

    def __init__(self, speed: float = 1) -> None:
        if speed <= 0:
            raise ValueError("speed must be above 0")
        self.speed = speed
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The time, UTC."""
        return datetime.now(UTC) + self._ahead

    def advance(self, seconds: float) -> None:
        """Let so much time pass at once, for what expires; who waits goes on waiting."""
        self._ahead += timedelta(seconds=seconds)

    def real(self, seconds: float) -> float:
        """How long a wait of so many seconds really takes."""
        return seconds / self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(self.real(seconds))


def said(when: datetime) -> str:
    """A time as the API writes it."""
    return when.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
