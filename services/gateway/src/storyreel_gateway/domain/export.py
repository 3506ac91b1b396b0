"""A copy of a film in a format and quality."""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from storyreel_chassis.ids import new_id
from storyreel_contracts.api import ExportResponse
from storyreel_contracts.events import ExportRequested, Problem, VideoExported
from storyreel_contracts.types import ExportFormat, ExportQuality
from storyreel_gateway.domain.commands import said
from storyreel_gateway.domain.film import Film
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.view import job_url

State = Literal["pending", "completed", "failed"]


@dataclass(frozen=True, slots=True)
class Export:
    """`requested` is the event that asked for it; `size` in bytes."""

    export_id: UUID
    job_id: UUID
    owner_id: str
    render_id: UUID
    format: ExportFormat
    quality: ExportQuality
    requested: UUID
    state: State = "pending"
    object_key: str | None = None
    size: int | None = None
    media_type: str | None = None
    problem: Problem | None = None

    def completed(self, fact: VideoExported) -> "Export":
        """The copy is there."""
        return replace(
            self,
            state="completed",
            object_key=fact.object_key,
            size=fact.size,
            media_type=fact.media_type,
            problem=None,
        )

    def failed(self, problem: Problem) -> "Export":
        """The copy could not be made; asking again tries again."""
        return replace(self, state="failed", problem=problem)


def ask(job: Job, film: Film, export_format: ExportFormat, quality: ExportQuality) -> tuple[Export, ExportRequested]:
    """A new export, and the event that asks for it."""
    export_id = new_id()
    event = said(
        job,
        ExportRequested,
        export_id=export_id,
        render_id=film.render_id,
        master_key=film.master_key,
        format=export_format,
        quality=quality,
    )
    export = Export(export_id, job.job_id, job.owner_id, film.render_id, export_format, quality, event.event_id)
    return export, event


def export_response(export: Export, *, current: bool) -> ExportResponse:
    """An export as its owner sees it; the file's URL serves the newest film, so only its exports carry it."""
    there = export.state == "completed" and current
    url = f"{job_url(export.job_id)}/export?format={export.format}&quality={export.quality}"
    return ExportResponse(
        export_id=export.export_id,
        job_id=export.job_id,
        format=export.format,
        quality=export.quality,
        status=export.state,
        url=url if there else None,
        size=export.size,
        error_message=export.problem.message if export.problem else None,
    )
