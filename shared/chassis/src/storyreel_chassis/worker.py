"""The worker: claims tasks, keeps their leases, and ends each one way or another.

The bus only says that there is work; Postgres knows what work there is. The sweep is the same claim, made again
every few seconds: it finds what a crashed or stopped worker left behind.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import structlog

from storyreel_chassis.dead_letters import DeadLetters
from storyreel_chassis.errors import Fenced, Leaving, Refused, StoryreelError, Transient, problem_of
from storyreel_chassis.leases import Leases
from storyreel_chassis.logs import logger
from storyreel_chassis.ports import Task
from storyreel_contracts.events import Problem

MAX_CRASHES = 6
"""Claims beyond the counted attempts after which a task is taken to be what kills its workers."""


@dataclass(frozen=True, slots=True)
class Job:
    """How one kind of task is done."""

    kind: str
    do: Callable[[Task], Awaitable[None]]
    """Does the work and closes the task in its own transaction."""
    give_up: Callable[[Task, Problem], Awaitable[None]]
    """Closes the task as failed, and says so, in one transaction."""
    attempts: int = 3
    backoff: float = 1.0
    """Seconds before the second attempt; doubles, with jitter."""


class Worker:
    """Runs up to `concurrency` tasks at once."""

    def __init__(
        self, leases: Leases, letters: DeadLetters, jobs: Sequence[Job], *, concurrency: int, sweep_seconds: float
    ) -> None:
        self._leases, self._letters = leases, letters
        self._jobs = {job.kind: job for job in jobs}
        self._slots = asyncio.Semaphore(concurrency)
        self._sweep_seconds = sweep_seconds
        self._woken, self._ended = asyncio.Event(), asyncio.Condition()
        self._running: dict[asyncio.Task[None], Task] = {}
        self._grace: float | None = None
        self._left = asyncio.Event()
        self._log = logger(__name__)

    def wake(self) -> None:
        """There is new work."""
        self._woken.set()

    def cancel(self, job_id: UUID) -> None:
        """Stop what runs here for a job whose tasks were canceled."""
        for running, task in list(self._running.items()):
            if task.job_id == job_id:
                running.cancel()

    async def settled(self, cause: UUID) -> None:
        """Wait until every task of an event has ended, here or in another process.

        Raises:
            Leaving: this worker has stopped
        """
        self.wake()
        while await self._leases.open_of(cause):
            if self._left.is_set():
                raise Leaving
            with suppress(TimeoutError):
                async with self._ended:
                    await asyncio.wait_for(self._ended.wait(), 1.0)

    async def run(self) -> None:
        """Claim and work until drained or cancelled; then give every lease back."""
        try:
            while True:
                await self._slots.acquire()
                task = await self._next()
                if task is None:
                    break
                running = asyncio.create_task(self._hold(task), name=str(task))
                self._running[running] = task
                running.add_done_callback(self._forget)
            if self._running:
                await asyncio.wait(self._running, timeout=self._grace)
        finally:
            self._grace = 0
            for one in list(self._running):
                one.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)
            self._left.set()
            async with self._ended:
                self._ended.notify_all()

    async def drain(self, seconds: float) -> None:
        """Claim nothing more and let what runs finish for up to `seconds`; returns when every lease is given back."""
        self._grace = seconds
        self._woken.set()
        self._slots.release()  # so that a worker with all hands full looks up, too
        with suppress(TimeoutError):
            await asyncio.wait_for(self._left.wait(), seconds + 5)

    def _forget(self, done: asyncio.Task[None]) -> None:
        del self._running[done]
        self._slots.release()

    async def _next(self) -> Task | None:
        """The next task; None when draining."""
        while self._grace is None:
            self._woken.clear()
            try:
                task = await self._leases.claim(list(self._jobs))
            except Transient as error:
                self._log.warning("claim_waits", reason=error.code)
                task = None
            if task is not None:
                return task
            if self._grace is None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), self._sweep_seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads the sweeps
        return None

    async def _hold(self, task: Task) -> None:
        """Do one task under its lease; a lost lease or a cancellation stops it."""
        with structlog.contextvars.bound_contextvars(job_id=str(task.job_id), task=str(task), fence=task.fence):
            work = asyncio.create_task(self._attempt(task))
            heart = asyncio.create_task(self._beat(task))
            try:
                await asyncio.wait({work, heart}, return_when=asyncio.FIRST_COMPLETED)
                if not work.done():
                    self._log.warning("task_fenced")
            finally:
                for one in (work, heart):
                    one.cancel()
                outcome, _ = await asyncio.gather(work, heart, return_exceptions=True)
                if isinstance(outcome, Exception):
                    self._log.error("task_end_failed", exc_info=outcome)
                with suppress(Transient):
                    await asyncio.shield(self._leases.release(task))
                async with self._ended:
                    self._ended.notify_all()

    async def _beat(self, task: Task) -> None:
        """Extend the lease; ends when it is lost, which a database away for longer than the lease means too."""
        loop = asyncio.get_running_loop()
        held_until = loop.time() + self._leases.seconds
        while loop.time() < held_until:
            await asyncio.sleep(self._leases.seconds / 3)
            try:
                await self._leases.extend(task)
            except Fenced:
                return
            except Transient as error:
                self._log.warning("lease_extension_failed", reason=error.code)
            else:
                held_until = loop.time() + self._leases.seconds

    async def _attempt(self, task: Task) -> None:
        job = self._jobs[task.kind]
        self._log.info("task_started", attempt=task.attempt + 1)
        started = asyncio.get_running_loop().time()
        try:
            if task.fence - task.attempt > MAX_CRASHES:
                raise Refused("worker_crashed", f"{task.kind} stopped its worker {MAX_CRASHES} times")
            await job.do(task)
        except Fenced:
            self._log.warning("task_fenced")
        except Exception as error:  # noqa: BLE001 - the worker is where every failure of a task ends
            await self._failed(job, task, error)
        else:
            self._log.info("task_done", seconds=round(asyncio.get_running_loop().time() - started, 3))

    async def _failed(self, job: Job, task: Task, error: Exception) -> None:
        problem, attempt = problem_of(error), task.attempt + 1
        again = isinstance(error, Transient) or not isinstance(error, StoryreelError)
        try:
            if again and attempt < job.attempts:
                wished = error.retry_after if isinstance(error, Transient) else None
                delay = wished or job.backoff * 2**task.attempt * random.uniform(0.7, 1.3)  # noqa: S311 - jitter
                self._log.warning(
                    "task_retried",
                    attempt=attempt,
                    code=problem.code,
                    reason=problem.message,
                    delay=round(delay, 2),
                    exc_info=None if isinstance(error, StoryreelError) else error,
                )
                await self._leases.retry(task, problem, after=delay)
                asyncio.get_running_loop().call_later(delay, self.wake)
                return
            self._log.error("task_failed", attempt=attempt, code=problem.code, reason=problem.message, exc_info=error)
            if not isinstance(error, Refused):
                await self._letters.bury_task(task, error, attempts=attempt)
            await job.give_up(task, problem)
        except Fenced:
            self._log.warning("task_fenced")
        except Transient as away:
            # The lease runs out and the sweep takes the task up again.
            self._log.warning("task_end_not_written", reason=away.code)
