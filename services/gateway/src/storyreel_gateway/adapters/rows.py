"""Between a job and its row."""

from dataclasses import fields
from typing import Any

import asyncpg
from pydantic import TypeAdapter

from storyreel_contracts.api import GenerationRequest, JobError
from storyreel_contracts.events import Problem
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.domain.asset import Asset
from storyreel_gateway.domain.binding import Materials
from storyreel_gateway.domain.export import Export
from storyreel_gateway.domain.film import Film
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.storyboard import Entries, Settled

ENTRIES: TypeAdapter[Entries] = TypeAdapter(Entries)
EARLY: TypeAdapter[tuple[Settled, ...]] = TypeAdapter(tuple[Settled, ...])
_SAME = (
    "job_id", "owner_id", "provider", "seed", "estimated_cost", "awaiting", "created_at", "updated_at", "stage_since",
    "version", "storyboard_version", "approved", "approved_at", "approved_version", "actual_cost", "render_id",
    "refinement_count", "download_count", "retry_count", "price_version",
    "batch_id", "traceparent",
)  # fmt: skip


def job_of(row: asyncpg.Record) -> Job:
    """The job in a row."""
    return Job(
        **{name: row[name] for name in _SAME},
        request=GenerationRequest.model_validate(row["request"]),
        scenes_expected=row["scenes_total"],
        status=VideoStatus(row["status"]),
        entries=ENTRIES.validate_python(row["storyboard"]),
        early=EARLY.validate_python(row["early_pictures"]),
        failure=None if row["error"] is None else JobError.model_validate(row["error"]),
        materials=Materials.model_validate(row["materials"]),
        film=None if row["film"] is None else Film.model_validate(row["film"]),
        clips=frozenset(row["clips"]),
    )


def export_of(row: asyncpg.Record) -> Export:
    """The export in a row."""
    names = ("export_id", "job_id", "owner_id", "render_id", "format", "quality", "requested", "state", "object_key")
    return Export(
        **{name: row[name] for name in names},
        size=row["size"],
        media_type=row["media_type"],
        problem=None if row["error"] is None else Problem.model_validate(row["error"]),
    )


def asset_of(row: asyncpg.Record) -> Asset:
    """The asset in a row."""
    return Asset(**{one.name: row[one.name] for one in fields(Asset)})


def failure_of(job: Job) -> dict[str, Any] | None:
    """The failure as stored."""
    return None if job.failure is None else job.failure.model_dump(mode="json")
