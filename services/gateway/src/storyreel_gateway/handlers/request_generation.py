"""`POST /generate`."""

from storyreel_contracts.api import GenerationRequest
from storyreel_gateway.domain import commands
from storyreel_gateway.domain.job import Job
from storyreel_gateway.handlers.steps import record
from storyreel_gateway.ports import GatewayUnits


async def request_generation(units: GatewayUnits, owner_id: str, wish: GenerationRequest) -> Job:
    """Write the job and its request down together.

    Raises:
        Refused: the provider is not available
    """
    step = commands.request(owner_id, wish)
    async with units() as unit:
        job = await unit.jobs.create_job(step.job)
        await record(unit, step, job, before=None)
    return job
