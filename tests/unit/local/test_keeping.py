"""How children are watched, brought back, ended and quoted; with small programs in place of servers."""

import asyncio
import io
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyreel import children, ports
from storyreel.children import Leash, NotYet, Program
from storyreel.console import Console
from storyreel.errors import CannotStart, NotReady
from storyreel.home import opened
from storyreel.keeper import Kept
from storyreel.launcher import Launcher, launcher
from storyreel.logs import LogFile
from storyreel.settings import UpSettings
from storyreel.together import atop, side_by_side
from support.launched import alive, until

WAITS = "import signal; print('up', flush=True); signal.pause()"
IGNORES = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
STUBBORN = f"{IGNORES}; print('up', flush=True)\nwhile 1: signal.pause()"


@asynccontextmanager
async def started(tmp_path: Path, said: list[str] | None = None, restarts: int = 5) -> AsyncIterator[Launcher]:
    """A launcher that has started nothing yet."""
    settings = UpSettings(min_free_bytes=0, restarts_per_minute=restarts)
    said = said if said is not None else []
    async with launcher(tmp_path / "home", settings, say=lambda name, text: said.append(f"{name} {text}")) as ours:
        yield ours


@asynccontextmanager
async def keeping(ours: Launcher, code: str, grace: float = 5) -> AsyncIterator[Kept]:
    """A kept Python program, ready when it has printed something."""
    program = Program("toy", (sys.executable, "-c", code), dict(os.environ), ours.home.path)

    async def ready() -> None:
        if not ours.log("toy").tail():
            raise NotYet("silent")

    async with ours.keep(program, partial(ours.launch, program, ready), grace=grace) as kept:
        yield kept


async def test_a_program_that_dies_by_itself_is_said_and_brought_back(tmp_path: Path) -> None:
    """A crash is noticed at once and heals."""
    said: list[str] = []
    async with started(tmp_path, said) as ours, keeping(ours, WAITS) as toy:
        before = toy.pid
        assert before
        os.kill(before, signal.SIGSEGV)
        await until(lambda: toy.pid not in {None, before}, what="the return")
        await toy.ready()
        assert said == ["toy was killed by SIGSEGV; the end of its log:\nup", "toy runs again"]


async def test_a_program_that_cannot_come_back_is_given_up(tmp_path: Path) -> None:
    """Restarts end with a sentence and the last words."""
    marker = tmp_path / "broken"
    code = f"import os, sys; os.path.exists({str(marker)!r}) and sys.exit('broken now'); {WAITS}"
    async with started(tmp_path, restarts=2) as ours, keeping(ours, code) as toy:
        marker.touch()
        toy.kill()
        reason = await asyncio.wait_for(ours.failure, 60)
        assert reason.sentence == "toy died again after 2 restarts within a minute: it is not started any more"
        assert reason.log == "broken now"
        assert toy.pid is None


async def test_a_program_that_ignores_its_signal_is_killed_with_its_children(tmp_path: Path) -> None:
    """Stopping has an end."""
    said: list[str] = []
    begins = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}])"
    parent = f"{IGNORES}; {begins}; exec({STUBBORN!r})"  # the child may be up before its parent is
    async with started(tmp_path, said) as ours:
        async with keeping(ours, parent, grace=0.1) as toy:
            both = [psutil.Process(toy.pid), *psutil.Process(toy.pid).children()]
            assert len(both) == 2
        await until(lambda: not alive(both), what="the end of both")
    assert said == ["toy did not stop within 0.1 s and was killed"]


async def test_a_program_that_never_gets_ready_is_not_left_running(tmp_path: Path) -> None:
    """A failed start cleans up behind itself."""

    async def never() -> None:
        raise NotYet("still thinking")

    async with started(tmp_path) as ours:
        program = Program("toy", (sys.executable, "-c", WAITS), dict(os.environ), tmp_path)
        with pytest.raises(NotReady, match=r"toy is not ready after 0.2 s \(still thinking\)"):
            await ours.launch(program, never, within=0.2)
        assert not [child for child in alive(psutil.Process().children()) if WAITS in child.cmdline()]


async def test_where_the_kernel_does_not_help_a_watcher_ends_orphans(tmp_path: Path) -> None:
    """On macOS too a killed launcher leaves no child: the pipe only it holds closes, and the watcher acts."""
    async with opened(tmp_path / "home", min_free_bytes=0) as home:
        reading, writing = os.pipe()
        log = LogFile(tmp_path / "log", max_bytes=10_000)
        program = Program("toy", (sys.executable, "-c", WAITS), dict(os.environ), tmp_path)
        process = await children.spawn(program, log, Leash(home.children_lock, reading))
        os.close(reading)
        await until(log.tail, what="the start")
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children()]
        assert len(family) == 2
        os.close(writing)
        assert await asyncio.wait_for(process.wait(), 60) == -signal.SIGKILL
        await until(lambda: not alive(family), what="the end of the watcher")


async def test_a_child_whose_launcher_died_while_it_started_does_not_start(tmp_path: Path) -> None:
    """The request to die with the launcher can come too late; then the child sees it is an orphan already."""
    argv = (sys.executable, "-I", "-S", str(children.LEASH), "1", "9", "--", "/bin/echo", "started")
    process = await asyncio.create_subprocess_exec(
        *argv, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    assert process.returncode == 1
    assert out == b""
    assert err == b"leash: the launcher is gone\n"


async def test_the_upper_part_leaves_before_its_foundation_even_when_the_start_fails() -> None:
    """Services never outlive their servers by design, nor servers a failed start."""
    left: list[str] = []

    @asynccontextmanager
    async def part(name: str, error: Exception | None = None) -> AsyncIterator[str]:
        if error:
            await asyncio.sleep(0)
            raise error
        try:
            yield name
        finally:
            left.append(name)

    async with atop(side_by_side(part("a"), part("b")), part("floor")) as (upper, floor):
        assert (upper, floor) == (["a", "b"], "floor")
    assert left[-1] == "floor"
    left.clear()
    with pytest.raises(CannotStart, match="no"):
        async with atop(side_by_side(part("a"), part("b", CannotStart("no"))), part("floor")):
            pass
    assert sorted(left) == ["a", "floor"]


def test_a_log_is_capped_and_nothing_shown_is_lost(tmp_path: Path) -> None:
    """A kept home does not grow without bound."""
    shown: list[str] = []
    log = LogFile(tmp_path / "log", max_bytes=100, echo=shown.append)
    descriptor = log.open()
    for number in range(50):
        os.write(descriptor, f"line {number}\nhalf of".encode())
        log.catch_up()
        os.write(descriptor, f" line {number}\n".encode())
        log.catch_up()
        assert log.path.stat().st_size <= 120
    os.close(descriptor)
    assert shown == [line for number in range(50) for line in (f"line {number}", f"half of line {number}")]
    assert (tmp_path / "log.1").exists()


def test_a_tail_begins_with_the_present_start(tmp_path: Path) -> None:
    """The last words of an earlier run would mislead."""
    log = LogFile(tmp_path / "log", max_bytes=10_000)
    for run in ("first", "second"):
        descriptor = log.open()
        os.write(descriptor, f"{run}\n".encode())
        os.close(descriptor)
    assert log.tail() == "second"


@given(content=st.one_of(st.text(), st.lists(st.integers()).map(str), st.just('{"a": "b", "b": 70000, "c": null}')))
def test_whatever_is_in_the_memory_of_ports_ports_are_found(
    tmp_path_factory: pytest.TempPathFactory, content: str
) -> None:
    """A damaged ports file is no reason not to start."""
    memory = tmp_path_factory.getbasetemp() / "ports.json"
    memory.write_text(content)
    names = ("a", "b", "c")
    chosen = ports.claim(memory, names, usable=lambda port: port % 7 != 0)
    assert sorted(chosen) == sorted(names)
    assert all(ports.FIRST <= port < ports.LAST and port % 7 for port in chosen.values())
    assert ports.claim(memory, names, usable=lambda _: True) == chosen


def test_servers_and_services_that_start_together_get_ports_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A port is not given twice because nobody listens on it yet."""
    monkeypatch.setattr(ports, "FIRST", 14_000)
    monkeypatch.setattr(ports, "LAST", 14_012)
    given = [ports.claim(tmp_path / f"{name}.json", (name,), usable=lambda _: True)[name] for name in "abcdefghijkl"]
    assert sorted(given) == list(range(14_000, 14_012))


def test_colours_are_for_terminals_that_want_them() -> None:
    """A log in a file or a pipe stays plain text."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    painted, plain, declined = Terminal(), io.StringIO(), Terminal()
    Console(painted, io.StringIO(), {}).line("gateway", "hello")
    Console(plain, io.StringIO(), {}).line("gateway", "hello")
    Console(declined, io.StringIO(), {"NO_COLOR": "1"}).event("gateway", "died\nlast words")
    assert painted.getvalue() == "\x1b[36mgateway    |\x1b[0m hello\n"
    assert plain.getvalue() == "gateway    | hello\n"
    assert declined.getvalue() == "gateway    | died\n           | last words\n"
