"""The REST contract's models: field names and limits that clients may rely on."""

from storyreel_contracts.api.assets import Asset, AssetUpload
from storyreel_contracts.api.base import Answer, Request
from storyreel_contracts.api.batches import (
    BatchCounts,
    BatchItem,
    BatchItemError,
    BatchItemState,
    BatchRequest,
    BatchResponse,
    BatchStatus,
    BatchSummary,
)
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
from storyreel_contracts.api.keys import ApiKey, KeyRequest, NewApiKey
from storyreel_contracts.api.problems import FieldError, ProblemDetails
from storyreel_contracts.api.service import CacheStats
from storyreel_contracts.api.shares import SharedFilm, SharedScene, SharedView, ShareRequest, ShareResponse
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
    "ApiKey",
    "Asset",
    "AssetUpload",
    "BatchCounts",
    "BatchItem",
    "BatchItemError",
    "BatchItemState",
    "BatchRequest",
    "BatchResponse",
    "BatchStatus",
    "BatchSummary",
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
    "KeyRequest",
    "MetricsMetadata",
    "NewApiKey",
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
    "ShareRequest",
    "ShareResponse",
    "SharedFilm",
    "SharedScene",
    "SharedView",
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
