"""Segments and films made in a bounded pool of child processes, so the service's loop stays free and killable."""

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from storyreel_media.film.child import Child
from storyreel_media.film.errors import SegmentMismatch, UnreadableSource
from storyreel_media.film.files import partial
from storyreel_media.film.jobs import ComposeJob, SegmentJob
from storyreel_media.film.spec import Film, Segment
from storyreel_media.metrics import encoding

STALL_SECONDS = 60.0
"""How long a job may show no progress; a 1080p frame takes about 30 ms of CPU, a worker's start half a second."""
_SECONDS_A_FRAME = 1.0
_SECONDS_A_JOB = 120.0


class Studio:
    """A pool of at most `children` workers, started when needed and kept for the next job.

        async with Studio() as studio:
            await studio.segment(film, segment, out, on_frame)

    A canceled or failed call kills its worker and leaves no file; the next call gets a new one.
    """

    def __init__(self, children: int | None = None, *, stall: float = STALL_SECONDS) -> None:
        cores = os.cpu_count() or 1
        self._children = children or cores
        self._threads = max(1, cores // self._children)
        self._stall = stall
        self._places = asyncio.Semaphore(self._children)
        self._idle: list[Child] = []
        self._all: set[Child] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        idle, self._idle = self._idle, []
        await asyncio.gather(*(child.retire() for child in idle))
        await asyncio.gather(*(child.kill() for child in self._all))
        self._all.clear()

    @property
    def pids(self) -> frozenset[int]:
        """The process ids of the workers."""
        return frozenset(child.pid for child in self._all if child.alive)

    async def segment(self, film: Film, segment: Segment, out: Path, on_frame: Callable[[int], None]) -> None:
        """Make one segment; `on_frame` hears a few times a second how many of its frames are done.

        Raises:
            FilmError: see the tree in `errors`.
        """
        job = SegmentJob(film=film, segment=segment, out=out, threads=self._threads)
        deadline = _SECONDS_A_JOB + segment.frames * _SECONDS_A_FRAME
        await self._do(job, out, on_frame, deadline, segment.frames / film.fps)
        on_frame(segment.frames)

    async def compose(
        self, film: Film, files: Sequence[Path], out: Path, on_frame: Callable[[int], None] = lambda _: None
    ) -> None:
        """Join the files of `plan(film)` into the film.

        Raises:
            FilmError: see the tree in `errors`.
        """
        job = ComposeJob(film=film, files=tuple(files), out=out)
        deadline = _SECONDS_A_JOB + film.frames * _SECONDS_A_FRAME
        await self._do(job, out, on_frame, deadline, film.frames / film.fps)

    async def _do(
        self, job: SegmentJob | ComposeJob, out: Path, on_frame: Callable[[int], None], deadline: float, seconds: float
    ) -> None:
        """Have a job done that makes so many seconds of film."""
        async with self._places:
            child = await self._child()
            try:
                with encoding(job.kind, seconds):
                    await child.do(job.model_dump_json(), on_frame, deadline=deadline, stall=self._stall)
            except (UnreadableSource, SegmentMismatch):
                self._idle.append(child)
                raise
            except BaseException:
                await self._discard(child, out)
                raise
            self._idle.append(child)

    async def _child(self) -> Child:
        while self._idle:
            child = self._idle.pop()
            if child.alive:
                return child
            await self._discard(child, None)
        child = await Child.start()
        self._all.add(child)
        return child

    async def _discard(self, child: Child, out: Path | None) -> None:
        self._all.discard(child)
        await child.kill()
        if out is not None:
            partial(out, child.pid).unlink(missing_ok=True)
