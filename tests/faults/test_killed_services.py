"""`kill -9` of any one service in the middle of a job: the job completes, and nothing happens twice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from storyreel.client import AsyncStoryreel, JobChange, JobEvent
from storyreel.up import Running
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from storyreel_media.probe import check_film, probe
from support.auditor import audit, events_of
from support.deadlines import eventually
from support.film_stack import film_stack

PROMPT = "A sailor leaves the harbour at dawn. A storm rises at noon. She finds an island under the stars."
ATTEMPTS = 20
"""Of a client whose connection breaks: 51 seconds in which a killed gateway comes back, however busy the machine is."""


@pytest.fixture(scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """One stack for the module, its pictures large enough to be caught in the making."""
    async with film_stack(tmp_path_factory.mktemp("stack"), STORYREEL_PICTURE_SHORT_SIDE="720") as up:
        yield up


@pytest.fixture
async def client(running: Running) -> AsyncIterator[AsyncStoryreel]:
    """As any client would, with time for the worst."""
    async with AsyncStoryreel(running.base_url, running.api_key, attempts=ATTEMPTS) as one:
        yield one


def killer(
    running: Running, name: str, when: Callable[[JobEvent], bool]
) -> tuple[Callable[[JobEvent], None], list[str]]:
    """Kill a service at the first event that fits; the list tells that it happened."""
    killed: list[str] = []

    def on_event(event: JobEvent) -> None:
        if not killed and when(event):
            handle = {**running.services, **running.servers}[name]
            handle.kill()
            killed.append(name)

    return on_event, killed


def reached(status: VideoStatus) -> Callable[[JobEvent], bool]:
    """Fits the change to a status."""
    return lambda event: isinstance(event, JobChange) and event.job.status is status


@pytest.mark.parametrize(
    ("service", "when"),
    [
        ("storyboard", VideoStatus.GENERATING_STORYBOARD),
        ("renderer", VideoStatus.RENDERING),
        ("gateway", VideoStatus.GENERATING_STORYBOARD),
        ("gateway", VideoStatus.RENDERING),
        ("nats", VideoStatus.GENERATING_STORYBOARD),
        ("postgres", VideoStatus.RENDERING),
        ("valkey", VideoStatus.RENDERING),
        ("seaweed", VideoStatus.RENDERING),
    ],
)
async def test_a_killed_process_delays_the_film_and_nothing_else(
    client: AsyncStoryreel, running: Running, tmp_path: Path, service: str, when: VideoStatus
) -> None:
    """Whoever dies, the film is whole, exact and made once."""
    job = await client.generate(GenerationRequest(prompt=PROMPT, duration=15, auto_approve=True))
    on_event, killed = killer(running, service, reached(when))
    async with asyncio.timeout(300):
        await client.wait_until(job.job_id, VideoStatus.COMPLETED, on_event=on_event)
    assert killed == [service]
    await {**running.services, **running.servers}[service].ready()
    film = await client.video(job.job_id, tmp_path / "film.mp4")
    check_film(probe(film), width=320, height=180, duration=15, fps=30, audio=True)
    said = audit(await events_of(running.env["NATS_URL"], job.job_id))
    assert said["SceneIllustrated"] == said["ClipRendered"] == 3
    assert said["VideoRendered"] == 1


async def test_a_killed_exporter_still_delivers_the_copy(
    client: AsyncStoryreel, running: Running, tmp_path: Path
) -> None:
    """The exporter dies while it encodes; the copy comes, once."""
    job = await client.generate(GenerationRequest(prompt=PROMPT, duration=30, auto_approve=True))
    async with asyncio.timeout(300):
        await client.wait_until(job.job_id, VideoStatus.COMPLETED)
    copy = tmp_path / "copy.webm"
    asked = asyncio.create_task(client.export(job.job_id, format="webm", quality="high", wait=300, to=copy))

    async def requested() -> bool:
        said = await events_of(running.env["NATS_URL"], job.job_id)
        return any(event["event_type"] == "ExportRequested" for event in said)

    await eventually(requested)
    running.services["exporter"].kill()
    check_film(probe(await asked), width=320, height=180, duration=30, fps=30, audio=True)
    said = audit(await events_of(running.env["NATS_URL"], job.job_id))
    assert said["VideoExported"] == said["ExportRequested"] == 1
