"""ffmpeg is run so that it cannot outlive its work, and says what went wrong."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from storyreel_media.ffmpeg import (
    FfmpegFailedError,
    FfmpegMissingError,
    FfmpegSpaceError,
    FfmpegTimeoutError,
    Limits,
    Progress,
    redact,
    run,
    sink,
    source,
)

ENDLESS = ["-re", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=24", "-f", "null", "-"]
StandIn = Callable[[str], str]
Children = Callable[[], list[int]]


async def test_progress_reaches_the_last_frame(small: Path, tmp_path: Path) -> None:
    """The caller hears of every frame in the end, in order."""
    heard: list[Progress] = []
    args = [*source(small, "mov"), "-c", "copy", *sink(tmp_path / "copy.mp4", "mp4")]
    await run(args, deadline=30, on_progress=heard.append)
    assert heard[-1].frames == 48
    assert heard[-1].out_time == pytest.approx(2, abs=0.1)
    assert [step.frames for step in heard] == sorted(step.frames for step in heard)


async def test_failure_tells_the_reason_without_folders(tmp_path: Path) -> None:
    """An error carries the end of stderr and the file's name, not where it lies."""
    secret = tmp_path / "a private folder"
    with pytest.raises(FfmpegFailedError) as caught:
        await run([*source(secret / "gone.mp4", "mov"), "-f", "null", "-"], deadline=30)
    assert "gone.mp4" in caught.value.tail
    assert "No such file" in caught.value.tail
    assert "private" not in str(caught.value)
    assert str(tmp_path.parent) not in str(caught.value)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("cannot open /var/lib/store/x.mp4: no", "cannot open x.mp4: no"),
        ("file:/srv/a/b.webm'", "file:b.webm'"),
        ("rate 24/1 and 3/4", "rate 24/1 and 3/4"),
    ],
)
def test_redact_keeps_the_last_part_of_a_path(said: str, left: str) -> None:
    """Folders go, names and fractions stay."""
    assert redact(said) == left


async def test_another_format_than_the_named_one_is_not_opened(tmp_path: Path) -> None:
    """A playlist called .mp4 that points at a local file is refused, not followed."""
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    playlist = tmp_path / "film.mp4"
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n")
    with pytest.raises(FfmpegFailedError):
        await run([*source(playlist, "mov"), "-f", "null", "-"], deadline=30)


async def test_missing_program_is_named(tmp_path: Path) -> None:
    """A wrong path in the settings is told apart from a failing encode."""
    with pytest.raises(FfmpegMissingError, match="No such file"):
        await run(ENDLESS, deadline=30, ffmpeg=str(tmp_path / "no-ffmpeg"))


async def test_file_limit_is_a_lack_of_space(small: Path, tmp_path: Path) -> None:
    """A file that grows past its limit ends the run with the error that a full disk gives."""
    args = [*source(small, "mov"), "-c", "copy", *sink(tmp_path / "copy.mp4", "mp4")]
    with pytest.raises(FfmpegSpaceError):
        await run(args, deadline=30, limits=Limits(file=4096))


async def test_full_disk_is_a_lack_of_space(stand_in: StandIn) -> None:
    """ffmpeg's exit status for ENOSPC is understood even with nothing on stderr."""
    with pytest.raises(FfmpegSpaceError):
        await run(ENDLESS, deadline=30, ffmpeg=stand_in("sys.exit(228)"))


async def test_signal_shows_as_negative_status(stand_in: StandIn) -> None:
    """A child that the system killed is told by its signal."""
    with pytest.raises(FfmpegFailedError) as caught:
        await run(ENDLESS, deadline=30, ffmpeg=stand_in("os.kill(os.getpid(), signal.SIGKILL)"))
    assert caught.value.returncode == -signal.SIGKILL


async def test_child_sees_no_environment(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets in this process's environment do not reach ffmpeg."""
    monkeypatch.setenv("STORYREEL_SECRET", "canary")
    monkeypatch.setenv("FFREPORT", "file=report.log")
    with pytest.raises(FfmpegFailedError) as caught:
        await run(ENDLESS, deadline=30, ffmpeg=stand_in("print(dict(os.environ), file=sys.stderr); sys.exit(1)"))
    assert "SVT_LOG" in caught.value.tail
    assert "canary" not in caught.value.tail
    assert "FFREPORT" not in caught.value.tail


async def test_background_run_has_a_lower_priority(stand_in: StandIn) -> None:
    """Exports step aside for whoever waits for an answer."""
    tell = stand_in("print('nice', os.nice(0), file=sys.stderr); sys.exit(1)")
    with pytest.raises(FfmpegFailedError) as caught:
        await run(ENDLESS, deadline=30, ffmpeg=tell, background=True)
    assert caught.value.tail == f"nice {min(os.nice(0) + 10, 19)}"


async def test_deadline_kills(children: Children) -> None:
    """A run past its deadline is killed and gone when the error arrives."""
    with pytest.raises(FfmpegTimeoutError):
        await run(ENDLESS, deadline=0.3)
    assert children() == []


async def test_child_that_closed_its_output_is_killed_at_the_deadline_too(
    stand_in: StandIn, children: Children
) -> None:
    """The deadline holds for the exit, not for the end of the output."""
    hang = stand_in("os.close(1); os.close(2); time.sleep(60)")
    with pytest.raises(FfmpegTimeoutError):
        await run(ENDLESS, deadline=0.5, ffmpeg=hang)
    assert children() == []


async def test_cancellation_kills(children: Children) -> None:
    """Cancelling the caller ends ffmpeg before the cancellation is answered."""
    started = asyncio.Event()
    task = asyncio.create_task(run(ENDLESS, deadline=60, on_progress=lambda _: started.set()))
    async with asyncio.timeout(60):
        await started.wait()
    assert children() != []
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert children() == []


async def test_failing_callback_kills(children: Children) -> None:
    """An error in the caller's own code is raised as it is, with no ffmpeg left behind."""

    def refuse(_: Progress) -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await run(ENDLESS, deadline=60, on_progress=refuse)
    assert children() == []


async def test_flood_on_stderr_neither_blocks_nor_grows(stand_in: StandIn) -> None:
    """Only the end of a long complaint is kept."""
    flood = stand_in("sys.stderr.write('x' * 3_000_000 + ' the end'); sys.exit(1)")
    with pytest.raises(FfmpegFailedError) as caught:
        await run(ENDLESS, deadline=30, ffmpeg=flood)
    assert caught.value.tail.endswith("the end")
    assert len(caught.value.tail) <= 4096


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_killed_parent_leaves_no_ffmpeg() -> None:
    """`kill -9` of the service ends its ffmpeg."""
    program = f"""
import asyncio, os, psutil
from storyreel_media.ffmpeg import run
def tell(_):
    print(*(child.pid for child in psutil.Process(os.getpid()).children()), flush=True)
asyncio.run(run({ENDLESS!r}, deadline=60, on_progress=tell))
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert "ffmpeg" in psutil.Process(pid).name()
        parent.kill()
    until = time.monotonic() + 60
    while _is_running(pid) and time.monotonic() < until:
        time.sleep(0.01)
    assert not _is_running(pid)


def _is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
