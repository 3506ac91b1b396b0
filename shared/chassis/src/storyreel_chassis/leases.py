"""Leases on tasks, by the database's clock: claim, extend, release, retry."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import asyncpg

from storyreel_chassis.errors import Fenced, Transient
from storyreel_chassis.ports import Task
from storyreel_chassis.postgres import Pool, connection
from storyreel_chassis.queries import queries
from storyreel_contracts.events import Problem

SQL = queries("storyreel_chassis")


class Leases:
    """What a worker does outside of any transaction of its own; every call may raise `Transient`.

    `owner` names one life of one process: a holder that comes back under the same name is not taken for dead.
    """

    def __init__(self, pool: Pool, *, owner: str, seconds: float) -> None:
        self._pool, self._owner, self.seconds = pool, owner, seconds
        self._length = timedelta(seconds=seconds)

    async def claim(self, kinds: Sequence[str]) -> Task | None:
        """The oldest due task that nobody holds, now ours for `seconds`; None where there is none."""
        async with connection(self._pool) as one:
            row = await one.fetchrow(SQL["claim_task"], list(kinds), self._owner, self._length)
        return None if row is None else _task(row)

    async def extend(self, task: Task) -> None:
        """Hold on; a task that we have just closed stays ours. Gives up in time for another try before the lease ends.

        Raises:
            Fenced: the task is no longer ours, or was canceled
        """
        try:
            async with asyncio.timeout(self.seconds / 3), connection(self._pool) as one:
                held = await one.fetchval(SQL["extend_lease"], task.task_id, task.fence, self._length)
        except TimeoutError as error:
            raise Transient("database_away", "Postgres did not extend a lease in time") from error
        if held is None:
            raise Fenced(str(task))

    async def release(self, task: Task, *, lost: bool = False) -> None:
        """Let go at once; another may take it. `lost`: the lease ran out before, though this holder lives."""
        async with connection(self._pool) as one:
            await one.execute(SQL["release_task"], task.task_id, task.fence)
            if lost:
                await one.execute(SQL["survived"], task.task_id, task.fence)

    async def retry(self, task: Task, problem: Problem, *, after: float, uncounted_for: float = 0) -> None:
        """Let go after a failed attempt; nobody may take it for `after` seconds.

        The attempt does not count while the task is younger than `uncounted_for` seconds.

        Raises:
            Fenced: the task is no longer ours, or was canceled
        """
        async with connection(self._pool) as one:
            held = await one.fetchval(
                SQL["retry_task"],
                task.task_id,
                task.fence,
                problem.model_dump(mode="json"),
                timedelta(seconds=after),
                timedelta(seconds=uncounted_for),
            )
        if held is None:
            raise Fenced(str(task))

    async def open_of(self, cause: UUID) -> int:
        """How many tasks of one event are open, held by whomever."""
        async with connection(self._pool) as one:
            count: int = await one.fetchval(SQL["open_tasks"], cause)
        return count


def _task(row: asyncpg.Record) -> Task:
    fields = dict(row)
    problem = fields.pop("problem")
    return Task(**fields, problem=None if problem is None else Problem.model_validate(problem))
