"""The whole product: a warm start, then a job from POST to `completed`, through the REST API."""

import asyncio
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Stopwatch
from storyreel.client import AsyncStoryreel
from storyreel.up import UpSettings, stack
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus

PROMPT = "A lighthouse keeper's last night: a storm rises, a ship loses its way, and the light brings it home at dawn."


async def _journey(home: Path, seconds: int) -> dict[str, float]:
    settings = UpSettings(home=home, port=0)
    cold = time.perf_counter()
    async with stack(home, settings=settings):
        cold = time.perf_counter() - cold
    warm = time.perf_counter()
    async with stack(home, settings=settings) as running:
        warm = time.perf_counter() - warm
        async with AsyncStoryreel(running.base_url, running.api_key) as client:
            start = time.perf_counter()
            asked = GenerationRequest(prompt=PROMPT, duration=seconds, seed=7, auto_approve=True, provider="animatic")
            job = await client.generate(asked)
            async with asyncio.timeout(600):
                await client.wait_until(job.job_id, VideoStatus.COMPLETED)
            took = time.perf_counter() - start
    return {"cold": cold, "warm": warm, "job": took}


def main(seconds: str) -> None:
    """Print the seconds of a cold and a warm start, and of the job."""
    with TemporaryDirectory() as home, Stopwatch() as watch:
        told = asyncio.run(_journey(Path(home) / "home", int(seconds)))
    watch.tell(**told)


if __name__ == "__main__":
    main(sys.argv[1])
