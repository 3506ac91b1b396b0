"""The `Costs` port on Postgres, through one transaction."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from uuid import UUID

import asyncpg

from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_gateway.domain.costs import Committed, Line, Month
from storyreel_gateway.domain.usage import ProviderUsage, Usage

SQL = queries("storyreel_gateway.adapters")
_COLUMNS = tuple(field.name for field in fields(Line))


class PostgresCosts:
    """See `ports.Costs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold_owner(self, owner_id: str) -> None:
        """See `ports.Costs.hold_owner`."""
        await self._connection.execute(SQL["hold_owner"], owner_id)

    async def jobs_in_work(self, owner_id: str) -> int:
        """See `ports.Costs.jobs_in_work`."""
        count: int = await self._connection.fetchval(SQL["count_jobs_in_work"], owner_id)
        return count

    async def lines_of(self, job_id: UUID) -> Sequence[Line]:
        """See `ports.Costs.lines_of`."""
        rows = await self._connection.fetch(SQL["lines_of"], job_id)
        return [_line(row) for row in rows]

    async def put_lines(self, lines: Sequence[Line]) -> None:
        """See `ports.Costs.put_lines`."""
        await self._connection.execute(
            SQL["put_lines"], *([getattr(line, name) for line in lines] for name in _COLUMNS)
        )  # fmt: skip

    async def committed(self, owner_id: str, month: Month) -> Committed:
        """See `ports.Costs.committed`."""
        row = await self._connection.fetchrow(SQL["committed"], owner_id, month.since, month.until)
        if row is None:
            raise LookupError("select sum(…) gave no row")
        return Committed(**dict(row))

    async def note_variance(self, job_id: UUID, stage: str, detected_at: datetime) -> bool:
        """See `ports.Costs.note_variance`."""
        return await self._connection.fetchval(SQL["note_variance"], job_id, stage, detected_at) is not None

    async def usage(self, owner_id: str, month: Month) -> Usage:
        """See `ports.Costs.usage`."""
        span = (owner_id, month.since, month.until)
        counts = await self._connection.fetchrow(SQL["usage_counts"], *span)
        if counts is None:
            raise LookupError("select count(*) gave no row")
        rows = await self._connection.fetch(SQL["usage_by_provider"], *span)
        return Usage(**dict(counts), providers=[ProviderUsage(**dict(row)) for row in rows])


def _line(row: asyncpg.Record) -> Line:
    """A line; one that a gateway of before the purchases settled says so by its state alone."""
    line = Line(**{name: row[name] for name in _COLUMNS})
    if line.closed or line.state == "reserved":
        return line
    return replace(line, closed=True, told=line.actual)
