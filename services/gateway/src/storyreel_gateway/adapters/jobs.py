"""The `Jobs` port on Postgres, through one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from storyreel_chassis.errors import Transient
from storyreel_chassis.ids import first_id
from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_chassis.telemetry import tracing
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.adapters.rows import EARLY, ENTRIES, failure_of, job_of
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.progress import progress_of
from storyreel_gateway.domain.view import JobView
from storyreel_gateway.ports import EVER, Change, Span

SQL = queries("storyreel_gateway.adapters")


CLOCKS_APART = timedelta(hours=1)
"""How far the clock that an id was made by may be from the database's."""


def _ids(created: Span) -> tuple[UUID | None, UUID | None]:
    """Ids (version 7, so they begin with their time) that the jobs of a span lie between: the index finds those."""
    least = None if created.since is None else first_id(created.since, shifted=-CLOCKS_APART)
    most = None if created.until is None else first_id(created.until, shifted=CLOCKS_APART)
    return least, most


def _linked(job: Job) -> Job:
    """Whoever does something with a job in a trace of its own can be led to the one that the job began with."""
    tracing.note({"storyreel.job_id": str(job.job_id)})
    tracing.link(job.traceparent)
    return job


class PostgresJobs:
    """See `ports.Jobs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create_job(self, job: Job) -> Job:
        """See `ports.Jobs.create_job`."""
        progress, traceparent = progress_of(job), tracing.traceparent()
        row = await self._connection.fetchrow(
            SQL["create_job"], job.job_id, job.owner_id, job.request.client_id, job.status, job.version,
            job.request.model_dump(mode="json"), job.provider, job.seed, progress.scenes_total, progress.message,
            job.stage_since, job.estimated_cost, job.awaiting, job.price_version,
            job.materials.model_dump(mode="json"), job.batch_id, traceparent,
        )  # fmt: skip
        if row is None:
            raise LookupError("insert … returning gave no row")
        return replace(job, created_at=row["created_at"], updated_at=row["updated_at"], traceparent=traceparent)

    async def get_job(self, job_id: UUID, owner_id: str) -> Job | None:
        """See `ports.Jobs.get_job`."""
        row = await self._connection.fetchrow(SQL["get_job"], job_id, owner_id)
        return None if row is None else _linked(job_of(row))

    async def lock_job(self, job_id: UUID, owner_id: str) -> Job | None:
        """See `ports.Jobs.lock_job`."""
        row = await self._connection.fetchrow(SQL["lock_job"], job_id, owner_id)
        return None if row is None else _linked(job_of(row))

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
        """See `ports.Jobs.list_jobs`."""
        least, most = _ids(created)
        before = min((one for one in (before, most) if one is not None), default=None)
        rows = await self._connection.fetch(
            SQL["list_jobs"], owner_id, status, client_id, before, limit, batch_id, least, created.since, created.until
        )  # fmt: skip
        return [job_of(row) for row in rows]

    async def get_jobs_by_status(
        self, status: VideoStatus, *, approved: bool | None = None, limit: int = 100
    ) -> Sequence[Job]:
        """See `ports.Jobs.get_jobs_by_status`."""
        rows = await self._connection.fetch(SQL["get_jobs_by_status"], status, approved, limit)
        return [job_of(row) for row in rows]

    async def save_job(self, job: Job) -> Job:
        """See `ports.Jobs.save_job`."""
        progress = progress_of(job)
        return await self._write(
            "save_job", job, job.status, progress.scenes_total, progress.scenes_completed, progress.percent,
            progress.message, job.stage_since, job.storyboard_version, ENTRIES.dump_python(job.entries, mode="json"),
            EARLY.dump_python(job.early, mode="json"), job.approved, job.approved_at, job.approved_version,
            job.actual_cost, job.failure.message if job.failure else None, failure_of(job), job.refinement_count,
            None if job.film is None else job.film.model_dump(mode="json"), job.render_id, list(job.clips),
            job.awaiting,
        )  # fmt: skip

    async def update_job_progress(self, job: Job) -> Job:
        """See `ports.Jobs.update_job_progress`."""
        progress = progress_of(job)
        return await self._write(
            "update_job_progress", job, progress.scenes_completed, progress.percent, progress.message, list(job.clips),
            job.actual_cost,
        )  # fmt: skip

    async def approve_storyboard(self, job: Job) -> Job:
        """See `ports.Jobs.approve_storyboard`."""
        return await self._write(
            "approve_storyboard", job, job.approved_at, job.approved_version, progress_of(job).message
        )

    async def mark_job_failed(self, job: Job) -> Job:
        """See `ports.Jobs.mark_job_failed`."""
        progress, message = progress_of(job), job.failure.message if job.failure else None
        return await self._write(
            "mark_job_failed", job, failure_of(job), message, progress.message, job.stage_since,
            progress.scenes_completed, progress.percent, job.actual_cost,
        )  # fmt: skip

    async def _write(self, name: str, job: Job, *values: Any) -> Job:
        updated_at = await self._connection.fetchval(SQL[name], job.job_id, job.owner_id, job.version, *values)
        if updated_at is None:
            raise Transient("job_moved", f"job {job.job_id} was changed meanwhile; try again")
        return replace(job, updated_at=updated_at)

    async def increment_retry_count(self, job_id: UUID) -> int:
        """See `ports.Jobs.increment_retry_count`."""
        count: int = await self._connection.fetchval(SQL["increment_retry_count"], job_id)
        return count

    async def count_download(self, job_id: UUID, owner_id: str) -> None:
        """See `ports.Jobs.count_download`."""
        await self._connection.execute(SQL["count_download"], job_id, owner_id)

    async def stalled_jobs(self, *, quiet_for: timedelta, limit: int) -> Sequence[tuple[UUID, UUID]]:
        """See `ports.Jobs.stalled_jobs`."""
        rows = await self._connection.fetch(SQL["stalled_jobs"], quiet_for, limit)
        return [(row["job_id"], row["awaiting"]) for row in rows]

    async def add_change(self, job: Job, kind: str, view: JobView) -> None:
        """See `ports.Jobs.add_change`."""
        await self._connection.execute(
            SQL["add_change"], job.job_id, job.owner_id, job.version, kind, job.status, view.body.decode()
        )  # fmt: skip

    async def changes_since(self, job_id: UUID, owner_id: str, version: int, *, limit: int = 100) -> Sequence[Change]:
        """See `ports.Jobs.changes_since`."""
        rows = await self._connection.fetch(SQL["changes_since"], job_id, owner_id, version, limit)
        return [Change(row["version"], row["kind"], VideoStatus(row["status"]), row["body"]) for row in rows]
