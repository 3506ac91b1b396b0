"""Servers go away, lose their memory or their disk: the API says so, and every job completes once they are back."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from storyreel.client import AsyncStoryreel
from storyreel.up import Running
from storyreel_contracts.api import GenerationRequest, JobResponse
from storyreel_contracts.status import VideoStatus
from support.auditor import audit, events_of
from support.deadlines import eventually
from support.faults_stack import (
    API,
    SERVICES,
    Logs,
    all_ready,
    away,
    delete_object,
    delete_stream,
    dependencies,
    encoding,
    film,
    http,
    lose_bus_disk,
    masters,
    objects,
    reached,
    seeded,
)
from support.film_stack import film_stack
from support.stack import clear_redis

PROMPT = "A fox wakes in a snowy forest. She runs along a frozen river. The sun sets behind the mountains."
FILM = GenerationRequest(prompt=PROMPT, duration=15, auto_approve=True)
BOARD = GenerationRequest(prompt=PROMPT, duration=5)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the stack lives."""
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="module")
def logs(work: Path) -> Logs:
    """What the services wrote."""
    return Logs(work / "home")


@pytest.fixture(scope="module")
async def running(work: Path, logs: Logs) -> AsyncIterator[Running]:
    """One stack for the module; whatever is done to it, no log holds an unknown traceback or a secret in the end."""
    sweeps = {"STORYREEL_STALL_SECONDS": "2", "STORYREEL_STALL_SWEEP_SECONDS": "0.5"}
    async with film_stack(work, **sweeps) as up:
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


@pytest.fixture
async def bare(running: Running) -> AsyncIterator[httpx.AsyncClient]:
    """A client that tries nothing again."""
    async with http(running) as one:
        yield one


def is_try_again(answer: httpx.Response) -> bool:
    """A 503 that says what it is and when to come back."""
    problem = answer.headers["content-type"] == "application/problem+json" and answer.json()
    return bool(problem and answer.status_code == problem["status"] == 503 and int(answer.headers["retry-after"]) > 0)


async def complete_and_once(client: AsyncStoryreel, running: Running, job: JobResponse, *, within: float = 300) -> None:
    """The job completes, nothing in its events happened twice, and its one master lies in the store."""
    await reached(client, job, VideoStatus.COMPLETED, within=within)
    events = await events_of(running.env["NATS_URL"], job.job_id)
    said = audit(events)
    assert (said["SceneIllustrated"], said["ClipRendered"], said["VideoRendered"]) == (3, 3, 1)
    told, kept = await masters(running, events)
    assert told == kept


async def test_jobs_are_taken_while_the_bus_is_away_and_done_after_its_return(
    client: AsyncStoryreel, bare: httpx.AsyncClient, running: Running, logs: Logs
) -> None:
    """202 without a bus; readiness names what is missing; the backlog drains."""
    async with away(running.servers["nats"], seconds=4):
        answers = [await bare.post(f"{API}/generate", json=BOARD.model_dump(mode="json")) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [202] * 5
        code, words = await dependencies(running, "gateway")
        assert (code, words["database"]) == (200, "ok")
        assert words["bus"] != "ok"
        code, words = await dependencies(running, "storyboard")
        assert (code, words["postgres"]) == (503, "ok")
        assert words["nats"] != "ok"
        await logs.tells("gateway", "outbox_waits")
    for answer in answers:
        await reached(client, JobResponse.model_validate_json(answer.content), VideoStatus.STORYBOARD_READY)


async def test_a_stream_deleted_in_the_middle_of_a_job_costs_only_time(
    client: AsyncStoryreel, running: Running, logs: Logs
) -> None:
    """The stream and its consumers are made again, and what was lost with them is asked for again."""
    job = await client.generate(seeded(FILM, 11, duration=60))  # long enough not to be done before
    await reached(client, job, VideoStatus.RENDERING)
    await delete_stream(running)
    await reached(client, job, VideoStatus.COMPLETED)
    audit(await events_of(running.env["NATS_URL"], job.job_id))
    await logs.one_tells(SERVICES, "bus_provisioning_lost")  # whoever looks first puts everything back


async def test_a_bus_that_lost_its_disk_costs_only_time(client: AsyncStoryreel, running: Running, work: Path) -> None:
    """Requests and facts were in the stream only a moment ago: Postgres still knows them all."""
    job = await client.generate(seeded(FILM, 12))
    await reached(client, job, VideoStatus.GENERATING_STORYBOARD)
    await lose_bus_disk(running, work / "home")
    later = await client.generate(seeded(BOARD, 13))
    await reached(client, later, VideoStatus.STORYBOARD_READY)
    await reached(client, job, VideoStatus.COMPLETED)
    said = audit(await events_of(running.env["NATS_URL"], job.job_id))
    assert running.events_url
    assert audit(await events_of(running.events_url, job.job_id, **said)) >= said  # subscribers' copy is back too


async def test_without_postgres_writes_are_to_be_tried_again_and_work_pauses(
    client: AsyncStoryreel, bare: httpx.AsyncClient, running: Running, logs: Logs
) -> None:
    """Nobody gets a 500, nothing is lost, and the film that was being made is finished."""
    job = await encoding(client, FILM, 14)
    async with away(running.servers["postgres"], seconds=5):
        refused = await bare.post(f"{API}/generate", json=BOARD.model_dump(mode="json"))
        assert is_try_again(refused), refused.text
        status = await bare.get(f"{API}/jobs/{job.job_id}")
        assert status.status_code == 200 or is_try_again(status), status.text
        assert is_try_again(await bare.get(f"{API}/jobs"))
        code, words = await dependencies(running, "gateway")
        assert (code, words["bus"]) == (503, "ok")
        await logs.tells("gateway", "request_waits", "database_away")
    await complete_and_once(client, running, job)


async def test_postgres_stopped_under_load_gets_nobody_a_500_and_ends_no_service(
    client: AsyncStoryreel, bare: httpx.AsyncClient, running: Running
) -> None:
    """Whatever a connection was doing at that moment: 200 or 503, and every service lives on."""
    pids = {name: service.pid for name, service in running.services.items()}
    jobs = [await client.generate(seeded(BOARD, seed)) for seed in range(6)]
    seen: Counter[int | str] = Counter()
    done = asyncio.Event()

    async def read_on() -> None:
        while not done.is_set():
            try:
                seen[(await bare.get(f"{API}/jobs")).status_code] += 1
            except httpx.TransportError as error:
                seen[type(error).__name__] += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(read_on())
        for _ in range(3):
            async with away(running.servers["postgres"], seconds=0.3):
                pass
            jobs.append(await client.generate(seeded(BOARD, 16)))
        done.set()
    assert set(seen) == {200, 503}
    for job in jobs:
        await reached(client, job, VideoStatus.STORYBOARD_READY)
    assert {name: service.pid for name, service in running.services.items()} == pids


async def test_without_redis_the_status_comes_from_postgres_and_never_goes_back(
    client: AsyncStoryreel, bare: httpx.AsyncClient, running: Running, logs: Logs
) -> None:
    """Stopped, back, flushed: every read is answered, none with an older version than one before."""
    before = (await bare.get(f"{API}/cache/stats")).json()
    job = await client.generate(seeded(FILM, 17))
    versions: list[int] = []
    done = asyncio.Event()

    async def read_on() -> None:
        while not done.is_set():
            answer = await bare.get(f"{API}/jobs/{job.job_id}")
            assert answer.status_code == 200, answer.text
            versions.append(answer.json()["version"])

    async with asyncio.TaskGroup() as group:
        group.create_task(read_on())
        async with away(running.servers["valkey"], seconds=1):
            assert (await bare.get(f"{API}/cache/stats")).json()["connected"] is False
            code, words = await dependencies(running, "gateway")
            assert code == 200
            assert words["redis"] != "ok"
        await clear_redis(running.env["REDIS_URL"])
        await reached(client, job, VideoStatus.COMPLETED)
        await clear_redis(running.env["REDIS_URL"])
        final = (await client.job(job.job_id)).version
        done.set()
    assert versions == sorted(versions)
    assert versions[-1] <= final

    async def back() -> dict[str, Any] | None:
        stats: dict[str, Any] = (await bare.get(f"{API}/cache/stats")).json()
        return stats if stats["connected"] else None  # not at once where its answer came late

    after = await eventually(back, what="Redis, connected")
    assert after["errors"] > before["errors"]
    await logs.tells("gateway", "redis_away")

    async def missed() -> bool:
        await clear_redis(running.env["REDIS_URL"])
        await client.job(job.job_id)
        stats = (await bare.get(f"{API}/cache/stats")).json()
        return bool(stats["misses"] > before["misses"])  # not at once where a slow answer made it leave Redis alone

    await eventually(missed, what="a read that missed")


async def test_a_film_waits_for_the_object_store(
    client: AsyncStoryreel, bare: httpx.AsyncClient, running: Running, logs: Logs
) -> None:
    """Away for longer than any attempt lasts, it costs time; pictures are 503 meanwhile."""
    job = await client.generate(seeded(FILM, 18, auto_approve=False))
    await reached(client, job, VideoStatus.STORYBOARD_READY)
    await client.approve(job.job_id)
    async with away(running.servers["seaweed"], seconds=8):
        await client.render(job.job_id)
        picture = await bare.get(f"{API}/jobs/{job.job_id}/scenes/1/image")
        assert is_try_again(picture), picture.text
        await logs.tells("renderer", "storage_away")
        code, words = await dependencies(running, "renderer")
        assert (code, words["nats"]) == (503, "ok")
    await complete_and_once(client, running, job)
    assert (await bare.get(f"{API}/jobs/{job.job_id}/scenes/1/image")).status_code == 200


async def test_a_copy_whose_object_is_gone_is_made_again(
    client: AsyncStoryreel, bare: httpx.AsyncClient, running: Running, tmp_path: Path
) -> None:
    """The table says done, the store says gone: the owner gets a file, not an error."""
    job = await film(client, seeded(FILM, 19))
    await client.export(job.job_id, "mp4", "low", tmp_path / "first.mp4", wait=300)
    events = await events_of(running.env["NATS_URL"], job.job_id)
    (copy,) = (event["object_key"] for event in events if event["event_type"] == "VideoExported")
    await delete_object(running, copy)
    asked = await bare.get(f"{API}/jobs/{job.job_id}/export?format=mp4&quality=low")
    assert asked.status_code == 202, asked.text
    await client.export(job.job_id, "mp4", "low", tmp_path / "second.mp4", wait=300)
    assert (tmp_path / "second.mp4").stat().st_size > 10_000
    said = audit(await events_of(running.env["NATS_URL"], job.job_id))
    assert said["VideoExported"] == 2
    assert len([key for key in await objects(running, copy.rpartition("/")[0]) if "/low" in key]) == 1


async def test_a_picture_that_is_gone_fails_the_render_and_a_refined_scene_saves_it(
    client: AsyncStoryreel, running: Running, logs: Logs
) -> None:
    """Who asks for the film learns which scene has to be made again, and may go on from there."""
    job, failed = await film_without_its_picture(client, running, seed=77)
    assert failed.error is not None
    assert (failed.error.code, failed.error.scene_number) == ("picture_missing", 2)
    assert "scene 2" in (failed.error_message or "")
    await logs.tells("renderer", "task_failed", "picture_missing")
    await client.refine(job.job_id, 2, image_prompt="A lighthouse on a cliff in a storm at night")
    await reached(client, job, VideoStatus.STORYBOARD_READY)
    await client.approve(job.job_id)
    await client.render(job.job_id)
    await reached(client, job, VideoStatus.COMPLETED)


async def test_a_refusal_is_one_line_in_the_log(client: AsyncStoryreel, running: Running, logs: Logs) -> None:
    """What the owner can mend is no riddle for the operator."""
    job, _ = await film_without_its_picture(client, running, seed=78)
    await logs.tells("renderer", "task_failed", "picture_missing", str(job.job_id))
    assert not [one for one in logs.tracebacks() if "picture_missing" in one]


async def film_without_its_picture(
    client: AsyncStoryreel, running: Running, *, seed: int
) -> tuple[JobResponse, JobResponse]:
    """A job as it was asked for, and as it failed for want of a picture; a seed's pictures are made once."""
    job = await client.generate(seeded(BOARD, seed, duration=10))
    await reached(client, job, VideoStatus.STORYBOARD_READY)
    events = await events_of(running.env["NATS_URL"], job.job_id)
    pictures = (event["picture"] for event in events if event["event_type"] == "SceneIllustrated")
    (key,) = {picture["image_key"] for picture in pictures if picture["scene_number"] == 2}
    await delete_object(running, key)
    await client.approve(job.job_id)
    await client.render(job.job_id)
    return job, await reached(client, job, VideoStatus.FAILED)
