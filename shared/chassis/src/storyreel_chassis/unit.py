"""One transaction of a service on Postgres: inbox, outbox and tasks; services add their own tables."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeVar
from uuid import UUID

from storyreel_chassis.errors import Fenced
from storyreel_chassis.ids import new_id
from storyreel_chassis.ports import Task
from storyreel_chassis.postgres import Connection, Pool, transaction
from storyreel_chassis.queries import queries
from storyreel_chassis.telemetry import tracing
from storyreel_contracts.events import Event, Problem

SQL = queries("storyreel_chassis")


class PostgresTasks:
    """The tasks table, through one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: set[UUID] = set()

    async def hold(self, job_id: UUID) -> None:
        """See `ports.Tasks.hold`: without turns, who offers and who cancels would miss each other."""
        if job_id not in self._held:
            await self._connection.execute(SQL["hold_job"], str(job_id))
            self._held.add(job_id)

    async def offer(self, *, kind: str, key: str, event: Event, payload: dict[str, Any]) -> bool:
        """See `ports.Tasks.offer`."""
        await self.hold(event.job_id)
        row = await self._connection.fetchval(
            SQL["offer_task"], new_id(), kind, key, event.job_id, event.event_id, payload, _trace(event)
        )
        return row is not None

    async def finish(self, task: Task, result: dict[str, Any] | None = None) -> None:
        """See `ports.Tasks.finish`."""
        await self._close(task, "done", result, None)

    async def fail(self, task: Task, problem: Problem) -> None:
        """See `ports.Tasks.fail`."""
        await self._close(task, "failed", None, problem)

    async def _close(self, task: Task, state: str, result: dict[str, Any] | None, problem: Problem | None) -> None:
        closed = await self._connection.fetchval(
            SQL["close_task"],
            task.task_id,
            task.fence,
            state,
            result,
            None if problem is None else problem.model_dump(mode="json"),
        )
        if closed is None:
            raise Fenced(str(task))

    async def cancel(self, job_id: UUID) -> Sequence[str]:
        """See `ports.Tasks.cancel`."""
        await self.hold(job_id)
        await self._connection.execute(SQL["note_canceled"], job_id)
        rows = await self._connection.fetch(SQL["cancel_tasks"], job_id)
        return [f"{row['kind']}:{row['key']}" for row in rows]

    async def open_of(self, cause: UUID) -> int:
        """See `ports.Tasks.open_of`."""
        count: int = await self._connection.fetchval(SQL["open_tasks"], cause)
        return count

    async def results_of(self, cause: UUID) -> Sequence[tuple[str, str, dict[str, Any] | None, Problem | None]]:
        """See `ports.Tasks.results_of`."""
        rows = await self._connection.fetch(SQL["task_results"], cause)
        return [
            (r["key"], r["state"], r["result"], None if r["problem"] is None else Problem.model_validate(r["problem"]))
            for r in rows
        ]


class PostgresUnit:
    """See `ports.Unit`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.tasks = PostgresTasks(connection)
        self._later: list[Callable[[], None]] = []

    def later(self, call: Callable[[], None]) -> None:
        """Call it once this is committed, and never where it is not; for what is counted."""
        self._later.append(call)

    def committed(self) -> None:
        """It is: what waited for that is called."""
        for call in self._later:
            call()

    async def heard(self, event: Event) -> bool:
        """See `ports.Unit.heard`."""
        noted = await self.connection.fetchval(SQL["heard"], event.event_id, event.event_type, event.job_id)
        return noted is not None

    async def say(self, *events: Event) -> None:
        """See `ports.Unit.say`."""
        for event in events:
            trace = _trace(event)
            said = event if trace == event.traceparent else event.model_copy(update={"traceparent": trace})
            await self.connection.execute(
                SQL["say"], event.event_id, event.causation_id, event.subject, said.to_wire().decode(), trace
            )

    async def say_again(self, cause: UUID) -> int:
        """See `ports.Unit.say_again`."""
        status = await self.connection.execute(SQL["say_again"], cause)
        return int(status.rpartition(" ")[2])


def _trace(event: Event) -> str | None:
    """What follows from an event is a part of what happens now, unless its cause belongs to another trace."""
    here = tracing.traceparent()
    theirs = tracing.trace_id_of(event.traceparent)
    return here if here and theirs in {None, tracing.trace_id()} else event.traceparent


T = TypeVar("T", bound=PostgresUnit)


def units(pool: Pool, make: Callable[[Connection], T]) -> Callable[[], AbstractAsyncContextManager[T]]:
    """A `ports.Units` over a pool; `make` turns a connection into the service's own unit."""

    @asynccontextmanager
    async def unit() -> AsyncIterator[T]:
        async with transaction(pool) as connection:
            made = make(connection)
            yield made
        made.committed()

    return unit
