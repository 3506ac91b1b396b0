"""A storm of polls: 200 pollers over jobs that change all the while; how many reads never reached Postgres."""

import asyncio
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import asyncpg
import httpx

from benchmarks.measure import Stopwatch
from storyreel.client import AsyncStoryreel
from storyreel.up import UpSettings, stack
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus

POLLERS, JOBS, SECONDS, PAUSE = 200, 10, 15.0, 0.25
COMMITS = "select xact_commit from pg_stat_database where datname = current_database()"


async def _settled(database: str) -> int:
    """The database's commits so far; its statistics are written a second late."""
    await asyncio.sleep(2)
    one = await asyncpg.connect(database)
    try:
        count: int = await one.fetchval(COMMITS)
        return count
    finally:
        await one.close()


async def _change(client: AsyncStoryreel, job_id: UUID, until: float) -> int:
    """Swap the two scenes once a second until the time is up; how many changes that made."""
    loop, changes = asyncio.get_running_loop(), 0
    while loop.time() < until:
        await client.reorder(job_id, [2, 1])
        changes += 1
        await asyncio.sleep(1)
    return changes


async def _poll(http: httpx.AsyncClient, path: str, until: float) -> int:
    loop, reads, version = asyncio.get_running_loop(), 0, 0
    while loop.time() < until:
        answer = await http.get(path)
        answer.raise_for_status()
        seen = answer.json()["version"]
        if seen < version:
            raise RuntimeError(f"{path} fell from version {version} to {seen}")
        version, reads = seen, reads + 1
        await asyncio.sleep(PAUSE)
    return reads


async def _storm(home: Path) -> dict[str, float]:
    async with (
        stack(home, settings=UpSettings(home=home, port=0)) as running,
        AsyncStoryreel(running.base_url, running.api_key) as client,
        httpx.AsyncClient(
            base_url=running.base_url, headers={"X-API-Key": running.api_key}, timeout=30,
            limits=httpx.Limits(max_connections=POLLERS, max_keepalive_connections=POLLERS),
        ) as http,
    ):  # fmt: skip
        jobs = [
            await client.generate(
                GenerationRequest(prompt=f"A lighthouse in storm number {n}", duration=10, provider="animatic")
            )
            for n in range(JOBS)
        ]
        for job in jobs:
            await client.wait_until(job.job_id, VideoStatus.STORYBOARD_READY)
        database = running.env["DATABASE_URL"]
        commits, before = await _settled(database), (await http.get("/api/v2/cache/stats")).json()
        until = asyncio.get_running_loop().time() + SECONDS
        polls = (_poll(http, f"/api/v2/jobs/{jobs[n % JOBS].job_id}", until) for n in range(POLLERS))
        changes = (_change(client, job.job_id, until) for job in jobs)
        reads, made = await asyncio.gather(asyncio.gather(*polls), asyncio.gather(*changes))
        stats, commits = (await http.get("/api/v2/cache/stats")).json(), await _settled(database) - commits
    told = {name: stats[name] - before[name] for name in ("hits", "misses", "errors")}
    return {"reads": sum(reads), "changes": sum(made), "commits": commits, "share": told["hits"] / sum(told.values())}


def main() -> None:
    """Print reads, changes, the commits of the whole database meanwhile, and the share served from the projection."""
    os.environ["STORYREEL_LIMIT_GENERATE"] = "off"
    with TemporaryDirectory() as home, Stopwatch() as watch:
        told = asyncio.run(_storm(Path(home) / "home"))
    watch.tell(**told)


if __name__ == "__main__":
    main()
