"""Progress: frequent, worthless when old, so it goes over plain NATS and is kept nowhere."""

from uuid import UUID

from pydantic import Field

from storyreel_contracts.events.base import Message


class Progress(Message):
    """How far a stage of a job is; `percent` is of that stage."""

    job_id: UUID
    stage: str
    percent: float = Field(ge=0, le=100)
    scene_number: int | None = Field(default=None, ge=1)
    message: str | None = Field(default=None, max_length=200)

    @classmethod
    def subject_for(cls, job_id: UUID | str = "*") -> str:
        """`storyreel.progress.<job_id>`: three tokens, so that the event stream does not capture it."""
        return f"storyreel.progress.{job_id}"
