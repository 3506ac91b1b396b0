"""`POST /generate`."""

from uuid import UUID

from storyreel_contracts.api import GenerationRequest
from storyreel_gateway.domain import commands
from storyreel_gateway.domain.job import Job, Step
from storyreel_gateway.handlers.budget import reserve
from storyreel_gateway.handlers.steps import record
from storyreel_gateway.ports import GatewayUnit, GatewayUnits


async def request_generation(
    units: GatewayUnits, owner_id: str, wish: GenerationRequest, *, batch_id: UUID | None = None
) -> Job:
    """Write the job and its request down together.

    Raises:
        Refused: the provider is not available, a budget does not allow the pictures, or too many jobs are in work
    """
    async with units() as unit:
        step = prepared(unit, owner_id, wish, batch_id=batch_id)
        await reserve(unit, step.job, step.opens)
        job = await unit.jobs.create_job(step.job)
        await record(unit, step, job, before=None)
    return job


def prepared(unit: GatewayUnit, owner_id: str, wish: GenerationRequest, *, batch_id: UUID | None = None) -> Step:
    """The job as it would be made, and what it would spend; nothing is written.

    Raises:
        Refused: the provider is not available
    """
    return commands.request(owner_id, wish, providers=unit.terms.providers, batch_id=batch_id)
