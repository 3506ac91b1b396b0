"""Objects that no asset needs are removed: of uploads that came to nothing, and of deleted assets that no job has."""

from storyreel_chassis.errors import Broken
from storyreel_chassis.logs import logger
from storyreel_chassis.ports import ObjectStore
from storyreel_gateway.ports import GatewayUnits, Leftover

BATCH = 100


async def sweep_assets(units: GatewayUnits, objects: ObjectStore) -> int:
    """Remove a batch of them; how many objects. What the store refuses to remove is told, and stays.

    Raises:
        Transient: Postgres or the store is away; the next sweep goes on
    """
    async with units() as unit:
        leftovers = await unit.assets.leftovers(limit=BATCH)
    removed = 0
    for leftover in leftovers:
        try:
            removed += await remove(units, objects, leftover)
        except Broken as error:
            logger(__name__).error("asset_objects_remain", asset_id=str(leftover.asset_id), reason=error.message)
    return removed


async def remove(units: GatewayUnits, objects: ObjectStore, leftover: Leftover) -> int:
    """Remove the objects, then what led to them; how many objects.

    Raises:
        Transient: Postgres or the store is away
        Broken: the store refuses
    """
    found = await objects.list(leftover.prefix)
    for one in found:
        await objects.delete(one.key)
    async with units() as unit:
        await unit.assets.forget(leftover.asset_id)
    if found:
        logger(__name__).info("asset_objects_removed", asset_id=str(leftover.asset_id), objects=len(found))
    return len(found)
