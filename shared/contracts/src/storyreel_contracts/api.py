"""The REST contract's models: field names and limits that clients may rely on."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator

from storyreel_contracts.status import GenerationStatus, VideoStatus
from storyreel_contracts.types import (
    AspectRatio,
    Dollars,
    ExportFormat,
    ExportQuality,
    FilmSeconds,
    Moment,
    ProviderName,
    Seconds,
)

Prompt = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=5000)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


class Request(BaseModel):
    """What a client sends: a field that we do not know is an error, not a silent nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """What a client gets."""

    model_config = ConfigDict(frozen=True)


class GenerationRequest(Request):
    """A film that somebody wants."""

    prompt: Prompt = Field(
        description="What the film shows; 10 to 5000 characters after trimming.",
        examples=["A lighthouse keeper's last night: storm, doubt, and a ship saved at dawn."],
    )
    duration: int = Field(default=30, ge=5, le=300, strict=True, description="The film's length, seconds.")
    style: ShortText | None = Field(default=None, description="For example `cinematic`, `watercolour`, `noir`.")
    aspect_ratio: AspectRatio = "16:9"
    client_id: ShortText | None = Field(default=None, description="Your own word for whose job this is; a list filter.")
    brand_guidelines: dict[str, JsonValue] | None = Field(
        default=None, description="Free form; `colors`, `tone` and `name` steer the pictures."
    )
    provider: ProviderName | None = Field(default=None, description="Who makes the pictures; default `animatic`, free.")
    max_cost_usd: Dollars | None = Field(default=None, le=1_000_000, description="The job never spends more than this.")
    auto_approve: bool = Field(
        default=False, strict=True, description="Approve and render as soon as the storyboard is ready."
    )
    seed: int | None = Field(
        default=None, ge=0, lt=2**31, strict=True, description="The same seed and prompt give the same film."
    )


class RenderOptions(Request):
    """How a film is made; everything has a default, so the body may be left away."""

    captions: bool = Field(default=True, strict=True, description="One caption per scene.")
    audio: Literal["bed", "silence"] = Field(default="bed", description="A soft generated bed, or a silent track.")


class RefineRequest(Request):
    """What one scene should show instead."""

    scene_number: int = Field(ge=1, strict=True)
    new_image_prompt: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=2000)] | None
    ) = None
    new_description: Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=1000)] | None = (
        None
    )

    @model_validator(mode="after")
    def _says_something(self) -> "RefineRequest":
        if self.new_image_prompt is None and self.new_description is None:
            raise ValueError("give new_image_prompt, new_description or both")
        return self


class ReorderRequest(Request):
    """The scenes' present numbers in the order that they should have."""

    scene_order: list[Annotated[int, Field(strict=True)]] = Field(min_length=1, max_length=60)


class Scene(Answer):
    """A scene of the film."""

    scene_number: int = Field(ge=1)
    description: str = Field(min_length=1, max_length=1000)
    duration: Seconds
    image_prompt: str = Field(min_length=1, max_length=2000)


class StoryboardEntry(Answer):
    """A scene and its picture."""

    scene: Scene
    image_url: str | None = None
    generation_status: GenerationStatus
    error: str | None = Field(default=None, max_length=500)


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
    """Why a job failed."""

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


class MetricsMetadata(Answer):
    """What happened to a job."""

    refinement_count: int
    download_count: int


class VideoParameters(Answer):
    """The film's technical facts."""

    width: int
    height: int
    fps: int
    duration: FilmSeconds
    size: int = Field(description="bytes")
    media_type: str


class VideoMetadata(Answer):
    """Whether there is a film, and which."""

    available: bool
    url: str | None
    parameters: VideoParameters | None


class JobMetadata(Answer):
    """Everything about a job that is not its storyboard."""

    job_id: UUID
    status: VideoStatus
    scenes: ScenesMetadata
    costs: CostsMetadata
    metrics: MetricsMetadata
    video: VideoMetadata
    approved_at: Moment | None
    error: JobError | None
    created_at: Moment
    updated_at: Moment


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


class CacheStats(Answer):
    """How well the projection serves status reads."""

    hits: int
    misses: int
    errors: int
    hit_rate: float
    ttl_seconds: int
    connected: bool


class FieldError(Answer):
    """One field that was not right."""

    field: str
    message: str


class ProblemDetails(BaseModel):
    """RFC 9457, plus a stable `code` and, for 422, the fields."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    code: str
    errors: list[FieldError] | None = None
