"""The film and its copies."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from storyreel_contracts.api.base import Answer, Request
from storyreel_contracts.types import AudioTrack, ExportFormat, ExportQuality, FilmSeconds


class RenderOptions(Request):
    """How a film is made; everything has a default, so the body may be left away."""

    captions: bool = Field(default=True, strict=True, description="One caption per scene.")
    audio: AudioTrack | None = Field(
        default=None,
        description="A soft generated `bed`, `silence`, the job's own `soundtrack`, or the `clips`' own sound, which "
        "the animatic's have not; by default the soundtrack where the job has one, else the bed.",
    )
    chain_frames: bool = Field(
        default=False,
        strict=True,
        description="Each clip ends with the picture that the next one begins with, where its model can do that.",
    )


class ExportResponse(Answer):
    """A copy that was asked for."""

    export_id: UUID
    job_id: UUID
    format: ExportFormat
    quality: ExportQuality
    status: Literal["pending", "completed", "failed"]
    url: str | None = None
    size: int | None = None
    error_message: str | None = None


class VideoParameters(Answer):
    """The film's technical facts."""

    width: int
    height: int
    fps: int
    duration: FilmSeconds
    size: int = Field(description="bytes")
    media_type: str
