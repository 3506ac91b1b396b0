"""Status reads: the gateway's CPU a request against a raw ASGI answer on the same server."""

import asyncio
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psutil

from benchmarks.load import Load, load
from benchmarks.measure import Stopwatch, module
from storyreel.client import AsyncStoryreel
from storyreel.up import UpSettings, stack
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus

REQUESTS, CONNECTIONS = 20_000, 32


async def _cost(pid: int, port: int, path: str, key: str) -> tuple[float, Load]:
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n".encode()
    await load("127.0.0.1", port, request, requests=REQUESTS // 10, connections=CONNECTIONS)
    before = psutil.Process(pid).cpu_times()
    told = await load("127.0.0.1", port, request, requests=REQUESTS, connections=CONNECTIONS)
    after = psutil.Process(pid).cpu_times()
    return (after.user + after.system - before.user - before.system) / REQUESTS * 1e6, told


async def _both(home: Path) -> dict[str, float]:
    async with stack(home, settings=UpSettings(home=home, port=0)) as running:
        async with AsyncStoryreel(running.base_url, running.api_key) as client:
            job = await client.generate(
                GenerationRequest(prompt="A lighthouse in a storm at night", duration=5, provider="animatic")
            )
            await client.wait_until(job.job_id, VideoStatus.STORYBOARD_READY)
        raw = subprocess.Popen(module("hello"), stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220, S603 - our own, at once
        try:
            assert raw.stdout is not None  # noqa: S101 - asked for above
            raw_port = int(raw.stdout.readline())
            gateway, pid = urlsplit(running.base_url), running.services["gateway"].pid
            assert gateway.port is not None  # noqa: S101 - ours always has one
            assert pid is not None  # noqa: S101 - it just answered
            limit, limit_load = await _cost(raw.pid, raw_port, "/", "x")
            ours, ours_load = await _cost(pid, gateway.port, f"/api/v2/jobs/{job.job_id}", running.api_key)
        finally:
            raw.kill()
    return {
        "limit_us": limit, "ours_us": ours, "of_limit": limit / ours,
        "limit_rate": limit_load.rate, "ours_rate": ours_load.rate, "p50_ms": ours_load.p50, "p99_ms": ours_load.p99,
    }  # fmt: skip


def main() -> None:
    """Print CPU microseconds a request, and rates."""
    with TemporaryDirectory() as home, Stopwatch() as watch:
        told = asyncio.run(_both(Path(home) / "home"))
    watch.tell(**told)


if __name__ == "__main__":
    main()
