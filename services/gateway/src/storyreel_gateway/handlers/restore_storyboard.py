"""`POST /jobs/{id}/storyboard/versions/{version}/restore`."""

from uuid import UUID

from storyreel_gateway.domain import commands
from storyreel_gateway.domain.job import Job
from storyreel_gateway.handlers.read_storyboards import found
from storyreel_gateway.handlers.steps import Expected, locked, take
from storyreel_gateway.ports import GatewayUnits


async def restore_storyboard(
    units: GatewayUnits, owner_id: str, job_id: UUID, version: int, *, expected: Expected = None
) -> Job:
    """Make a new version that is equal to a former one; the pictures are those that it had.

    Raises:
        Refused: no such job or version, not the expected one, or not the time for it
    """
    async with units() as unit:
        job = await locked(unit, job_id, owner_id, expected)
        former = await found(unit, job, version)
        return await take(unit, job, lambda job: commands.restore(job, version, former.entries))
