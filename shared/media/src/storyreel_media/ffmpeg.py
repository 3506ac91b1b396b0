"""Run ffmpeg as a child that cannot outlive its work, and say what went wrong.

A command is put together from `source(...)`, options and `sink(...)`, which carry the guards: own demuxer and muxer
by name, `file:` addresses (so that `%`, `:`, `-` and quotes in a name mean themselves), files and nothing else.

    await run([*source(master, "mov"), "-map", "0:v:0", "-c", "copy", *sink(out, "mp4")], deadline=30)

The errors:

    FfmpegError               base; `tail` is the end of stderr, without folders
    ├── FfmpegMissingError    there is no such program, or it cannot be executed     a person must look
    ├── FfmpegFailedError     it exited with an error or was killed by a signal      `returncode`, negative for a signal
    │   └── FfmpegSpaceError  the disk is full, or a file grew past its limit        retry when there is room
    └── FfmpegTimeoutError    it was killed at its deadline                          retry
"""

import asyncio
import contextlib
import errno
import math
import os
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import imageio_ffmpeg  # type: ignore[import-untyped]  # it ships no types

from storyreel_chassis.telemetry import tracing
from storyreel_media import leash

_TAIL_BYTES = 4096
_BACKGROUND_NICE = 10
_EXEC_FAILED = 127
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")


class FfmpegError(Exception):
    """ffmpeg did not do its work."""

    def __init__(self, message: str, tail: str = "") -> None:
        super().__init__(f"{message}: {tail}" if tail else message)
        self.tail = tail


class FfmpegMissingError(FfmpegError):
    """There is no such program, or it cannot be executed."""


class FfmpegFailedError(FfmpegError):
    """ffmpeg exited with an error, or a signal ended it."""

    def __init__(self, returncode: int, tail: str = "") -> None:
        super().__init__(f"ffmpeg ended with {returncode}", tail)
        self.returncode = returncode


class FfmpegSpaceError(FfmpegFailedError):
    """The disk is full, or a file grew past its limit."""


class FfmpegTimeoutError(FfmpegError):
    """ffmpeg was killed at its deadline."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far ffmpeg is: `frames` of the first video output, `out_time` in seconds of film."""

    frames: int
    out_time: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Hard limits of one run, in bytes; 0 is none. CPU time is limited by the deadline on every core."""

    file: int = 0
    memory: int = 0


def executable(override: str | None = None) -> str:
    """Return `override`, or the bundled ffmpeg; raise FfmpegMissingError when there is none."""
    if override:
        return override
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise FfmpegMissingError("no ffmpeg on this machine") from error


def source(path: Path, demuxer: str) -> list[str]:
    """Return the arguments that read `path` as `demuxer` and let it open no other file, format or address."""
    guards = ["-protocol_whitelist", "file,pipe", "-format_whitelist", demuxer]
    return [*guards, "-f", demuxer, "-i", f"file:{path.absolute()}"]


def sink(path: Path, muxer: str) -> list[str]:
    """Return the arguments that write `path` as `muxer`, over what is there."""
    return ["-f", muxer, f"file:{path.absolute()}"]


async def run(
    args: Sequence[str],
    *,
    deadline: float,
    on_progress: Callable[[Progress], None] | None = None,
    ffmpeg: str | None = None,
    limits: Limits = Limits(),
    background: bool = False,
) -> None:
    """Run ffmpeg with `args` to its end, or kill it: after `deadline` seconds, when cancelled, when a callback raises.

    The child is gone when this returns or raises, and (Linux) when this process is killed. It gets none of this
    process's environment but the search paths. `background` lowers its priority.

    Raises:
        FfmpegError: see the tree above.
    """
    program = executable(ffmpeg)
    if deadline <= 0:
        raise FfmpegTimeoutError("ffmpeg had no time left")
    process = await _start([program, *_common(), *args], deadline, limits, background)
    tail = asyncio.create_task(_tail(process))
    try:
        async with asyncio.timeout(deadline):
            frames = await _report(process, on_progress)
            returncode = await process.wait()
            tracing.note({"storyreel.frames": frames, "process.exit.code": returncode})
    except TimeoutError as error:
        await _kill(process)
        raise FfmpegTimeoutError(f"ffmpeg was killed after {deadline:g} s", redact(await tail, args)) from error
    except BaseException:
        await _kill(process)
        await tail
        raise
    said = redact(await tail, args)
    if returncode:
        raise _failure(returncode, said)


def redact(text: str, args: Sequence[str] = ()) -> str:
    """Return `text` with every path reduced to its last part: known ones from `args`, then whatever looks like one."""
    for path in (arg.removeprefix("file:") for arg in args if arg.startswith("file:")):
        text = text.replace(path, Path(path).name)
    return re.sub(r"(?<![\w.])/(?:[^/\s'\":]+/)+", "", text)


def _common() -> list[str]:
    quiet = ["-nostdin", "-hide_banner", "-loglevel", "error", "-nostats"]
    return [*quiet, "-y", "-stats_period", "0.25", "-progress", "pipe:1"]


async def _start(argv: list[str], deadline: float, limits: Limits, background: bool) -> Process:
    cpu_seconds = math.ceil(deadline * (os.cpu_count() or 1)) + 1
    nice = _BACKGROUND_NICE if background else 0
    settings = [os.getpid(), nice, cpu_seconds, limits.file, limits.memory]
    leashed = [sys.executable, "-I", "-S", "-B", leash.__file__, *map(str, settings), "--", *argv]
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    env = {**kept, "LC_ALL": "C", "SVT_LOG": "1"}  # SVT-AV1 writes its banner to stderr unless told to log errors only
    return await asyncio.create_subprocess_exec(
        *leashed, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env=env, start_new_session=True
    )


async def _report(process: Process, on_progress: Callable[[Progress], None] | None) -> int:
    """Read `-progress` to its end: lines of key=value in blocks that end with progress=continue or progress=end. The
    frames that there were in the end."""
    block: dict[str, str] = {}
    async for line in _pipe(process.stdout):
        key, _, value = line.decode(errors="replace").strip().partition("=")
        block[key] = value
        if key == "progress" and on_progress:
            on_progress(Progress(_integer(block.get("frame")), _integer(block.get("out_time_us")) / 1_000_000))
    return _integer(block.get("frame"))


def _integer(text: str | None) -> int:
    """Return the number, 0 for what is not known yet (`N/A`) or lies before the start."""
    return int(text) if text and text.isdecimal() else 0


async def _tail(process: Process) -> str:
    kept = b""
    while chunk := await _pipe(process.stderr).read(_TAIL_BYTES):
        kept = (kept + chunk)[-_TAIL_BYTES:]
    return kept.decode(errors="replace").strip()


async def _kill(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await _pipe(process.stdout).read()
    await process.wait()


def _pipe(stream: asyncio.StreamReader | None) -> asyncio.StreamReader:
    """Say to the type checker what `_start` made certain."""
    return cast("asyncio.StreamReader", stream)


def _failure(returncode: int, tail: str) -> FfmpegError:
    if returncode == _EXEC_FAILED:
        return FfmpegMissingError("ffmpeg cannot be executed", tail)
    full = {256 - errno.ENOSPC, 256 - errno.EFBIG}  # ffmpeg exits with its negative errno, modulo 256
    if returncode in full or os.strerror(errno.ENOSPC) in tail:
        return FfmpegSpaceError(returncode, tail)
    return FfmpegFailedError(returncode, tail)
