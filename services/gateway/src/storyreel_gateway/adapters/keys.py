"""The ports `Keys` and `KeyRecords` on Postgres."""

from collections.abc import Collection, Sequence
from uuid import UUID

import asyncpg

from storyreel_chassis import keys
from storyreel_chassis.errors import Refused
from storyreel_chassis.ids import new_id
from storyreel_chassis.logs import logger
from storyreel_chassis.postgres import Connection, Pool, connection
from storyreel_chassis.queries import queries
from storyreel_gateway.domain.api_key import ALL_SCOPES, KeyRecord, in_order
from storyreel_gateway.domain.principal import Principal

SQL = queries("storyreel_gateway.adapters")
BOOTSTRAP_NAME = "STORYREEL_API_KEY"


class PostgresKeys:
    """See `ports.Keys`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find_key(self, digest: bytes) -> Principal | None:
        """See `ports.Keys.find_key`."""
        async with connection(self._pool) as one:
            row = await one.fetchrow(SQL["find_key"], digest)
        if row is None:
            return None
        return Principal(row["key_id"], row["owner_id"], frozenset(row["scopes"]), row["expires_at"])

    async def lapsed(self, key_ids: Collection[UUID]) -> Sequence[UUID]:
        """Those of some keys that are revoked or expired by now.

        Raises:
            Transient: the database is away
        """
        async with connection(self._pool) as one:
            return [row["key_id"] for row in await one.fetch(SQL["lapsed_keys"], key_ids)]

    async def bootstrap(self, key: str, *, owner_id: str = "owner") -> bool:
        """Let a key in that the environment names; False where it is in already, or was and is revoked.

        Raises:
            Refused: it is not a key of ours
        """
        if not keys.is_well_formed(key):
            raise Refused("key_malformed", "STORYREEL_API_KEY is not a Storyreel key: its checksum does not fit")
        digest, prefix = keys.digest(key), keys.prefix(key)
        async with connection(self._pool) as one:
            added = await one.fetchval(
                SQL["bootstrap_key"], new_id(), owner_id, digest, list(ALL_SCOPES), BOOTSTRAP_NAME, prefix
            )
            if added is not None:
                return True
            if await one.fetchval(SQL["label_key"], digest, BOOTSTRAP_NAME, prefix) is not None:
                logger(__name__).warning("bootstrap_key_is_revoked", prefix=prefix)
        return False


class PostgresKeyRecords:
    """See `ports.KeyRecords`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add_key(self, record: KeyRecord) -> None:
        """See `ports.KeyRecords.add_key`."""
        await self._connection.execute(
            SQL["add_key"], record.key_id, record.owner_id, record.digest, list(record.scopes), record.name,
            record.prefix, record.created_at, record.expires_at,
        )  # fmt: skip

    async def get_key(self, key_id: UUID) -> KeyRecord | None:
        """See `ports.KeyRecords.get_key`."""
        row = await self._connection.fetchrow(SQL["get_key"], key_id)
        return None if row is None else _record_of(row)

    async def hold_keys(self, *key_ids: UUID) -> frozenset[UUID]:
        """See `ports.KeyRecords.hold_keys`."""
        return frozenset(row["key_id"] for row in await self._connection.fetch(SQL["hold_key_rows"], key_ids))

    async def list_keys(
        self, *, owner_id: str | None, revoked: bool | None, before: UUID | None, limit: int
    ) -> Sequence[KeyRecord]:
        """See `ports.KeyRecords.list_keys`."""
        rows = await self._connection.fetch(SQL["list_keys"], owner_id, revoked, before, limit)
        return [_record_of(row) for row in rows]

    async def revoke_key(self, key_id: UUID) -> bool:
        """See `ports.KeyRecords.revoke_key`."""
        return await self._connection.fetchval(SQL["revoke_key"], key_id) is not None


def _record_of(row: asyncpg.Record) -> KeyRecord:
    names = (
        "key_id", "name", "prefix", "owner_id", "digest", "created_at", "expires_at", "revoked_at", "last_used_at",
    )  # fmt: skip
    return KeyRecord(**{name: row[name] for name in names}, scopes=in_order(frozenset(row["scopes"])))
