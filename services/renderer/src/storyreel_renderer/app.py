"""The renderer, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from storyreel_chassis.scratch import Scratch, open_scratch
from storyreel_chassis.service import Stop, run
from storyreel_chassis.unit import units
from storyreel_chassis.worker import Job
from storyreel_chassis.worker_service import Ground, Wiring, working
from storyreel_contracts.types import ProviderName
from storyreel_media.film import Studio
from storyreel_renderer.adapters import MIGRATIONS
from storyreel_renderer.adapters.clips_animatic import AnimaticClips
from storyreel_renderer.adapters.postgres import PostgresRendererUnit
from storyreel_renderer.adapters.studio import ChildStudio
from storyreel_renderer.config import RendererSettings
from storyreel_renderer.handlers.accept_render import KIND, AcceptRender
from storyreel_renderer.handlers.cancel_job import CancelJob
from storyreel_renderer.handlers.encode_segments import EncodeSegments
from storyreel_renderer.handlers.fetch_materials import FetchMaterials
from storyreel_renderer.handlers.publish_film import PublishFilm
from storyreel_renderer.handlers.render_film import Look, RenderFilm
from storyreel_renderer.handlers.shoot_scenes import ShootScenes
from storyreel_renderer.ports import ClipProvider, RendererUnits
from storyreel_renderer.subscribers import subscribers

Providers = dict[ProviderName, ClipProvider]


def providers() -> Providers:
    """Everyone who makes clips here."""
    return {"animatic": AnimaticClips()}


def wire(settings: RendererSettings, made_by: Providers, studio: Studio, scratch: Scratch, ground: Ground) -> Wiring:
    """The object graph: use cases on ports, ports on the ground."""
    unit_of: RendererUnits = units(ground.pool, PostgresRendererUnit)
    films = ChildStudio(studio)
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
    worker = ground.hire(Job(KIND, render, render.give_up), concurrency=settings.films)
    return Wiring(
        worker,
        {"accept_render": AcceptRender(unit_of, worker), "cancel_job": CancelJob(unit_of, worker)},
        checks={"disk": scratch.check},
    )


@asynccontextmanager
async def renderer(settings: RendererSettings, stop: Stop, made_by: Providers | None = None) -> AsyncIterator[None]:
    """The service, working inside the block; `made_by` replaces the providers."""
    with open_scratch(settings.work_dir, least_free=settings.min_free_bytes) as scratch:
        async with (
            Studio(settings.processes, stall=settings.stall_seconds) as studio,
            working(
                settings,
                stop,
                service="renderer",
                packages=MIGRATIONS,
                router=subscribers(films=settings.films),
                wire=partial(wire, settings, made_by or providers(), studio, scratch),
            ),
        ):
            yield


def main() -> None:
    """`storyreel-renderer`."""
    run("renderer", RendererSettings, renderer)
