"""Reading jobs from where they are kept."""

from collections.abc import Sequence
from uuid import UUID

from storyreel_contracts.status import VideoStatus
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.handlers.pages import before_of, cut
from storyreel_gateway.ports import EVER, GatewayUnits, Span


async def get_job(units: GatewayUnits, owner_id: str, job_id: UUID) -> Job:
    """The owner's job.

    Raises:
        Refused: there is none
    """
    async with units() as unit:
        job = await unit.jobs.get_job(job_id, owner_id)
    if job is None:
        raise refuse("job_not_found")
    return job


async def list_jobs(
    units: GatewayUnits,
    owner_id: str,
    *,
    status: VideoStatus | None,
    client_id: str | None,
    cursor: str | None,
    limit: int,
    batch_id: UUID | None = None,
    created: Span = EVER,
) -> tuple[Sequence[Job], str | None]:
    """A page of the owner's jobs, newest first, and the cursor of the next page.

    Raises:
        Refused: the cursor is not one of ours
    """
    before = before_of(cursor)
    async with units() as unit:
        jobs = await unit.jobs.list_jobs(
            owner_id, status=status, client_id=client_id, before=before, limit=limit + 1, batch_id=batch_id,
            created=created,
        )  # fmt: skip
    return cut(jobs, limit, lambda job: job.job_id)
