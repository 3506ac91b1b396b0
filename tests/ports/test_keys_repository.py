"""Keys on a real Postgres: which come back at a start, and what becomes of those of former versions."""

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from storyreel_chassis import keys
from storyreel_chassis.errors import Refused
from storyreel_chassis.ids import new_id
from storyreel_chassis.migrations import migrate
from storyreel_chassis.postgres import Pool, connection, open_pool
from storyreel_gateway.adapters.keys import PostgresKeys
from storyreel_gateway.adapters.unit import gateway_units
from storyreel_gateway.app import SCRIPTS


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """The gateway's schema."""
    await migrate(database, schema="gateway", packages=SCRIPTS)
    async with open_pool(database, schema="gateway") as pool:
        yield pool


async def test_the_key_of_the_environment_comes_back_unless_it_was_revoked(pool: Pool) -> None:
    """A restart does not undo a revocation; the log says why the key does not work."""
    key, found = keys.new_api_key(), PostgresKeys(pool)
    assert await found.bootstrap(key)
    assert not await found.bootstrap(key)
    who = await found.find_key(keys.digest(key))
    assert who is not None
    assert who.scopes == {"jobs:read", "jobs:write", "assets:write", "admin"}
    async with gateway_units(pool)() as unit:
        assert await unit.keys.revoke_key(who.key_id)
    with capture_logs() as log:
        assert not await found.bootstrap(key)
    assert await found.find_key(keys.digest(key)) is None
    assert [line["event"] for line in log] == ["bootstrap_key_is_revoked"]
    assert key not in str(log)
    with pytest.raises(Refused, match="checksum"):
        await found.bootstrap(key[:-1] + "!")


async def test_a_key_of_a_former_version_goes_on_and_gets_its_name(pool: Pool) -> None:
    """It is listed with the scopes that there are now; its prefix is known once the environment names it."""
    key = keys.new_api_key()
    async with connection(pool) as one:
        await one.execute(
            "insert into api_keys (key_id, owner_id, digest, scopes) values ($1, 'owner', $2, $3)",
            new_id(), keys.digest(key), ["read", "write", "jobs:write", "jobs:read"],
        )  # fmt: skip
    units, found = gateway_units(pool), PostgresKeys(pool)
    for name, prefix in (("unnamed", None), ("STORYREEL_API_KEY", key[:9])):
        async with units() as unit:
            (record,) = await unit.keys.list_keys(owner_id=None, revoked=None, before=None, limit=10)
        assert (record.name, record.prefix, record.scopes) == (name, prefix, ("jobs:read", "jobs:write"))
        await found.bootstrap(key)
    assert await found.find_key(keys.digest(key)) is not None
