"""`POST /batches`."""

from storyreel_chassis.errors import Refused
from storyreel_chassis.ids import new_id, now
from storyreel_contracts.api import BatchItemError, BatchRequest, GenerationRequest
from storyreel_gateway.domain.batches import NOTHING, Batch, Wish
from storyreel_gateway.handlers.request_generation import prepared
from storyreel_gateway.ports import GatewayUnit, GatewayUnits


async def request_batch(units: GatewayUnits, owner_id: str, wanted: BatchRequest) -> Batch:
    """Write the batch and all its requests down together; they get their turn once that is committed."""
    batch = Batch(new_id(), owner_id, wanted.max_cost_usd, now())
    async with units() as unit:
        wishes = [
            await _wish(unit, owner_id, index, _of_client(request, wanted.client_id))
            for index, request in enumerate(wanted.requests)
        ]
        await unit.batches.add_batch(batch, wishes)
        made = await unit.batches.get_batch(batch.batch_id, owner_id)
    if made is None:
        raise LookupError("the batch that was written is not there")
    return made


def _of_client(request: GenerationRequest, client_id: str | None) -> GenerationRequest:
    return request if request.client_id is not None else request.model_copy(update={"client_id": client_id})


async def _wish(unit: GatewayUnit, owner_id: str, index: int, request: GenerationRequest) -> Wish:
    """One request, refused at once where waiting would not help."""
    try:
        step, _ = await prepared(unit, owner_id, request)
    except Refused as refusal:
        return Wish(index, request, NOTHING, BatchItemError(code=refusal.code, message=refusal.message))
    return Wish(index, request, step.job.estimated_cost, None)
