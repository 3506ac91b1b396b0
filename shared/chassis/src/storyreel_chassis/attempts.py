"""One attempt at a task, and what follows when it fails: tried again later, or given up and told."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from storyreel_chassis.dead_letters import DeadLetters
from storyreel_chassis.errors import Away, Broken, Fenced, Queued, Refused, StoryreelError, Transient, problem_of
from storyreel_chassis.leases import Leases
from storyreel_chassis.logs import logger
from storyreel_chassis.ports import Task
from storyreel_chassis.telemetry import tracing
from storyreel_chassis.telemetry.metrics import TASK_ATTEMPTS, TASK_SECONDS
from storyreel_contracts.events import Problem

MAX_CRASHES = 6
"""Holders that died with a task after which it is taken to be what kills them."""
MAX_CRASHES_WAITING = 60
"""The same for a task that mostly waits for somebody far away, with many others in flight in the same process."""
PATIENCE_SECONDS = 3600.0
"""How old a task may grow while a server is away before that counts as a failed attempt."""
QUEUE_SECONDS = 86400.0
"""The same while the task waits for its turn: a hundred clips by one machine take hours, and no scene is at fault."""
AWAY_SECONDS = 2.0
"""Between two looks whether a server is back, where it does not say itself."""
MOST_SECONDS = 60.0
"""The longest wait before a failure that could not be told is told again."""


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
    crashes: int = MAX_CRASHES
    """Holders that may die with it; more where many tasks are in flight at once, for then each death counts for all."""


class Attempts:
    """Does claimed tasks. `wake` is called when one is due again."""

    def __init__(self, leases: Leases, letters: DeadLetters, *, wake: Callable[[], None]) -> None:
        self._leases, self._letters, self._wake = leases, letters, wake
        self._log = logger(__name__)

    async def __call__(self, job: Job, task: Task) -> None:
        """Try once; every failure ends here.

        Raises:
            Fenced: the lease was lost, or the task was canceled
        """
        self._log.info("task_started", attempt=task.attempt + 1)
        started = asyncio.get_running_loop().time()
        try:
            await _do(job, task)
        except Fenced:
            raise
        except Exception as error:  # noqa: BLE001 - the worker is where every failure of a task ends
            await self._failed(job, task, error)
        else:
            seconds = asyncio.get_running_loop().time() - started
            self._log.info("task_done", seconds=round(seconds, 3))
            TASK_ATTEMPTS.labels(task.kind, "done").inc()
            TASK_SECONDS.labels(task.kind).observe(seconds)

    async def _failed(self, job: Job, task: Task, error: Exception) -> None:
        tracing.failed(error)
        may_pass = isinstance(error, Transient) or not isinstance(error, StoryreelError)
        try:
            if isinstance(error, Away) and task.attempt < job.attempts:
                await self._wait(task, error)
            elif may_pass and task.attempt + 1 < job.attempts:
                await self._try_again(job, task, error)
            else:
                await self._give_up(job, task, error)
        except Fenced:
            raise
        except Transient as away:
            self._log.warning("task_end_not_written", reason=away.code)  # the sweep takes it up again

    async def _wait(self, task: Task, error: Away) -> None:
        TASK_ATTEMPTS.labels(task.kind, "away").inc()
        delay = (error.retry_after or AWAY_SECONDS) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
        self._log.warning("task_waits", code=error.code, reason=error.message, delay=round(delay, 2))
        patience = QUEUE_SECONDS if isinstance(error, Queued) else PATIENCE_SECONDS
        await self._put_off(task, error.problem(), delay, uncounted_for=patience)

    async def _try_again(self, job: Job, task: Task, error: Exception) -> None:
        TASK_ATTEMPTS.labels(task.kind, "failed").inc()
        problem = problem_of(error)
        wished = error.retry_after if isinstance(error, Transient) else None
        delay = wished or job.backoff * 2**task.attempt * random.uniform(0.7, 1.3)  # noqa: S311 - jitter
        self._log.warning(
            "task_retried",
            attempt=task.attempt + 1,
            code=problem.code,
            reason=problem.message,
            delay=round(delay, 2),
            exc_info=None if isinstance(error, StoryreelError) else error,
        )
        await self._put_off(task, problem, delay)

    async def _give_up(self, job: Job, task: Task, error: Exception) -> None:
        TASK_ATTEMPTS.labels(task.kind, "refused" if isinstance(error, Refused) else "failed").inc()
        problem = problem_of(error)
        self._log.error(
            "task_failed",
            attempt=task.attempt + 1,
            code=problem.code,
            reason=problem.message,
            exc_info=None if isinstance(error, Refused) else error,
        )
        try:
            if not isinstance(error, Refused):
                await self._letters.bury_task(task, error, attempts=task.attempt + 1)
            await job.give_up(task, problem)
        except Fenced:
            raise
        except Exception as worse:  # noqa: BLE001 - a failure that cannot be told is kept, and told later
            delay = min(MOST_SECONDS, job.backoff * 2 ** min(task.attempt, 10))
            self._log.error("task_not_given_up", delay=delay, exc_info=worse)
            await self._put_off(task, problem, delay)

    async def _put_off(self, task: Task, problem: Problem, delay: float, *, uncounted_for: float = 0) -> None:
        await self._leases.retry(task, problem, after=delay, uncounted_for=uncounted_for)
        asyncio.get_running_loop().call_later(delay, self._wake)


async def _do(job: Job, task: Task) -> None:
    if task.problem and task.attempt >= job.attempts:  # only its failure is still to be told
        raise (Transient if task.problem.retryable else Broken)(task.problem.code, task.problem.message)
    if task.crashes >= job.crashes:
        raise Broken("worker_crashed", f"{task.kind} stopped its worker {task.crashes} times")
    try:
        await job.do(task)
    except asyncio.CancelledError as error:
        current = asyncio.current_task()
        if current is not None and current.cancelling():
            raise
        raise RuntimeError("cancelled from within") from error  # nobody asked for it: a failure like any other
