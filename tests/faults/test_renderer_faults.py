"""A renderer that is killed, stopped, paused or poisoned in the middle of a film: one film comes, no waste stays."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import nats
import psutil
import pytest

from storyreel.client import AsyncStoryreel
from storyreel.dead_letters import Found, listed, replay
from storyreel.up import Running
from storyreel_chassis.ids import new_id
from storyreel_contracts.api import GenerationRequest, JobResponse
from storyreel_contracts.events import RenderRequested
from storyreel_contracts.status import VideoStatus
from support.auditor import audit, events_of
from support.deadlines import eventually
from support.faults_stack import (
    Logs,
    all_ready,
    dependencies,
    encoding,
    film,
    gone,
    masters,
    open_tasks,
    reached,
    scratch_of,
    second,
    seeded,
)
from support.film_stack import film_stack

PROMPT = "A sailor leaves the harbour at dawn. A storm rises at noon. She finds an island under the stars."
FILM = GenerationRequest(prompt=PROMPT, duration=45, auto_approve=True)
LOOK = {"STORYREEL_RENDER_SHORT_SIDE": "360"}
"""Large enough for a film to be caught in the making."""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the stack lives, and its services' work in progress."""
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="module")
def logs(work: Path) -> Logs:
    """What the services wrote."""
    return Logs(work / "home")


@pytest.fixture(scope="module")
async def running(work: Path, logs: Logs) -> AsyncIterator[Running]:
    """One stack for the module; whatever is done to it, no log holds a traceback or a secret in the end."""
    async with film_stack(work, **LOOK) as up:
        yield up
    assert logs.tracebacks() == []
    assert logs.secrets() == []


@pytest.fixture(autouse=True)
async def ready(running: Running) -> None:
    """Whatever the test before did, each begins with a stack that is ready."""
    await all_ready(running)


@pytest.fixture
async def client(running: Running) -> AsyncIterator[AsyncStoryreel]:
    """As any client would."""
    async with AsyncStoryreel(running.base_url, running.api_key) as one:
        yield one


def render_of(events: list[dict[str, object]]) -> object:
    """The one render that a job's events ask for, again where it stood still for long."""
    (render_id,) = {event["render_id"] for event in events if event["event_type"] == "RenderRequested"}
    return render_id


async def one_film(client: AsyncStoryreel, running: Running, work: Path, job: JobResponse) -> None:
    """The job completes with one film, told once; no second master is in the store and no file on the disk."""
    await reached(client, job, VideoStatus.COMPLETED)
    events = await events_of(running.env["NATS_URL"], job.job_id)
    said = audit(events)
    assert said["VideoRendered"] == 1
    assert said["ClipRendered"] == said["SceneIllustrated"]

    async def tidy() -> bool:
        told, kept = await masters(running, events)
        return told == kept and not scratch_of(work, render_of(events))

    await eventually(tidy, what=f"one master in the store and no files in {work}")


async def frozen(
    client: AsyncStoryreel, running: Running, pid: int | None, seed: int
) -> tuple[JobResponse, list[psutil.Process]]:
    """A job whose film a renderer is making, and its encoders; the renderer stands still, so that this stays true."""
    assert pid is not None
    renderer = psutil.Process(pid)
    for other in itertools.count(seed, 100):
        job = await encoding(client, FILM, other)
        renderer.suspend()
        encoders = renderer.children(recursive=True)
        if encoders and await open_tasks(running, "renderer", job.job_id):
            return job, encoders
        renderer.resume()
    raise AssertionError("not reached")


async def test_a_renderer_paused_beyond_its_lease_is_fenced_off(
    client: AsyncStoryreel, running: Running, work: Path, logs: Logs
) -> None:
    """Another one makes the film; the one that wakes up late tells nothing and leaves nothing."""
    renderer = running.services["renderer"]
    job, _ = await frozen(client, running, renderer.pid, 11)
    late = psutil.Process(renderer.pid)
    try:
        async with second(running, "renderer", work, **LOOK):
            await reached(client, job, VideoStatus.COMPLETED)
            late.resume()
            await logs.tells("renderer", "task_fenced", str(job.job_id))
            await one_film(client, running, work, job)
    finally:
        late.resume()
    assert renderer.pid == late.pid


async def test_a_renderer_asked_to_stop_gives_its_film_away_at_once(
    client: AsyncStoryreel, running: Running, work: Path
) -> None:
    """The next one goes on long before the lease would have run out; no process and no file is left."""
    kept = running.services["renderer"]
    await kept.stop()
    try:
        leaving = second(
            running, "renderer", work, STORYREEL_LEASE_SECONDS="3600", STORYREEL_DRAIN_SECONDS="0.5", **LOOK
        )
        async with leaving as process:
            job, encoders = await frozen(client, running, process.pid, 12)
            psutil.Process(process.pid).resume()
        await gone(encoders)
        events = await events_of(running.env["NATS_URL"], job.job_id)
        assert scratch_of(work, render_of(events)) == []
    finally:
        await kept.start()
    await one_film(client, running, work, job)


async def test_a_killed_renderer_takes_its_children_along_and_leaves_no_file(
    client: AsyncStoryreel, running: Running, work: Path
) -> None:
    """kill -9 in the middle of encoding: the film comes once, and the disk is as it was."""
    renderer = running.services["renderer"]
    job, encoders = await frozen(client, running, renderer.pid, 13)
    files = scratch_of(work, render_of(await events_of(running.env["NATS_URL"], job.job_id)))
    assert files
    renderer.kill()
    await gone(encoders)
    await renderer.ready()
    assert not any(file.exists() for file in files)
    await one_film(client, running, work, job)


async def test_a_poison_message_becomes_a_dead_letter_and_holds_nobody_up(
    client: AsyncStoryreel, running: Running, logs: Logs
) -> None:
    """Put aside with its reason; others are served, and a person may replay it."""
    poisoned = new_id()
    subject = RenderRequested.subject_for(poisoned)
    await publish(running, subject, b'{"scenes": []}')
    job = await film(client, seeded(FILM, 9, duration=5))
    (found,) = await letters(running, subject, count=1)
    assert (found.letter.code, found.letter.job_id) == ("event_not_understood", poisoned)
    await logs.tells("renderer", "event_buried", str(poisoned))
    await replay(running.env["DATABASE_URL"], running.env["NATS_URL"], [found])
    again, first = await letters(running, subject, count=2)
    assert first.letter.replayed_at is not None
    assert again.letter.replayed_at is None
    assert (await dependencies(running, "renderer"))[0] == 200
    assert audit(await events_of(running.env["NATS_URL"], job.job_id))["VideoRendered"] == 1


async def publish(running: Running, subject: str, body: bytes) -> None:
    """Say something that no service of ours would."""
    client = await nats.connect(running.env["NATS_URL"])
    try:
        await client.jetstream().publish(subject, body, headers={"Nats-Msg-Id": str(new_id())})
    finally:
        await client.close()


async def letters(running: Running, subject: str, *, count: int) -> list[Found]:
    """The renderer's dead letters of a subject, once there are so many, the newest first."""

    async def enough() -> list[Found]:
        every = await listed(running.env["DATABASE_URL"], services=["renderer"], replayed=True)
        found = [one for one in every if one.letter.subject == subject]
        return found if len(found) >= count else []

    return await eventually(enough, what=f"{count} dead letters of {subject}")
