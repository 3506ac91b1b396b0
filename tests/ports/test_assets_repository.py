"""Assets in Postgres: found by their owner only, hidden when deleted, never without a trace of their objects."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from storyreel_chassis.errors import Broken
from storyreel_chassis.ids import new_id
from storyreel_chassis.migrations import migrate
from storyreel_chassis.ports import ObjectInfo
from storyreel_chassis.postgres import connection, open_pool
from storyreel_gateway.adapters.unit import gateway_units
from storyreel_gateway.app import SCRIPTS
from storyreel_gateway.domain import commands
from storyreel_gateway.domain.asset import Asset, prefix_of
from storyreel_gateway.domain.job import Job
from storyreel_gateway.handlers.sweep_assets import sweep_assets
from storyreel_gateway.ports import GatewayUnits, Leftover
from support.gateway_facts import asked, ready
from support.memory_objects import MemoryObjects

SOON, LONG = timedelta(0), timedelta(minutes=10)


@pytest.fixture(scope="module")
async def units(module_database: str) -> AsyncIterator[GatewayUnits]:
    """Each test has owners of its own."""
    await migrate(module_database, schema="gateway", packages=SCRIPTS)
    async with open_pool(module_database, schema="gateway") as pool:
        yield gateway_units(pool)


def asset(owner_id: str, **other: Any) -> Asset:
    """A film."""
    asset_id = new_id()
    prefix = prefix_of(owner_id, asset_id)
    told = {
        "name": "../ü\u202e.mp4", "client_id": None, "type": "video", "format": "mp4", "mime_type": "video/mp4",
        "size": 5_000_000_000, "digest": b"1" * 32, "object_key": f"{prefix}content.mp4",
        "thumbnail_key": f"{prefix}thumbnail.jpg", "thumbnail_type": "image/jpeg", "width": 640, "height": 360,
        "duration": Decimal("1.234"), **other,
    }  # fmt: skip
    return Asset(asset_id=asset_id, owner_id=owner_id, **told)


async def kept(units: GatewayUnits, one: Asset) -> Asset:
    """An asset as an upload leaves it."""
    async with units() as unit:
        await unit.assets.intend(one.asset_id, prefix_of(one.owner_id, one.asset_id), within=LONG)
    async with units() as unit:
        made = await unit.assets.put_asset(one)
    assert made is not None
    return made


async def made_job(units: GatewayUnits, job: Job) -> Job:
    """A job as it stands."""
    async with units() as unit:
        return await unit.jobs.create_job(job)


def owner() -> str:
    """Somebody new."""
    return new_id().hex


async def test_an_asset_comes_back_as_it_was_kept(units: GatewayUnits) -> None:
    """To its owner, and to nobody else."""
    one = await kept(units, asset(owner()))
    async with units() as unit:
        assert await unit.assets.get_asset(one.asset_id, one.owner_id) == one
        assert await unit.assets.lock_asset(one.asset_id, one.owner_id) == one
        assert await unit.assets.get_asset(one.asset_id, "stranger") is None
        assert await unit.assets.lock_asset(one.asset_id, "stranger") is None
        assert await unit.assets.get_assets([one.asset_id], "stranger") == []
        assert not await unit.assets.use_asset(one.asset_id, "stranger", new_id(), "scene")


async def test_several_come_in_the_order_asked_for(units: GatewayUnits) -> None:
    """What is not there is left out."""
    mine = owner()
    first, second = [await kept(units, asset(mine)) for _ in range(2)]
    async with units() as unit:
        found = await unit.assets.get_assets([second.asset_id, new_id(), first.asset_id], mine)
    assert found == [second, first]


async def test_lists_are_filtered_newest_first_and_paged(units: GatewayUnits) -> None:
    """A page goes on below the last id of the one before."""
    mine = owner()
    told = [{"client_id": "ada"}, {"type": "image"}, {"client_id": "ada", "type": "image"}]
    ids = [(await kept(units, asset(mine, **one))).asset_id for one in told]

    async def listed(**wanted: Any) -> list[int]:
        asked_for = {"asset_type": None, "client_id": None, "before": None, "limit": 9, **wanted}
        async with units() as unit:
            return [ids.index(one.asset_id) for one in await unit.assets.list_assets(mine, **asked_for)]

    assert await listed() == [2, 1, 0]
    assert await listed(limit=1, before=ids[2]) == [1]
    assert await listed(client_id="ada") == [2, 0]
    assert await listed(asset_type="image") == [2, 1]
    assert await listed(asset_type="image", client_id="ada") == [2]
    assert await listed(asset_type="audio") == []


async def test_what_was_not_intended_or_not_in_time_is_not_kept(units: GatewayUnits) -> None:
    """Its objects are left over, for two looks; what became an asset is not."""
    mine = owner()
    good, late = await kept(units, asset(mine)), asset(mine)
    prefix = prefix_of(mine, late.asset_id)
    async with units() as unit:
        assert await unit.assets.put_asset(late) is None
        await unit.assets.intend(late.asset_id, prefix, within=SOON)
        assert Leftover(late.asset_id, prefix) in await unit.assets.leftovers(limit=9)
    async with units() as unit:
        assert await unit.assets.put_asset(late) is None
        assert await unit.assets.get_asset(late.asset_id, mine) is None
        assert good.asset_id not in {one.asset_id for one in await unit.assets.leftovers(limit=99)}
        await unit.assets.forget(late.asset_id)
        assert late.asset_id not in {one.asset_id for one in await unit.assets.leftovers(limit=99)}


async def test_what_was_given_up_is_left_over_at_once(units: GatewayUnits) -> None:
    """And looked at once more an hour later."""
    one = asset(owner())
    prefix = prefix_of(one.owner_id, one.asset_id)
    async with units() as unit:
        await unit.assets.intend(one.asset_id, prefix, within=LONG)
        assert await unit.assets.leftovers(limit=99) == []
        await unit.assets.abandon(one.asset_id)
    async with units() as unit:
        assert await unit.assets.put_asset(one) is None
        await unit.assets.forget(one.asset_id)
        assert await unit.assets.leftovers(limit=99) == []


async def test_only_looks_that_found_the_store_count(units: GatewayUnits, module_database: str) -> None:
    """While the store is away nothing is forgotten, so that the second look is an hour after the first that worked."""
    one = asset(owner())
    async with units() as unit:
        await unit.assets.intend(one.asset_id, prefix_of(one.owner_id, one.asset_id), within=SOON)
    for _ in range(3):
        async with units() as unit:
            assert one.asset_id in {left.asset_id for left in await unit.assets.leftovers(limit=99)}
    async with open_pool(module_database, schema="gateway", size=1) as pool, connection(pool) as asked_directly:
        due = "select due_at > now() + interval '50 minutes' from asset_intents where asset_id = $1"
        async with units() as unit:
            await unit.assets.forget(one.asset_id)
        assert await asked_directly.fetchval(due, one.asset_id) is True
        async with units() as unit:
            await unit.assets.forget(one.asset_id)
        assert await asked_directly.fetchval(due, one.asset_id) is True
        await asked_directly.execute("update asset_intents set due_at = now() where asset_id = $1", one.asset_id)
        async with units() as unit:
            assert one.asset_id in {left.asset_id for left in await unit.assets.leftovers(limit=99)}
            await unit.assets.forget(one.asset_id)
        assert await asked_directly.fetchval(due, one.asset_id) is None


class Refusing(MemoryObjects):
    """A store that will not show what lies under one prefix."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix

    async def list(self, prefix: str) -> Sequence[ObjectInfo]:
        """Not there."""
        if prefix == self._prefix:
            raise Broken("storage_refused", "the object store says AccessDenied")
        return await super().list(prefix)


async def test_what_the_store_refuses_to_remove_holds_nothing_up(units: GatewayUnits) -> None:
    """It is told and stays for the next sweep; all else goes."""
    mine = owner()
    stuck, free = await kept(units, asset(mine)), await kept(units, asset(mine))
    objects = Refusing(prefix_of(mine, stuck.asset_id))
    for one in (stuck, free):
        await objects.put_bytes(one.object_key, b"x", media_type="video/mp4")
        async with units() as unit:
            await unit.assets.delete_asset(one.asset_id)
    with capture_logs() as lines:
        assert await sweep_assets(units, objects) == 1
    assert str(stuck.asset_id) in [line["asset_id"] for line in lines if line["event"] == "asset_objects_remain"]
    async with units() as unit:
        left = {one.asset_id for one in await unit.assets.leftovers(limit=99)}
    assert (stuck.asset_id in left, free.asset_id in left) == (True, False)


async def test_a_deleted_asset_is_found_by_nobody(units: GatewayUnits) -> None:
    """Until its objects are gone it is left over."""
    one = await kept(units, asset(owner()))
    async with units() as unit:
        assert await unit.assets.delete_asset(one.asset_id)
        assert await unit.assets.get_asset(one.asset_id, one.owner_id) is None
        assert await unit.assets.get_assets([one.asset_id], one.owner_id) == []
        page = await unit.assets.list_assets(one.owner_id, asset_type=None, client_id=None, before=None, limit=9)
        assert page == []
        assert await _left_over(unit, one.asset_id)
        await unit.assets.forget(one.asset_id)
        assert not await _left_over(unit, one.asset_id)


async def _left_over(unit: Any, asset_id: UUID) -> bool:
    return asset_id in {one.asset_id for one in await unit.assets.leftovers(limit=99)}


async def test_a_job_that_has_not_ended_needs_its_assets(units: GatewayUnits) -> None:
    """One that has ended keeps their objects, for it may be rendered again, but does not hold the owner up."""
    mine = owner()
    one = await kept(units, asset(mine))
    waiting, over = await made_job(units, asked()[0]), await made_job(units, commands.cancel(ready()).job)
    async with units() as unit:
        assert await unit.assets.use_asset(one.asset_id, mine, over.job_id, "scene")
        assert await unit.assets.use_asset(one.asset_id, mine, over.job_id, "scene")
        assert not await unit.assets.in_use(one.asset_id)
        assert await unit.assets.use_asset(one.asset_id, mine, waiting.job_id, "soundtrack")
        assert await unit.assets.in_use(one.asset_id)
        assert not await unit.assets.delete_asset(one.asset_id)
        assert not await _left_over(unit, one.asset_id)
        assert not await unit.assets.use_asset(one.asset_id, mine, waiting.job_id, "logo")


async def test_nobody_begins_to_use_what_is_being_deleted(units: GatewayUnits) -> None:
    """Who comes second waits for the first and learns the outcome."""
    mine = owner()
    one, job = await kept(units, asset(mine)), await made_job(units, asked()[0])

    async def use() -> bool:
        async with units() as unit:
            return await unit.assets.use_asset(one.asset_id, mine, job.job_id, "scene")

    async with units() as unit:
        assert await unit.assets.lock_asset(one.asset_id, mine) is not None
        using = asyncio.create_task(use())
        done, _ = await asyncio.wait({using}, timeout=0.2)
        assert not done
        assert not await unit.assets.in_use(one.asset_id)
        assert await unit.assets.delete_asset(one.asset_id)
    assert not await using


async def test_a_job_that_is_gone_lets_the_objects_go(units: GatewayUnits, module_database: str) -> None:
    """The row of the deleted asset waits for that."""
    mine = owner()
    one, job = await kept(units, asset(mine)), await made_job(units, commands.cancel(ready()).job)
    async with units() as unit:
        await unit.assets.use_asset(one.asset_id, mine, job.job_id, "scene")
        assert not await unit.assets.delete_asset(one.asset_id)
    async with open_pool(module_database, schema="gateway", size=1) as pool, connection(pool) as direct:
        await direct.execute("delete from jobs where job_id = $1", job.job_id)
    async with units() as unit:
        assert await _left_over(unit, one.asset_id)
