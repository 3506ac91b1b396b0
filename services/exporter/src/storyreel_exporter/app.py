"""The exporter, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from storyreel_chassis.scratch import Scratch, open_scratch
from storyreel_chassis.service import Stop, run
from storyreel_chassis.unit import units
from storyreel_chassis.worker import Job
from storyreel_chassis.worker_service import Ground, Wiring, working
from storyreel_exporter.adapters import MIGRATIONS
from storyreel_exporter.adapters.copies_ffmpeg import FfmpegCopies
from storyreel_exporter.adapters.masters_disk import DiskMasters
from storyreel_exporter.adapters.postgres import PostgresExporterUnit
from storyreel_exporter.config import ExporterSettings
from storyreel_exporter.handlers.accept_export import KIND, AcceptExport
from storyreel_exporter.handlers.make_copy import MakeCopy
from storyreel_exporter.ports import CopyMaker, ExporterUnits
from storyreel_exporter.subscribers import subscribers


def wire(settings: ExporterSettings, maker: CopyMaker, scratch: Scratch, ground: Ground) -> Wiring:
    """The object graph: use cases on ports, ports on the ground."""
    unit_of: ExporterUnits = units(ground.pool, PostgresExporterUnit)
    make = MakeCopy(
        unit_of,
        ground.objects,
        masters=DiskMasters(ground.objects, scratch.home, most_bytes=settings.masters_bytes),
        maker=maker,
        workspace=scratch,
        progress=ground.progress,
    )
    worker = ground.hire(Job(KIND, make, make.give_up), concurrency=settings.copies)
    return Wiring(worker, {"accept_export": AcceptExport(unit_of, worker)}, checks={"disk": scratch.check})


@asynccontextmanager
async def exporter(settings: ExporterSettings, stop: Stop, maker: CopyMaker | None = None) -> AsyncIterator[None]:
    """The service, working inside the block; `maker` replaces ffmpeg."""
    with open_scratch(settings.work_dir, least_free=settings.min_free_bytes) as scratch:
        async with working(
            settings,
            stop,
            service="exporter",
            packages=MIGRATIONS,
            router=subscribers(copies=settings.copies),
            wire=partial(wire, settings, maker or FfmpegCopies(webm_codec=settings.webm_codec), scratch),
        ):
            yield


def main() -> None:
    """`storyreel-exporter`."""
    run("exporter", ExporterSettings, exporter)
