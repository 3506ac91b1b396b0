"""Migrations on a real Postgres."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from storyreel_chassis.errors import Broken, Transient
from storyreel_chassis.migrations import migrate


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
