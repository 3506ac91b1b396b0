"""`POST /jobs/{id}/approve`."""

from uuid import UUID

from storyreel_gateway.domain import commands
from storyreel_gateway.domain.job import Job
from storyreel_gateway.handlers.steps import Expected, locked, take
from storyreel_gateway.ports import GatewayUnits


async def approve_storyboard(units: GatewayUnits, owner_id: str, job_id: UUID, *, expected: Expected = None) -> Job:
    """Approve the storyboard as it stands.

    Raises:
        Refused: no such job, not the expected one, or it is not storyboard_ready
    """
    async with units() as unit:
        job = await locked(unit, job_id, owner_id, expected)
        return await take(unit, job, commands.approve, store=unit.jobs.approve_storyboard)
