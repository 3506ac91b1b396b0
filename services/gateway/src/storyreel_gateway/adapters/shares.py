"""The `Shares` port on Postgres, through one transaction."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_gateway.domain.share import Share

SQL = queries("storyreel_gateway.adapters")


class PostgresShares:
    """See `ports.Shares`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add_share(self, share: Share) -> None:
        """See `ports.Shares.add_share`."""
        await self._connection.execute(
            SQL["add_share"], share.share_id, share.job_id, share.owner_id, share.what, share.created_at,
            share.expires_at,
        )  # fmt: skip

    async def get_share(self, share_id: UUID, job_id: UUID, owner_id: str) -> Share | None:
        """See `ports.Shares.get_share`."""
        return _share_of(await self._connection.fetchrow(SQL["get_share"], share_id, job_id, owner_id))

    async def list_shares(self, job_id: UUID, owner_id: str, *, before: UUID | None, limit: int) -> Sequence[Share]:
        """See `ports.Shares.list_shares`."""
        rows = await self._connection.fetch(SQL["list_shares"], job_id, owner_id, before, limit)
        return [Share(**row) for row in rows]

    async def revoke_share(self, share_id: UUID, job_id: UUID, owner_id: str) -> bool:
        """See `ports.Shares.revoke_share`."""
        return await self._connection.fetchval(SQL["revoke_share"], share_id, job_id, owner_id) is not None

    async def open_share(self, share_id: UUID) -> Share | None:
        """See `ports.Shares.open_share`."""
        return _share_of(await self._connection.fetchrow(SQL["open_share"], share_id))


def _share_of(row: asyncpg.Record | None) -> Share | None:
    return None if row is None else Share(**row)
