"""`POST /jobs/{id}/render`."""

from uuid import UUID

from storyreel_contracts.api import RenderOptions
from storyreel_gateway.domain import commands
from storyreel_gateway.domain.job import Job
from storyreel_gateway.handlers.steps import locked, take
from storyreel_gateway.ports import GatewayUnits


async def render_film(units: GatewayUnits, owner_id: str, job_id: UUID, options: RenderOptions) -> Job:
    """Ask for the film of the approved storyboard.

    Raises:
        Refused: no such job, not approved, a failed scene, or a render in progress
    """
    async with units() as unit:
        job = await locked(unit, job_id, owner_id)
        return await take(unit, job, lambda job: commands.render(job, options))
