"""Jobs: what is asked for, how far it is, everything about it."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, JsonValue

from storyreel_contracts.api.base import Answer, Prompt, Request, ShortText
from storyreel_contracts.api.film import VideoParameters
from storyreel_contracts.api.storyboard import StoryboardEntry
from storyreel_contracts.api.webhooks import WebhookUrl
from storyreel_contracts.status import GenerationStatus, VideoStatus
from storyreel_contracts.types import (
    AspectRatio,
    Budget,
    Dollars,
    Moment,
    PictureSource,
    ProviderName,
    Seconds,
    Seed,
    Whole,
)


def _no_repeats(ids: list[UUID]) -> list[UUID]:
    if len(set(ids)) < len(ids):
        raise ValueError("must not hold an id twice")
    return ids


AssetIds = Annotated[list[UUID], AfterValidator(_no_repeats)]


class GenerationRequest(Request):
    """A film that somebody wants."""

    prompt: Prompt = Field(
        description="What the film shows; 10 to 5000 characters after trimming.",
        examples=["A lighthouse keeper's last night: storm, doubt, and a ship saved at dawn."],
    )
    duration: Whole = Field(default=30, ge=5, le=300, description="The film's length, seconds.")
    style: ShortText | None = Field(default=None, description="For example `cinematic`, `watercolour`, `noir`.")
    aspect_ratio: AspectRatio = "16:9"
    client_id: ShortText | None = Field(default=None, description="Your own word for whose job this is; a list filter.")
    brand_guidelines: dict[str, JsonValue] | None = Field(
        default=None,
        description="Free form; `colors` (as `#rrggbb`), `tone` and `name` steer the pictures. `logo_asset_id`, an "
        "image asset, puts a logo over the whole film, in the corner `logo_position`: `top-left`, `top-right` (the "
        "default), `bottom-left` or `bottom-right`.",
    )
    asset_ids: AssetIds = Field(
        default=[],
        max_length=62,
        json_schema_extra={"uniqueItems": True},
        description="Your own uploads: images become the pictures of scene 1, 2, … in this order and cost nothing; "
        "one audio becomes the soundtrack, cut and faded to the film's length.",
    )
    provider: ProviderName | None = Field(
        default=None,
        description="Who makes the pictures and clips; by default whom this house prefers: `replicate` where that is "
        "set up, else `animatic`, which is free.",
    )
    fallback_provider: ProviderName | None = Field(
        default=None,
        description="Who takes a scene over that `provider` could not make; by default nobody, and the scene fails. "
        "What is reserved pays for either of them.",
    )
    max_cost_usd: Budget | None = Field(default=None, description="The job never spends more than this.")
    auto_approve: bool = Field(
        default=False,
        strict=True,
        description="Approve and render as soon as the storyboard is ready; `error` says if no budget allows the film.",
    )
    webhook_url: WebhookUrl | None = Field(
        default=None, description="Told of this job's events, instead of the key's own endpoint; public, https."
    )
    seed: Seed | None = Field(default=None, description="The same seed and prompt give the same film.")


class VideoProgress(Answer):
    """How far a job is."""

    current_stage: VideoStatus
    scenes_total: int = Field(ge=0)
    scenes_completed: int = Field(ge=0, description="Scenes that have their picture.")
    current_scene: int | None = Field(default=None, ge=1)
    estimated_completion_seconds: int | None = Field(default=None, ge=0)
    message: str | None = Field(default=None, max_length=200)
    percent: float = Field(
        default=0,
        ge=0,
        le=100,
        description="Of the present stage, by finished pictures or clips; a live `progress` event may be ahead of it.",
    )


class JobError(Answer):
    """Why a job failed, or why a film that was approved in advance is not begun."""

    code: str
    message: str
    stage: VideoStatus
    scene_number: int | None = None
    retryable: bool = False


class JobResponse(Answer):
    """A job as it stands."""

    job_id: UUID
    status: VideoStatus
    progress: VideoProgress
    storyboard: list[StoryboardEntry] | None = None
    video_url: str | None = None
    estimated_cost: Dollars
    actual_cost: Dollars | None = None
    created_at: Moment
    updated_at: Moment
    approved: bool = False
    error_message: str | None = Field(default=None, max_length=1000)
    version: int = Field(ge=1, description="Rises by one with every change.")
    storyboard_version: int = Field(ge=0)
    error: JobError | None = None
    provider: ProviderName
    refinements_left: int = Field(ge=0)
    batch_id: UUID | None = Field(default=None, description="The batch that it was asked for with.")
    links: dict[str, str] = Field(default_factory=dict)


class SceneDetail(Answer):
    """One scene in a job's metadata."""

    scene_number: int
    duration: Seconds
    status: GenerationStatus
    has_image: bool


class ScenesMetadata(Answer):
    """All scenes in a job's metadata."""

    total: int
    completed: int
    failed: int
    details: list[SceneDetail]


class CostsMetadata(Answer):
    """What a job costs."""

    estimated: Dollars
    actual: Dollars | None
    currency: Literal["USD"] = "USD"
    quoted: Dollars = Field(default=Decimal(0), description="What was bought so far, as it was quoted.")
    variance_percent: float | None = Field(
        default=None, description="How far its bill is above that; none where nothing was quoted."
    )
    variance_exceeded: bool = Field(default=False, description="Whether a stage went more than 20 % above its quote.")


class MetricsMetadata(Answer):
    """What happened to a job."""

    refinement_count: int
    download_count: int


class Maker(Answer):
    """Who made something."""

    provider: PictureSource | None = Field(description="`upload`: its owner. None: it was not noted.")
    model: str


class SceneSource(Answer):
    """Who made what a scene of the film shows."""

    scene_number: int = Field(ge=1, description="In the film.")
    picture: Maker | None
    clip: Maker | None = Field(description="None: it was not noted.")


class VideoMetadata(Answer):
    """Whether there is a film, and which."""

    available: bool
    url: str | None
    parameters: VideoParameters | None
    sources: list[SceneSource] = Field(default=[], description="Scene by scene; none of a film of before it was noted.")


class JobMetadata(Answer):
    """Everything about a job that is not its storyboard."""

    job_id: UUID
    status: VideoStatus
    scenes: ScenesMetadata
    costs: CostsMetadata
    metrics: MetricsMetadata
    video: VideoMetadata
    seed: int | None = Field(default=None, description="Asked for again with it, the same film comes of it.")
    trace_id: str | None = Field(
        default=None, description="The trace that the job began in: quote it to us, or look it up where you collect."
    )
    approved_at: Moment | None
    error: JobError | None
    created_at: Moment
    updated_at: Moment
