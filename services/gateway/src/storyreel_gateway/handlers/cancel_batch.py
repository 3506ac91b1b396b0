"""`POST /batches/{id}/cancel`."""

from uuid import UUID

from storyreel_gateway.domain import commands
from storyreel_gateway.domain.batches import Batch
from storyreel_gateway.domain.job import may
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.rules import Trigger
from storyreel_gateway.handlers.steps import locked, take
from storyreel_gateway.ports import GatewayUnits


async def cancel_batch(units: GatewayUnits, owner_id: str, batch_id: UUID) -> Batch:
    """Requests that wait never get their turn, and the jobs of the others stop; what was made stays.

    Raises:
        Refused: no such batch, or it has ended already
    """
    async with units() as unit:
        batch = await unit.batches.get_batch(batch_id, owner_id)
        if batch is None:
            raise refuse("batch_not_found")
        if batch.ended:
            raise refuse("batch_ended")
        for job_id in await unit.batches.cancel_batch(batch_id):
            job = await locked(unit, job_id, owner_id)
            if may(job, Trigger.CANCEL):
                await take(unit, job, commands.cancel)
        after = await unit.batches.get_batch(batch_id, owner_id)
    return after or batch
