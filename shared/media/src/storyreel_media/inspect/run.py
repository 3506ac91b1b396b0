"""Start the child that looks at a file, and believe little of what it says."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from decimal import Decimal
from pathlib import Path
from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from storyreel_contracts.formats import AssetFormat
from storyreel_media import leash

DEADLINE = 30.0
"""Seconds, of wall time and of one core."""
_NICE, _MEMORY, _FILE = 5, 2 << 30, 128 << 20
_MOST_SAID = 16_384
_ENV = {"LC_ALL": "C", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_BROKEN = "is broken, or takes too much time or memory to decode"

_Name = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z0-9]+$")]


class Unreadable(Exception):
    """The file is no sound file of its kind; `reason` is the end of a sentence about it, `said` for the log."""

    def __init__(self, reason: str, said: str = "") -> None:
        super().__init__(reason)
        self.reason, self.said = reason, said


class NoRoom(Exception):
    """The disk is full."""


class Inspected(BaseModel):
    """A sound file. `content` is the name of the file in the folder to keep in its place, where there is one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    thumbnail: _Name
    content: _Name | None = None
    width: int | None = Field(default=None, ge=1, le=1 << 31)
    height: int | None = Field(default=None, ge=1, le=1 << 31)
    duration: Decimal | None = Field(default=None, gt=0, le=1 << 31)
    pages: int | None = Field(default=None, ge=1, le=1 << 31)


class _Said(Inspected):
    thumbnail: _Name = "x.x"
    unreadable: Annotated[str, StringConstraints(max_length=200)] | None = None
    full: bool = False


async def inspect(source: Path, asset_format: AssetFormat, folder: Path, *, deadline: float = DEADLINE) -> Inspected:
    """Look at a file in a child with little memory, little time and no environment; results are written to `folder`.

    The child is gone when this returns or raises, and (Linux) when this process is killed.

    Raises:
        Unreadable: the file is broken, or too much for the child
        NoRoom: the disk is full
    """
    process = await _start(source, asset_format, folder, deadline)
    tail = asyncio.create_task(_tail(process))
    try:
        async with asyncio.timeout(deadline):
            said = await _pipe(process.stdout).read(_MOST_SAID)
            while len(said) < _MOST_SAID and (more := await _pipe(process.stdout).read(_MOST_SAID)):
                said += more
            await process.wait()
    except TimeoutError:
        raise Unreadable("takes too long to decode") from None
    finally:
        await _end(process)
        told = await tail
    return _understood(said, told, process.returncode)


def _understood(said: bytes, told: str, code: int | None) -> Inspected:
    try:
        answer = _Said.model_validate_json(said)
    except ValidationError:
        raise Unreadable(_BROKEN, f"ended with {code}: {told}") from None
    if answer.full:
        raise NoRoom
    if answer.unreadable is not None:
        raise Unreadable(answer.unreadable, told)
    if code != 0 or "thumbnail" not in answer.model_fields_set:
        raise Unreadable(_BROKEN, f"ended with {code}: {told}")
    return Inspected(**answer.model_dump(exclude={"unreadable", "full"}))


async def _start(source: Path, asset_format: AssetFormat, folder: Path, deadline: float) -> Process:
    settings = [os.getpid(), _NICE, max(1, int(deadline)), _FILE, _MEMORY]
    child = [sys.executable, "-I", "-B", "-m", "storyreel_media.inspect", asset_format, str(source), str(folder)]
    leashed = [sys.executable, "-I", "-S", "-B", leash.__file__, *map(str, settings), "--", *child]
    return await asyncio.create_subprocess_exec(
        *leashed, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env=_ENV, cwd=folder, start_new_session=True
    )


async def _end(process: Process) -> None:
    """Kill the child's whole session: by signal, for `Process.kill` may take the exit status from the loop."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


async def _tail(process: Process) -> str:
    kept = b""
    while chunk := await _pipe(process.stderr).read(4096):
        kept = (kept + chunk)[-2048:]
    return kept.decode(errors="replace").strip()


def _pipe(stream: asyncio.StreamReader | None) -> asyncio.StreamReader:
    """Say to the type checker what `_start` made certain."""
    return cast("asyncio.StreamReader", stream)
