"""What every server and service is started with: the home, the leash, the logs and the policy for deaths."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from storyreel import children
from storyreel.children import Leash, Probe, Program
from storyreel.errors import GaveUp
from storyreel.home import Home, opened
from storyreel.keeper import Kept, Launch, Policy, Say, kept
from storyreel.logs import LogFile, follow
from storyreel.settings import UpSettings

SERVER_GRACE, SERVICE_GRACE = 3.0, 5.0
"""Seconds to stop in; services go first, then servers side by side, so that all is gone within ten."""


def silent(name: str, sentence: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Launcher:
    """Starts programs in one home."""

    home: Home
    settings: UpSettings
    leash: Leash
    say: Say
    show: Say
    """Takes every line that a shown program writes."""
    failure: "asyncio.Future[GaveUp]"
    _logs: dict[str, LogFile] = field(default_factory=dict)

    def log(self, name: str, *, shown: bool = False) -> LogFile:
        """The log file of the program of that name."""
        if name not in self._logs:
            echo = partial(self.show, name) if shown else None
            path = self.home.path / "logs" / f"{name}.log"
            self._logs[name] = LogFile(path, max_bytes=self.settings.log_max_bytes, echo=echo)
        return self._logs[name]

    def catch_up(self) -> None:
        """Show what has been written up to now."""
        for log in tuple(self._logs.values()):
            log.catch_up()

    async def follow_logs(self) -> None:
        """Show and rotate for ever."""
        await follow(self._logs.values())

    async def finish(self, program: Program, *, stdin: str | None = None) -> None:
        """Run a program to its end. Raises CannotStart when it fails."""
        await children.finish(program, self.log(program.name), self.leash, stdin=stdin)

    async def launch(self, program: Program, ready: Probe, *, within: float = 60) -> Process:
        """Start a program and return when it is ready. Raises CannotStart."""
        return await children.launch(program, self.log(program.name), self.leash, ready, within=within)

    def keep(
        self, program: Program, launch: Launch, *, grace: float = SERVER_GRACE
    ) -> AbstractAsyncContextManager[Kept]:
        """Keep a program running for the time of a block, started by `launch`."""
        policy = Policy(self.settings.restarts_per_minute, grace, self.say, self._give_up)
        return kept(program.name, launch, program.stop_signal, policy, self.log(program.name).tail)

    def _give_up(self, reason: GaveUp) -> None:
        if not self.failure.done():
            self.failure.set_result(reason)


@contextmanager
def _pipe() -> Iterator[int | None]:
    """Where the kernel does not end orphans: a pipe that closes with this process; yields the children's end."""
    if sys.platform == "linux":
        yield None
        return
    reading, writing = os.pipe()
    try:
        yield reading
    finally:
        os.close(writing)
        os.close(reading)


@asynccontextmanager
async def launcher(
    path: Path, settings: UpSettings, *, say: Say = silent, show: Say = silent
) -> AsyncIterator[Launcher]:
    """Open the home at `path` and follow the logs of what is started in it. Raises CannotStart."""
    failure: asyncio.Future[GaveUp] = asyncio.get_running_loop().create_future()
    async with opened(path, min_free_bytes=settings.min_free_bytes) as home:
        with _pipe() as pipe:
            started = Launcher(home, settings, Leash(home.children_lock, pipe), say, show, failure)
            following = asyncio.create_task(started.follow_logs(), name="log follower")
            try:
                yield started
            finally:
                following.cancel()
                with suppress(asyncio.CancelledError):
                    await following
                started.catch_up()
