"""The storyboard service, put together."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from storyreel_chassis.scratch import Scratch, open_scratch
from storyreel_chassis.service import Stop, run
from storyreel_chassis.unit import units
from storyreel_chassis.worker import MAX_CRASHES_WAITING, Job
from storyreel_chassis.worker_service import Ground, Wiring, working
from storyreel_contracts.types import ProviderName
from storyreel_media.cog.settings import open_cog
from storyreel_media.purchasing.desk import desk
from storyreel_media.purchasing.ports import Seller
from storyreel_media.purchasing.postgres import PURCHASES_READING
from storyreel_media.replicate.seller import ReplicateSeller
from storyreel_media.replicate.settings import open_replicate
from storyreel_storyboard.adapters import MIGRATIONS
from storyreel_storyboard.adapters.images_animatic import AnimaticImages
from storyreel_storyboard.adapters.images_cog import CogImages
from storyreel_storyboard.adapters.images_replicate import ReplicateImages
from storyreel_storyboard.adapters.postgres import PostgresStoryboardUnit
from storyreel_storyboard.config import StoryboardSettings
from storyreel_storyboard.handlers.cancel_job import CancelJob
from storyreel_storyboard.handlers.draft_storyboard import DraftStoryboard
from storyreel_storyboard.handlers.illustrate_scene import IllustrateScene
from storyreel_storyboard.handlers.redraw_scene import RedrawScene
from storyreel_storyboard.handlers.salvage_picture import SalvagePicture
from storyreel_storyboard.ports import ImageProvider, StoryboardUnits
from storyreel_storyboard.subscribers import subscribers
from storyreel_storyboard.work import KIND, REMOTE


@dataclass(frozen=True, slots=True)
class Market:
    """Who makes pictures here, and who sells what some of them need; `grace` and `second_look` are the `Settler`'s."""

    providers: Mapping[ProviderName, ImageProvider]
    sellers: Sequence[Seller] = ()
    grace: float = 30
    second_look: float = 600


@asynccontextmanager
async def market(settings: StoryboardSettings, scratch: Scratch) -> AsyncIterator[Market]:
    """Everyone who is configured, for the time of the block."""
    animatic = AnimaticImages(short_side=settings.picture_short_side)
    async with open_replicate(settings) as client, open_cog(settings, settings.cog_images) as own:
        providers: dict[ProviderName, ImageProvider] = {"animatic": animatic}
        sellers: list[Seller] = []
        if client is not None:
            providers["replicate"] = ReplicateImages(scratch.folder)
            sellers.append(ReplicateSeller(client))
        if own is not None:
            providers["cog"] = CogImages(
                own, scratch.folder, model=settings.cog_model, short_side=settings.picture_short_side,
                seconds=settings.cog_seconds,
            )  # fmt: skip
        yield Market(providers, sellers, settings.reconcile_seconds, settings.second_look_seconds)


def wire(settings: StoryboardSettings, open_: Market, scratch: Scratch, ground: Ground) -> Wiring:
    """The object graph: use cases on ports, ports on the ground."""
    unit_of: StoryboardUnits = units(ground.pool, PostgresStoryboardUnit)
    paid = desk(
        unit_of, open_.sellers, ground.signals, SalvagePicture(unit_of, ground.objects),
        grace=open_.grace, second_look=open_.second_look, every=settings.sweep_seconds, lease=settings.lease_seconds,
    )  # fmt: skip
    illustrate = IllustrateScene(unit_of, ground.objects, open_.providers, paid.buyers, ground.progress, paid.settle)
    here = Job(KIND, illustrate, illustrate.give_up)
    elsewhere = Job(REMOTE, illustrate, illustrate.give_up, crashes=MAX_CRASHES_WAITING)
    crew = ground.crew(([here], settings.pictures), ([elsewhere], settings.remote_pictures))
    return Wiring(
        crew,
        {
            "draft_storyboard": DraftStoryboard(unit_of, crew, open_.providers),
            "redraw_scene": RedrawScene(unit_of, crew, open_.providers),
            "cancel_job": CancelJob(unit_of, crew, paid.settle),
        },
        checks={"disk": scratch.check},
        loops=paid.loops,
        readings=(PURCHASES_READING,),
    )


@asynccontextmanager
async def storyboard(settings: StoryboardSettings, stop: Stop, other: Market | None = None) -> AsyncIterator[None]:
    """The service, working inside the block; an `other` market replaces the one that is configured."""
    with open_scratch(settings.work_dir, least_free=settings.min_free_bytes) as scratch:
        async with (
            market(settings, scratch) as configured,
            working(
                settings,
                stop,
                service="storyboard",
                packages=MIGRATIONS,
                router=subscribers(boards=settings.boards),
                wire=partial(wire, settings, other or configured, scratch),
            ),
        ):
            yield


def main() -> None:
    """`storyreel-storyboard`."""
    run("storyboard", StoryboardSettings, storyboard)
