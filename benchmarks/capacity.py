"""What a film costs in CPU, rows, events and bytes: writes the reference that `storyreel capacity` reckons with."""

import asyncio
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import asyncpg
import nats
import psutil
from minio import Minio
from redis.asyncio import Redis

from benchmarks.measure import Stopwatch, module, run
from storyreel.capacity.measured import SIDES, Cpu, Measured, Quality, Sizes
from storyreel.capacity.measuring import copied, filmed, machine, painted
from storyreel.client import AsyncStoryreel
from storyreel.up import Running, UpSettings, stack
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from storyreel_contracts.topology import STREAM, SUBSCRIPTIONS
from storyreel_contracts.types import ExportFormat

OUT = Path("deploy/local/src/storyreel/capacity/reference.json")
SECONDS, FILMS, SCENES = 10, 6, 6
SMALL = {"STORYREEL_RENDER_SHORT_SIDE": "180", "STORYREEL_PICTURE_SHORT_SIDE": "270", "STORYREEL_LIMIT_GENERATE": "off"}
"""Rows and events do not depend on how large a film is."""
PROMPTS = (
    "A lighthouse keeper's last night: storm, doubt, and a ship saved at dawn",
    "A fox wakes in a snowy forest and runs along a frozen river to the sea",
)
ROWS = (
    "select sum(pg_total_relation_size(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    "where n.nspname = any($1) and c.relkind = 'r'"
)
WAIT: dict[str, float] = {"picture": 5, "clip": 90}
"""Of Replicate, assumed: seconds for a picture and for a clip of five seconds, with its queue."""


def _media(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """CPU and bytes of pictures, films and copies."""
    pictures, picture, picture_bytes = painted(folder / "pictures")
    film: dict[Quality, float] = {}
    film_bytes: dict[Quality, float] = {}
    copy: dict[ExportFormat, dict[Quality, float]] = {one: {} for one in get_args(ExportFormat)}
    copy_bytes: dict[ExportFormat, dict[Quality, float]] = {one: {} for one in get_args(ExportFormat)}
    for quality in SIDES:
        master = folder / f"{quality}.mp4"
        film[quality] = filmed(pictures, master, seconds=SECONDS, quality=quality) / SECONDS
        film_bytes[quality] = master.stat().st_size / SECONDS
        for form in get_args(ExportFormat):
            cpu, size = copied(master, quality=quality, to=form)
            copy[form][quality], copy_bytes[form][quality] = cpu / SECONDS, size / SECONDS
    stills = run(module("film_product", folder, 30, 720, folder / "stills.mp4"))
    clips = run(module("film_product", folder, 30, 720, folder / "clips.mp4", "clips"))
    return (
        {"picture": picture, "film_second": film, "clips_ratio": clips.cpu / stills.cpu, "copy_second": copy},
        {"picture": picture_bytes, "film_second": film_bytes, "copy_second": copy_bytes},
    )


async def _running(home: Path) -> tuple[dict[str, float], dict[str, float]]:
    """CPU and bytes of servers and gateway, a scene: some films, counted before and after."""
    os.environ |= SMALL
    settings = UpSettings(home=home, port=0)
    async with stack(home, settings=settings) as running:
        asked = [
            GenerationRequest(
                prompt=PROMPTS[n % 2], duration=5 * SCENES, seed=n, auto_approve=True, provider="animatic"
            )
            for n in range(FILMS + 1)
        ]
        await _film(running, asked[0])  # what the first one opens and caches is not the films'
        before = await _counted(running)
        await asyncio.gather(*(_film(running, one) for one in asked[1:]))
        after = await _counted(running)
        grown = {name: (after[name] - before[name]) for name in before}
        cached = await _cached(running)
    scenes = FILMS * SCENES
    cpu = {f"{name}_scene": grown[name] / scenes for name in ("gateway", "database", "bus")}
    sizes = {"database_scene": grown["rows"] / scenes, "stream_scene": grown["stream"] / scenes,
             "messages_scene": grown["messages"] / scenes, "cache_job": cached,
             "kept_ratio": grown["objects"] / grown["masters"]}  # fmt: skip
    return cpu, sizes


async def _film(running: Running, asked: GenerationRequest) -> None:
    async with AsyncStoryreel(running.base_url, running.api_key) as client:
        job = await client.generate(asked)
        async with asyncio.timeout(600):
            await client.wait_until(job.job_id, VideoStatus.COMPLETED)


async def _counted(running: Running) -> dict[str, float]:
    """CPU seconds and bytes up to now."""
    return {
        "gateway": _cpu(running.services["gateway"].pid),
        "database": _cpu(running.servers["postgres"].pid),
        "bus": _cpu(running.servers["nats"].pid),
        "rows": await _rows(running),
        **await _stream(running),
        **await asyncio.to_thread(_objects, running),
    }  # fmt: skip


def _cpu(pid: int | None) -> float:
    """Of a process and all below it, the ended ones included."""
    top = psutil.Process(pid)
    told = [one.cpu_times() for one in (top, *top.children(recursive=True))]
    own = top.cpu_times()
    return sum(one.user + one.system for one in told) + own.children_user + own.children_system


async def _rows(running: Running) -> float:
    """Bytes of all services' tables and indexes."""
    connection = await asyncpg.connect(running.env["DATABASE_URL"])
    try:
        found: int = await connection.fetchval(ROWS, list(SUBSCRIPTIONS))
    finally:
        await connection.close()
    return float(found)


async def _stream(running: Running) -> dict[str, float]:
    client = await nats.connect(running.env["NATS_URL"])
    try:
        state = (await client.jetstream().stream_info(STREAM)).state
    finally:
        await client.close()
    return {"stream": float(state.bytes), "messages": float(state.messages)}


async def _cached(running: Running) -> float:
    """Bytes of one job's status in Redis."""
    async with Redis.from_url(running.env["REDIS_URL"]) as client:
        keys = [key async for key in client.scan_iter()]
        sizes = [await client.memory_usage(key) or 0 for key in keys]
    return max(map(float, sizes))


def _objects(running: Running) -> dict[str, float]:
    """Bytes of films and the segments that they are made of."""
    env = running.env
    client = Minio(env["S3_ENDPOINT"].split("://")[-1], env["S3_ACCESS_KEY"], env["S3_SECRET_KEY"], secure=False)
    films = masters = 0
    for one in client.list_objects(env["S3_BUCKET"], recursive=True):
        name, size = one.object_name or "", one.size or 0
        if name.endswith(".mp4") or "segments" in name:
            films += size
        if "master" in name:
            masters += size
    return {"objects": float(films), "masters": float(masters)}


def _rounded(told: Any) -> Any:
    """Three digits are more than a measurement is worth."""
    if isinstance(told, dict):
        return {name: _rounded(one) for name, one in told.items()}
    return float(f"{told:.3g}") if isinstance(told, float) else told


def main() -> None:
    """Measure, and write it down."""
    with TemporaryDirectory() as folder, Stopwatch() as watch:
        cpu, sizes = _media(Path(folder))
        more_cpu, more_sizes = asyncio.run(_running(Path(folder) / "home"))
        read = run(module("status")).told["ours_us"] / 1e6
    measured = Measured(
        machine=machine(), day=datetime.now(UTC).date(), how="make bench BENCH=capacity",
        cpu=Cpu(**cpu, **more_cpu, status_read=read), sizes=Sizes(**sizes, **more_sizes), wait_seconds=WAIT,
    )  # fmt: skip
    OUT.write_text(json.dumps(_rounded(measured.model_dump(mode="json")), indent=1) + "\n")
    watch.tell()


if __name__ == "__main__":
    main()
