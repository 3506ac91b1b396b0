"""The jobs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from storyreel_contracts.status import VideoStatus
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.view import JobView


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a job; `body` is the JSON of `JobResponse` right after it."""

    version: int
    kind: str
    status: VideoStatus
    body: str


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` on and before `until`; None is no end."""

    since: datetime | None = None
    until: datetime | None = None


EVER = Span()


class Jobs(Protocol):
    """The jobs, inside one transaction. What takes a `Job` writes the part it is named after and returns the job with
    the time of the change; it raises `Transient` where the stored version is not the one before the job's."""

    async def create_job(self, job: Job) -> Job:
        """Write a new job down."""

    async def get_job(self, job_id: UUID, owner_id: str) -> Job | None:
        """The owner's job; another's is none."""

    async def lock_job(self, job_id: UUID, owner_id: str) -> Job | None:
        """The owner's job, held until the transaction ends."""

    async def list_jobs(
        self,
        owner_id: str,
        *,
        status: VideoStatus | None,
        client_id: str | None,
        before: UUID | None,
        limit: int,
        batch_id: UUID | None = None,
        created: Span = EVER,
    ) -> Sequence[Job]:
        """The owner's jobs, newest first, older than `before`, made within a span of time."""

    async def get_jobs_by_status(
        self, status: VideoStatus, *, approved: bool | None = None, limit: int = 100
    ) -> Sequence[Job]:
        """Anybody's jobs, the longest unchanged first."""

    async def save_job(self, job: Job) -> Job:
        """Write everything that a command or a fact may change."""

    async def update_job_progress(self, job: Job) -> Job:
        """Write how far the present stage is, and what it cost so far."""

    async def approve_storyboard(self, job: Job) -> Job:
        """Write the approval."""

    async def mark_job_failed(self, job: Job) -> Job:
        """Write the failure and its cause."""

    async def increment_retry_count(self, job_id: UUID) -> int:
        """Note that a job's request was said again; the new count. Not a change of the job: its version stays."""

    async def count_download(self, job_id: UUID, owner_id: str) -> None:
        """Note one download. Not a change of the job either."""

    async def stalled_jobs(self, *, quiet_for: timedelta, limit: int) -> Sequence[tuple[UUID, UUID]]:
        """(job, event it waits for) of jobs in work that nothing has happened to; no other sweep gets the same."""

    async def add_change(self, job: Job, kind: str, view: JobView) -> None:
        """Append to the job's log and wake who follows it."""

    async def changes_since(self, job_id: UUID, owner_id: str, version: int, *, limit: int = 100) -> Sequence[Change]:
        """The job's changes after a version, oldest first."""
