"""What was bought, or may have been."""

from collections.abc import Sequence

from storyreel_gateway.domain.purchases import Purchase, Totals
from storyreel_gateway.handlers.pages import before_of, cut
from storyreel_gateway.ports import GatewayUnits, Wanted


async def list_purchases(
    units: GatewayUnits, owner_id: str, wanted: Wanted, *, cursor: str | None, limit: int
) -> tuple[Sequence[Purchase], str | None]:
    """A page of the owner's purchases, newest first, and the cursor of the next page.

    Raises:
        Refused: the cursor is not one of ours
    """
    before = before_of(cursor)
    async with units() as unit:
        found = await unit.purchases.list_purchases(owner_id, wanted, before=before, limit=limit + 1)
    return cut(found, limit, lambda one: one.purchase_id)


async def sum_purchases(units: GatewayUnits, owner_id: str, wanted: Wanted) -> Totals:
    """What the owner's purchases come to."""
    async with units() as unit:
        return await unit.purchases.sum_purchases(owner_id, wanted)
