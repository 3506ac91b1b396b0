"""The words for how far a job and a picture are."""

from enum import StrEnum


class VideoStatus(StrEnum):
    """A job's status; the order is the usual one, `failed` and `canceled` end it from anywhere."""

    PENDING = "pending"
    PARSING = "parsing"
    GENERATING_STORYBOARD = "generating_storyboard"
    STORYBOARD_READY = "storyboard_ready"
    RENDERING = "rendering"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"


class GenerationStatus(StrEnum):
    """A scene's picture."""

    PENDING = "pending"
    GENERATING = "generating"
    COMPLETED = "completed"
    FAILED = "failed"
