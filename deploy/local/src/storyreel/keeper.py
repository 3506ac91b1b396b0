"""A program that is kept running: started again when it dies, until it dies too often."""

import asyncio
import signal
from asyncio.subprocess import Process
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from storyreel.children import ending, stop
from storyreel.errors import CannotStart, GaveUp

Launch = Callable[[], Awaitable[Process]]
"""Starts a program and returns when it is ready; raises CannotStart and leaves nothing behind otherwise."""

Say = Callable[[str, str], None]
"""Tells a person something: the program's name, and a sentence about it."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How a program is looked after."""

    restarts_per_minute: int
    grace: float
    """Seconds between the stop signal and SIGKILL."""
    say: Say
    gave_up: Callable[[GaveUp], None]
    """Called once, when the program is not started again."""


class Kept:
    """The handle of one kept program. Starting and stopping are safe to call twice and return when it is done."""

    def __init__(self, name: str, launch: Launch, stop_signal: signal.Signals, policy: Policy, tail: Callable[[], str]):
        self.name = name
        self._launch = launch
        self._stop_signal = stop_signal
        self._policy = policy
        self._tail = tail
        self._process: Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._up = asyncio.Event()
        self._changing = asyncio.Lock()
        self._restarts: deque[float] = deque()
        self._killed_on_request = False

    @property
    def pid(self) -> int | None:
        """The process id, None while the program is not running."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the program and wait until it is ready. Raises CannotStart."""
        async with self._changing:
            if self._keeper is None:
                self._came_up(await self._launch())
                self._keeper = asyncio.create_task(self._keep(), name=f"keeper of {self.name}")

    async def stop(self) -> None:
        """Stop the program; it stays down until `start` or `restart`."""
        async with self._changing:
            keeper, self._keeper = self._keeper, None
            if keeper:
                keeper.cancel()
                await asyncio.wait({keeper})
            process, self._process = self._process, None
            self._up.clear()
            if process and not await stop(process, self._stop_signal, self._policy.grace):
                self._policy.say(self.name, f"did not stop within {self._policy.grace:g} s and was killed")

    async def restart(self) -> None:
        """Stop the program if it runs, start it again and wait until it is ready. Raises CannotStart."""
        await self.stop()
        await self.start()

    def kill(self) -> None:
        """SIGKILL the process, as a crash would; it is brought back at once, and `ready` waits for that."""
        if self._process is None:
            raise RuntimeError(f"{self.name} is not running")
        self._killed_on_request = True
        self._up.clear()
        self._process.kill()

    async def ready(self) -> None:
        """Wait until the program is up, again if need be."""
        await self._up.wait()

    def _came_up(self, process: Process) -> None:
        self._process = process
        self._up.set()

    async def _keep(self) -> None:
        while self._process:
            process = self._process
            await process.wait()
            self._process = None
            self._up.clear()
            asked, self._killed_on_request = self._killed_on_request, False
            if not asked:
                self._policy.say(self.name, f"{ending(process)}; the end of its log:\n{self._tail()}".rstrip(":\n"))
            await self._bring_back(at_once=asked)

    async def _bring_back(self, *, at_once: bool) -> None:
        """Launch until it is up, or give up."""
        last: CannotStart | None = None
        while True:
            if not at_once and (pause := self._pause()) is None:
                allowed = self._policy.restarts_per_minute
                often = f"{self.name} died again after {allowed} restarts within a minute: it is not started any more"
                return self._policy.gave_up(GaveUp(often, last.log if last else self._tail()))
            await asyncio.sleep(0 if at_once else pause or 0)
            at_once = False
            try:
                self._came_up(await self._launch())
            except CannotStart as error:
                last = error
                self._policy.say(self.name, str(error))
            else:
                return self._policy.say(self.name, "runs again")

    def _pause(self) -> float | None:
        """Seconds to wait before the next restart: 0.1 doubled for each in the last minute; None when spent."""
        now = asyncio.get_running_loop().time()
        while self._restarts and self._restarts[0] < now - 60:
            self._restarts.popleft()
        if len(self._restarts) >= self._policy.restarts_per_minute:
            return None
        self._restarts.append(now)
        return 0.1 * float(2 ** (len(self._restarts) - 1))


@asynccontextmanager
async def kept(
    name: str, launch: Launch, stop_signal: signal.Signals, policy: Policy, tail: Callable[[], str]
) -> AsyncIterator[Kept]:
    """Keep a program for the time of the block."""
    program = Kept(name, launch, stop_signal, policy, tail)
    try:
        await program.start()
        yield program
    finally:
        await program.stop()
