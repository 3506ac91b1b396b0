"""One transaction of the gateway, and what follows once it is committed."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from storyreel_chassis.postgres import AWAY, Connection, Pool, away, is_away, transaction
from storyreel_chassis.queries import queries
from storyreel_chassis.unit import PostgresUnit
from storyreel_gateway.adapters.answers import PostgresAnswers
from storyreel_gateway.adapters.assets import PostgresAssets
from storyreel_gateway.adapters.batches import PostgresBatches
from storyreel_gateway.adapters.calls import PostgresCalls
from storyreel_gateway.adapters.costs import PostgresCosts
from storyreel_gateway.adapters.exports import PostgresExports
from storyreel_gateway.adapters.jobs import PostgresJobs
from storyreel_gateway.adapters.keys import PostgresKeyRecords
from storyreel_gateway.adapters.purchases import PostgresPurchases
from storyreel_gateway.adapters.shares import PostgresShares
from storyreel_gateway.adapters.storyboards import PostgresStoryboards
from storyreel_gateway.adapters.webhooks import PostgresWebhooks
from storyreel_gateway.domain.batches import Batch, Wish
from storyreel_gateway.domain.job import IN_WORK, Job
from storyreel_gateway.domain.terms import Terms
from storyreel_gateway.domain.view import JobView
from storyreel_gateway.ports import GatewayUnit, GatewayUnits

SQL = queries("storyreel_gateway.adapters")
AfterCommit = Callable[[JobView], Awaitable[None]]
Room = Callable[[str], None]


class _NotingJobs(PostgresJobs):
    """Remembers the newest view of each job that was changed, and the owners of those that rest now."""

    def __init__(self, connection: Connection, rested: set[str]) -> None:
        super().__init__(connection)
        self.changed: dict[UUID, JobView] = {}
        self._rested = rested

    async def add_change(self, job: Job, kind: str, view: JobView) -> None:
        """See `ports.Jobs.add_change`."""
        await super().add_change(job, kind, view)
        self.changed[job.job_id] = view
        if job.status not in IN_WORK:
            self._rested.add(job.owner_id)


class _NotingBatches(PostgresBatches):
    """Remembers whose batches are new."""

    def __init__(self, connection: Connection, rested: set[str]) -> None:
        super().__init__(connection)
        self._rested = rested

    async def add_batch(self, batch: Batch, wishes: Sequence[Wish], *, key_id: UUID | None = None) -> None:
        """See `ports.Batches.add_batch`."""
        await super().add_batch(batch, wishes, key_id=key_id)
        self._rested.add(batch.owner_id)


class PostgresGatewayUnit(PostgresUnit):
    """See `ports.GatewayUnit`."""

    def __init__(self, connection: Connection, terms: Terms) -> None:
        super().__init__(connection)
        self.terms = terms
        self.rested: set[str] = set()
        """Owners for whom there may be something to start: they have a place, or a request, more than before."""
        self.jobs = _NotingJobs(connection, self.rested)
        self.batches = _NotingBatches(connection, self.rested)
        self.storyboards = PostgresStoryboards(connection)
        self.exports = PostgresExports(connection)
        self.answers = PostgresAnswers(connection)
        self.keys = PostgresKeyRecords(connection)
        self.shares = PostgresShares(connection)
        self.costs = PostgresCosts(connection)
        self.purchases = PostgresPurchases(connection)
        self.assets = PostgresAssets(connection)
        self.webhooks = PostgresWebhooks(connection)
        self.calls = PostgresCalls(connection)

    @asynccontextmanager
    async def part(self) -> AsyncIterator[None]:
        """See `ports.GatewayUnit.part`."""
        changed, later = dict(self.jobs.changed), list(self._later)
        try:
            async with self.connection.transaction():  # within another one: a savepoint
                yield
        except BaseException as error:
            self.jobs.changed, self._later = changed, later
            if isinstance(error, AWAY) and is_away(error):
                raise away(error) from error
            raise

    async def repeat(self, event_id: UUID) -> bool:
        """See `ports.GatewayUnit.repeat`."""
        return await self.connection.fetchval(SQL["repeat_event"], event_id) is not None


async def _nothing(_view: JobView) -> None:
    pass


def _nobody(_owner_id: str) -> None:
    pass


def gateway_units(
    pool: Pool,
    after_commit: AfterCommit = _nothing,
    *,
    terms: Terms = Terms(),  # noqa: B008 - frozen
    room: Room = _nobody,
) -> GatewayUnits:
    """Transactions over a pool; `after_commit` is told the newest view of every job that one changed, `room` the owners
    for whom there may be something to start."""

    @asynccontextmanager
    async def unit() -> AsyncIterator[GatewayUnit]:
        async with transaction(pool) as connection:
            made = PostgresGatewayUnit(connection, terms)
            yield made
        made.committed()
        for owner_id in made.rested:
            room(owner_id)
        for view in made.jobs.changed.values():
            await after_commit(view)

    return unit
