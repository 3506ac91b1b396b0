"""Copies by ffmpeg: remuxed where the master already is what is asked for."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Literal

from storyreel_chassis.errors import Broken, Refused, Transient
from storyreel_chassis.scratch import storage_full
from storyreel_contracts.types import ExportFormat, ExportQuality
from storyreel_exporter.ports import MadeCopy
from storyreel_media.export import CopyRefusedError, Recipe, resolve, transcode
from storyreel_media.ffmpeg import FfmpegError, FfmpegMissingError, FfmpegSpaceError, FfmpegTimeoutError
from storyreel_media.headers import NotAFilm
from storyreel_media.probe import MediaInfo, probe

DEADLINE_SECONDS = 60
DEADLINE_SECONDS_A_FILM_SECOND = 10
"""AV1 at 1080p takes about 0.3 s a film second on two cores; the rest is room for a busy machine."""


class FfmpegCopies:
    """See `ports.CopyMaker`."""

    def __init__(self, *, webm_codec: Literal["av1", "vp9"]) -> None:
        self._webm_codec: Literal["av1", "vp9"] = webm_codec

    async def make(
        self, master: Path, format_: ExportFormat, quality: ExportQuality, out: Path,
        on_percent: Callable[[float], None],
    ) -> MadeCopy:  # fmt: skip
        """See `ports.CopyMaker.make`."""
        recipe = Recipe(format_, quality, self._webm_codec if format_ == "webm" else "av1")
        with _translated():
            info = await asyncio.to_thread(probe, master, exact=False)
            plan = resolve(recipe, info)
            copy = await transcode(
                master,
                recipe,
                out,
                deadline=DEADLINE_SECONDS + DEADLINE_SECONDS_A_FILM_SECOND * info.duration,
                on_progress=lambda done: on_percent(100 * done),
            )
            return _facts(copy, remuxed=plan.is_remux)


def _facts(copy: MediaInfo, *, remuxed: bool) -> MadeCopy:
    if copy.video is None:
        raise NotAFilm("no picture")
    return MadeCopy(
        size=copy.size,
        duration=Decimal(copy.video.duration).quantize(Decimal("0.001")),
        width=copy.video.width,
        height=copy.video.height,
        video_codec=copy.video.codec,
        audio_codec=copy.audio.codec if copy.audio else None,
        remuxed=remuxed,
    )


@contextmanager
def _translated() -> Iterator[None]:
    """ffmpeg's errors in our own tree."""
    try:
        yield
    except NotAFilm as error:
        raise Refused("master_unreadable", f"the film to copy cannot be read: {error.reason}") from error
    except CopyRefusedError as error:
        raise Transient("copy_not_sound", f"the finished copy is not what it should be: {error}") from error
    except FfmpegSpaceError as error:
        raise storage_full() from error
    except FfmpegTimeoutError as error:
        raise Transient("export_timeout", str(error)) from error
    except FfmpegMissingError as error:
        raise Broken("ffmpeg_missing", str(error)) from error
    except FfmpegError as error:
        raise Transient("export_process_failed", str(error)) from error
