"""The `Feed` port on Postgres."""

import asyncpg

from storyreel_chassis.postgres import Pool, connection
from storyreel_chassis.queries import queries
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.ports import Page, Place, Told

SQL = queries("storyreel_gateway.adapters")


class PostgresFeed:
    """See `ports.Feed`. Every read is one statement, so one snapshot: its horizon and its rows belong together."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def read(self, owner_id: str, after: Place, *, limit: int) -> Page:
        """See `ports.Feed.read`."""
        async with connection(self._pool) as one:
            rows = await one.fetch(SQL["read_feed"], owner_id, str(after.xid), after.seq, limit)
        found = [row for row in rows if row["seq"] is not None]
        changes = [_told(row) for row in found if row["settled"]]
        full = len(changes) == limit
        horizon = Place(rows[0]["horizon"], 0)
        return Page(changes, changes[-1].place if full else max(after, horizon), full, held=len(changes) < len(found))

    async def now(self) -> Place:
        """See `ports.Feed.now`."""
        async with connection(self._pool) as one:
            return Place(await one.fetchval(SQL["feed_now"]), 0)


def _told(row: asyncpg.Record) -> Told:
    place = Place(row["xid"], row["seq"])
    return Told(place, row["job_id"], row["client_id"], row["kind"], VideoStatus(row["status"]), row["body"])
