"""The REST contract's models: field names and limits that clients may rely on."""

from storyreel_contracts.api.base import Answer, Request
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
from storyreel_contracts.api.webhooks import (
    DeliveryState,
    EndpointRequest,
    WebhookAttempt,
    WebhookDelivery,
    WebhookDeliveryDetail,
    WebhookEndpoint,
    WebhookEvent,
    WebhookRotation,
    WebhookSecret,
)

__all__ = [
    "Answer",
    "CacheStats",
    "CostsMetadata",
    "DeliveryState",
    "EndpointRequest",
    "ExportResponse",
    "FieldError",
    "GenerationRequest",
    "JobError",
    "JobMetadata",
    "JobResponse",
    "MetricsMetadata",
    "ProblemDetails",
    "RefineRequest",
    "RenderOptions",
    "ReorderRequest",
    "Request",
    "Scene",
    "SceneDetail",
    "ScenesMetadata",
    "StoryboardEntry",
    "VideoMetadata",
    "VideoParameters",
    "VideoProgress",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookDeliveryDetail",
    "WebhookEndpoint",
    "WebhookEvent",
    "WebhookRotation",
    "WebhookSecret",
]
