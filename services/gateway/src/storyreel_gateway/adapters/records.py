"""The `Records` port on Postgres; two statements at a time, so that operators who look leave connections to others."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from storyreel_chassis.ids import now
from storyreel_chassis.postgres import Connection, Pool, connection
from storyreel_chassis.queries import queries
from storyreel_contracts.api import (
    BudgetUse,
    DatabaseHealth,
    FailureCount,
    JobPile,
    JobsHealth,
    PurchasePile,
    QuietJob,
    WebhooksHealth,
)
from storyreel_contracts.status import VideoStatus

SQL = queries("storyreel_gateway.adapters")
AT_ONCE = 2


class PostgresRecords:
    """See `ports.Records`."""

    def __init__(self, pool: Pool) -> None:
        self._pool, self._turn = pool, asyncio.Semaphore(AT_ONCE)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        async with self._turn, connection(self._pool) as one:
            yield one

    async def jobs(self, patience: Mapping[VideoStatus, timedelta]) -> JobsHealth:
        """See `ports.Records.jobs`."""
        async with self._connection() as one:
            piles = await one.fetch(SQL["job_piles"])
            quiet = await one.fetch(SQL["quiet_jobs"], list(patience), list(patience.values()))
            failures = await one.fetch(SQL["recent_failures"])
        return JobsHealth(
            in_work=[JobPile(**dict(row)) for row in piles],
            quiet=[QuietJob(**dict(row)) for row in quiet],
            failures=[FailureCount(**dict(row)) for row in failures],
        )

    async def budgets(self, since: datetime, least: Decimal) -> Sequence[BudgetUse]:
        """See `ports.Records.budgets`."""
        async with self._connection() as one:
            rows = await one.fetch(SQL["budgets_nearly_spent"], since, least)
        return [BudgetUse(**dict(row)) for row in rows]

    async def purchases(self) -> Sequence[PurchasePile]:
        """See `ports.Records.purchases`."""
        async with self._connection() as one:
            rows = await one.fetch(SQL["purchase_piles"])
        return [PurchasePile(**dict(row)) for row in rows]

    async def webhooks(self) -> WebhooksHealth:
        """See `ports.Records.webhooks`."""
        async with self._connection() as one:
            told = await _row(one, "deliveries_overdue")
            disabled = await one.fetch(SQL["endpoints_disabled"])
        return WebhooksHealth(**told, disabled=[row["host"] for row in disabled])

    async def database(self) -> DatabaseHealth:
        """See `ports.Records.database`."""
        async with self._connection() as one:
            before, began = now(), time.perf_counter()
            told = await _row(one, "server_facts")
            after, took = now(), time.perf_counter() - began
        return DatabaseHealth(
            **{name: told[name] for name in ("version", "bytes", "connections", "max_connections")},
            milliseconds=round(1000 * took, 1), clock_skew_seconds=skew(told["at"], before, after),
        )  # fmt: skip


def skew(clock: datetime, before: datetime, after: datetime) -> float:
    """How many seconds a clock that was read between two moments of ours is ahead of them, or below zero behind."""
    if clock < before:
        return (clock - before).total_seconds()
    return max((clock - after).total_seconds(), 0.0)


async def _row(one: Connection, name: str) -> dict[str, Any]:
    row = await one.fetchrow(SQL[name])
    if row is None:
        raise LookupError(f"{name} gave no row")
    return dict(row)
