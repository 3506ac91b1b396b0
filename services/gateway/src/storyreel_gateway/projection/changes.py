"""Who follows which job in this process, and the newest version that is known of each job changed lately."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

KEPT_PROGRESS = 16
KEPT_OWNERS = 10_000


class Follower:
    """One stream's bell: rings for a change, for progress and for the end."""

    def __init__(self) -> None:
        self._bell = asyncio.Event()
        self._progress: deque[str] = deque(maxlen=KEPT_PROGRESS)
        self._changed = False
        self.silent = False
        """Whether the last wait ended without the bell."""
        self.closed = False

    def ring(self) -> None:
        """Something changed."""
        self._changed = True
        self._bell.set()

    def add_progress(self, data: str) -> None:
        """Live progress; what a slow stream did not take is dropped, oldest first."""
        self._progress.append(data)
        self._bell.set()

    def close(self) -> None:
        """The service stops."""
        self.closed = True
        self._bell.set()

    def taken_progress(self) -> list[str]:
        """The progress since the last time."""
        taken = list(self._progress)
        self._progress.clear()
        return taken

    async def rung(self, seconds: float) -> bool:
        """Wait for the bell, at most that long; whether there may be a change to look for, as there also may after a
        silence."""
        self.silent = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._bell.wait()
                self.silent = False
        self._bell.clear()
        changed, self._changed = self._changed, False
        return changed or self.silent


class Changes:
    """Fed by what this process commits and by Postgres' notifications of what others commit.

    A projection whose write failed may hold an older version than Postgres: `floor` tells it apart for as long as
    it can live.
    """

    def __init__(self, *, remember_seconds: float) -> None:
        self._followers: dict[UUID | str, set[Follower]] = {}
        self._floors: dict[UUID, tuple[int, float]] = {}
        self._owners: dict[UUID, str] = {}
        self._remember_seconds = remember_seconds
        self._closed = False

    def announce(self, job_id: UUID, version: int, owner_id: str | None = None) -> None:
        """A job has this version now; who follows it hears of each once, although most are announced twice."""
        now = time.monotonic()
        known, _ = self._floors.pop(job_id, (0, 0.0))
        self._floors[job_id] = (max(known, version), now + self._remember_seconds)
        while self._floors:
            oldest = next(iter(self._floors))
            if self._floors[oldest][1] > now:
                break
            del self._floors[oldest]
        if owner_id is not None:
            self._remember(job_id, owner_id)
        if version > known:
            self._ring(job_id, owner_id)

    def _remember(self, job_id: UUID, owner_id: str) -> None:
        """Whose the job is, for its progress, which does not say; the longest unchanged are forgotten first."""
        self._owners.pop(job_id, None)
        self._owners[job_id] = owner_id
        if len(self._owners) > KEPT_OWNERS:
            del self._owners[next(iter(self._owners))]

    def _ring(self, *followed: UUID | str | None) -> None:
        for one in followed:
            for follower in self._followers.get(one, ()) if one is not None else ():
                follower.ring()

    def floor(self, job_id: UUID) -> int:
        """The version below which a view of the job is known to be old."""
        known = self._floors.get(job_id)
        return 0 if known is None else known[0]

    def progressed(self, job_id: UUID, data: str) -> None:
        """Live progress of a job."""
        for one in (job_id, self._owners.get(job_id, "")):
            for follower in self._followers.get(one, ()):
                follower.add_progress(data)

    def ring_all(self) -> None:
        """Notifications may have been missed: let every stream look."""
        self._ring(*self._followers)

    def close(self) -> None:
        """End every stream, those to come too."""
        self._closed = True
        for followers in self._followers.values():
            for follower in followers:
                follower.close()

    @contextmanager
    def follow(self, followed: UUID | str) -> Iterator[Follower]:
        """Hear of a job, or of all jobs of an owner, for the time of the block."""
        follower = Follower()
        follower.closed = self._closed
        self._followers.setdefault(followed, set()).add(follower)
        try:
            yield follower
        finally:
            left = self._followers[followed]
            left.discard(follower)
            if not left:
                del self._followers[followed]

    @property
    def streams(self) -> int:
        """How many streams follow."""
        return sum(len(followers) for followers in self._followers.values())
