"""`POST /batches`."""

from collections.abc import Mapping
from uuid import UUID

from storyreel_chassis.errors import Refused
from storyreel_chassis.ids import new_id, now
from storyreel_contracts.api import BatchItemError, BatchRequest, GenerationRequest
from storyreel_gateway.domain.batches import NOTHING, Batch, Wish
from storyreel_gateway.handlers.request_generation import prepared
from storyreel_gateway.ports import GatewayUnit, GatewayUnits


async def request_batch(
    units: GatewayUnits,
    owner_id: str,
    wanted: BatchRequest,
    *,
    key_id: UUID | None = None,
    refusals: Mapping[int, Refused] | None = None,
) -> Batch:
    """Write the batch and all its requests down together; they get their turn once that is committed.

    Args:
        units: transactions
        owner_id: whose batch
        wanted: the requests
        key_id: the key whose endpoint is told of the jobs
        refusals: what is known to be wrong with requests already, by index
    """
    batch = Batch(new_id(), owner_id, wanted.max_cost_usd, now())
    async with units() as unit:
        wishes = [
            await _wish(unit, owner_id, index, _of_client(request, wanted.client_id), (refusals or {}).get(index))
            for index, request in enumerate(wanted.requests)
        ]
        await unit.batches.add_batch(batch, wishes, key_id=key_id)
        made = await unit.batches.get_batch(batch.batch_id, owner_id)
    if made is None:
        raise LookupError("the batch that was written is not there")
    return made


def _of_client(request: GenerationRequest, client_id: str | None) -> GenerationRequest:
    return request if request.client_id is not None else request.model_copy(update={"client_id": client_id})


async def _wish(
    unit: GatewayUnit, owner_id: str, index: int, request: GenerationRequest, known: Refused | None
) -> Wish:
    """One request, refused at once where waiting would not help.

    Whom the house prefers is noted with it: what was free when it was asked for costs nothing when its turn comes.
    """
    try:
        if known is not None:
            raise known
        step, _ = await prepared(unit, owner_id, request)
    except Refused as refusal:
        return Wish(index, request, NOTHING, BatchItemError(code=refusal.code, message=refusal.message))
    named = request.model_copy(update={"provider": step.job.provider})
    return Wish(index, named, step.job.estimated_cost, None)
