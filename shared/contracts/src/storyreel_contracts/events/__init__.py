"""Every event, by its publisher."""

from storyreel_contracts.events.base import Event, Message, Problem
from storyreel_contracts.events.exporter import ExportFailed, VideoExported
from storyreel_contracts.events.gateway import (
    CostVarianceDetected,
    ExportRequested,
    GenerationRequested,
    JobCanceled,
    JobStatusChanged,
    RenderRequested,
    RenderScene,
    SceneRefinementRequested,
    ScenesReordered,
    StoryboardApproved,
    StoryboardRestored,
)
from storyreel_contracts.events.progress import Progress
from storyreel_contracts.events.renderer import ClipRendered, RenderFailed, VideoRendered
from storyreel_contracts.events.storyboard import (
    Illustration,
    IllustrationFailure,
    ParsedScene,
    PromptParsed,
    SceneIllustrated,
    SceneIllustrationFailed,
    StoryboardFailed,
    StoryboardIllustrated,
)

CATALOGUE: tuple[type[Event], ...] = (
    GenerationRequested,
    SceneRefinementRequested,
    StoryboardApproved,
    ScenesReordered,
    StoryboardRestored,
    RenderRequested,
    ExportRequested,
    JobCanceled,
    CostVarianceDetected,
    JobStatusChanged,
    PromptParsed,
    SceneIllustrated,
    SceneIllustrationFailed,
    StoryboardIllustrated,
    StoryboardFailed,
    ClipRendered,
    VideoRendered,
    RenderFailed,
    VideoExported,
    ExportFailed,
)
"""All events, in the order in which a job usually meets them, by publisher."""

__all__ = [
    "CATALOGUE",
    "ClipRendered",
    "CostVarianceDetected",
    "Event",
    "ExportFailed",
    "ExportRequested",
    "GenerationRequested",
    "Illustration",
    "IllustrationFailure",
    "JobCanceled",
    "JobStatusChanged",
    "Message",
    "ParsedScene",
    "Problem",
    "Progress",
    "PromptParsed",
    "RenderFailed",
    "RenderRequested",
    "RenderScene",
    "SceneIllustrated",
    "SceneIllustrationFailed",
    "SceneRefinementRequested",
    "ScenesReordered",
    "StoryboardApproved",
    "StoryboardFailed",
    "StoryboardIllustrated",
    "StoryboardRestored",
    "VideoExported",
    "VideoRendered",
]
