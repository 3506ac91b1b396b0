"""Containers that crash, lose their network, are restarted, multiplied and stopped while films are made."""

import asyncio
import itertools
from pathlib import Path

import pytest

from storyreel.client import AsyncStoryreel
from storyreel_contracts.api import GenerationRequest, JobResponse
from storyreel_contracts.status import VideoStatus
from storyreel_media.probe import check_film, probe
from support.auditor import audit, events_of
from support.composed import Composed
from support.deadlines import eventually
from support.faults_stack import encoding, reached, seeded

REQUEST = GenerationRequest(
    prompt="A sailor leaves the harbour at dawn. A storm rises at noon. She finds an island under the stars.",
    duration=30,
    auto_approve=True,
)
SEEDS = itertools.count(100)
"""Of films of which nothing was made before."""
WITHIN = 300
MORE = ("more-renderers", "more-exporters")
"""What the profile `scaled` adds."""


@pytest.fixture(autouse=True)
async def whole(product: Composed) -> None:
    """Each test finds one container of each service, whatever the one before it did."""
    await product.ready()


async def begun(client: AsyncStoryreel, service: str) -> JobResponse:
    """A job at which the service may be at work; the later ones are, for frames are being made."""
    if service == "storyboard":
        return await client.generate(seeded(REQUEST, next(SEEDS)))
    return await encoding(client, REQUEST, next(SEEDS), within=WITHIN)


async def finished(product: Composed, client: AsyncStoryreel, *job_ids: object, to: Path, duration: int = 30) -> None:
    """Each film is whole, exact, and made once."""
    for job_id in job_ids:
        async with asyncio.timeout(WITHIN):
            await client.wait_until(str(job_id), VideoStatus.COMPLETED)
        film = probe(await client.video(str(job_id), to / "film.mp4"))
        check_film(film, width=320, height=180, duration=duration, fps=30, audio=True)
        job = await client.job(str(job_id))
        said = audit(await events_of(product.nats_url, job.job_id, VideoRendered=1))
        assert said["VideoRendered"] == 1
        assert said["SceneIllustrated"] == said["ClipRendered"] == len(job.storyboard or [])


async def restarted(product: Composed, service: str, before: int) -> None:
    """Wait until Docker has started a container anew."""

    async def again() -> bool:
        return await product.restarts(service) > before

    await eventually(again, what=f"the restart of the {service}", every=0.5)


@pytest.mark.parametrize("service", ["storyboard", "renderer", "gateway"])
async def test_a_crashed_container_delays_the_film_and_nothing_else(
    product: Composed, client: AsyncStoryreel, tmp_path: Path, service: str
) -> None:
    """Docker starts it anew, and the work goes on from where it was."""
    before = await product.restarts(service)
    job = await begun(client, service)
    await product.slay(service)
    await finished(product, client, job.job_id, to=tmp_path)
    await restarted(product, service, before)


async def test_a_renderer_that_is_cut_off_is_replaced_and_finishes_nothing(
    product: Composed, client: AsyncStoryreel, tmp_path: Path
) -> None:
    """Another makes the film meanwhile; the one whose lease has ended changes nothing when its network is back."""
    await product.ready(renderers=2)
    job = await encoding(client, REQUEST, next(SEEDS), within=WITHIN)
    while (holder := await product.holder("renderer", job.job_id)) is None:  # its film was done meanwhile
        job = await encoding(client, REQUEST, next(SEEDS), within=WITHIN)
    async with product.cut_off("renderer", holder):
        await finished(product, client, job.job_id, to=tmp_path)
    await product.ready(renderers=2)
    await finished(product, client, job.job_id, to=tmp_path)


@pytest.mark.parametrize("server", ["nats", "postgres", "redis", "minio"])
async def test_a_restarted_server_delays_the_film_and_nothing_else(
    product: Composed, client: AsyncStoryreel, tmp_path: Path, server: str
) -> None:
    """What it had promised to keep is kept."""
    job = await encoding(client, REQUEST, next(SEEDS), within=WITHIN)
    await product.compose("restart", "--timeout", "10", server)
    await finished(product, client, job.job_id, to=tmp_path)


async def test_the_profile_scaled_adds_workers_who_may_leave_again(
    product: Composed, client: AsyncStoryreel, tmp_path: Path
) -> None:
    """Scaling up and down while films are made loses none and makes none twice."""
    short = REQUEST.model_copy(update={"duration": 20})
    jobs = [await client.generate(seeded(short, next(SEEDS))) for _ in range(3)]
    await product.compose("--profile", "scaled", "up", "-d", "--no-deps", "--no-recreate", "--no-build", *MORE)
    await product.healthy("renderer", "more-renderers", containers=3)
    await product.healthy("exporter", "more-exporters", containers=2)
    jobs += [await client.generate(seeded(short, next(SEEDS))) for _ in range(5)]
    jobs.append(await encoding(client, short, next(SEEDS), within=WITHIN))
    await product.compose("--profile", "scaled", "rm", "--stop", "--force", *MORE)
    await finished(product, client, *(job.job_id for job in jobs), to=tmp_path, duration=20)


@pytest.mark.parametrize("service", ["gateway", "storyboard", "renderer", "exporter"])
async def test_a_stopped_container_drains_and_leaves_in_time(
    product: Composed, client: AsyncStoryreel, tmp_path: Path, service: str
) -> None:
    """SIGTERM reaches the service itself: it gives back what it held, exits with 0, and nobody kills it."""
    job = await begun(client, service)
    await product.compose("stop", service)
    (ended,) = await product.inspect(service)
    assert (ended["State"]["ExitCode"], ended["State"]["OOMKilled"]) == (0, False)
    assert '"reason": "SIGTERM"' in await product.logs(service)
    await product.ready()
    await finished(product, client, job.job_id, to=tmp_path)


async def test_a_crashed_exporter_still_delivers_the_copy(
    product: Composed, client: AsyncStoryreel, tmp_path: Path
) -> None:
    """It dies while it encodes; the copy comes, once."""
    job = await client.generate(seeded(REQUEST, next(SEEDS)))
    await reached(client, job, VideoStatus.COMPLETED, within=WITHIN)
    asked = asyncio.create_task(
        client.export(job.job_id, format="webm", quality="high", wait=WITHIN, to=tmp_path / "copy.webm")
    )

    async def requested() -> bool:
        return any(one["event_type"] == "ExportRequested" for one in await events_of(product.nats_url, job.job_id))

    await eventually(requested, what="the request")
    await product.slay("exporter")
    check_film(probe(await asked), width=320, height=180, duration=30, fps=30, audio=True)
    said = audit(await events_of(product.nats_url, job.job_id, VideoExported=1))
    assert said["VideoExported"] == said["ExportRequested"] == 1
