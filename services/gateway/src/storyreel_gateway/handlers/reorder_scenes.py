"""`POST /jobs/{id}/reorder`."""

from uuid import UUID

from storyreel_contracts.api import ReorderRequest
from storyreel_gateway.domain import commands
from storyreel_gateway.domain.job import Job
from storyreel_gateway.handlers.steps import Expected, locked, take
from storyreel_gateway.ports import GatewayUnits


async def reorder_scenes(
    units: GatewayUnits, owner_id: str, job_id: UUID, wish: ReorderRequest, *, expected: Expected = None
) -> Job:
    """Put the scenes in another order.

    Raises:
        Refused: no such job, not the expected one, not the time for it, or not a permutation
    """
    async with units() as unit:
        job = await locked(unit, job_id, owner_id, expected)
        return await take(unit, job, lambda job: commands.reorder(job, wish.scene_order))
