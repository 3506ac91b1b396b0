"""Make copies of a film: each one appears whole and checked at its place, or not at all.

    info = await transcode(master, Recipe("webm", "medium"), out, deadline=120)

The errors, besides those of `storyreel_media.ffmpeg`:

    NotAFilm             the master cannot be read: no retry helps
    CopyRefusedError     ffmpeg said it was done, the probe of what it wrote says otherwise: retry
"""

import asyncio
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from storyreel_media.export.command import Output, command
from storyreel_media.export.plan import Essence, Plan, resolve
from storyreel_media.export.recipe import Recipe
from storyreel_media.ffmpeg import FfmpegFailedError, Limits, Progress, run
from storyreel_media.headers import NotAFilm
from storyreel_media.metrics import encoding
from storyreel_media.probe import MediaInfo, VideoInfo, check_film, probe

PARTIAL_SUFFIX = ".part"
"""Ends the (hidden) name of a file being written, beside its place; one of them on disk is left from a `kill -9`."""

_LEAST_ROOM = 64 << 20  # bytes
_MOST_BYTES_A_SECOND = 50_000_000 // 8


class CopyRefusedError(Exception):
    """What ffmpeg wrote is not the copy that was asked for; the cause says why."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One copy on its way: written at `output.path`, moved to `place` when it has been checked."""

    recipe: Recipe
    plan: Plan
    output: Output
    place: Path


class _Run:
    """What the ffmpeg runs of one call share: one deadline (seconds from now), one set of limits."""

    def __init__(self, deadline: float, ffmpeg: str | None, background: bool) -> None:
        self._clock = asyncio.get_running_loop().time
        self._end = self._clock() + deadline
        self._ffmpeg, self._background = ffmpeg, background
        self.limits = Limits()

    async def __call__(
        self, args: list[str], seconds: float, on_progress: Callable[[Progress], None] | None = None, *, encodes: bool
    ) -> None:
        """One run, which makes so many seconds of film."""
        with encoding("export" if encodes else "remux", seconds):
            await run(
                args,
                deadline=self._end - self._clock(),
                on_progress=on_progress,
                ffmpeg=self._ffmpeg,
                limits=self.limits,
                background=self._background,
            )


async def transcode(
    master: Path,
    recipe: Recipe,
    out: Path,
    *,
    deadline: float,
    on_progress: Callable[[float], None] | None = None,
    ffmpeg: str | None = None,
    background: bool = False,
) -> MediaInfo:
    """Write the copy of `master` that `recipe` asks for to `out` and return what it is.

    `deadline` is in seconds for all of it; `on_progress` gets a rising fraction from 0 to 1 on the event loop. The
    folder of `out` must exist. After an error or a cancellation no file and no process is left.

    Raises:
        NotAFilm, CopyRefusedError, FfmpegError: see the top of this module.
    """
    make = _Run(deadline, ffmpeg, background)
    made = await _make(master, {recipe: out}, make, on_progress)
    return made[recipe]


async def transcode_many(
    master: Path,
    recipes: Iterable[Recipe],
    outdir: Path,
    *,
    deadline: float,
    on_progress: Callable[[float], None] | None = None,
    ffmpeg: str | None = None,
    background: bool = False,
) -> dict[Recipe, MediaInfo]:
    """Write all copies into `outdir` under their `file_name`, from one decoding of `master`: all of them or none.

    Streams that several copies share (mp4 and mov of a size) are encoded once. Otherwise as `transcode`; ValueError for
    no recipe at all.
    """
    make = _Run(deadline, ffmpeg, background)
    return await _make(master, {recipe: outdir / recipe.file_name for recipe in recipes}, make, on_progress)


async def _make(
    master: Path, places: Mapping[Recipe, Path], make: _Run, on_progress: Callable[[float], None] | None
) -> dict[Recipe, MediaInfo]:
    info = await asyncio.to_thread(_look_at, master)
    plans = {recipe: resolve(recipe, info) for recipe in places}
    if not plans:
        raise ValueError("no recipe")
    make.limits = Limits(file=_LEAST_ROOM + 2 * info.size + round(info.duration * _MOST_BYTES_A_SECOND))
    with _jobs(plans, places) as jobs:
        try:
            checked = await _write(jobs, master, info, make, on_progress)
        except (CopyRefusedError, FfmpegFailedError):
            await asyncio.to_thread(probe, master)  # a broken master is what is wrong, if it is
            raise
        for job in jobs:
            job.output.path.replace(job.place)
    if on_progress:
        on_progress(1.0)
    return checked


async def _write(
    jobs: Collection[_Job], master: Path, info: MediaInfo, make: _Run, on_progress: Callable[[float], None] | None
) -> dict[Recipe, MediaInfo]:
    """Make each distinct essence from one reading of the master, then wrap those again that others share."""
    film = cast("VideoInfo", info.video)  # `resolve` refuses a master without
    first = _first_of_each(jobs)
    outputs = [job.output for job in first.values()]
    args, tell = command(master, info.container, film.fps, outputs), _fraction(film.frames, on_progress)
    encodes = any(not output.essence.copy_video for output in outputs)
    await make(args, info.duration, tell, encodes=encodes)
    checked = {job.recipe: await asyncio.to_thread(_check, job, info) for job in first.values()}
    for job in jobs:
        if job.recipe not in checked:
            await make(_rewrap(first[job.plan.essence].output, job.output, film), info.duration, encodes=False)
            checked[job.recipe] = await asyncio.to_thread(_check, job, info)
    return checked


def _look_at(master: Path) -> MediaInfo:
    """Probe the master by its headers if they count the frames: what is written from it is checked in full anyway."""
    info = probe(master, exact=False)
    return info if info.container in {"mp4", "mov"} else probe(master)


@contextmanager
def _jobs(plans: Mapping[Recipe, Plan], places: Mapping[Recipe, Path]) -> Iterator[list[_Job]]:
    jobs = []
    for recipe, plan in plans.items():
        partial = places[recipe].with_name(f".{uuid.uuid4().hex}{PARTIAL_SUFFIX}")
        jobs.append(_Job(recipe, plan, Output(partial, plan.format, plan.essence), places[recipe]))
    try:
        yield jobs
    finally:
        for job in jobs:
            job.output.path.unlink(missing_ok=True)


def _first_of_each(jobs: Iterable[_Job]) -> dict[Essence, _Job]:
    """Return one job for each distinct essence, the slowest first: ffmpeg counts the frames of its first output."""
    first: dict[Essence, _Job] = {}
    for job in sorted(jobs, key=_cost, reverse=True):
        first.setdefault(job.plan.essence, job)
    return first


def _cost(job: _Job) -> tuple[bool, int]:
    essence = job.plan.essence
    return not essence.copy_video, essence.width * essence.height


def _rewrap(made: Output, wanted: Output, film: VideoInfo) -> list[str]:
    """Return the arguments that put the streams of one copy into the format of another."""
    as_it_is = replace(wanted.essence, copy_video=True, copy_audio=True)
    return command(made.path, made.format, film.fps, [replace(wanted, essence=as_it_is)])


def _fraction(frames: int, on_progress: Callable[[float], None] | None) -> Callable[[Progress], None] | None:
    if on_progress is None:
        return None
    told = -1.0

    def tell(progress: Progress) -> None:
        nonlocal told
        done = min(0.99, progress.frames / max(frames, 1))  # 1 is kept for a copy that has been checked
        if done > told:
            told = done
            on_progress(done)

    return tell


def _check(job: _Job, master: MediaInfo) -> MediaInfo:
    essence, film = job.plan.essence, cast("VideoInfo", master.video)
    try:
        info = probe(job.output.path)
        check_film(
            info,
            width=essence.width,
            height=essence.height,
            duration=film.duration,
            fps=film.fps,
            audio=essence.audio is not None,
        )
    except (NotAFilm, FileNotFoundError) as error:
        raise CopyRefusedError(f"{job.plan.key}: {error}") from error
    _check_kind(job.plan, info)
    return info


def _check_kind(plan: Plan, info: MediaInfo) -> None:
    video = cast("VideoInfo", info.video)
    found = (info.container, video.codec, info.audio.codec if info.audio else None)
    wanted = (plan.format, plan.essence.video, plan.essence.audio)
    if found != wanted:
        raise CopyRefusedError(f"{plan.key}: {found} instead of {wanted}")
