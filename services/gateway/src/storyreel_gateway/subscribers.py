"""Which event goes to which handler."""

from typing import Annotated, TypeAlias

from faststream import Context
from faststream.nats import NatsRouter

from storyreel_chassis.bus import hears
from storyreel_contracts.events import (
    ClipPurchaseChanged,
    ClipRendered,
    ExportFailed,
    PicturePurchaseChanged,
    PromptParsed,
    RenderFailed,
    SceneIllustrated,
    SceneIllustrationFailed,
    StoryboardFailed,
    StoryboardIllustrated,
    VideoExported,
    VideoRendered,
)
from storyreel_gateway.handlers import (
    on_clip_rendered,
    on_export_settled,
    on_pictures_settled,
    on_prompt_parsed,
    on_purchase_changed,
    on_render_failed,
    on_storyboard_failed,
    on_video_rendered,
)
from storyreel_gateway.ports import GatewayUnits

router = NatsRouter()
Units: TypeAlias = Annotated[GatewayUnits, Context("units")]


@hears(router, PromptParsed, by="gateway", workers=2)
async def prompt_parsed(fact: PromptParsed, units: Units) -> None:
    """The job has scenes now."""
    await on_prompt_parsed.on_prompt_parsed(units, fact)


@hears(router, PicturePurchaseChanged, by="gateway", workers=2)
async def picture_purchase_changed(fact: PicturePurchaseChanged, units: Units) -> None:
    """The ledger knows what a picture was paid, or may be."""
    await on_purchase_changed.on_purchase_changed(units, fact)


@hears(router, SceneIllustrated, by="gateway", workers=2)
async def scene_illustrated(fact: SceneIllustrated, units: Units) -> None:
    """The scene has its picture; with the last one the storyboard is ready."""
    await on_pictures_settled.on_scene_illustrated(units, fact)


@hears(router, SceneIllustrationFailed, by="gateway")
async def scene_illustration_failed(fact: SceneIllustrationFailed, units: Units) -> None:
    """The scene has no picture and says why."""
    await on_pictures_settled.on_scene_illustration_failed(units, fact)


@hears(router, StoryboardIllustrated, by="gateway")
async def storyboard_illustrated(fact: StoryboardIllustrated, units: Units) -> None:
    """Whatever single facts were missed is made up for."""
    await on_pictures_settled.on_storyboard_illustrated(units, fact)


@hears(router, StoryboardFailed, by="gateway")
async def storyboard_failed(fact: StoryboardFailed, units: Units) -> None:
    """The job failed."""
    await on_storyboard_failed.on_storyboard_failed(units, fact)


@hears(router, ClipPurchaseChanged, by="gateway", workers=2)
async def clip_purchase_changed(fact: ClipPurchaseChanged, units: Units) -> None:
    """The ledger knows what a clip was paid, or may be."""
    await on_purchase_changed.on_purchase_changed(units, fact)


@hears(router, ClipRendered, by="gateway", workers=2)
async def clip_rendered(fact: ClipRendered, units: Units) -> None:
    """The render is one scene further."""
    await on_clip_rendered.on_clip_rendered(units, fact)


@hears(router, VideoRendered, by="gateway")
async def video_rendered(fact: VideoRendered, units: Units) -> None:
    """The job is completed."""
    await on_video_rendered.on_video_rendered(units, fact)


@hears(router, RenderFailed, by="gateway")
async def render_failed(fact: RenderFailed, units: Units) -> None:
    """The job failed; it may be rendered again."""
    await on_render_failed.on_render_failed(units, fact)


@hears(router, VideoExported, by="gateway")
async def video_exported(fact: VideoExported, units: Units) -> None:
    """The copy can be downloaded."""
    await on_export_settled.on_video_exported(units, fact)


@hears(router, ExportFailed, by="gateway")
async def export_failed(fact: ExportFailed, units: Units) -> None:
    """The copy could not be made."""
    await on_export_settled.on_export_failed(units, fact)
