"""`POST /generate`."""

from storyreel_contracts.api import GenerationRequest
from storyreel_gateway.domain import commands
from storyreel_gateway.domain.job import Job
from storyreel_gateway.handlers.bind_assets import bind_assets, hold_assets
from storyreel_gateway.handlers.steps import record
from storyreel_gateway.ports import GatewayUnits


async def request_generation(units: GatewayUnits, owner_id: str, wish: GenerationRequest) -> Job:
    """Write the job, its request and what it needs of its owner's assets down together.

    Raises:
        Refused: the provider is not available, or the assets do not fit
    """
    async with units() as unit:
        bound = await bind_assets(unit, owner_id, wish)
        step = commands.request(owner_id, wish, bound)
        job = await unit.jobs.create_job(step.job)
        await hold_assets(unit, owner_id, job.job_id, bound)
        await record(unit, step, job, before=None)
    return job
