"""What the gateway says: an owner decided something about a job."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from storyreel_contracts.events.base import Event, Message
from storyreel_contracts.status import VideoStatus
from storyreel_contracts.types import (
    AspectRatio,
    AudioTrack,
    Dollars,
    ExportFormat,
    ExportQuality,
    LogoPosition,
    Moment,
    ProviderName,
    PublisherName,
    Seconds,
)


class GatewayEvent(Event):
    """An event of the gateway."""

    publisher: ClassVar[PublisherName] = "gateway"


class ProvidedPicture(Message):
    """A picture of the owner's own for one scene, as it lies in the object store; nobody has to make it."""

    scene_number: int = Field(ge=1)
    image_key: str
    media_type: str
    width: int = Field(ge=1, description="pixels")
    height: int = Field(ge=1, description="pixels")
    content_key: str


class GenerationRequested(GatewayEvent):
    """An owner asked for a storyboard of a prompt."""

    prompt: str = Field(min_length=10, max_length=5000)
    duration: int = Field(ge=5, le=300, description="the film's length, seconds")
    style: str | None = Field(default=None, max_length=100)
    aspect_ratio: AspectRatio = "16:9"
    brand_guidelines: dict[str, JsonValue] | None = None
    provider: ProviderName = "animatic"
    seed: int = Field(ge=0, lt=2**31)
    max_cost_usd: Dollars | None = None
    pictures: tuple[ProvidedPicture, ...] = ()
    fallback_provider: ProviderName | None = Field(
        default=None, description="who takes a scene over that `provider` cannot make"
    )
    price_version: str | None = Field(default=None, max_length=20, description="of the catalogue that was quoted by")
    spend_limit_usd: Dollars | None = Field(default=None, description="for one picture, all attempts together")


class SceneRefinementRequested(GatewayEvent):
    """An owner changed what one scene should show; that one picture has to be made again."""

    storyboard_version: int = Field(ge=1)
    scene_id: UUID
    scene_number: int = Field(ge=1)
    picture_id: UUID
    description: str = Field(min_length=1, max_length=1000)
    image_prompt: str = Field(min_length=1, max_length=2000)
    style: str | None = Field(default=None, max_length=100)
    aspect_ratio: AspectRatio = "16:9"
    brand_guidelines: dict[str, JsonValue] | None = None
    provider: ProviderName = "animatic"
    seed: int = Field(ge=0, lt=2**31)
    fallback_provider: ProviderName | None = Field(
        default=None, description="who takes a scene over that `provider` cannot make"
    )
    price_version: str | None = Field(default=None, max_length=20, description="of the catalogue that was quoted by")
    spend_limit_usd: Dollars | None = Field(default=None, description="for one picture, all attempts together")


class StoryboardApproved(GatewayEvent):
    """An owner approved the storyboard as it stands."""

    storyboard_version: int = Field(ge=1)
    approved_at: Moment


class ScenesReordered(GatewayEvent):
    """An owner put the scenes in another order."""

    storyboard_version: int = Field(ge=1)
    scene_order: tuple[int, ...] = Field(description="the former scene numbers in their new order")


class StoryboardRestored(GatewayEvent):
    """An owner brought a former storyboard back, as a new version with the pictures that it had."""

    storyboard_version: int = Field(ge=1)
    restored_from: int = Field(ge=1, description="the version that the new one is equal to")


class RenderScene(Message):
    """One scene as approved, with the picture that lies in the object store."""

    scene_id: UUID
    scene_number: int = Field(ge=1)
    description: str = Field(min_length=1, max_length=1000)
    image_prompt: str = Field(min_length=1, max_length=2000)
    duration: Seconds
    image_key: str
    content_key: str
    seed: int = Field(ge=0, lt=2**31)
    spend_limit_usd: Dollars | None = Field(default=None, description="for this scene's clip, all attempts together")


class Logo(Message):
    """A picture of the owner's own that stands in a corner of the whole film."""

    object_key: str
    content_key: str
    position: LogoPosition = "top-right"


class Soundtrack(Message):
    """A recording of the owner's own that a film is set to."""

    object_key: str
    content_key: str


class RenderRequested(GatewayEvent):
    """An owner asked for the film of an approved storyboard."""

    render_id: UUID
    storyboard_version: int = Field(ge=1)
    scenes: tuple[RenderScene, ...] = Field(min_length=1)
    aspect_ratio: AspectRatio = "16:9"
    style: str | None = Field(default=None, max_length=100)
    provider: ProviderName = "animatic"
    captions: bool = True
    audio: AudioTrack = "bed"
    seed: int = Field(ge=0, lt=2**31)
    logo: Logo | None = None
    soundtrack: Soundtrack | None = Field(default=None, description="what `audio` means by `soundtrack`")
    fallback_provider: ProviderName | None = Field(
        default=None, description="who takes a scene over that `provider` cannot make"
    )
    price_version: str | None = Field(default=None, max_length=20, description="of the catalogue that was quoted by")
    chained: bool = Field(default=False, description="each clip ends with the picture that the next one begins with")


class ExportRequested(GatewayEvent):
    """Somebody wants a copy of a film in a format and quality."""

    export_id: UUID
    render_id: UUID
    master_key: str
    format: ExportFormat
    quality: ExportQuality


class JobCanceled(GatewayEvent):
    """An owner stopped a job; whoever works for it lets go."""


class CostVarianceDetected(GatewayEvent):
    """A storyboard or a film was billed more than a fifth above its quote; said once for each of them."""

    stage: Literal["storyboard", "film"]
    quoted_usd: Dollars
    actual_usd: Dollars
    variance_percent: float | None = Field(default=None, description="above the quote; none where nothing was quoted")
    provider: ProviderName = "animatic"
    price_version: str = Field(max_length=20, description="of the catalogue that the job was quoted by")


class JobStatusChanged(GatewayEvent):
    """A job moved from one status to another; what a plain subscriber follows."""

    job_version: int = Field(ge=1)
    previous: VideoStatus
    status: VideoStatus
