"""What the exporter says: copies of a film."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from storyreel_contracts.events.base import Event, Problem
from storyreel_contracts.types import ExportFormat, ExportQuality, FilmSeconds, PublisherName


class ExporterEvent(Event):
    """An event of the exporter."""

    publisher: ClassVar[PublisherName] = "exporter"
    export_id: UUID
    render_id: UUID
    format: ExportFormat
    quality: ExportQuality


class VideoExported(ExporterEvent):
    """A copy was made, probed and stored."""

    object_key: str
    media_type: str
    size: int = Field(ge=1, description="bytes")
    duration: FilmSeconds
    width: int = Field(ge=1, description="pixels")
    height: int = Field(ge=1, description="pixels")
    video_codec: str
    audio_codec: str | None = None
    remuxed: bool = False


class ExportFailed(ExporterEvent):
    """A copy could not be made."""

    problem: Problem
