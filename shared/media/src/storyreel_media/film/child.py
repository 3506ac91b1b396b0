"""One worker process, as its parent sees it."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from typing import Any, Self, cast

from storyreel_chassis.logs import logger
from storyreel_media import leash
from storyreel_media.film import errors

_TAIL_BYTES = 4096
_NICE = 5
_ADDRESS_SPACE = 8 << 30  # a bound for what a hostile file may ask of a decoder
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "LANG", "LC_ALL")
_NAMED = {"UnreadableSource": errors.UnreadableSource, "SegmentMismatch": errors.SegmentMismatch}


class Child:
    """A worker process that does one job after the other; killed with `kill`, gone when that returns."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._tail = b""
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls) -> Self:
        """Start a worker in a session of its own, that dies with this process and sees little of its environment."""
        settings = [os.getpid(), _NICE, 0, 0, _ADDRESS_SPACE]
        worker = [sys.executable, "-I", "-m", "storyreel_media.film.worker"]
        leashed = [sys.executable, "-I", "-S", "-B", leash.__file__, *map(str, settings), "--", *worker]
        env = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        env |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        process = await asyncio.create_subprocess_exec(
            *leashed, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=env, start_new_session=True
        )
        return cls(process)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it has not been seen to end."""
        return self._process.returncode is None

    async def do(self, job: str, on_frame: Callable[[int], None], *, deadline: float, stall: float) -> None:
        """Do one job, a line of JSON. After an error other than the job's own the child must be killed.

        Raises:
            FilmError: see the tree in `errors`.
        """
        try:
            async with asyncio.timeout(deadline):
                await self._send(job)
                await self._follow(on_frame, stall)
        except TimeoutError as error:
            raise errors.WorkerTimedOut("the worker took too long", self._said()) from error

    async def kill(self) -> None:
        """End it now, whatever it does."""
        self._signal()
        await self._gone()

    async def retire(self, seconds: float = 2.0) -> None:
        """Let an idle one end by itself, else kill it."""
        cast("asyncio.StreamWriter", self._process.stdin).close()
        try:
            async with asyncio.timeout(seconds):
                await self._gone()
        except TimeoutError:
            await self.kill()

    async def _send(self, job: str) -> None:
        stdin = cast("asyncio.StreamWriter", self._process.stdin)
        try:
            stdin.write(job.encode() + b"\n")
            await stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise await self._died() from error

    async def _follow(self, on_frame: Callable[[int], None], stall: float) -> None:
        while True:
            async with asyncio.timeout(stall):
                line = await cast("asyncio.StreamReader", self._process.stdout).readline()
            if not line.endswith(b"\n"):
                raise await self._died()
            message: dict[str, Any] = json.loads(line)
            if "frame" in message:
                on_frame(message["frame"])
            elif "silent" in message:
                logger(__name__).warning("clip_sound_lost", shot=message["shot"], reason=message["silent"])
            elif "error" in message:
                raise self._failure(message["error"], message["message"])
            else:
                return

    async def _died(self) -> errors.WorkerDied:
        await self.kill()  # its stdout is closed: if it is not dead yet it should be
        return errors.WorkerDied(f"the worker ended with {self._process.returncode}", self._said())

    def _failure(self, kind: str, message: str) -> errors.FilmError:
        if kind in _NAMED:
            return _NAMED[kind](message)
        return errors.WorkerFailed(f"{kind}: {message}", self._said())

    def _signal(self) -> None:
        """SIGKILL by number: `Process.kill` may take the exit status away from the loop's own child watcher."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    async def _gone(self) -> None:
        await self._process.wait()
        await self._listening

    async def _listen(self) -> None:
        while chunk := await cast("asyncio.StreamReader", self._process.stderr).read(_TAIL_BYTES):
            self._tail = (self._tail + chunk)[-_TAIL_BYTES:]

    def _said(self) -> str:
        return self._tail.decode(errors="replace").strip()
