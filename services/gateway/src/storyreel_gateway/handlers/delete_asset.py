"""`DELETE /assets/{id}`: nobody finds the asset from now on, and its objects go as soon as no job has them."""

from uuid import UUID

from storyreel_chassis.errors import Broken, Transient
from storyreel_chassis.logs import logger
from storyreel_chassis.ports import ObjectStore
from storyreel_gateway.domain.asset import prefix_of
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.handlers.sweep_assets import remove
from storyreel_gateway.ports import GatewayUnits, Leftover


async def delete_asset(units: GatewayUnits, objects: ObjectStore, owner_id: str, asset_id: UUID) -> None:
    """Delete it; what cannot be removed right now is swept.

    Raises:
        Refused: there is no such asset, or a job that has not ended needs it
    """
    async with units() as unit:
        asset = await unit.assets.lock_asset(asset_id, owner_id)
        if asset is None:
            raise refuse("asset_not_found")
        if await unit.assets.in_use(asset_id):
            raise refuse("asset_in_use")
        free = await unit.assets.delete_asset(asset_id)
    if free:
        try:
            await remove(units, objects, Leftover(asset_id, prefix_of(owner_id, asset_id)))
        except (Transient, Broken) as error:
            logger(__name__).warning("asset_objects_remain", asset_id=str(asset_id), code=error.code)
