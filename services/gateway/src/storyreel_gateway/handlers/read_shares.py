"""Reading share links, by the owner of their job."""

from collections.abc import Sequence
from uuid import UUID

from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.share import Share
from storyreel_gateway.handlers.pages import before_of, cut
from storyreel_gateway.ports import GatewayUnit, GatewayUnits


async def own_job(unit: GatewayUnit, owner_id: str, job_id: UUID) -> Job:
    """The owner's job.

    Raises:
        Refused: there is none
    """
    job = await unit.jobs.get_job(job_id, owner_id)
    if job is None:
        raise refuse("job_not_found")
    return job


async def get_share(units: GatewayUnits, owner_id: str, job_id: UUID, share_id: UUID) -> Share:
    """A link to the owner's job.

    Raises:
        Refused: no such job, or link
    """
    async with units() as unit:
        await own_job(unit, owner_id, job_id)
        found = await unit.shares.get_share(share_id, job_id, owner_id)
    if found is None:
        raise refuse("share_not_found")
    return found


async def list_shares(
    units: GatewayUnits, owner_id: str, job_id: UUID, *, cursor: str | None, limit: int
) -> tuple[Sequence[Share], str | None]:
    """A page of the links to the owner's job, newest first, and the cursor of the next page.

    Raises:
        Refused: no such job, or the cursor is not one of ours
    """
    before = before_of(cursor)
    async with units() as unit:
        await own_job(unit, owner_id, job_id)
        found = await unit.shares.list_shares(job_id, owner_id, before=before, limit=limit + 1)
    return cut(found, limit, lambda one: one.share_id)
