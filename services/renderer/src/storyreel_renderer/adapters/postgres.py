"""The service's own table, inside the transaction of a unit."""

from uuid import UUID

from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_chassis.unit import PostgresUnit

SQL = queries("storyreel_renderer.adapters")


class PostgresClips:
    """See `ports.Clips`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def note(self, render_id: UUID, scene_id: UUID, *, reused: bool) -> bool:
        """See `ports.Clips.note`."""
        noted = await self._connection.fetchval(SQL["note_clip"], render_id, scene_id, reused)
        return noted is not None

    async def count(self, render_id: UUID) -> tuple[int, int]:
        """See `ports.Clips.count`."""
        row = await self._connection.fetchrow(SQL["count_clips"], render_id)
        return (0, 0) if row is None else (row["rendered"], row["reused"])


class PostgresRendererUnit(PostgresUnit):
    """See `ports.RendererUnit`."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.clips = PostgresClips(connection)
