"""A launcher in a process of its own, as a user has it, with dummy services."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psutil

from support.deadlines import eventually

TESTS = Path(__file__).parent.parent
UP = "Ctrl-C stops it."
T = TypeVar("T")


@dataclass(frozen=True)
class Launched:
    """A started launcher; it may be up, on its way or gone."""

    home: Path
    process: Process
    _out: Path
    _err: Path

    @property
    def out(self) -> str:
        """What it printed."""
        return self._out.read_text()

    @property
    def err(self) -> str:
        """Its complaints."""
        return self._err.read_text()

    @property
    def env(self) -> dict[str, str]:
        """What the public dummy was told."""
        told: dict[str, str] = json.loads((self.home / "told.json").read_text())
        return told

    async def up(self) -> None:
        """Wait until it says that all is up."""
        await until(lambda: UP in self.out or self.process.returncode is not None, what="the start")
        assert UP in self.out, self.err

    async def ended(self, within: float = 180) -> int:
        """Its exit code."""
        return await asyncio.wait_for(self.process.wait(), within)

    def descendants(self) -> list[psutil.Process]:
        """Everything that runs below it."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def told(self, fact: Callable[[psutil.Process], T]) -> list[T]:
        """A fact of each of these; of a worker of Postgres that ends just now there is none."""
        found = []
        for child in self.descendants():
            with suppress(psutil.NoSuchProcess):
                found.append(fact(child))
        return found


@asynccontextmanager
async def launched(home: Path, *, prefix: tuple[str, ...] = (), **env: str) -> AsyncIterator[Launched]:
    """Start `storyreel up` in `home`; whatever still runs at the end is stopped."""
    out, err = home.with_name(f"{home.name}.out"), home.with_name(f"{home.name}.err")
    told = {"STORYREEL_HOME": str(home), "STORYREEL_PORT": "0", "PYTHONPATH": str(TESTS)}
    with out.open("w") as stdout, err.open("w") as stderr:
        argv = (*prefix, sys.executable, "-m", "support.run_up")
        process = await asyncio.create_subprocess_exec(
            *argv, stdout=stdout, stderr=stderr, env={**os.environ, **told, **env}
        )
    try:
        yield Launched(home, process, out, err)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 180)


async def until(check: Callable[[], object], *, within: float = 180, what: str) -> None:
    """Wait until `check` is true."""

    async def probe() -> object:
        return check()

    await eventually(probe, within=within, what=what)


def alive(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Those that still run; a zombie does not, nor does one that ends while it is looked at."""
    found = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found
