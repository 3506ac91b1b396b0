"""Event streams of one gateway: what an event costs that 500 of them get, and what a stream holds.

`python -m benchmarks.streams [STREAMS]`, with the tests' doubles of the workers: it needs the development environment.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import httpx
import psutil

from storyreel_chassis.keys import new_api_key
from storyreel_chassis.postgres import open_pool
from storyreel_gateway.adapters.keys import PostgresKeys
from support.gateway_stack import PROMPT, gateway_settings, killable_gateway, provisioned
from support.stack import fresh_database, throwaway_infrastructure

JOBS = 20


class Count:
    """Events that streams got."""

    def __init__(self) -> None:
        self.ready = self.changes = 0


async def _listen(client: httpx.AsyncClient, key: str, count: Count) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    async with client.stream("GET", "/api/v2/events", headers=headers) as answer:
        async for piece in answer.aiter_raw():
            count.ready += piece.count(b"event: ready")
            count.changes += piece.count(b"event: created")


async def _make(client: httpx.AsyncClient, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    answer = await client.post("/api/v2/generate", json={"prompt": PROMPT, "duration": 10}, headers=headers)
    answer.raise_for_status()


async def _asking(client: httpx.AsyncClient, process: psutil.Process, makers: list[str]) -> float:
    """CPU seconds of the requests while nobody listens."""
    before = sum(process.cpu_times()[:2])
    for key in makers:
        await _make(client, key)
    await asyncio.sleep(0.5)
    return float(sum(process.cpu_times()[:2]) - before)


async def _measure(
    client: httpx.AsyncClient, process: psutil.Process, streams: list[str], makers: list[str], expected: int
) -> None:
    alone = await _asking(client, process, makers)
    count, began = Count(), process.memory_info().rss
    tasks = [asyncio.create_task(_listen(client, key, count)) for key in streams]
    while count.ready < len(streams):  # noqa: ASYNC110 - counted while it comes
        await asyncio.sleep(0.05)
    held = process.memory_info().rss - began
    await asyncio.sleep(1)
    before, start = sum(process.cpu_times()[:2]), time.perf_counter()
    for key in makers:
        await _make(client, key)
    while count.changes < expected:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    cpu, wall = sum(process.cpu_times()[:2]) - before, time.perf_counter() - start
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    each = f"{1e6 * (cpu - alone) / expected:.0f} µs of CPU each beyond the {1e3 * alone / len(makers):.1f} ms"
    print(  # noqa: T201
        f"{len(streams)} streams, {len(set(streams))} owners: {held / len(streams) / 1024:.0f} KiB a stream, "
        f"{expected} events in {wall:.2f} s, {each} of its request"
    )


async def main(streams: int) -> None:
    """One owner's streams, then as many owners."""
    with tempfile.TemporaryDirectory() as home:
        async with throwaway_infrastructure(Path(home)) as infra, fresh_database(infra.database_url) as database:
            await provisioned(infra.nats_url)
            settings = gateway_settings(
                nats_url=infra.nats_url, database=database, redis_url=infra.redis_url, s3_env=infra.s3
            )
            limits = httpx.Limits(max_connections=None)
            async with killable_gateway(settings, more={"STORYREEL_STREAMS_PER_KEY": str(streams)}) as (http, child):
                keys = [new_api_key() for _ in range(streams + 1)]
                async with open_pool(database, schema="gateway", size=2) as pool:
                    for number, key in enumerate(keys):
                        await PostgresKeys(pool).bootstrap(key, owner_id=f"owner-{number}")
                process = psutil.Process(child.pid)
                async with httpx.AsyncClient(base_url=http.base_url, timeout=60, limits=limits) as client:
                    await _measure(client, process, keys[:1] * 50, keys[:1], 50)  # warm
                    await _measure(client, process, keys[:1] * streams, keys[:1] * JOBS, streams * JOBS)
                    await _measure(client, process, keys[1:], keys[1:], streams)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
