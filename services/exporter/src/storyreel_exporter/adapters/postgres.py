"""The service's own tables, inside the transaction of a unit."""

from collections.abc import Iterable, Sequence

import asyncpg

from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_chassis.unit import PostgresUnit
from storyreel_contracts.events import ExportRequested
from storyreel_exporter.ports import KeptCopy

SQL = queries("storyreel_exporter.adapters")


class PostgresCopies:
    """See `ports.Copies`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ask(self, request: ExportRequested) -> bool:
        """See `ports.Copies.ask`."""
        copy = (request.render_id, request.format, request.quality, request.export_id)
        await self._connection.execute(SQL["ask"], *copy, request.model_dump(mode="json"))
        maker = await self._connection.fetchval(SQL["claim_copy"], *copy)
        return bool(maker == request.export_id)

    async def find(self, request: ExportRequested) -> KeptCopy | None:
        """See `ports.Copies.find`."""
        kept = await self._connection.fetchval(SQL["copy"], request.render_id, request.format, request.quality)
        return None if kept is None else KeptCopy.model_validate(kept)

    async def made(self, request: ExportRequested, copy: KeptCopy) -> Sequence[ExportRequested]:
        """See `ports.Copies.made`."""
        return await self._settle(request, copy)

    async def not_made(self, request: ExportRequested) -> Sequence[ExportRequested]:
        """See `ports.Copies.not_made`."""
        return await self._settle(request, None)

    async def _settle(self, request: ExportRequested, copy: KeptCopy | None) -> Sequence[ExportRequested]:
        """The copy's row first: it is what those who ask just now wait for."""
        about = (request.render_id, request.format, request.quality)
        await self._connection.execute(
            SQL["settle_copy"], *about, None if copy is None else copy.model_dump(mode="json")
        )
        return _requests(await self._connection.fetch(SQL["answer"], *about, request.export_id))


def _requests(rows: Iterable[asyncpg.Record]) -> Sequence[ExportRequested]:
    return [ExportRequested.model_validate(row["request"]) for row in rows]


class PostgresExporterUnit(PostgresUnit):
    """See `ports.ExporterUnit`."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.copies = PostgresCopies(connection)
