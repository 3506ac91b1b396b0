"""Reading batches."""

from collections.abc import Sequence
from uuid import UUID

from storyreel_gateway.domain.batches import Batch
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.handlers.pages import before_of, cut
from storyreel_gateway.ports import GatewayUnits


async def get_batch(units: GatewayUnits, owner_id: str, batch_id: UUID) -> Batch:
    """The owner's batch.

    Raises:
        Refused: there is none
    """
    async with units() as unit:
        batch = await unit.batches.get_batch(batch_id, owner_id)
    if batch is None:
        raise refuse("batch_not_found")
    return batch


async def list_batches(
    units: GatewayUnits, owner_id: str, *, cursor: str | None, limit: int
) -> tuple[Sequence[Batch], str | None]:
    """A page of the owner's batches, newest first, and the cursor of the next page.

    Raises:
        Refused: the cursor is not one of ours
    """
    before = before_of(cursor)
    async with units() as unit:
        batches = await unit.batches.list_batches(owner_id, before=before, limit=limit + 1)
    return cut(batches, limit, lambda batch: batch.batch_id)
