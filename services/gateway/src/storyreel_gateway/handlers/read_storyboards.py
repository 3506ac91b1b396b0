"""Reading former storyboards."""

from collections.abc import Sequence
from uuid import UUID

from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.versions import Version
from storyreel_gateway.ports import GatewayUnit, GatewayUnits

FIRST, LAST = 1, 2**31 - 1


async def found(unit: GatewayUnit, job: Job, version: int) -> Version:
    """A settled version of a job.

    Raises:
        Refused: there is none, or its pictures are still being made
    """
    kept = await unit.storyboards.get_storyboard(job.job_id, job.owner_id, version)
    if kept is None:
        coming = version == job.storyboard_version and any(entry.outstanding for entry in job.entries)
        detail = f"Version {version} is being drawn. It is here once the job is storyboard_ready." if coming else None
        raise refuse("storyboard_version_not_found", detail=detail)
    return kept


async def get_versions(
    units: GatewayUnits, owner_id: str, job_id: UUID, *versions: int
) -> tuple[Job, Sequence[Version]]:
    """Some versions of the owner's job.

    Raises:
        Refused: there is no such job, or no such version
    """
    async with units() as unit:
        job = await _job(unit, owner_id, job_id)
        return job, [await found(unit, job, version) for version in versions]


async def get_version(
    units: GatewayUnits, owner_id: str, job_id: UUID, version: int
) -> tuple[Job, Version, Version | None]:
    """A version of the owner's job, and the one before it.

    Raises:
        Refused: there is no such job, or no such version
    """
    async with units() as unit:
        job = await _job(unit, owner_id, job_id)
        wanted = await found(unit, job, version)
        before = await unit.storyboards.list_storyboards(job_id, owner_id, before=version, limit=1)
    return job, wanted, before[0] if before else None


async def list_versions(
    units: GatewayUnits, owner_id: str, job_id: UUID, *, cursor: str | None, limit: int
) -> tuple[Job, Sequence[Version], str | None]:
    """A page of versions, newest first, one more for what the last of them came from, and the next page's cursor.

    Raises:
        Refused: there is no such job, or the cursor is not one of ours
    """
    before = None if cursor is None else _number(cursor)
    async with units() as unit:
        job = await _job(unit, owner_id, job_id)
        versions = await unit.storyboards.list_storyboards(job_id, owner_id, before=before, limit=limit + 1)
    return job, versions, str(versions[limit - 1].version) if len(versions) > limit else None


async def _job(unit: GatewayUnit, owner_id: str, job_id: UUID) -> Job:
    job = await unit.jobs.get_job(job_id, owner_id)
    if job is None:
        raise refuse("job_not_found")
    return job


def _number(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 10 and FIRST <= int(cursor) <= LAST):
        raise refuse("cursor_invalid")
    return int(cursor)
