"""`POST /generate`."""

from uuid import UUID

from storyreel_contracts.api import GenerationRequest
from storyreel_gateway.domain import commands
from storyreel_gateway.domain.binding import Bound
from storyreel_gateway.domain.job import Job, Step
from storyreel_gateway.handlers.bind_assets import bind_assets, hold_assets
from storyreel_gateway.handlers.budget import reserve
from storyreel_gateway.handlers.steps import record
from storyreel_gateway.ports import GatewayUnit, GatewayUnits


async def request_generation(
    units: GatewayUnits,
    owner_id: str,
    wish: GenerationRequest,
    *,
    key_id: UUID | None = None,
    batch_id: UUID | None = None,
) -> Job:
    """Write the job, its request and what it needs of its owner's assets down together; the endpoint of the key, or the
    job's own, will be told of it.

    Raises:
        Refused: the provider is not available, the assets do not fit, a budget does not allow the pictures, or too
            many jobs are in work
    """
    async with units() as unit:
        step, bound = await prepared(unit, owner_id, wish, batch_id=batch_id)
        await reserve(unit, step.job, step.opens)
        job = await unit.jobs.create_job(step.job)
        await hold_assets(unit, owner_id, job.job_id, bound)
        await record(unit, step, job, before=None)
        if key_id is not None or wish.webhook_url is not None:
            await unit.webhooks.note_job(job.job_id, key_id, wish.webhook_url)
    return job


async def prepared(
    unit: GatewayUnit, owner_id: str, wish: GenerationRequest, *, batch_id: UUID | None = None
) -> tuple[Step, Bound]:
    """The job as it would be made, what it would spend, and its owner's assets in it; nothing is written.

    Raises:
        Refused: a provider is not available, or the assets do not fit
    """
    bound = await bind_assets(unit, owner_id, wish)
    terms = unit.terms
    step = commands.request(
        owner_id, wish, bound, providers=terms.providers, default=terms.default_provider, batch_id=batch_id
    )
    return step, bound
