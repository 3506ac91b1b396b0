"""What the gateway asks of the world, without a driver or framework in sight."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from storyreel_chassis.ports import Unit, Units
from storyreel_contracts.status import VideoStatus
from storyreel_contracts.types import ExportFormat, ExportQuality
from storyreel_gateway.domain.answer import Kept
from storyreel_gateway.domain.export import Export
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.principal import Principal
from storyreel_gateway.domain.view import JobView


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a job; `body` is the JSON of `JobResponse` right after it."""

    version: int
    kind: str
    status: VideoStatus
    body: str


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
        self, owner_id: str, *, status: VideoStatus | None, client_id: str | None, before: UUID | None, limit: int
    ) -> Sequence[Job]:
        """The owner's jobs, newest first, older than `before`."""

    async def get_jobs_by_status(
        self, status: VideoStatus, *, approved: bool | None = None, limit: int = 100
    ) -> Sequence[Job]:
        """Anybody's jobs, the longest unchanged first."""

    async def save_job(self, job: Job) -> Job:
        """Write everything that a command or a fact may change."""

    async def update_job_progress(self, job: Job) -> Job:
        """Write how far the present stage is."""

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

    async def add_storyboard(self, job: Job, reason: str) -> None:
        """Keep the present storyboard version, which is never changed again."""


class Exports(Protocol):
    """The copies of films, inside one transaction."""

    async def find_export(
        self, render_id: UUID, export_format: ExportFormat, quality: ExportQuality, owner_id: str
    ) -> Export | None:
        """The copy of this recipe, wanted or made."""

    async def get_export(self, export_id: UUID, owner_id: str) -> Export | None:
        """The owner's export."""

    async def put_export(self, export: Export) -> None:
        """Write an export down, in the place of a former one of the same recipe."""

    async def settle_export(self, export: Export) -> bool:
        """Write how an export ended; False where it is not pending or was replaced."""

    async def stalled_exports(self, *, quiet_for: timedelta, limit: int) -> Sequence[UUID]:
        """The request events of exports that nobody answers; each is returned once per `quiet_for`."""


class Answers(Protocol):
    """What was answered under an owner's Idempotency-Key, inside one transaction."""

    async def hold_key(self, owner_id: str, key: str) -> bool:
        """Be the only one under this key until the transaction ends; False, at once, where another is."""

    async def find_answer(self, owner_id: str, key: str, *, kept_for: timedelta) -> Kept | None:
        """The first answer under the key, unless it is older than that."""

    async def keep_answer(self, owner_id: str, key: str, kept: Kept) -> None:
        """Keep the first answer, in the place of one that was too old."""

    async def forget_answers(self, *, kept_for: timedelta, limit: int) -> int:
        """Delete answers older than that, the oldest first; how many."""


class GatewayUnit(Unit, Protocol):
    """One transaction of the gateway."""

    @property
    def jobs(self) -> Jobs:
        """The jobs."""

    @property
    def exports(self) -> Exports:
        """The exports."""

    @property
    def answers(self) -> Answers:
        """The answers under Idempotency-Keys."""

    def part(self) -> AbstractAsyncContextManager[None]:
        """A part of the transaction: what raises in it undoes this part alone."""

    async def repeat(self, event_id: UUID) -> bool:
        """Say an event of ours once more; False where it still waits to be said, or is forgotten."""


GatewayUnits = Units[GatewayUnit]


@dataclass(frozen=True, slots=True)
class Quota:
    """Where a caller stands with a limit of `limit` requests in any `window` seconds, this request included."""

    name: str
    limit: int
    window: int
    remaining: int
    reset: int
    """Seconds, at least 1, until the oldest counted request counts no longer."""
    allowed: bool


class Limiter(Protocol):
    """How often a key may do what costs much."""

    async def count(self, name: str, key_id: UUID) -> Quota | None:
        """Count one request, where the limit of that name allows it; None where there is no limit. Never fails."""


class Keys(Protocol):
    """The API keys."""

    async def find_key(self, digest: bytes) -> Principal | None:
        """Whom a key stands for; none where it is unknown, revoked or expired.

        Raises:
            Transient: the database is away
        """
