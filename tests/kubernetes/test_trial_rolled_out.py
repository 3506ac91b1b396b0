"""The trial on a real cluster: films, and what operators do while they are made."""

import asyncio
import itertools
import sys
from functools import partial
from pathlib import Path

from storyreel.client import AsyncStoryreel
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from storyreel_media.probe import check_film, probe
from support.auditor import audit, events_of
from support.clustered import Clustered
from support.composed import SERVICES
from support.deadlines import eventually
from support.faults_stack import encoding, reached, seeded
from support.steady_load import steady_load

REQUEST = GenerationRequest(
    prompt="A sailor leaves the harbour at dawn. A storm rises at noon. She finds an island under the stars.",
    duration=15,
    auto_approve=True,
)
SEEDS = itertools.count(200)
WITHIN = 600


def say(words: str) -> None:
    """A line of what `make k8s-test` reports."""
    sys.stdout.write(f"\nk8s-test: {words}\n")


async def finished(product: Clustered, client: AsyncStoryreel, *job_ids: object, to: Path, duration: int = 15) -> None:
    """Each film is whole, exact, and made once."""
    for job_id in job_ids:
        async with asyncio.timeout(WITHIN):
            await client.wait_until(str(job_id), VideoStatus.COMPLETED)
        film = probe(await client.video(str(job_id), to / "film.mp4"))
        check_film(film, width=320, height=180, duration=duration, fps=30, audio=True)
        job = await client.job(str(job_id))
        said = audit(await events_of(product.nats_url, job.job_id))
        assert said["VideoRendered"] == 1
        assert said["SceneIllustrated"] == said["ClipRendered"] == len(job.storyboard or [])


async def test_a_film_comes_through_the_service(product: Clustered, client: AsyncStoryreel, tmp_path: Path) -> None:
    """From a prompt to a film and a copy of it, in pods that may do nothing more than they need."""
    job = await client.generate(seeded(REQUEST, next(SEEDS)))
    await finished(product, client, job.job_id, to=tmp_path)
    copy = await client.export(job.job_id, format="webm", quality="high", wait=60, to=tmp_path / "copy.webm")
    check_film(probe(copy), width=320, height=180, duration=15, fps=30, audio=True)


async def test_every_service_is_replaced_and_nobody_notices(
    product: Clustered, client: AsyncStoryreel, tmp_path: Path
) -> None:
    """Jobs run again, then each service is rolled, while users poll, listen and ask for films: none of their requests
    fails, no event is lost or told twice, and every film that was promised is made, once."""
    wish = seeded(REQUEST, 0, duration=5)
    async with steady_load(product.base_url, product.api_key, wish, every=8) as seen:
        await product.apply()
        for service in SERVICES:
            await product.roll(service)
    say(f"every service replaced under load: {dict(seen.answers)}, {seen.streams} streams, {len(seen.jobs)} films")
    assert seen.failures == []
    assert seen.streams > 1
    for job_id, versions in seen.changes.items():
        assert versions == list(range(versions[0], versions[0] + len(versions))), f"job {job_id}: {versions}"
    await finished(product, client, *seen.jobs, to=tmp_path, duration=5)


async def test_a_killed_renderer_delays_the_film_and_nothing_else(
    product: Clustered, client: AsyncStoryreel, tmp_path: Path
) -> None:
    """The cluster starts it anew, and the work goes on from where it was."""
    before = await product.restarts("renderer")
    job = await encoding(client, REQUEST.model_copy(update={"duration": 30}), next(SEEDS), within=WITHIN)
    await product.slay("renderer")
    await finished(product, client, job.job_id, to=tmp_path, duration=30)

    async def again() -> bool:
        return await product.restarts("renderer") > before

    await eventually(again, what="the restart of the renderer", every=0.5)


async def test_without_renderers_films_wait_and_are_counted(
    product: Clustered, client: AsyncStoryreel, tmp_path: Path
) -> None:
    """What KEDA asks NATS for says how many films wait when there is no renderer; one that comes makes them all."""
    consumer = "renderer-render_requested"

    async def there_are(waiting: int) -> bool:
        return await product.backlog(consumer) == waiting

    await eventually(partial(there_are, 0), what="no backlog", every=0.2)  # what a killed one held comes back first
    await product.scale("renderer", 0)
    jobs = [await client.generate(seeded(REQUEST, next(SEEDS))) for _ in range(2)]
    for job in jobs:
        await reached(client, job, VideoStatus.RENDERING, within=WITHIN)
    await eventually(partial(there_are, len(jobs)), what="a backlog of two films", every=0.2)
    await product.scale("renderer", 1)
    await finished(product, client, *(job.job_id for job in jobs), to=tmp_path)
    await eventually(partial(there_are, 0), what="no backlog", every=0.2)


async def test_nobody_asked_for_more_than_it_may(product: Clustered) -> None:
    """After all that, no service was refused anything by the bus or by the database, none died of itself, and nothing
    took more memory than it said that it needs."""
    for service in SERVICES:
        logs = await product.kubectl("logs", "-l", f"app.kubernetes.io/name={service}", "--tail=-1")
        assert "Violation" not in logs
        assert "permission denied" not in logs.lower()
        for pod in await product.pods(service):
            ended = [one.get("lastState", {}).get("terminated", {}) for one in pod["status"]["containerStatuses"]]
            assert all(one.get("reason") != "OOMKilled" for one in ended)
    say(f"most memory, MiB: {await product.peaks()}")
