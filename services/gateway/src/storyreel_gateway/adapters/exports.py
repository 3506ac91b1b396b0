"""The `Exports` port on Postgres, through one transaction."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_contracts.types import ExportFormat, ExportQuality
from storyreel_gateway.adapters.rows import export_of
from storyreel_gateway.domain.export import Export

SQL = queries("storyreel_gateway.adapters")


class PostgresExports:
    """See `ports.Exports`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find_export(
        self, render_id: UUID, export_format: ExportFormat, quality: ExportQuality, owner_id: str
    ) -> Export | None:
        """See `ports.Exports.find_export`."""
        row = await self._connection.fetchrow(SQL["find_export"], render_id, export_format, quality, owner_id)
        return None if row is None else export_of(row)

    async def get_export(self, export_id: UUID, owner_id: str) -> Export | None:
        """See `ports.Exports.get_export`."""
        row = await self._connection.fetchrow(SQL["get_export"], export_id, owner_id)
        return None if row is None else export_of(row)

    async def put_export(self, export: Export) -> None:
        """See `ports.Exports.put_export`."""
        await self._connection.execute(
            SQL["put_export"], export.export_id, export.job_id, export.owner_id, export.render_id, export.format,
            export.quality, export.requested,
        )  # fmt: skip

    async def settle_export(self, export: Export) -> bool:
        """See `ports.Exports.settle_export`."""
        problem = None if export.problem is None else export.problem.model_dump(mode="json")
        settled = await self._connection.fetchval(
            SQL["settle_export"], export.export_id, export.owner_id, export.state, export.object_key, export.size,
            export.media_type, problem,
        )  # fmt: skip
        return settled is not None

    async def stalled_exports(self, *, quiet_for: timedelta, limit: int) -> Sequence[UUID]:
        """See `ports.Exports.stalled_exports`."""
        return [row["requested"] for row in await self._connection.fetch(SQL["stalled_exports"], quiet_for, limit)]
