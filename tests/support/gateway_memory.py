"""The gateway's jobs and exports in memory; they pass the same suite as Postgres'."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from storyreel_chassis.errors import Transient
from storyreel_chassis.ids import now
from storyreel_contracts.status import VideoStatus
from storyreel_contracts.types import ExportFormat, ExportQuality
from storyreel_gateway.domain.export import Export
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.versions import Version
from storyreel_gateway.domain.view import JobView
from storyreel_gateway.ports import EVER, Change, Span


@dataclass
class MemoryJobs:
    """See `storyreel_gateway.ports.Jobs`; one user at a time, so a lock is only a read."""

    jobs: dict[UUID, Job] = field(default_factory=dict)
    changes: dict[UUID, list[Change]] = field(default_factory=dict)
    swept: dict[UUID, datetime] = field(default_factory=dict)

    async def create_job(self, job: Job) -> Job:
        """Keep it."""
        made = replace(job, created_at=now(), updated_at=now())
        self.jobs[job.job_id] = made
        return made

    async def get_job(self, job_id: UUID, owner_id: str) -> Job | None:
        """The owner's job."""
        job = self.jobs.get(job_id)
        return job if job is not None and job.owner_id == owner_id else None

    lock_job = get_job

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
        """Newest first."""
        found = [
            job
            for job in self.jobs.values()
            if job.owner_id == owner_id
            and status in {None, job.status}
            and client_id in {None, job.request.client_id}
            and batch_id in {None, job.batch_id}
            and (before is None or job.job_id < before)
            and (created.since is None or job.created_at >= created.since)
            and (created.until is None or job.created_at < created.until)
        ]
        return sorted(found, key=lambda job: job.job_id, reverse=True)[:limit]

    async def get_jobs_by_status(
        self, status: VideoStatus, *, approved: bool | None = None, limit: int = 100
    ) -> Sequence[Job]:
        """The longest unchanged first."""
        found = [job for job in self.jobs.values() if job.status is status and approved in {None, job.approved}]
        return sorted(found, key=lambda job: job.updated_at)[:limit]

    def _newer(self, job: Job) -> Job:
        stored = self.jobs[job.job_id]
        if stored.owner_id != job.owner_id or stored.version != job.version - 1:
            raise Transient("job_moved", "the stored version is another")
        return stored

    async def save_job(self, job: Job) -> Job:
        """Everything but the counters that are not changes."""
        stored = self._newer(job)
        saved = replace(
            job, updated_at=now(), download_count=stored.download_count, retry_count=stored.retry_count
        )  # fmt: skip
        self.jobs[job.job_id] = saved
        return saved

    async def update_job_progress(self, job: Job) -> Job:
        """Version and clips only."""
        self.jobs[job.job_id] = replace(
            self._newer(job), version=job.version, clips=job.clips, actual_cost=job.actual_cost, updated_at=now()
        )  # fmt: skip
        return replace(job, updated_at=self.jobs[job.job_id].updated_at)

    async def approve_storyboard(self, job: Job) -> Job:
        """Version and approval only."""
        self.jobs[job.job_id] = replace(
            self._newer(job),
            version=job.version,
            approved=True,
            approved_at=job.approved_at,
            approved_version=job.approved_version,
            updated_at=now(),
        )
        return replace(job, updated_at=self.jobs[job.job_id].updated_at)

    async def mark_job_failed(self, job: Job) -> Job:
        """Version, status, cause and cost only."""
        self.jobs[job.job_id] = replace(
            self._newer(job),
            version=job.version,
            status=VideoStatus.FAILED,
            failure=job.failure,
            actual_cost=job.actual_cost,
            stage_since=job.stage_since,
            awaiting=None,
            updated_at=now(),
        )
        return replace(job, updated_at=self.jobs[job.job_id].updated_at)

    async def increment_retry_count(self, job_id: UUID) -> int:
        """Count."""
        job = self.jobs[job_id]
        self.jobs[job_id] = replace(job, retry_count=job.retry_count + 1)
        return job.retry_count + 1

    async def count_download(self, job_id: UUID, owner_id: str) -> None:
        """Count."""
        job = await self.get_job(job_id, owner_id)
        if job is not None:
            self.jobs[job_id] = replace(job, download_count=job.download_count + 1)

    async def stalled_jobs(self, *, quiet_for: timedelta, limit: int) -> Sequence[tuple[UUID, UUID]]:
        """Each once per interval."""
        before = now() - quiet_for
        found = [
            (job.job_id, job.awaiting)
            for job in sorted(self.jobs.values(), key=lambda job: job.updated_at)
            if job.awaiting is not None
            and job.updated_at < before
            and self.swept.get(job.job_id, job.updated_at) < before
        ][:limit]
        self.swept |= {job_id: now() for job_id, _ in found}
        return found

    async def add_change(self, job: Job, kind: str, view: JobView) -> None:
        """Append."""
        change = Change(job.version, kind, job.status, view.body.decode())
        self.changes.setdefault(job.job_id, []).append(change)

    async def changes_since(self, job_id: UUID, owner_id: str, version: int, *, limit: int = 100) -> Sequence[Change]:
        """Oldest first."""
        if await self.get_job(job_id, owner_id) is None:
            return []
        return [change for change in self.changes.get(job_id, []) if change.version > version][:limit]


@dataclass
class MemoryStoryboards:
    """See `storyreel_gateway.ports.Storyboards`."""

    jobs: MemoryJobs
    versions: dict[tuple[UUID, int], Version] = field(default_factory=dict)

    async def add_storyboard(self, job: Job, reason: str, *, restored_from: int | None = None) -> None:
        """Keep it."""
        made = Version(job.storyboard_version, job.entries, reason, now(), restored_from)
        self.versions[job.job_id, job.storyboard_version] = made

    async def note_approval(self, job: Job) -> None:
        """Its time."""
        known = self.versions.get((job.job_id, job.storyboard_version))
        if known is not None:
            self.versions[job.job_id, known.version] = replace(known, approved_at=job.approved_at)

    async def get_storyboard(self, job_id: UUID, owner_id: str, version: int) -> Version | None:
        """The owner's."""
        mine = await self.jobs.get_job(job_id, owner_id)
        return None if mine is None else self.versions.get((job_id, version))

    async def list_storyboards(
        self, job_id: UUID, owner_id: str, *, before: int | None, limit: int
    ) -> Sequence[Version]:
        """Newest first."""
        mine = await self.jobs.get_job(job_id, owner_id)
        found = [one for (job, _), one in self.versions.items() if mine is not None and job == job_id]
        found = [one for one in found if before is None or one.version < before]
        return sorted(found, key=lambda one: one.version, reverse=True)[:limit]


@dataclass
class MemoryExports:
    """See `storyreel_gateway.ports.Exports`."""

    exports: dict[tuple[UUID, str, str], Export] = field(default_factory=dict)
    touched: dict[UUID, datetime] = field(default_factory=dict)

    async def find_export(
        self, render_id: UUID, export_format: ExportFormat, quality: ExportQuality, owner_id: str
    ) -> Export | None:
        """By its recipe."""
        found = self.exports.get((render_id, export_format, quality))
        return found if found is not None and found.owner_id == owner_id else None

    async def get_export(self, export_id: UUID, owner_id: str) -> Export | None:
        """By its id."""
        found = [one for one in self.exports.values() if (one.export_id, one.owner_id) == (export_id, owner_id)]
        return found[0] if found else None

    async def put_export(self, export: Export) -> None:
        """In the place of the former one."""
        self.exports[export.render_id, export.format, export.quality] = export
        self.touched[export.export_id] = now()

    async def settle_export(self, export: Export) -> bool:
        """While it is pending, or from failed to completed."""
        stored = await self.get_export(export.export_id, export.owner_id)
        if stored is None or not (
            stored.state == "pending" or (stored.state == "failed" and export.state == "completed")
        ):
            return False
        self.exports[export.render_id, export.format, export.quality] = export
        return True

    async def stalled_exports(self, *, quiet_for: timedelta, limit: int) -> Sequence[UUID]:
        """Each once per interval."""
        before = now() - quiet_for
        found = [
            one for one in self.exports.values() if one.state == "pending" and self.touched[one.export_id] < before
        ][:limit]
        self.touched |= {one.export_id: now() for one in found}
        return [one.requested for one in found]


@dataclass
class MemoryWebhooks:
    """Who is told of what; nobody sends it."""

    told: list[tuple[str, UUID, str, str]] = field(default_factory=list)

    async def note_job(self, job_id: UUID, key_id: UUID | None, url: str | None) -> None:
        """Nothing to keep."""

    async def tell(self, owner_id: str, job_id: UUID, kind: str, body: str) -> None:
        """Keep it."""
        self.told.append((owner_id, job_id, kind, body))


@dataclass
class MemoryStore:
    """Jobs, exports and storyboards together, as one unit shows them."""

    jobs: MemoryJobs = field(default_factory=MemoryJobs)
    exports: MemoryExports = field(default_factory=MemoryExports)
    storyboards: MemoryStoryboards = field(init=False)

    def __post_init__(self) -> None:
        self.storyboards = MemoryStoryboards(self.jobs)

    webhooks: MemoryWebhooks = field(default_factory=MemoryWebhooks)

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator["MemoryStore"]:
        """A transaction that never fails."""
        yield self
