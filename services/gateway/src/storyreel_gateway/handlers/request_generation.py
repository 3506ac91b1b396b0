"""`POST /generate`."""

from uuid import UUID

from storyreel_contracts.api import GenerationRequest
from storyreel_gateway.domain import commands
from storyreel_gateway.domain.job import Job
from storyreel_gateway.handlers.steps import record
from storyreel_gateway.ports import GatewayUnits


async def request_generation(
    units: GatewayUnits, owner_id: str, wish: GenerationRequest, *, key_id: UUID | None = None
) -> Job:
    """Write the job and its request down together; the endpoint of the key, or the job's own, will be told of it.

    Raises:
        Refused: the provider is not available
    """
    step = commands.request(owner_id, wish)
    async with units() as unit:
        job = await unit.jobs.create_job(step.job)
        await record(unit, step, job, before=None)
        if key_id is not None or wish.webhook_url is not None:
            await unit.webhooks.note_job(job.job_id, key_id, wish.webhook_url)
    return job
