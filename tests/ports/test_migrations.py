"""Migrations on a real Postgres."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from storyreel_chassis.errors import Broken, Transient
from storyreel_chassis.migrations import migrate
from support.deadlines import eventually


async def test_migrating_twice_changes_nothing(database: str) -> None:
    """The second run applies no script."""
    assert await migrate(database, schema="toy", packages=["storyreel_chassis"])
    assert await migrate(database, schema="toy", packages=["storyreel_chassis"]) == []


async def test_eight_at_once_apply_each_script_once(database: str) -> None:
    """The advisory lock makes replicas that start together take turns."""
    applied = await asyncio.gather(*(migrate(database, schema="toy", packages=["storyreel_chassis"]) for _ in range(8)))
    assert sum(1 for one in applied if one) == 1


async def test_a_script_changed_afterwards_is_refused(database: str) -> None:
    """History that was rewritten is a defect, said by name."""
    await migrate(database, schema="toy", packages=["storyreel_chassis"])
    connection = await asyncpg.connect(database)
    await connection.execute("update toy.migrations set digest = 'x'")
    await connection.close()
    with pytest.raises(Broken, match="was changed after it was applied"):
        await migrate(database, schema="toy", packages=["storyreel_chassis"])


async def test_a_database_that_is_away_is_transient(tmp_path: Path) -> None:
    """Nobody listens there."""
    with pytest.raises(Transient):
        await migrate("postgresql://x:y@127.0.0.1:1/z", schema="toy", packages=["storyreel_chassis"])


async def test_a_database_that_goes_away_half_way_is_transient(database: str) -> None:
    """A service that starts while Postgres restarts waits for it."""
    holder = await asyncpg.connect(database)
    await holder.execute("select pg_advisory_lock(hashtextextended('storyreel:migrations', 0))")
    waiting = asyncio.create_task(migrate(database, schema="toy", packages=["storyreel_chassis"]))

    async def shot() -> bool:
        ended = await holder.fetch(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and wait_event_type = 'Lock'"
        )
        return bool(ended)

    await eventually(shot)
    with pytest.raises(Transient):
        await waiting
    await holder.close()


async def test_two_schemas_of_one_database_are_migrated_side_by_side(database: str) -> None:
    """Services that start together each get their own tables."""
    both = await asyncio.gather(
        *(migrate(database, schema=schema, packages=["storyreel_chassis"]) for schema in ("toy", "other"))
    )
    assert both[0] == both[1] != []
