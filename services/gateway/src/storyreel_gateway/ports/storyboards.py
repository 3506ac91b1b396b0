"""The storyboard versions of jobs."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.versions import Version


class Storyboards(Protocol):
    """The settled storyboard versions, inside one transaction; apart from their approval they never change."""

    async def add_storyboard(self, job: Job, reason: str, *, restored_from: int | None = None) -> None:
        """Keep the job's present storyboard."""

    async def note_approval(self, job: Job) -> None:
        """Note when the job's present storyboard was approved."""

    async def get_storyboard(self, job_id: UUID, owner_id: str, version: int) -> Version | None:
        """One version; none where it was never settled, or the job is another's."""

    async def list_storyboards(
        self, job_id: UUID, owner_id: str, *, before: int | None, limit: int
    ) -> Sequence[Version]:
        """The versions below `before`, newest first."""
