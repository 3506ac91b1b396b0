"""What endpoints were told: listed, read, sent again."""

from collections.abc import Sequence
from uuid import UUID

from storyreel_contracts.api import DeliveryState
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.webhook import KEPT_FOR, Delivery, Try
from storyreel_gateway.handlers.pages import before_of, cut
from storyreel_gateway.ports import GatewayUnits

BATCH = 500


async def list_deliveries(
    units: GatewayUnits,
    owner_id: str,
    *,
    job_id: UUID | None,
    state: DeliveryState | None,
    cursor: str | None,
    limit: int,
) -> tuple[Sequence[Delivery], str | None]:
    """A page of the owner's deliveries, newest first, and the cursor of the next page.

    Raises:
        Refused: the cursor is not one of ours
    """
    before = before_of(cursor)
    async with units() as unit:
        found = await unit.webhooks.list_deliveries(
            owner_id, job_id=job_id, state=state, before=before, limit=limit + 1
        )  # fmt: skip
    return cut(found, limit, lambda delivery: delivery.delivery_id)


async def get_delivery(units: GatewayUnits, owner_id: str, delivery_id: UUID) -> tuple[Delivery, Sequence[Try]]:
    """A delivery and its attempts.

    Raises:
        Refused: there is none
    """
    async with units() as unit:
        found = await unit.webhooks.get_delivery(owner_id, delivery_id)
        tries = await unit.webhooks.get_tries(owner_id, delivery_id)
    if found is None:
        raise refuse("webhook_delivery_not_found")
    return found, tries


async def replay_delivery(units: GatewayUnits, owner_id: str, delivery_id: UUID) -> Delivery:
    """Send a settled delivery again, under the id that it has.

    Raises:
        Refused: there is none, or it is still being tried
    """
    async with units() as unit:
        again = await unit.webhooks.replay(owner_id, delivery_id)
        if again is None:
            there = await unit.webhooks.get_delivery(owner_id, delivery_id)
            raise refuse("webhook_delivery_not_found" if there is None else "webhook_delivery_pending")
    return again


async def forget_deliveries(units: GatewayUnits) -> int:
    """Delete a batch of the deliveries that are kept no longer; how many."""
    async with units() as unit:
        return await unit.webhooks.forget_deliveries(kept_for=KEPT_FOR, limit=BATCH)
