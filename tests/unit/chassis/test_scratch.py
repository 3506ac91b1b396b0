"""What scratch space promises: nothing stays, and a full disk is told as such."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from storyreel_chassis.errors import Transient
from storyreel_chassis.scratch import open_scratch

HOLD_AND_DIE = """
import asyncio, os, signal, sys
from pathlib import Path
from storyreel_chassis.scratch import open_scratch

async def main():
    with open_scratch(Path(sys.argv[1]), least_free=0) as scratch:
        async with scratch.folder("work") as place:
            (place / "half.mp4").write_bytes(b"half")
            os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_a_folder_is_gone_whatever_happens_in_it(tmp_path: Path) -> None:
    """An error and a cancellation leave as little as success does."""
    with open_scratch(tmp_path, least_free=0) as scratch:

        async def fail() -> None:
            async with scratch.folder("work") as place:
                (place / "half.mp4").write_bytes(b"half")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail()
        entered = asyncio.Event()

        async def work() -> None:
            async with scratch.folder("work") as place:
                (place / "half.mp4").write_bytes(b"half")
                entered.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(work())
        await entered.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert [entry.name for entry in scratch.home.iterdir()] == [".lock"]
    assert not list(tmp_path.iterdir())


def test_what_a_dead_process_left_is_removed_and_the_living_are_left_alone(tmp_path: Path) -> None:
    """The next start tidies up after a kill -9, but not after those who still work."""
    died = subprocess.run([sys.executable, "-c", HOLD_AND_DIE, str(tmp_path)], check=False)
    assert died.returncode == -9
    (left,) = tmp_path.iterdir()
    assert list(left.glob("*/half.mp4"))
    with open_scratch(tmp_path, least_free=0) as first, open_scratch(tmp_path, least_free=0) as second:
        assert set(tmp_path.iterdir()) == {first.home, second.home}


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    """Somebody may point the work directory at a place of theirs."""
    (tmp_path / "holiday").mkdir()
    with open_scratch(tmp_path, least_free=0):
        pass
    assert (tmp_path / "holiday").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
async def test_a_full_disk_is_a_passing_failure(tmp_path: Path) -> None:
    """Work that finds no room is tried again later."""
    with open_scratch(tmp_path, least_free=0) as scratch:

        async def write() -> None:
            async with scratch.folder("work"):
                await asyncio.to_thread(Path("/dev/full").write_bytes, b"x")

        with pytest.raises(Transient) as caught:
            await write()
        assert caught.value.code == "storage_full"


async def test_too_little_room_turns_readiness_red(tmp_path: Path) -> None:
    """A process that would run into a full disk takes no traffic."""
    with open_scratch(tmp_path, least_free=2**62) as scratch, pytest.raises(Transient):
        await scratch.check()
