"""Reading assets."""

from collections.abc import Sequence
from uuid import UUID

from storyreel_contracts.formats import AssetType
from storyreel_gateway.domain.asset import Asset
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.handlers.pages import before_of, cut
from storyreel_gateway.ports import GatewayUnits


async def get_asset(units: GatewayUnits, owner_id: str, asset_id: UUID) -> Asset:
    """The owner's asset.

    Raises:
        Refused: there is none
    """
    async with units() as unit:
        asset = await unit.assets.get_asset(asset_id, owner_id)
    if asset is None:
        raise refuse("asset_not_found")
    return asset


async def list_assets(
    units: GatewayUnits,
    owner_id: str,
    *,
    asset_type: AssetType | None,
    client_id: str | None,
    cursor: str | None,
    limit: int,
) -> tuple[Sequence[Asset], str | None]:
    """A page of the owner's assets, newest first, and the cursor of the next page.

    Raises:
        Refused: the cursor is not one of ours
    """
    before = before_of(cursor)
    async with units() as unit:
        found = await unit.assets.list_assets(
            owner_id, asset_type=asset_type, client_id=client_id, before=before, limit=limit + 1
        )
    return cut(found, limit, lambda asset: asset.asset_id)
