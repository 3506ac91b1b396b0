"""Whether a file is what was asked for: by its first bytes, then by decoding it in a child with little room."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from storyreel_media import leash

Format = Literal["png", "jpg", "webp", "mp4", "webm", "avi"]
Medium = Literal["image", "video"]

FORMATS: Mapping[Medium, frozenset[Format]] = {
    "image": frozenset({"png", "jpg", "webp"}),
    "video": frozenset({"mp4", "webm", "avi"}),
}
MEDIA_TYPES: Mapping[Format | None, str] = {
    "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp",
    "mp4": "video/mp4", "webm": "video/webm", "avi": "video/x-msvideo",
}  # fmt: skip
HEAD = 16
"""Bytes that `sniff` needs."""
_DEADLINE, _MEMORY, _NICE = 60.0, 2 << 30, 5
_ENV = {"LC_ALL": "C", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class NotAsked(Exception):
    """The file is not what was asked for; the message is the end of a sentence about it."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file that is what it says: size in bytes and pixels, `seconds` of a clip."""

    path: Path
    format: Format
    size: int
    width: int
    height: int
    seconds: float | None


def sniff(head: bytes) -> Format | None:
    """The format that a file begins like."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head[:4] == b"RIFF":
        riffs: Mapping[bytes, Format] = {b"WEBP": "webp", b"AVI ": "avi"}
        return riffs.get(head[8:12])
    if head[4:8] == b"ftyp" and head[8:12] not in {b"heic", b"avif", b"mif1", b"M4A ", b"crx "}:
        return "mp4"
    return "webm" if head.startswith(b"\x1a\x45\xdf\xa3") else None


async def judged(path: Path, medium: Medium) -> Received:
    """What a file is.

    Raises:
        NotAsked: it is something else, broken, cut short, or too much to decode
    """
    with path.open("rb") as file:
        found = sniff(file.read(HEAD))
    if found is None or found not in FORMATS[medium]:
        raise NotAsked(f"is no {medium} but {found or 'something else'}")
    said = await _decoded(found, path)
    if "wrong" in said:
        raise NotAsked(str(said["wrong"])[:200])
    try:
        seconds = None if said["seconds"] is None else float(said["seconds"])
        return Received(path, found, path.stat().st_size, int(said["width"]), int(said["height"]), seconds)
    except (KeyError, TypeError, ValueError):
        raise NotAsked("cannot be decoded") from None


async def _decoded(kind: Format, path: Path) -> Mapping[str, Any]:
    limits = [os.getpid(), _NICE, int(_DEADLINE), 1, _MEMORY]
    child = [sys.executable, "-I", "-B", "-m", "storyreel_media.outputs.judge", kind, str(path.absolute())]
    leashed = [sys.executable, "-I", "-S", "-B", leash.__file__, *map(str, limits), "--", *child]
    process = await asyncio.create_subprocess_exec(
        *leashed, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env=_ENV, start_new_session=True
    )
    try:
        async with asyncio.timeout(_DEADLINE):
            told, _ = await process.communicate()
    except TimeoutError:
        raise NotAsked("takes too long to decode") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    try:
        found = json.loads(told)
    except ValueError:
        raise NotAsked("is broken, or takes too much time or memory to decode") from None
    return found if isinstance(found, dict) else {}
