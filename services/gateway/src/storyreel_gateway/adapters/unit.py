"""One transaction of the gateway, and what follows once it is committed."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

from storyreel_chassis.postgres import Connection, Pool, transaction
from storyreel_chassis.queries import queries
from storyreel_chassis.unit import PostgresUnit
from storyreel_gateway.adapters.answers import PostgresAnswers
from storyreel_gateway.adapters.exports import PostgresExports
from storyreel_gateway.adapters.jobs import PostgresJobs
from storyreel_gateway.adapters.webhooks import PostgresWebhooks
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.view import JobView
from storyreel_gateway.ports import GatewayUnit, GatewayUnits

SQL = queries("storyreel_gateway.adapters")
AfterCommit = Callable[[JobView], Awaitable[None]]


class _NotingJobs(PostgresJobs):
    """Remembers the newest view of each job that was changed."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.changed: dict[UUID, JobView] = {}

    async def add_change(self, job: Job, kind: str, view: JobView) -> None:
        """See `ports.Jobs.add_change`."""
        await super().add_change(job, kind, view)
        self.changed[job.job_id] = view


class PostgresGatewayUnit(PostgresUnit):
    """See `ports.GatewayUnit`."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.jobs = _NotingJobs(connection)
        self.exports = PostgresExports(connection)
        self.answers = PostgresAnswers(connection)
        self.webhooks = PostgresWebhooks(connection)

    @asynccontextmanager
    async def part(self) -> AsyncIterator[None]:
        """See `ports.GatewayUnit.part`."""
        changed = dict(self.jobs.changed)
        try:
            async with self.connection.transaction():  # within another one: a savepoint
                yield
        except BaseException:
            self.jobs.changed = changed
            raise

    async def repeat(self, event_id: UUID) -> bool:
        """See `ports.GatewayUnit.repeat`."""
        return await self.connection.fetchval(SQL["repeat_event"], event_id) is not None


async def _nothing(_view: JobView) -> None:
    pass


def gateway_units(pool: Pool, after_commit: AfterCommit = _nothing) -> GatewayUnits:
    """Transactions over a pool; `after_commit` is told the newest view of every job that one changed."""

    @asynccontextmanager
    async def unit() -> AsyncIterator[GatewayUnit]:
        async with transaction(pool) as connection:
            made = PostgresGatewayUnit(connection)
            yield made
        for view in made.jobs.changed.values():
            await after_commit(view)

    return unit
