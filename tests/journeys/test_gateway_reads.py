"""Reads in numbers: the statistics of the projection are exact, and lists hold the times that were asked for."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from storyreel.client import AsyncStoryreel
from storyreel.infrastructure import Infrastructure
from support.deadlines import eventually
from support.gateway_stack import Api, gateway_on
from support.samples import Samples, here, parsed, scraped
from support.stack import clear_redis

WRONG_TIMES = [
    "1767225600", "2026-01-31", "2026-01-31T12:00:00", "yesterday", "", "2026-13-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
]  # fmt: skip


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module."""
    async with gateway_on(infra, module_database, metrics_seconds=0.2) as running:
        yield running


async def test_cache_statistics_are_true_under_load(api: Api, infra: Infrastructure) -> None:
    """Each read is counted once, as what it was: served from Redis, from Postgres, or from Postgres because Redis
    failed; the rate is of all of them."""
    jobs = [(await api.ready())["job_id"] for _ in range(4)]
    cold, rounds, warm, lost = 3, 3, 10, 25  # few enough that no view grows too old on a machine that is busy

    async def read(job_id: str, expected: str) -> None:
        answer = await api.client.get(f"/api/v2/jobs/{job_id}")
        assert answer.status_code == 200
        assert answer.headers["server-timing"].startswith(f"cache;desc={expected}, ")

    before, told = (await api.client.get("/api/v2/cache/stats")).json(), here()
    for _ in range(cold):
        await clear_redis(infra.redis_url)
        for job_id in jobs:
            await read(job_id, "miss")
        for _ in range(rounds):
            await asyncio.gather(*(read(job_id, "hit") for job_id in jobs * warm))
    valkey = infra.servers["valkey"]
    await valkey.stop()
    try:
        await asyncio.gather(*(read(job_id, "miss") for job_id in jobs * lost))
        without = (await api.client.get("/api/v2/cache/stats")).json()
    finally:
        await valkey.start()
    assert without["connected"] is False
    after = (await api.client.get("/api/v2/cache/stats")).json()
    counted = {name: after[name] - before[name] for name in ("hits", "misses", "errors")}
    assert counted == {"hits": cold * rounds * warm * len(jobs), "misses": cold * len(jobs), "errors": lost * len(jobs)}
    asked = after["hits"] + after["misses"] + after["errors"]
    assert after["hit_rate"] == round(after["hits"] / asked, 4)
    assert (after["connected"], after["ttl_seconds"]) == (True, 30)
    reads = {"projection": counted["hits"], "postgres": counted["misses"] + counted["errors"], "not_modified": 0}
    assert {source: rose(told, "storyreel_status_reads_total", source=source) for source in reads} == reads
    route = {"route": "/api/v2/jobs/{job_id}", "method": "GET", "status": "200"}
    assert rose(told, "storyreel_http_requests_total", **route) == sum(reads.values())


def rose(before: Samples, name: str, **labels: str) -> float:
    """By how much a sum in this process, whose gateway is the only one, has risen."""
    return here().sum(name, **labels) - before.sum(name, **labels)


async def test_a_read_that_changed_nothing_is_counted_as_such(api: Api) -> None:
    """An operator sees how many polls were spared their body."""
    job_id, told = (await api.ready())["job_id"], here()
    first = await api.client.get(f"/api/v2/jobs/{job_id}")
    again = await api.client.get(f"/api/v2/jobs/{job_id}", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert rose(told, "storyreel_status_reads_total", source="not_modified") == 1
    assert rose(told, "storyreel_http_requests_total", status="304") == 1


async def test_however_many_paths_are_tried_the_series_are_few(api: Api) -> None:
    """Whoever walks through made-up paths cannot fill the gateway's memory, nor the monitoring's."""

    async def all_kinds() -> None:
        some = uuid4()
        job = f"/api/v2/jobs/{some}"
        for path in (f"/{some}", f"/api/v2/{some}", job, f"{job}/{some}", f"{job}/events", f"/s/{some}",
                     f"/shared/{some}", f"/docs/{some}", f"/metrics/{some}"):  # fmt: skip
            await api.client.get(path)

    name, url = "storyreel_http_requests_total", str(api.client.base_url)

    async def all_told() -> Samples | None:
        found = await scraped(url)
        return found if "/metrics" in found.values(name, "route") else None  # not an answer from before

    await all_kinds()
    await scraped(url)
    before = await eventually(all_told, what="a scrape that knows of the one before")
    for _ in range(10):
        await all_kinds()
    assert rose(before, name) >= 90
    routes = here().values(name, "route")
    assert routes == before.values(name, "route")
    assert {"other", "/api/v2/jobs/{job_id}", "/metrics"} <= routes
    assert not [route for route in routes if any(len(part) > 31 for part in route.split("/"))]


async def test_what_goes_on_can_be_read_without_a_key(api: Api) -> None:
    """Jobs by status and what the month cost, from a scrape; nothing names an owner or a job."""
    job = await api.ready()

    async def counted() -> str | None:
        text = (await api.client.get("/metrics", headers={"Authorization": ""})).text
        found = parsed(text)
        up = found.sum("storyreel_dependency_up", dependency="database") == 1
        ready = found.sum("storyreel_jobs", status="storyboard_ready") >= 1
        return text if up and ready and found.has("storyreel_spend_month_usd") else None

    text = await eventually(counted, what="the gateway's levels")
    for secret in (job["job_id"], "owner", api.key):
        assert secret not in text.replace("its owner", "").replace("no owner", "")


async def test_jobs_can_be_listed_by_when_they_were_made(api: Api) -> None:
    """From a moment on and before another; pages keep the filter; two spans side by side hold every job once."""
    mark = "by time"
    made = [await api.make(client_id=mark) for _ in range(5)]
    moments = [datetime.fromisoformat(job["created_at"]) for job in made]
    ids = [job["job_id"] for job in made]

    async def listed(**wanted: str) -> list[str]:
        url, found = "/api/v2/jobs", []
        query: dict[str, str] = {"client_id": mark, "limit": "2", **wanted}
        while True:
            page = await api.client.get(url, params=query)
            assert page.status_code == 200, page.text
            found += [job["job_id"] for job in page.json()]
            if "next" not in page.links:
                return found
            query = {name: value[0] for name, value in parse_qs(urlsplit(page.links["next"]["url"]).query).items()}

    third = moments[2].isoformat()
    assert await listed(created_after=third) == ids[:1:-1]
    assert await listed(created_before=third) == ids[1::-1]
    assert await listed(created_after=moments[1].isoformat(), created_before=moments[4].isoformat()) == ids[3:0:-1]
    assert await listed(created_after=(moments[4] + timedelta(microseconds=1)).isoformat()) == []
    elsewhere = moments[2].astimezone(tz=None).isoformat()
    assert await listed(created_after=elsewhere, status="canceled") == []
    async with AsyncStoryreel(str(api.client.base_url), api.key) as client:
        found = [job async for job in client.jobs(client_id=mark, created_after=moments[2], page_size=2)]
    assert [str(job.job_id) for job in found] == ids[:1:-1]


@pytest.mark.parametrize("wrong", WRONG_TIMES)
async def test_a_time_without_its_zone_is_refused(api: Api, wrong: str) -> None:
    """It would be guessed."""
    answer = await api.client.get("/api/v2/jobs", params={"created_after": wrong})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "created_after")


async def test_the_farthest_times_are_times_too(api: Api) -> None:
    """Nothing overflows on the way to the database."""
    for far in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)):
        for name in ("created_after", "created_before"):
            assert (await api.client.get("/api/v2/jobs", params={name: far.isoformat()})).status_code == 200
