"""The film engine's child processes behind the `FilmStudio` port."""

import asyncio
import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from storyreel_chassis.errors import Refused, Transient
from storyreel_chassis.scratch import storage_full
from storyreel_media.film import Film, Segment, Studio, plan
from storyreel_media.film.errors import FilmError, SegmentMismatch, UnreadableSource, WorkerFailed, WorkerTimedOut
from storyreel_media.headers import NotAFilm
from storyreel_media.probe import check_film, probe
from storyreel_renderer.ports import FilmFacts, SegmentsUnusable


class ChildStudio:
    """See `ports.FilmStudio`."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def plan(self, film: Film) -> Sequence[Segment]:
        """See `ports.FilmStudio.plan`."""
        return plan(film)

    async def segment(self, film: Film, segment: Segment, out: Path, on_frame: Callable[[int], None]) -> None:
        """See `ports.FilmStudio.segment`."""
        with _translated():
            await self._studio.segment(film, segment, out, on_frame)

    async def compose(self, film: Film, files: Sequence[Path], out: Path) -> None:
        """See `ports.FilmStudio.compose`."""
        with _translated():
            await self._studio.compose(film, files, out)

    async def inspect(self, film: Film, master: Path) -> FilmFacts:
        """See `ports.FilmStudio.inspect`."""
        width, height = film.size
        try:
            info = await asyncio.to_thread(probe, master)
            check_film(
                info, width=width, height=height, duration=film.frames / film.fps, fps=film.fps, audio=True
            )  # fmt: skip
        except NotAFilm as error:
            raise Transient("film_not_sound", f"the finished film is not what it should be: {error.reason}") from error
        frames = info.video.frames if info.video else 0
        duration = (Decimal(frames) / film.fps).quantize(Decimal("0.001"))
        return FilmFacts(width=width, height=height, frames=frames, duration=duration, size=info.size)


@contextmanager
def _translated() -> Iterator[None]:
    """The engine's errors in our own tree."""
    try:
        yield
    except UnreadableSource as error:
        raise Refused("footage_unreadable", str(error)) from error
    except SegmentMismatch as error:
        raise SegmentsUnusable(str(error)) from error
    except WorkerTimedOut as error:
        raise Transient("render_stalled", f"encoding stood still and was stopped: {error}") from error
    except WorkerFailed as error:
        if os.strerror(errno.ENOSPC) in str(error):
            raise storage_full() from error
        raise Transient("render_process_failed", f"an encoding process failed: {error}") from error
    except FilmError as error:
        raise Transient("render_failed", str(error)) from error
