"""The renderer, put together."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from storyreel_chassis.scratch import Scratch, open_scratch
from storyreel_chassis.service import Stop, run
from storyreel_chassis.unit import units
from storyreel_chassis.worker import MAX_CRASHES_WAITING, Job
from storyreel_chassis.worker_service import Ground, Wiring, working
from storyreel_contracts.types import ProviderName
from storyreel_media.cog import Cog
from storyreel_media.cog.settings import open_cog
from storyreel_media.film import Studio
from storyreel_media.purchasing.desk import Desk, desk
from storyreel_media.purchasing.postgres import PURCHASES_READING
from storyreel_media.replicate import Replicate
from storyreel_media.replicate.seller import ReplicateSeller
from storyreel_media.replicate.settings import open_replicate
from storyreel_renderer.adapters import MIGRATIONS
from storyreel_renderer.adapters.clips_animatic import AnimaticClips
from storyreel_renderer.adapters.clips_cog import CogClips
from storyreel_renderer.adapters.clips_replicate import ReplicateClips
from storyreel_renderer.adapters.postgres import PRUNED, PostgresRendererUnit
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
    """Everyone who makes clips far away, and what the paid ones are bought with."""

    providers: Mapping[ProviderName, RemoteClips]
    paid: Desk


@dataclass(frozen=True, slots=True)
class Clients:
    """Of those who make clips far away, where they are configured: Replicate, and own models."""

    replicate: Replicate | None
    own: Cog | None


@asynccontextmanager
async def clients(settings: RendererSettings) -> AsyncIterator[Clients]:
    """All of them for the time of the block."""
    async with open_replicate(settings) as replicate, open_cog(settings, settings.cog_clips) as own:
        yield Clients(replicate, own)


def providers(settings: RendererSettings) -> Providers:
    """Everyone who makes footage here; own models' pictures are filmed like ours where there is no server for clips."""
    own: Providers = {} if settings.cog_clips else {"cog": AnimaticClips("cog")}
    return {"animatic": AnimaticClips(), **own}


def remote(settings: RendererSettings, asked: Clients, unit_of: RendererUnits, ground: Ground) -> Remote:
    """What is configured."""
    sellers = [] if asked.replicate is None else [ReplicateSeller(asked.replicate)]
    paid = desk(
        unit_of, sellers, ground.signals, SalvageClip(unit_of, ground.objects),
        grace=settings.reconcile_seconds, second_look=settings.second_look_seconds, every=settings.sweep_seconds,
        lease=settings.lease_seconds,
    )  # fmt: skip
    made_by: dict[ProviderName, RemoteClips] = {}
    if asked.own is not None:
        made_by["cog"] = CogClips(asked.own, model=settings.cog_model, seconds=settings.cog_seconds)
    if asked.replicate is not None:
        made_by["replicate"] = ReplicateClips(asked.replicate, paid.buyers["replicate"])
    return Remote(made_by, paid)


def wire(
    settings: RendererSettings,
    made_by: Providers,
    asked: Clients,
    studio: Studio,
    scratch: Scratch,
    ground: Ground,
) -> Wiring:
    """The object graph: use cases on ports, ports on the ground."""
    unit_of: RendererUnits = units(ground.pool, PostgresRendererUnit)
    films, far = ChildStudio(studio), remote(settings, asked, unit_of, ground)
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
        local=made_by, workspace=scratch, progress=ground.progress, wake=next_in_turn,
    )  # fmt: skip
    give_up = GiveUpClip(unit_of, {*made_by, *far.providers}, settle=far.paid.settle)
    crew = ground.crew(
        ([Job(RENDER, render, render.give_up)], settings.films),
        ([Job(CLIP, shoot, give_up, crashes=MAX_CRASHES_WAITING)], settings.clips),
    )
    return Wiring(
        crew,
        {
            "accept_render": AcceptRender(unit_of, crew, made_by),
            "cancel_job": CancelJob(unit_of, crew, far.paid.settle),
        },
        checks={"disk": scratch.check},
        loops=far.paid.loops,
        pruned=PRUNED,
        readings=(PURCHASES_READING,),
    )


@asynccontextmanager
async def renderer(settings: RendererSettings, stop: Stop, made_by: Providers | None = None) -> AsyncIterator[None]:
    """The service, working inside the block; `made_by` replaces who makes footage here."""
    with open_scratch(settings.work_dir, least_free=settings.min_free_bytes) as scratch:
        async with (
            Studio(settings.processes, stall=settings.stall_seconds) as studio,
            clients(settings) as asked,
            working(
                settings,
                stop,
                service="renderer",
                packages=MIGRATIONS,
                router=subscribers(requests=settings.requests),
                wire=partial(wire, settings, made_by or providers(settings), asked, studio, scratch),
            ),
        ):
            yield


def main() -> None:
    """`storyreel-renderer`."""
    run("renderer", RendererSettings, renderer)
