"""What the renderer says: clips and films."""

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from storyreel_contracts.events.base import Event, Message, Problem, Purchase
from storyreel_contracts.types import Dollars, FilmSeconds, ProviderName, PublisherName


class RendererEvent(Event):
    """An event of the renderer."""

    publisher: ClassVar[PublisherName] = "renderer"
    render_id: UUID


class ClipSource(Message):
    """Who made the footage of one scene."""

    scene_id: UUID
    scene_number: int = Field(ge=1)
    provider: ProviderName
    model: str


class ClipPurchaseChanged(RendererEvent):
    """A clip that costs money was asked for, is being made, or came to an end."""

    purchase: Purchase


class ClipRendered(RendererEvent):
    """A scene's clip is there, rendered or found rendered already (`reused`)."""

    scene_id: UUID
    scene_number: int = Field(ge=1)
    frames: int = Field(ge=1)
    reused: bool = False
    cost_usd: Dollars = Decimal(0)
    provider: ProviderName | None = None
    model: str | None = None


class VideoRendered(RendererEvent):
    """A film was composed, probed and stored."""

    storyboard_version: int = Field(ge=1)
    master_key: str
    poster_key: str | None = None
    media_type: str = "video/mp4"
    duration: FilmSeconds
    width: int = Field(ge=1, description="pixels")
    height: int = Field(ge=1, description="pixels")
    fps: int = Field(ge=1)
    frames: int = Field(ge=1)
    size: int = Field(ge=1, description="bytes")
    clips_rendered: int = Field(ge=0)
    clips_reused: int = Field(ge=0)
    cost_usd: Dollars
    sources: tuple[ClipSource, ...] = ()


class RenderFailed(RendererEvent):
    """A film could not be made."""

    scene_number: int | None = Field(default=None, ge=1)
    problem: Problem
