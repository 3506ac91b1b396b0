"""The REST contract's models: field names and limits that clients may rely on."""

from storyreel_contracts.api.base import Answer, Request
from storyreel_contracts.api.costs import (
    CostLine,
    Estimate,
    EstimateLine,
    JobCosts,
    ProviderUsage,
    SceneCosts,
    UsageReport,
)
from storyreel_contracts.api.film import ExportResponse, RenderOptions, VideoParameters
from storyreel_contracts.api.jobs import (
    CostsMetadata,
    GenerationRequest,
    JobError,
    JobMetadata,
    JobResponse,
    MetricsMetadata,
    SceneDetail,
    ScenesMetadata,
    VideoMetadata,
    VideoProgress,
)
from storyreel_contracts.api.problems import FieldError, ProblemDetails
from storyreel_contracts.api.service import CacheStats
from storyreel_contracts.api.storyboard import RefineRequest, ReorderRequest, Scene, StoryboardEntry
from storyreel_contracts.api.versions import (
    NumberChange,
    SceneChange,
    SceneDiff,
    SecondsChange,
    StoryboardDiff,
    StoryboardVersion,
    StoryboardVersionDetail,
    TextChange,
)

__all__ = [
    "Answer",
    "CacheStats",
    "CostLine",
    "CostsMetadata",
    "Estimate",
    "EstimateLine",
    "ExportResponse",
    "FieldError",
    "GenerationRequest",
    "JobCosts",
    "JobError",
    "JobMetadata",
    "JobResponse",
    "MetricsMetadata",
    "NumberChange",
    "ProblemDetails",
    "ProviderUsage",
    "RefineRequest",
    "RenderOptions",
    "ReorderRequest",
    "Request",
    "Scene",
    "SceneChange",
    "SceneCosts",
    "SceneDetail",
    "SceneDiff",
    "ScenesMetadata",
    "SecondsChange",
    "StoryboardDiff",
    "StoryboardEntry",
    "StoryboardVersion",
    "StoryboardVersionDetail",
    "TextChange",
    "UsageReport",
    "VideoMetadata",
    "VideoParameters",
    "VideoProgress",
]
