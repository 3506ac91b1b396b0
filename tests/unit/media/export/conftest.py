"""Small masters, made once, and programs that stand in for an ffmpeg that goes wrong."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from storyreel_media.ffmpeg import executable, run, sink

BT709_TAGS = "setparams=colorspace=bt709:color_trc=bt709:color_primaries=bt709:range=tv"


async def make_master(path: Path, size: str, frames: int, *, sound: bool = True, container: str = "mp4") -> Path:
    """Write a moving H.264 test picture of `size` at 24 frames a second, with a tone unless silent."""
    seconds = frames / 24
    inputs = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=24:duration={seconds},{BT709_TAGS},format=yuv420p"]
    if sound:
        inputs += ["-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=48000:duration={seconds}"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "12", "-c:a", "aac", "-ac", "2"]
    await run([*inputs, *codecs, "-movflags", "+faststart", *sink(path, container)], deadline=60)
    return path


@pytest.fixture(scope="session")
async def full_hd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a second of 1920x1080 with sound."""
    return await make_master(tmp_path_factory.mktemp("masters") / "full.mp4", "1920x1080", 12)


@pytest.fixture(scope="session")
async def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of 426x240 with sound: smaller than any quality asks for."""
    return await make_master(tmp_path_factory.mktemp("masters") / "small.mp4", "426x240", 48)


@pytest.fixture(scope="session")
async def silent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One second of 426x240 without sound."""
    return await make_master(tmp_path_factory.mktemp("masters") / "silent.mp4", "426x240", 24, sound=False)


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[[str], str]:
    """Return a maker of programs that do as `body` says; it knows FFMPEG, ARGS and OUT, the path to be written last."""
    home = tmp_path / "programs"
    home.mkdir()

    def make(body: str) -> str:
        program = home / f"ffmpeg{len(list(home.iterdir()))}"
        lines = [
            f"#!{sys.executable} -IS",
            "import os, signal, subprocess, sys, time",
            f"FFMPEG, ARGS = {executable()!r}, sys.argv[1:]",
            "OUT = ARGS[-1].removeprefix('file:')",
            body,
        ]
        program.write_text("\n".join(lines) + "\n")
        program.chmod(0o700)
        return str(program)

    return make


@pytest.fixture
def children() -> Callable[[], list[int]]:
    """Return a function that lists the live children of this process that the test started, and theirs; not what
    servers of earlier tests start, as Postgres does every now and then."""
    us = psutil.Process(os.getpid())
    before = {child.pid for child in us.children()}

    def new() -> list[int]:
        own = [child for child in us.children() if child.pid not in before]
        return [one.pid for child in own for one in (child, *child.children(recursive=True))]

    return new
