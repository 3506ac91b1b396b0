"""Services die at random, the gateway at its worst moment: every job that exists is whole, and ends."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import httpx
import nats
import pytest

from storyreel.up import Running
from storyreel_contracts.api import GenerationRequest, JobResponse
from storyreel_contracts.events import GenerationRequested
from storyreel_contracts.topology import STREAM
from support.auditor import audit, events_of
from support.deadlines import eventually
from support.faults_stack import API, SERVICES, Logs, all_ready, http, masters
from support.film_stack import film_stack

PROMPT = "A kite rises over the dunes. It dances with the gulls. It comes down at sunset."
JOBS = 20
STORM_SECONDS = 25.0
BETWEEN_SECONDS = (1.0, 3.0)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the stack lives."""
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="module")
async def running(work: Path) -> AsyncIterator[Running]:
    """One stack for the module; whatever is done to it, no log holds a traceback or a secret in the end."""
    logs = Logs(work / "home")
    async with film_stack(work, STORYREEL_STALL_SECONDS="5") as up:
        yield up
    assert logs.tracebacks() == []
    assert logs.secrets() == []


@pytest.fixture(autouse=True)
async def ready(running: Running) -> None:
    """Whatever the test before did, each begins with a stack that is ready."""
    await all_ready(running)


@pytest.fixture
async def bare(running: Running) -> AsyncIterator[httpx.AsyncClient]:
    """A client that tries nothing again."""
    async with http(running) as one:
        yield one


def asking(client_id: str, **fields: object) -> dict[str, object]:
    """The body of a request for a short film."""
    wish = GenerationRequest.model_validate({"prompt": PROMPT, "duration": 5, "client_id": client_id, **fields})
    return wish.model_dump(mode="json")


async def jobs_of(bare: httpx.AsyncClient, client_id: str) -> list[JobResponse]:
    """A client's jobs, once the gateway answers."""

    async def answered() -> httpx.Response | None:
        try:
            answer = await bare.get(f"{API}/jobs", params={"client_id": client_id, "limit": 100})
        except httpx.TransportError:
            return None
        return answer if answer.is_success else None

    answer = await eventually(answered, what="an answer of the gateway")
    return [JobResponse.model_validate(one) for one in answer.json()]


async def requested(running: Running) -> Counter[UUID]:
    """How many different requests for a storyboard the stream holds of each job."""
    client = await nats.connect(running.env["NATS_URL"])
    try:
        state = (await client.jetstream().stream_info(STREAM, subjects_filter=GenerationRequested.subject_for())).state
    finally:
        await client.close()
    return Counter({UUID(subject.rpartition(".")[2]): count for subject, count in (state.subjects or {}).items()})


async def test_a_gateway_killed_while_it_is_asked_leaves_no_half_jobs(
    bare: httpx.AsyncClient, running: Running
) -> None:
    """What was answered exists; what exists was told and goes on; nothing was told of what does not exist."""
    gateway, answered, before = running.services["gateway"], set[UUID](), await requested(running)

    async def ask(number: int) -> None:
        try:
            answer = await bare.post(f"{API}/generate", json=asking("cut off", seed=number))
        except httpx.TransportError:
            return
        assert answer.status_code == 202, answer.text
        answered.add(UUID(answer.json()["job_id"]))

    for wave in range(3):
        async with asyncio.TaskGroup() as group:
            for number in range(8):
                group.create_task(ask(wave * 8 + number))
            await asyncio.sleep(0.01 * wave)  # the moment of the kill is what differs between the waves
            gateway.kill()
        await gateway.ready()

    async def whole() -> bool:
        jobs = await jobs_of(bare, "cut off")
        assert answered <= {job.job_id for job in jobs}
        return all(job.status == "storyboard_ready" for job in jobs)

    await eventually(whole, what="a storyboard for every job that exists")
    assert {job.job_id for job in await jobs_of(bare, "cut off")} == set(await requested(running) - before)


async def test_twenty_jobs_survive_a_storm_of_kills(bare: httpx.AsyncClient, running: Running) -> None:
    """All end as films, nothing in their events happened twice, and each has one master in the store."""
    seed = int(os.environ.get("STORYREEL_FAULTS_SEED", random.randrange(2**32)))
    print(f"STORYREEL_FAULTS_SEED={seed} does it again")  # noqa: T201 - pytest shows it where the test fails
    answers = [
        await bare.post(f"{API}/generate", json=asking("storm", duration=10, auto_approve=True, seed=number))
        for number in range(JOBS)
    ]
    assert [answer.status_code for answer in answers] == [202] * JOBS
    killed = await storm(running, random.Random(seed))

    async def completed() -> bool:
        jobs = await jobs_of(bare, "storm")
        assert len(jobs) == JOBS
        failed = [job.error for job in jobs if job.status == "failed"]
        assert not failed, (failed, killed)
        return all(job.status == "completed" for job in jobs)

    await eventually(completed, what=f"{JOBS} films after {killed}")
    for answer in answers:
        events = await events_of(running.env["NATS_URL"], UUID(answer.json()["job_id"]))
        said = audit(events)
        assert (said["SceneIllustrated"], said["ClipRendered"], said["VideoRendered"]) == (
            said["SceneIllustrated"],
            said["SceneIllustrated"],
            1,
        )
        told, kept = await masters(running, events)
        assert told == kept


async def storm(running: Running, dice: random.Random) -> list[str]:
    """Kill one service after the other for a while, each only once it has come back; whom it hit."""
    killed: list[str] = []
    loop = asyncio.get_running_loop()
    end = loop.time() + STORM_SECONDS
    while loop.time() < end:
        name = dice.choice(SERVICES)
        await running.services[name].ready()
        running.services[name].kill()
        killed.append(name)
        await asyncio.sleep(dice.uniform(*BETWEEN_SECONDS))
    for name in SERVICES:
        await running.services[name].ready()
    return killed
