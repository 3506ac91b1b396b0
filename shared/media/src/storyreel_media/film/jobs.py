"""What the studio asks of a worker: one line of JSON a job."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter

from storyreel_media.film.spec import Film, Segment


class SegmentJob(BaseModel):
    """Make one segment."""

    kind: Literal["segment"] = "segment"
    film: Film
    segment: Segment
    out: Path
    threads: int


class ComposeJob(BaseModel):
    """Make the film from its segments."""

    kind: Literal["compose"] = "compose"
    film: Film
    files: tuple[Path, ...]
    out: Path


Job = SegmentJob | ComposeJob
_JOB: TypeAdapter[Job] = TypeAdapter(Annotated[Job, Field(discriminator="kind")])


def job_of(line: str) -> Job:
    """Read a job from its line."""
    return _JOB.validate_json(line)
