"""Child processes: started on a leash, watched until they are ready, stopped for certain."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from storyreel.errors import CannotStart, NotReady
from storyreel.logs import LogFile

LEASH = Path(__file__).with_name("leash.py")
POLL = 0.03
"""Seconds between two probes."""


class NotYet(Exception):
    """A probe's answer while a program is still starting; its cause or message says what is missing."""


Probe = Callable[[], Awaitable[None]]
"""Does the real thing once: returns when the program is ready, raises NotYet while it may still become so."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run, and how it wants to be ended."""

    name: str
    argv: tuple[str | Path, ...]
    env: Mapping[str, str]
    cwd: Path
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    """Sent when the launcher is killed. Nothing gentler, which may hang: all keep what they have acknowledged."""
    user: tuple[int, int] | None = None
    """uid and gid to become, when the launcher is root and the program must not be."""


@dataclass(frozen=True, slots=True)
class Leash:
    """The descriptors every child inherits."""

    lock: int
    pipe: int | None = None
    """The reading end of a pipe whose other end only the launcher has; None where the kernel does the watching."""

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What to pass on."""
        return (self.lock,) if self.pipe is None else (self.lock, self.pipe)


async def spawn(program: Program, log: LogFile, leash: Leash, *, stdin: int = DEVNULL) -> Process:
    """Start the program in a session of its own, its output going to the log."""
    user = ("--user", *map(str, program.user)) if program.user else ()
    pipe = ("--pipe", str(leash.pipe)) if leash.pipe is not None else ()
    output = log.open()
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", LEASH, str(os.getpid()), str(int(program.orphan_signal)), *user, *pipe, "--"),
            *map(str, program.argv),
            stdin=stdin,
            stdout=output,
            stderr=output,
            cwd=program.cwd,
            env=program.env,
            start_new_session=True,
            pass_fds=leash.descriptors,
        )
    finally:
        os.close(output)


async def finish(program: Program, log: LogFile, leash: Leash, *, stdin: str | None = None) -> None:
    """Run a program to its end. Raises CannotStart when it fails; a cancelled one is killed."""
    process = await spawn(program, log, leash, stdin=DEVNULL if stdin is None else PIPE)
    try:
        await process.communicate(None if stdin is None else stdin.encode())
    finally:
        await kill(process)
    if process.returncode:
        raise CannotStart(f"{program.name} failed: it {ending(process)}", log.tail())


async def launch(program: Program, log: LogFile, leash: Leash, ready: Probe, *, within: float) -> Process:
    """Start a program and return when it is ready.

    Raises CannotStart when it dies first and NotReady after `within` seconds; whatever happens, none is left behind.
    """
    process = await spawn(program, log, leash)
    try:
        await _ready(process, program.name, log, ready, within)
    except BaseException:
        await kill(process)
        raise
    return process


async def _ready(process: Process, name: str, log: LogFile, probe: Probe, within: float) -> None:
    deadline = asyncio.get_running_loop().time() + within
    while process.returncode is None:
        try:
            return await probe()
        except NotYet as not_yet:
            if asyncio.get_running_loop().time() > deadline:
                reason = not_yet.__cause__ or not_yet
                sentence = f"{name} is not ready after {within:g} s ({str(reason) or type(reason).__name__})"
                raise NotReady(sentence, log.tail()) from None
        await asyncio.sleep(POLL)
    raise CannotStart(f"{name} did not start: it {ending(process)}", log.tail())


async def stop(process: Process, stop_signal: signal.Signals, grace: float) -> bool:
    """Ask the process to end, kill it and its group after `grace` seconds; False when it had to be killed."""
    if process.returncode is None:
        process.send_signal(stop_signal)
        try:
            async with asyncio.timeout(grace):
                await process.wait()
        except TimeoutError:
            await kill(process)
            return False
    return True


async def kill(process: Process) -> None:
    """End the process and its group at once; returns when it is gone."""
    if process.returncode is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:  # not yet in a session of its own, or just gone
            process.kill()
        await process.wait()


def ending(process: Process) -> str:
    """How a process ended, as the rest of a sentence."""
    code = process.returncode
    if code is None:
        return "still runs"
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"exited with status {code}"
