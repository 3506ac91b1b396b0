"""The storyboard service, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from storyreel_chassis.service import Stop, run
from storyreel_chassis.unit import units
from storyreel_chassis.worker import Job
from storyreel_chassis.worker_service import Ground, Wiring, working
from storyreel_contracts.types import ProviderName
from storyreel_storyboard.adapters import MIGRATIONS
from storyreel_storyboard.adapters.images_animatic import AnimaticImages
from storyreel_storyboard.adapters.postgres import PostgresStoryboardUnit
from storyreel_storyboard.config import StoryboardSettings
from storyreel_storyboard.handlers.cancel_job import CancelJob
from storyreel_storyboard.handlers.draft_storyboard import DraftStoryboard
from storyreel_storyboard.handlers.illustrate_scene import IllustrateScene
from storyreel_storyboard.handlers.redraw_scene import RedrawScene
from storyreel_storyboard.ports import ImageProvider, StoryboardUnits
from storyreel_storyboard.subscribers import subscribers
from storyreel_storyboard.work import KIND

Providers = dict[ProviderName, ImageProvider]


def providers(settings: StoryboardSettings) -> Providers:
    """Everyone who makes pictures here."""
    return {"animatic": AnimaticImages(short_side=settings.picture_short_side)}


def wire(settings: StoryboardSettings, made_by: Providers, ground: Ground) -> Wiring:
    """The object graph: use cases on ports, ports on the ground."""
    unit_of: StoryboardUnits = units(ground.pool, PostgresStoryboardUnit)
    illustrate = IllustrateScene(unit_of, ground.objects, made_by, ground.progress)
    worker = ground.hire(Job(KIND, illustrate, illustrate.give_up), concurrency=settings.pictures)
    return Wiring(
        worker,
        {
            "draft_storyboard": DraftStoryboard(unit_of, worker, made_by),
            "redraw_scene": RedrawScene(unit_of, worker),
            "cancel_job": CancelJob(unit_of, worker),
        },
    )


@asynccontextmanager
async def storyboard(settings: StoryboardSettings, stop: Stop, made_by: Providers | None = None) -> AsyncIterator[None]:
    """The service, working inside the block; `made_by` replaces the providers."""
    async with working(
        settings,
        stop,
        service="storyboard",
        packages=MIGRATIONS,
        router=subscribers(boards=settings.boards),
        wire=partial(wire, settings, made_by or providers(settings)),
    ):
        yield


def main() -> None:
    """`storyreel-storyboard`."""
    run("storyboard", StoryboardSettings, storyboard)
