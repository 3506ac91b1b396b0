"""The `Storyboards` port on Postgres, through one transaction."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_gateway.adapters.rows import ENTRIES
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.versions import Version

SQL = queries("storyreel_gateway.adapters")


class PostgresStoryboards:
    """See `ports.Storyboards`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add_storyboard(self, job: Job, reason: str, *, restored_from: int | None = None) -> None:
        """See `ports.Storyboards.add_storyboard`."""
        entries = ENTRIES.dump_python(job.entries, mode="json")
        await self._connection.execute(
            SQL["add_storyboard"], job.job_id, job.storyboard_version, entries, reason, restored_from
        )

    async def note_approval(self, job: Job) -> None:
        """See `ports.Storyboards.note_approval`."""
        await self._connection.execute(SQL["note_approval"], job.job_id, job.approved_version, job.approved_at)

    async def get_storyboard(self, job_id: UUID, owner_id: str, version: int) -> Version | None:
        """See `ports.Storyboards.get_storyboard`."""
        row = await self._connection.fetchrow(SQL["get_storyboard"], job_id, owner_id, version)
        return None if row is None else _version(row)

    async def list_storyboards(
        self, job_id: UUID, owner_id: str, *, before: int | None, limit: int
    ) -> Sequence[Version]:
        """See `ports.Storyboards.list_storyboards`."""
        rows = await self._connection.fetch(SQL["list_storyboards"], job_id, owner_id, before, limit)
        return [_version(row) for row in rows]


def _version(row: asyncpg.Record) -> Version:
    names = ("version", "reason", "restored_from", "created_at", "approved_at")
    return Version(entries=ENTRIES.validate_python(row["entries"]), **{name: row[name] for name in names})
