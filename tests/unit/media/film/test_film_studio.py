"""The studio: work in children that never outlive their purpose."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from storyreel_media.film import Film, Studio, UnreadableSource, WorkerDied, WorkerTimedOut, plan
from storyreel_media.film.encoding import render_segment
from storyreel_media.film.jobs import SegmentJob

MakeFilm = Callable[..., Film]

PARENT = """
import asyncio, sys
from storyreel_media.film import Film, Studio, plan

async def main():
    film = Film.model_validate_json(sys.argv[1])
    async with Studio(1) as studio:
        def told(frame):
            print(*studio.pids, flush=True)
        await studio.segment(film, plan(film)[-1], __import__("pathlib").Path(sys.argv[2]), told)

asyncio.run(main())
"""


def eventually(condition: Callable[[], bool], seconds: float = 180) -> bool:
    """Wait until something is true, with a deadline."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture(scope="module")
def long_film(film_of: MakeFilm) -> Film:
    """A minute at full size: enough to be interrupted."""
    return film_of({"duration": "60"}, short_side=1080)


async def test_the_pool_makes_what_the_engine_makes(film_of: MakeFilm, tmp_path: Path) -> None:
    """Segments made by two children at once are those made here; the film is composed by a child too."""
    film = film_of({"duration": "0.6", "caption": "a"}, {"duration": "0.6"})
    segments, heard = plan(film), dict[int, int]()
    files = [tmp_path / f"{segment.index}.mp4" for segment in segments]
    async with Studio(2) as studio:
        jobs = [
            studio.segment(film, segment, file, lambda n, i=segment.index: heard.__setitem__(i, n))  # type: ignore[misc]  # a default binds the loop's value
            for segment, file in zip(segments, files, strict=True)
        ]
        await asyncio.gather(*jobs)
        assert len(studio.pids) == 2
        await studio.compose(film, files, tmp_path / "film.mp4")
        pids = studio.pids
    assert all(gone(pid) for pid in pids)
    assert heard == {segment.index: segment.frames for segment in segments}
    threads = max(1, (os.cpu_count() or 1) // 2)
    render_segment(film, segments[1], tmp_path / "here.mp4", lambda _: None, threads=threads)
    assert (tmp_path / "here.mp4").read_bytes() == files[1].read_bytes()
    assert (tmp_path / "film.mp4").stat().st_size > 1000


async def test_a_canceled_job_leaves_no_child_and_no_file(long_film: Film, tmp_path: Path) -> None:
    """After a cancel the worker is gone and the folder empty; the pool goes on."""
    started = asyncio.Event()
    async with Studio(1) as studio:
        job = asyncio.create_task(
            studio.segment(long_film, plan(long_film)[-1], tmp_path / "out.mp4", lambda _: started.set())
        )
        await asyncio.wait_for(started.wait(), 60)
        (pid,) = studio.pids
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
        assert gone(pid)
        assert list(tmp_path.iterdir()) == []
        await studio.segment(long_film, plan(long_film)[0], tmp_path / "head.mp4", lambda _: None)
    assert [file.name for file in tmp_path.iterdir()] == ["head.mp4"]


async def test_a_dead_worker_is_told_and_replaced(long_film: Film, tmp_path: Path) -> None:
    """A killed worker fails its job with a typed error; the next job gets a new worker."""

    def kill(_: int) -> None:
        for pid in studio.pids:
            with suppress(ProcessLookupError):  # what it said before is heard after its end
                os.kill(pid, signal.SIGKILL)

    async with Studio(1) as studio:
        with pytest.raises(WorkerDied, match="-9"):
            await studio.segment(long_film, plan(long_film)[-1], tmp_path / "out.mp4", kill)
        assert list(tmp_path.iterdir()) == []
        await studio.segment(long_film, plan(long_film)[0], tmp_path / "head.mp4", lambda _: None)


async def test_a_worker_that_stands_still_is_killed(long_film: Film, tmp_path: Path) -> None:
    """No progress for too long is a typed error, and the worker is gone."""

    def freeze(_: int) -> None:
        for pid in studio.pids:
            os.kill(pid, signal.SIGSTOP)

    async with Studio(1) as studio:
        await studio.segment(long_film, plan(long_film)[0], tmp_path / "head.mp4", lambda _: None)
        (pid,), studio._stall = studio.pids, 2.0
        with pytest.raises(WorkerTimedOut):
            await studio.segment(long_film, plan(long_film)[-1], tmp_path / "out.mp4", freeze)
        assert gone(pid)
    assert [file.name for file in tmp_path.iterdir()] == ["head.mp4"]


async def test_a_bad_picture_keeps_the_worker(film_of: MakeFilm, tmp_path: Path) -> None:
    """The caller's mistake arrives as its own type and costs no process."""
    film = film_of({"picture": tmp_path / "missing.png", "duration": "1"})
    async with Studio(1) as studio:
        with pytest.raises(UnreadableSource, match=r"missing\.png"):
            await studio.segment(film, plan(film)[0], tmp_path / "out.mp4", lambda _: None)
        assert len(studio.pids) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_killed_parent_leaves_no_worker(long_film: Film, tmp_path: Path) -> None:
    """kill -9 of the parent in the middle of a job ends the worker."""
    command = [sys.executable, "-c", PARENT, long_film.model_dump_json(), str(tmp_path / "out.mp4")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        (pid,) = map(int, parent.stdout.readline().split())
        assert not gone(pid)
        parent.kill()
    assert eventually(lambda: gone(pid))


def test_a_worker_ends_when_its_stdin_does(long_film: Film, tmp_path: Path) -> None:
    """Where the kernel does not kill it the closed pipe does, and its temporary file goes too."""
    job = SegmentJob(film=long_film, segment=plan(long_film)[-1], out=tmp_path / "out.mp4", threads=1)
    command = [sys.executable, "-m", "storyreel_media.film.worker"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(job.model_dump_json() + "\n")
        worker.stdin.flush()
        assert '"frame"' in worker.stdout.readline()
        worker.stdin.close()
        assert worker.wait(180) == 1
    assert list(tmp_path.iterdir()) == []
