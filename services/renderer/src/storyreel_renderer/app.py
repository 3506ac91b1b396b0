"""The renderer, put together."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from storyreel_chassis.scratch import Scratch, open_scratch
from storyreel_chassis.service import Stop, run
from storyreel_chassis.unit import units
from storyreel_chassis.worker import Job
from storyreel_chassis.worker_service import Ground, Wiring, working
from storyreel_contracts.types import ProviderName
from storyreel_media.film import Studio
from storyreel_media.purchasing.buyer import Buyer
from storyreel_media.purchasing.settler import Settler
from storyreel_media.replicate import Replicate
from storyreel_media.replicate.seller import ReplicateSeller
from storyreel_media.replicate.settings import open_replicate
from storyreel_renderer.adapters.clips_animatic import AnimaticClips
from storyreel_renderer.adapters.clips_replicate import ReplicateClips
from storyreel_renderer.adapters.postgres import PostgresRendererUnit
from storyreel_renderer.adapters.studio import ChildStudio
from storyreel_renderer.config import RendererSettings
from storyreel_renderer.handlers.accept_render import AcceptRender
from storyreel_renderer.handlers.cancel_job import CancelJob
from storyreel_renderer.handlers.encode_segments import EncodeSegments
from storyreel_renderer.handlers.fetch_materials import FetchMaterials
from storyreel_renderer.handlers.give_up_clip import GiveUpClip
from storyreel_renderer.handlers.publish_film import PublishFilm
from storyreel_renderer.handlers.render_film import Look, RenderFilm
from storyreel_renderer.handlers.salvage_clip import SalvageClip
from storyreel_renderer.handlers.shoot_clip import ShootClip
from storyreel_renderer.handlers.shoot_scenes import ShootScenes
from storyreel_renderer.ports import ClipProvider, RemoteClips, RendererUnits
from storyreel_renderer.subscribers import subscribers
from storyreel_renderer.work import CLIP, RENDER

Providers = dict[ProviderName, ClipProvider]


@dataclass(frozen=True, slots=True)
class Remote:
    """Everyone who makes clips far away, and who settles what was being bought there when nobody wants it any more."""

    providers: Mapping[ProviderName, RemoteClips] = field(default_factory=dict)
    settlers: tuple[Settler, ...] = ()

    def settle(self) -> None:
        """There may be something to settle."""
        for settler in self.settlers:
            settler.wake()


def providers() -> Providers:
    """Everyone who makes footage here."""
    return {"animatic": AnimaticClips()}


def remote(settings: RendererSettings, replicate: Replicate | None, unit_of: RendererUnits, ground: Ground) -> Remote:
    """What is configured."""
    if replicate is None:
        return Remote()
    seller, grace = ReplicateSeller(replicate), settings.reconcile_seconds
    buyer = Buyer(unit_of, seller, ground.signals, grace=grace)
    settler = Settler(
        unit_of, seller, SalvageClip(unit_of, ground.objects), grace=grace, second_look=settings.second_look_seconds,
        every=settings.sweep_seconds, lease=settings.lease_seconds,
    )  # fmt: skip
    return Remote({"replicate": ReplicateClips(replicate, buyer)}, (settler,))


def wire(
    settings: RendererSettings,
    made_by: Providers,
    replicate: Replicate | None,
    studio: Studio,
    scratch: Scratch,
    ground: Ground,
) -> Wiring:
    """The object graph: use cases on ports, ports on the ground."""
    unit_of: RendererUnits = units(ground.pool, PostgresRendererUnit)
    films, far = ChildStudio(studio), remote(settings, replicate, unit_of, ground)
    render = RenderFilm(
        unit_of,
        shoot=ShootScenes(ground.objects, made_by),
        fetch=FetchMaterials(ground.objects),
        encode=EncodeSegments(ground.objects, films),
        publish=PublishFilm(unit_of, ground.objects, films),
        studio=films,
        workspace=scratch,
        progress=ground.progress,
        look=Look(settings.short_side, settings.fps, settings.preset, settings.crf, settings.slates),
    )

    def next_in_turn() -> None:
        crew.wake()

    shoot = ShootClip(
        unit_of, ground.objects, far.providers,
        workspace=scratch, progress=ground.progress, wake=next_in_turn,
    )  # fmt: skip
    give_up = GiveUpClip(unit_of, local=made_by, remote=far.providers, settle=far.settle)
    crew = ground.crew(
        ([Job(RENDER, render, render.give_up)], settings.films), ([Job(CLIP, shoot, give_up)], settings.clips)
    )
    return Wiring(
        crew,
        {
            "accept_render": AcceptRender(unit_of, crew, far.providers),
            "cancel_job": CancelJob(unit_of, crew, far.settle),
        },
        checks={"disk": scratch.check},
        loops=[settler.run for settler in far.settlers],
    )


@asynccontextmanager
async def renderer(settings: RendererSettings, stop: Stop, made_by: Providers | None = None) -> AsyncIterator[None]:
    """The service, working inside the block; `made_by` replaces who makes footage here."""
    with open_scratch(settings.work_dir, least_free=settings.min_free_bytes) as scratch:
        async with (
            Studio(settings.processes, stall=settings.stall_seconds) as studio,
            open_replicate(settings) as replicate,
            working(
                settings,
                stop,
                service="renderer",
                packages=["storyreel_media.purchasing", "storyreel_renderer.adapters"],
                router=subscribers(requests=settings.requests),
                wire=partial(wire, settings, made_by or providers(), replicate, studio, scratch),
            ),
        ):
            yield


def main() -> None:
    """`storyreel-renderer`."""
    run("renderer", RendererSettings, renderer)
