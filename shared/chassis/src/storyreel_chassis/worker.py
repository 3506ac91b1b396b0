"""The worker: claims tasks, keeps their leases, and ends each one way or another.

The bus only says that there is work; Postgres knows what work there is. The sweep is the same claim, made again
every few seconds: it finds what a crashed or stopped worker left behind.
"""

import asyncio
import random
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from hashlib import blake2b
from uuid import UUID

import structlog
from opentelemetry.trace import Span

from storyreel_chassis.attempts import MAX_CRASHES, MAX_CRASHES_WAITING, Attempts, Job
from storyreel_chassis.dead_letters import DeadLetters
from storyreel_chassis.errors import Fenced, Transient
from storyreel_chassis.leases import Leases
from storyreel_chassis.logs import logger
from storyreel_chassis.ports import Task
from storyreel_chassis.settling import Settling
from storyreel_chassis.telemetry import tracing
from storyreel_chassis.telemetry.metrics import TASK_ATTEMPTS
from storyreel_chassis.turns import Turn

__all__ = ["MAX_CRASHES", "MAX_CRASHES_WAITING", "Job", "Worker"]


class Worker:
    """Runs up to `concurrency` tasks at once; `settling` is shared by workers side by side."""

    def __init__(
        self,
        leases: Leases,
        letters: DeadLetters,
        jobs: Sequence[Job],
        *,
        concurrency: int,
        sweep_seconds: float,
        settling: Settling | None = None,
    ) -> None:
        self._leases, self._attempts = leases, Attempts(leases, letters, wake=self.wake)
        self._jobs = {job.kind: job for job in jobs}
        self._slots = asyncio.Semaphore(concurrency)
        self._sweep_seconds = sweep_seconds
        self._woken, self._settling = asyncio.Event(), settling or Settling(leases)
        self._settling.come()
        self._running: dict[asyncio.Task[None], Task] = {}
        self._grace: float | None = None
        self._left = asyncio.Event()
        self._turn = Turn(f"claims of {', '.join(self._jobs)}")
        self._log = logger(__name__)

    @property
    def turns(self) -> Sequence[Turn]:
        """Of its loop."""
        return (self._turn,)

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
            Leaving: this worker, and whoever works beside it, has stopped
        """
        self.wake()
        await self._settling.settled(cause)

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
            await self._settling.leave()

    async def drain(self, seconds: float) -> None:
        """Claim nothing more and let what runs finish for up to `seconds`; returns when every lease is given back."""
        self._grace = seconds
        self._woken.set()
        self._slots.release()  # so that a worker with all hands full looks up, too
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds + 5):
                await self._left.wait()

    def _forget(self, done: asyncio.Task[None]) -> None:
        del self._running[done]
        self._slots.release()

    async def _next(self) -> Task | None:
        """The next task; None when draining."""
        while self._grace is None:
            self._woken.clear()
            try:
                with self._turn:
                    task = await self._leases.claim(list(self._jobs))
            except Transient as error:
                self._log.warning("claim_waits", reason=error.code)
                task = None
            if task is not None:
                return task
            if self._grace is None:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._sweep_seconds * random.uniform(0.8, 1.2)):  # noqa: S311 - spreads the sweeps
                        await self._woken.wait()
        return None

    async def _hold(self, task: Task) -> None:
        """Do one task under its lease; a lost lease or a cancellation stops it."""
        bound = structlog.contextvars.bound_contextvars(job_id=str(task.job_id), task=str(task), fence=task.fence)
        with bound, _attempt(task):
            work = asyncio.create_task(self._attempts(self._jobs[task.kind], task))
            with tracing.uncollected():
                heart = asyncio.create_task(self._beat(task))
            try:
                await asyncio.wait({work, heart}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                await self._let_go(task, work, heart)

    async def _let_go(self, task: Task, work: "asyncio.Task[None]", heart: "asyncio.Task[None]") -> None:
        """Stop what still runs, then give the lease back, or say that it was lost by a holder that lives."""
        lost = heart.done()
        for one in (work, heart):
            one.cancel()
        for outcome in await asyncio.gather(work, heart, return_exceptions=True):
            if isinstance(outcome, Fenced):
                lost = True
            elif isinstance(outcome, Exception):
                self._log.error("task_end_failed", exc_info=outcome)
        if lost:
            self._log.warning("task_fenced")
            tracing.failed(Fenced(str(task)))
            TASK_ATTEMPTS.labels(task.kind, "lost_lease").inc()
        with suppress(Transient):
            await asyncio.shield(self._leases.release(task, lost=lost))
        await self._settling.tell()

    async def _beat(self, task: Task) -> None:
        """Extend the lease; ends when it is lost, which a database away for longer than the lease means too."""
        loop, seconds = asyncio.get_running_loop(), self._leases.seconds
        held_until, pause = loop.time() + seconds, seconds / 3
        while loop.time() < held_until:
            await asyncio.sleep(pause)
            asked = loop.time()
            try:
                await self._leases.extend(task)
            except Fenced:
                return
            except Transient as error:
                self._log.warning("lease_extension_failed", reason=error.code)
                pause = seconds / 10
            else:
                held_until, pause = asked + seconds, seconds / 3


def _attempt(task: Task) -> AbstractContextManager[Span]:
    """This claim in the trace of what offered the task. Each has an id that follows from its fence: who takes up what a
    crashed holder left links to that one's, of which only the parts that had ended were collected."""
    links = []
    if task.crashes and (trace_id := tracing.trace_id_of(task.traceparent)):
        links = [f"00-{trace_id}-{_claim_id(task, task.fence - 1):016x}-01"]
    return tracing.entered(
        task.traceparent,
        f"task {task.kind}",
        attributes={
            "storyreel.job_id": str(task.job_id),
            "storyreel.kind": task.kind,
            "storyreel.attempt": task.attempt + 1,
            "storyreel.fence": task.fence,
            "storyreel.crashes": task.crashes,
        },
        span_id=_claim_id(task, task.fence),
        links=links,
    )


def _claim_id(task: Task, fence: int) -> int:
    return int.from_bytes(blake2b(f"{task.task_id}:{fence}".encode(), digest_size=8).digest())
