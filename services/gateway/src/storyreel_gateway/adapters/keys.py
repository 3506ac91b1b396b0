"""The `Keys` port on Postgres."""

from typing import get_args

from storyreel_chassis import keys
from storyreel_chassis.errors import Refused
from storyreel_chassis.ids import new_id
from storyreel_chassis.postgres import Pool, connection
from storyreel_chassis.queries import queries
from storyreel_contracts.types import Scope
from storyreel_gateway.domain.principal import Principal

SQL = queries("storyreel_gateway.adapters")
ALL_SCOPES: tuple[Scope, ...] = get_args(Scope)


class PostgresKeys:
    """See `ports.Keys`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find_key(self, digest: bytes) -> Principal | None:
        """See `ports.Keys.find_key`."""
        async with connection(self._pool) as one:
            row = await one.fetchrow(SQL["find_key"], digest)
        return None if row is None else Principal(row["key_id"], row["owner_id"], frozenset(row["scopes"]))

    async def bootstrap(self, key: str, *, owner_id: str = "owner") -> bool:
        """Let a key in that the environment names; False where it is in already.

        Raises:
            Refused: it is not a key of ours
        """
        if not keys.is_well_formed(key):
            raise Refused("key_malformed", "STORYREEL_API_KEY is not a Storyreel key: its checksum does not fit")
        async with connection(self._pool) as one:
            added = await one.fetchval(SQL["add_key"], new_id(), owner_id, keys.digest(key), list(ALL_SCOPES))
        return added is not None
