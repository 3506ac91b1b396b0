"""Who hears what: the one table that the provisioner, the services and the documents are made from."""

from dataclasses import dataclass
from datetime import timedelta

from storyreel_contracts.events import (
    ClipPurchaseChanged,
    ClipRendered,
    Event,
    ExportFailed,
    ExportRequested,
    GenerationRequested,
    JobCanceled,
    PicturePurchaseChanged,
    PromptParsed,
    RenderFailed,
    RenderRequested,
    SceneIllustrated,
    SceneIllustrationFailed,
    SceneRefinementRequested,
    StoryboardFailed,
    StoryboardIllustrated,
    VideoExported,
    VideoRendered,
)
from storyreel_contracts.types import PublisherName

STREAM = "STORYREEL"
STREAM_SUBJECTS = ("storyreel.*.*.*.*",)
HEALTH_STREAM = "STORYREEL_HEALTH"
HEALTH_SUBJECT = "storyreel-health.{service}"
RETENTION = timedelta(days=7)
DUPLICATE_WINDOW = timedelta(minutes=10)
ACK_WAIT = timedelta(seconds=10)

SUBSCRIPTIONS: dict[PublisherName, tuple[type[Event], ...]] = {
    "gateway": (
        PromptParsed,
        PicturePurchaseChanged,
        SceneIllustrated,
        SceneIllustrationFailed,
        StoryboardIllustrated,
        StoryboardFailed,
        ClipPurchaseChanged,
        ClipRendered,
        VideoRendered,
        RenderFailed,
        VideoExported,
        ExportFailed,
    ),
    "storyboard": (GenerationRequested, SceneRefinementRequested, JobCanceled),
    "renderer": (RenderRequested, JobCanceled),
    "exporter": (ExportRequested,),
}
BUYERS: tuple[PublisherName, ...] = ("storyboard", "renderer")
"""Who buys of providers, and therefore hears the gateway's `PurchaseTold`."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """One durable pull consumer: a service and the one event that it hears through it."""

    service: PublisherName
    event: type[Event]

    @property
    def durable(self) -> str:
        """`renderer-render_requested`."""
        return f"{self.service}-{self.event.slug()}"

    @property
    def filter_subject(self) -> str:
        """The event's subject for all jobs."""
        return self.event.subject_for()


def consumers() -> tuple[Consumer, ...]:
    """Every durable consumer of the system."""
    return tuple(Consumer(service, event) for service, events in SUBSCRIPTIONS.items() for event in events)
