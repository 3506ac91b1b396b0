"""All changes of a caller's jobs as one stream, over a real connection."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from storyreel.client import AsyncStoryreel, JobChange, JobEvent
from storyreel.infrastructure import Infrastructure
from storyreel_contracts.events import Progress
from support.deadlines import eventually
from support.gateway_owner import new_key, owner, user_of
from support.gateway_rows import execute
from support.gateway_sse import Told, said, told
from support.gateway_stack import DEADLINE, PROMPT, Api, gateway_on, killable_gateway

STREAMS = 200


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for this module."""
    async with gateway_on(infra, module_database, heartbeat_seconds=0.2, streams_per_key=STREAMS + 10) as running:
        yield running


async def next_of(stream: AsyncIterator[Told]) -> Told:
    """The next event, soon."""
    async with asyncio.timeout(DEADLINE):
        return await anext(stream)


async def next_change(stream: AsyncIterator[Told]) -> Told:
    """The next that is a change of a job."""
    while (event := await next_of(stream)).kind in {"ready", "progress"}:
        pass
    return event


async def made(client: httpx.AsyncClient, **wish: str) -> dict[str, Any]:
    """A new job."""
    answer = await client.post("/api/v2/generate", json={"prompt": PROMPT, "duration": 10, **wish})
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = answer.json()
    return job


async def settled(client: httpx.AsyncClient, job_id: str) -> None:
    """Its storyboard is ready."""

    async def ready() -> bool:
        return bool((await client.get(f"/api/v2/jobs/{job_id}")).json()["status"] == "storyboard_ready")

    await eventually(ready)


async def changes(client: httpx.AsyncClient, count: int, last: str | None = None, **query: str) -> list[Told]:
    """So many changes."""
    async with aclosing(told(client, last, query=query)) as stream:
        return [await next_change(stream) for _ in range(count)]


async def log_of(api: Api, *owners: str) -> int:
    """How many changes these owners' logs have."""
    connection = await asyncpg.connect(
        api.settings.database_url.get_secret_value(), server_settings={"search_path": "gateway"}
    )
    try:
        count: int = await connection.fetchval("select count(*) from job_changes where owner_id = any($1)", owners)
    finally:
        await connection.close()
    return count


async def test_every_change_of_every_job_is_told_once(api: Api) -> None:
    """In the order of its job, with the job as it was right after it."""
    async with owner(api, "feed-all") as client, aclosing(told(client)) as stream:
        assert (await next_of(stream)).kind == "ready"
        jobs = [(await made(client))["job_id"] for _ in range(3)]
        seen: list[Told] = []
        while sum(event.data.get("status") == "storyboard_ready" for event in seen) < 3:
            seen.append(await next_of(stream))
        for job_id in jobs:
            own = [event for event in seen if event.data["job_id"] == job_id and event.id]
            assert [event.data["version"] for event in own] == list(range(1, len(own) + 1))
            assert own[0].kind == "created"
        assert len({event.id for event in seen if event.id}) == sum(event.id is not None for event in seen)


async def test_a_stream_goes_on_after_any_event(api: Api) -> None:
    """Without a gap or a repeat; `0` and `since=beginning` are the very beginning."""
    async with owner(api, "feed-resume") as client:
        await settled(client, (await made(client))["job_id"])
        count = await log_of(api, "feed-resume")
        whole = await changes(client, count, "0")
        assert [event.change for event in await changes(client, count, since="beginning")] == [
            event.change for event in whole
        ]
        for cut in range(1, count):
            rest = await changes(client, count - cut, whole[cut - 1].id)
            assert [event.id for event in rest] == [event.id for event in whole[cut:]]


async def test_ready_is_a_place_to_go_on_from(api: Api) -> None:
    """List after it, then follow: what happens between is in one of them."""
    async with owner(api, "feed-ready") as client:
        async with aclosing(told(client)) as stream:
            ready = await next_of(stream)
        assert ready.data == {"id": ready.id}
        job_id = (await made(client))["job_id"]
        (first,) = await changes(client, 1, ready.id)
        assert first.change == (job_id, 1)


@pytest.mark.parametrize(
    ("last", "refusal"),
    [
        ("999999999999-1", (409, "event_id_unknown")),
        ("3", (422, "event_id_invalid")),
        ("nonsense", (422, "event_id_invalid")),
        ("-1-1", (422, "event_id_invalid")),
    ],
)
async def test_an_id_that_was_never_given_is_refused(api: Api, last: str, refusal: tuple[int, str]) -> None:
    """Going on from now instead would lose, unseen, what the client has not got."""
    answer = await api.client.get("/api/v2/events", headers={"Last-Event-ID": last})
    assert (answer.status_code, answer.json()["code"]) == refusal


async def test_silence_is_filled_and_moves_the_id_on(api: Api) -> None:
    """A proxy does not cut the line, and a stream that shows little resumes near the end of the log."""
    async with (
        owner(api, "feed-quiet") as client,
        aclosing(told(client, alive=True, query={"client_id": "nobody"})) as stream,
    ):
        ready = await next_of(stream)
        await made(client)

        async with asyncio.timeout(DEADLINE):
            async for event in stream:
                assert event.kind == "alive"
                if event.id != ready.id:
                    break


async def test_a_stream_can_be_of_one_client(api: Api) -> None:
    """`client_id` is the caller's own word."""
    async with owner(api, "feed-client") as client:
        ada, bob = [(await made(client, client_id=name))["job_id"] for name in ("ada", "bob")]
        await settled(client, ada)
        await settled(client, bob)
        found = await changes(client, 3, "0", client_id="bob")
        assert {event.data["job_id"] for event in found} == {bob}


async def test_nobody_hears_of_the_jobs_of_another(api: Api) -> None:
    """Not live, not from the beginning, not after another's id."""
    async with owner(api, "feed-one") as one, owner(api, "feed-two") as two:
        await settled(one, (await made(one))["job_id"])
        (first,) = await changes(one, 1, "0")
        streams = [told(two), told(two, "0"), told(two, first.id)]
        assert (await next_of(streams[0])).kind == "ready"
        waiting = [asyncio.create_task(next_change(stream)) for stream in streams]
        await settled(one, (await made(one))["job_id"])
        own = (await made(two))["job_id"]
        async with asyncio.timeout(DEADLINE):
            assert {event.data["job_id"] for event in await asyncio.gather(*waiting)} == {own}
        for stream in streams:
            await stream.aclose()


async def test_progress_is_shown_between_changes(api: Api) -> None:
    """Of the caller's jobs, without an id."""
    async with owner(api, "feed-progress") as client, aclosing(told(client)) as stream:
        await next_of(stream)
        job_id = (await made(client))["job_id"]
        await settled(client, job_id)

        async def say() -> None:
            while True:
                progress = Progress(job_id=UUID(job_id), stage="rendering", percent=40)
                await api.workers.tell(Progress.subject_for(job_id), progress.model_dump_json().encode())
                await asyncio.sleep(0.05)

        saying = asyncio.create_task(say())
        async with asyncio.timeout(DEADLINE):
            async for event in stream:
                if event.kind == "progress":
                    assert (event.id, event.data["job_id"], event.data["percent"]) == (None, job_id, 40)
                    break
        saying.cancel()


async def test_two_hundred_streams_get_every_change_once(api: Api) -> None:
    """While others use the gateway: the streams leave it database connections."""
    async with owner(api, "feed-crowd") as client:
        client.timeout = httpx.Timeout(DEADLINE)
        streams = [told(client) for _ in range(STREAMS)]
        async with asyncio.timeout(2 * DEADLINE):
            assert {event.kind for event in await asyncio.gather(*(anext(stream) for stream in streams))} == {"ready"}
            jobs = [(await made(client))["job_id"] for _ in range(3)]
            for job_id in jobs:
                await settled(client, job_id)
            count = await log_of(api, "feed-crowd")
            expected = [event.id for event in await changes(client, count, "0")]

            async def all_of(stream: AsyncIterator[Told]) -> list[str | None]:
                return [(await next_change(stream)).id for _ in range(count)]

            found = await asyncio.gather(*(all_of(stream) for stream in streams))
        assert all(one == expected for one in found)
        for stream in streams:
            await stream.aclose()


async def has_room(client: httpx.AsyncClient) -> bool:
    """Whether another stream may be opened."""
    async with client.stream("GET", "/api/v2/events") as answer:
        return answer.status_code == 200


async def test_a_key_has_only_so_many_streams(api: Api) -> None:
    """429 with Retry-After, of any kind of stream; one that is closed makes room."""
    async with owner(api, "feed-cap") as client, owner(api, "feed-cap") as other:
        job_id = (await made(client))["job_id"]
        streams = [told(client) for _ in range(STREAMS + 10)]
        async with asyncio.timeout(DEADLINE):
            await asyncio.gather(*(anext(stream) for stream in streams))
        for path in ("/api/v2/events", f"/api/v2/jobs/{job_id}/events"):
            answer = await client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (429, "too_many_streams")
            assert int(answer.headers["retry-after"]) >= 1
        await changes(other, 1, "0")
        for stream in streams:
            await stream.aclose()
        await eventually(lambda: has_room(client))


async def test_streams_end_with_their_key(api: Api) -> None:
    """Revoked or expired, of a job and of all jobs; those of the owner's other keys go on."""
    keys = [await new_key(api, "feed-key") for _ in range(2)]
    async with (
        user_of(api, keys[0]["key"]) as revoked,
        user_of(api, keys[1]["key"]) as expiring,
        owner(api, "feed-key") as other,
    ):
        job_id, kept = (await made(other))["job_id"], told(other)
        streams = [stream for client in (revoked, expiring) for stream in (told(client), said(client, job_id))]
        async with asyncio.timeout(DEADLINE):
            await asyncio.gather(*(anext(stream) for stream in (kept, *streams)))
            assert (await api.client.delete(f"/api/v2/keys/{keys[0]['key_id']}")).status_code == 204
            await execute(
                api, "update api_keys set expires_at = now() where key_id = $1::text::uuid", keys[1]["key_id"]
            )  # fmt: skip
            await asyncio.gather(*(_drained(stream) for stream in streams))
        await made(other)
        await next_change(kept)
        await kept.aclose()


async def _drained(stream: AsyncIterator[Any]) -> None:
    async for _ in stream:
        pass


async def test_killed_gateways_lose_and_repeat_nothing(api: Api) -> None:
    """Streams of a job and of all jobs go on at another gateway after the last id."""
    async with owner(api, "feed-killed") as client:
        async with killable_gateway(api.settings) as (second, process):
            second.headers.update(client.headers)
            seen: list[Told] = []
            stream = told(second)
            ready = await next_of(stream)
            for _ in range(3):
                await made(client)
            seen += [await next_change(stream) for _ in range(3)]
            process.kill()
            with suppress(httpx.TransportError):
                while True:
                    seen.append(await next_change(stream))
        for _ in range(3):
            await made(client)
        count = await log_of(api, "feed-killed")
        seen += await changes(client, count - len(seen), seen[-1].id)
        assert [event.id for event in seen] == [event.id for event in await changes(client, count, ready.id)]


async def test_the_client_follows_all_jobs(api: Api) -> None:
    """From the beginning, and from any place on."""
    async with owner(api, "feed-client-all") as client:
        key = client.headers["Authorization"].removeprefix("Bearer ")
        async with AsyncStoryreel(str(client.base_url), key) as storyreel:
            await settled(client, (await made(client))["job_id"])
            count = await log_of(api, "feed-client-all")
            stream = storyreel.follow_all(after="0")
            seen = [await anext_change(stream) for _ in range(count)]
            assert [change.version for change in seen] == list(range(1, count + 1))
            rest = storyreel.follow_all(after=seen[1].place)
            assert (await anext_change(rest)).place == seen[2].place


async def anext_change(stream: AsyncIterator[JobEvent]) -> JobChange:
    """The next that is no progress."""
    async with asyncio.timeout(DEADLINE):
        while not isinstance(event := await anext(stream), JobChange):
            pass
    return event


async def test_the_command_line_watches_all_jobs(api: Api) -> None:
    """One line a change, with the place to go on after."""
    async with owner(api, "feed-cli") as client:
        job_id = (await made(client))["job_id"]
        await settled(client, job_id)
        env = {
            **os.environ,
            "STORYREEL_URL": str(client.base_url),
            "STORYREEL_API_KEY": client.headers["Authorization"].removeprefix("Bearer "),
        }
        for options in (("--json",), ()):
            watching = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "storyreel", "watch", "--all", "--after", "0", *options, env=env,
                stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
            assert watching.stdout is not None
            async with asyncio.timeout(DEADLINE):
                first = (await watching.stdout.readline()).decode()
            watching.terminate()
            await watching.wait()
            assert job_id in first
            if options:
                said = json.loads(first)
                assert (said["job_id"], said["version"]) == (job_id, 1)
                assert re.fullmatch(r"\d+-\d+", said["place"])
