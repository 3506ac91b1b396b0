"""What a client of the gateway notices when a server behind it goes away: as little as possible."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest
import redis.asyncio as redis

from storyreel.infrastructure import Infrastructure
from storyreel_chassis import bus
from storyreel_chassis.ids import new_id
from storyreel_contracts.topology import consumers
from storyreel_gateway.domain.view import JobView
from storyreel_gateway.projection.stored import key_of, packed
from support.deadlines import eventually
from support.gateway_sse import said
from support.gateway_stack import DEADLINE, PROMPT, Api, gateway_api, putter, spawned_gateway
from support.gateway_workers import Script, workers
from support.samples import scraped
from support.stack import clear_streams


@pytest.fixture(scope="module")
def watchful() -> Iterator[None]:
    """The bus sees to its streams and consumers ten times as often as in production."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bus, "WATCH_SECONDS", bus.WATCH_SECONDS / 10)
        yield


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, watchful: None) -> AsyncIterator[Api]:
    """One gateway that outlives every fault of this module; its database is left to the throw-away home, because the
    connection that would drop it does not outlive Postgres."""
    await clear_streams(infra.nats_url)
    database = f"faults_{new_id().hex}"
    admin = await asyncpg.connect(infra.database_url)
    await admin.execute(f"create database {database}")
    await admin.close()
    async with gateway_api(
        nats_url=infra.nats_url,
        database=urlsplit(infra.database_url)._replace(path=f"/{database}").geturl(),
        redis_url=infra.redis_url,
        s3_env=infra.s3,
        stall_seconds=1,
        stall_sweep_seconds=0.2,
        heartbeat_seconds=0.2,
        metrics_seconds=0.2,
    ) as running:
        yield running


@asynccontextmanager
async def stopped(infra: Infrastructure, name: str) -> AsyncIterator[None]:
    """A server that is down for the time of the block, and ready again after it."""
    await infra.servers[name].stop()
    try:
        yield
    finally:
        await infra.servers[name].start()


async def says(api: Api, code: int, status: str, missing: str) -> bool:
    """Whether `/readyz` says this, and that a server is missing; a look from before that began may still be told."""
    answer = await api.client.get("/readyz")
    told = answer.json()
    return (answer.status_code, told["status"], told["dependencies"][missing] == "ok") == (code, status, False)


async def test_without_redis_status_comes_from_postgres(api: Api, infra: Infrastructure) -> None:
    """Right, and counted as errors of the cache; the gateway stays ready."""
    job = await api.ready()
    async with stopped(infra, "valkey"):
        approved = await api.post(job["job_id"], "approve", 200)
        assert await api.get(job["job_id"]) == approved
        stats = (await api.client.get("/api/v2/cache/stats")).json()
        assert stats["errors"] > 0
        assert stats["connected"] is False
        await eventually(lambda: says(api, 200, "degraded", "redis"), what="being ready without Redis")
    assert await api.get(job["job_id"]) == approved


async def test_no_gateway_serves_an_older_version_that_redis_still_has(api: Api, infra: Infrastructure) -> None:
    """The write of the newer view was lost; every process knows by notification that there is one."""
    old = await api.ready()
    raw = (await api.client.get(f"/api/v2/jobs/{old['job_id']}")).content
    async with spawned_gateway(api.settings) as second:
        second.headers.update(api.client.headers)
        await second.get("/api/v2/jobs")
        new = await api.post(old["job_id"], "approve", 200)
        stale = JobView(new["job_id"], "owner", old["version"], '"stale"', raw)

        async def fresh() -> bool:
            async with redis.from_url(infra.redis_url) as client:
                await client.set(key_of(new["job_id"]), packed(stale), ex=30)
            answers = [await client.get(f"/api/v2/jobs/{new['job_id']}") for client in (api.client, second)]
            return all(answer.json() == new for answer in answers)

        assert await eventually(fresh)


async def test_without_postgres_a_write_says_when_to_try_again(api: Api, infra: Infrastructure) -> None:
    """503 with Retry-After; what was there before is there after, and streams go on."""
    job = await api.ready()
    stream = said(api.client, job["job_id"])
    assert (await anext(stream)).kind == "snapshot"
    async with stopped(infra, "postgres"):
        answer = await api.client.post("/api/v2/generate", json={"prompt": PROMPT})
        assert answer.status_code == 503, answer.text
        assert answer.json()["code"] == "database_away"
        assert int(answer.headers["retry-after"]) >= 1
        assert (await api.client.get("/livez")).status_code == 200
        await eventually(lambda: says(api, 503, "unavailable", "database"), what="not being ready without Postgres")
        await eventually(lambda: shows_jobs(api, database_up=0), what="numbers are left out, and the reason is told")

    async def approved() -> bool:
        return (await api.client.post(f"/api/v2/jobs/{job['job_id']}/approve")).status_code == 200

    await eventually(approved)
    async with asyncio.timeout(DEADLINE):
        assert (await anext(stream)).kind == "approved"
    await stream.aclose()
    await api.ready()
    await eventually(lambda: shows_jobs(api, database_up=1), what="numbers are back")


async def shows_jobs(api: Api, *, database_up: int) -> bool:
    """Whether `/metrics` has jobs just where it says that the database is up."""
    found = await scraped(str(api.client.base_url))
    up = found.sum("storyreel_dependency_up", dependency="database")
    return up == database_up and found.has("storyreel_jobs") == bool(database_up)


async def shows_queues(api: Api, durables: set[str]) -> bool:
    """Whether `/metrics` tells of these queues and no others."""
    return (await scraped(str(api.client.base_url))).values("storyreel_consumer_pending", "consumer") == durables


async def test_without_nats_jobs_are_taken_and_made_later(api: Api, infra: Infrastructure) -> None:
    """The outbox holds what the bus could not take."""
    async with stopped(infra, "nats"):
        job_id = (await api.make())["job_id"]
        assert (await api.get(job_id))["status"] == "pending"
        await eventually(lambda: says(api, 200, "degraded", "bus"), what="being ready without NATS")
        await eventually(lambda: shows_queues(api, set()), what="no number from before", every=0.2)
    await eventually(lambda: shows_queues(api, {one.durable for one in consumers()}), what="all queues", every=0.2)
    async with workers(infra.nats_url, putter(api.settings), Script()):
        await api.until(job_id, "storyboard_ready")


async def test_a_wiped_stream_is_made_again_and_all_work_with_it(api: Api, infra: Infrastructure) -> None:
    """The bus is a hint; Postgres knows what is to be done."""
    job_id = (await api.make())["job_id"]
    await clear_streams(infra.nats_url)
    another = (await api.make())["job_id"]

    async def working() -> bool:
        try:
            async with workers(infra.nats_url, putter(api.settings), Script()), asyncio.timeout(20):
                await api.until(job_id, "storyboard_ready")
                await api.until(another, "storyboard_ready")
        except Exception:  # noqa: BLE001 - there is no stream yet
            return False
        return True

    assert await eventually(working)


async def test_leaving_ends_streams_at_once(api: Api) -> None:
    """A client that follows a job reconnects elsewhere instead of waiting."""
    job = await api.make()
    async with spawned_gateway(api.settings) as leaving:
        follower = httpx.AsyncClient(base_url=leaving.base_url, headers=api.client.headers, timeout=60)
        stream = said(follower, job["job_id"])
        assert (await anext(stream)).kind == "snapshot"
    assert [event async for event in stream] == []
    await follower.aclose()
