"""The `Calls` port on Postgres, through one transaction."""

from datetime import timedelta

from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries

SQL = queries("storyreel_gateway.adapters")


class PostgresCalls:
    """See `ports.Calls`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def note_call(self, webhook_id: str) -> bool:
        """See `ports.Calls.note_call`."""
        return await self._connection.fetchval(SQL["note_call"], webhook_id) is not None

    async def forget_calls(self, *, kept_for: timedelta, limit: int) -> int:
        """See `ports.Calls.forget_calls`."""
        status = await self._connection.execute(SQL["forget_calls"], kept_for, limit)
        return int(status.rpartition(" ")[2])
