"""Tells how many frames of a film are there, a few times a second and only when it changed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from storyreel_chassis.ports import ProgressPublisher
from storyreel_media.film.spec import Segment

STAGE = "rendering"
EVERY_SECONDS = 0.25


class FrameCount:
    """Counts over all segments."""

    def __init__(self, job_id: UUID, total: int, progress: ProgressPublisher) -> None:
        self._job_id, self._total, self._progress = job_id, total, progress
        self._frames: dict[int, int] = {}
        self._told = -1

    def note(self, segment: Segment, frames: int) -> None:
        """So many frames of this segment are there."""
        self._frames[segment.index] = max(frames, self._frames.get(segment.index, 0))

    @asynccontextmanager
    async def telling(self) -> AsyncIterator[None]:
        """Tell while the block runs, and once at its end."""
        teller = asyncio.create_task(self._tell_on())
        try:
            yield
        finally:
            teller.cancel()
        await self._tell()

    async def _tell_on(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self._tell()

    async def _tell(self) -> None:
        done = sum(self._frames.values())
        if done != self._told:
            self._told = done
            await self._progress(self._job_id, STAGE, min(100.0, 100 * done / self._total))
