"""`POST /jobs/{id}/cancel`."""

from uuid import UUID

from storyreel_gateway.domain import commands
from storyreel_gateway.domain.job import Job
from storyreel_gateway.handlers.steps import locked, take
from storyreel_gateway.ports import GatewayUnits


async def cancel_job(units: GatewayUnits, owner_id: str, job_id: UUID) -> Job:
    """Stop all work; what was made stays.

    Raises:
        Refused: no such job, or it has ended already
    """
    async with units() as unit:
        job = await locked(unit, job_id, owner_id)
        return await take(unit, job, commands.cancel)
