"""`POST /jobs/{id}/refine`."""

from uuid import UUID

from storyreel_contracts.api import RefineRequest
from storyreel_gateway.domain import commands
from storyreel_gateway.domain.job import Job
from storyreel_gateway.handlers.steps import Expected, locked, take
from storyreel_gateway.ports import GatewayUnits


async def refine_scene(
    units: GatewayUnits, owner_id: str, job_id: UUID, wish: RefineRequest, *, expected: Expected = None
) -> Job:
    """Change what one scene shows or says.

    Raises:
        Refused: no such job, or scene, not the expected one, not the time for it, or the refinements are used up
    """
    async with units() as unit:
        job = await locked(unit, job_id, owner_id, expected)
        return await take(unit, job, lambda job: commands.refine(job, wish))
