"""A wish's own pictures, logo and soundtrack, found among its owner's assets and held for its job."""

from uuid import UUID

from storyreel_contracts.api import GenerationRequest
from storyreel_gateway.domain.binding import NOTHING, Bound, bind, gone, named
from storyreel_gateway.domain.commands import scenes_of
from storyreel_gateway.ports import GatewayUnit


async def bind_assets(unit: GatewayUnit, owner_id: str, wish: GenerationRequest) -> Bound:
    """Every asset in its place.

    Raises:
        Refused: an asset is not there or of no use, or there are too many
    """
    wanted = named(wish)
    if not wanted:
        return NOTHING
    owned = await unit.assets.get_assets(wanted, owner_id)
    return bind(wish, {asset.asset_id: asset for asset in owned}, scenes=scenes_of(wish))


async def hold_assets(unit: GatewayUnit, owner_id: str, job_id: UUID, bound: Bound) -> None:
    """Note that the job needs them: none can be deleted while it is in work, nor its objects while the job exists.

    Raises:
        Refused: one was deleted meanwhile
    """
    for asset_id, role in bound.uses:
        if not await unit.assets.use_asset(asset_id, owner_id, job_id, role):
            raise gone(asset_id)
