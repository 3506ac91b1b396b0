"""A job's storyboards, one after the other, as its owner sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from storyreel_contracts.api import StoryboardVersion, StoryboardVersionDetail
from storyreel_contracts.status import GenerationStatus
from storyreel_gateway.domain.diff import differences
from storyreel_gateway.domain.job import Job, may
from storyreel_gateway.domain.rules import Trigger
from storyreel_gateway.domain.storyboard import Entries
from storyreel_gateway.domain.telling import told
from storyreel_gateway.domain.view import entry_response, job_url


@dataclass(frozen=True, slots=True)
class Version:
    """A storyboard that was settled, and why."""

    version: int
    entries: Entries
    reason: str
    created_at: datetime
    restored_from: int | None = None
    approved_at: datetime | None = None


def versions_url(job: Job) -> str:
    """Where a job's versions are."""
    return f"{job_url(job.job_id)}/storyboard/versions"


def version_response(job: Job, version: Version, before: Version | None) -> StoryboardVersion:
    """A version in a list; `before` is the one that it came from."""
    statuses = [entry.status for entry in version.entries]
    return StoryboardVersion(
        version=version.version,
        reason=version.reason,
        restored_from=version.restored_from,
        changes=[] if before is None else told(differences(before.entries, version.entries)),
        scenes=len(statuses),
        failed_scenes=statuses.count(GenerationStatus.FAILED),
        created_at=version.created_at,
        approved=job.approved and job.approved_version == version.version,
        approved_at=version.approved_at,
        current=job.storyboard_version == version.version,
        filmed=job.film is not None and job.film.storyboard_version == version.version,
        links=_links(job, version, before),
    )


def version_responses(job: Job, newest_first: Sequence[Version]) -> list[StoryboardVersion]:
    """Versions in a list; the one before each is the next in it."""
    return [version_response(job, *pair) for pair in zip_longest(newest_first, newest_first[1:])]


def version_detail(job: Job, version: Version, before: Version | None) -> StoryboardVersionDetail:
    """A version with its scenes."""
    url = f"{versions_url(job)}/{version.version}"
    return StoryboardVersionDetail(
        **dict(version_response(job, version, before)),
        job_id=job.job_id,
        storyboard=[entry_response(entry, url) for entry in version.entries],
    )


def _links(job: Job, version: Version, before: Version | None) -> dict[str, str]:
    url = f"{versions_url(job)}/{version.version}"
    links = {"self": url, "job": job_url(job.job_id)}
    if before is not None:
        links["diff"] = f"{versions_url(job)}/{before.version}/diff/{version.version}"
    if may(job, Trigger.RESTORE) and job.storyboard_version != version.version:
        links["restore"] = f"{url}/restore"
    return links
