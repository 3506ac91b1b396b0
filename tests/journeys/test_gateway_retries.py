"""A client that sends a request again gets what it got, or would have got; an edit is made of what its author saw."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from storyreel.client import AsyncStoryreel
from storyreel.infrastructure import Infrastructure
from storyreel_chassis.postgres import connection, open_pool
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.adapters.unit import gateway_units
from storyreel_gateway.routes import once
from support.gateway_owner import owner
from support.gateway_stack import PROMPT, Api, gateway_on, spawned_gateway
from support.stack import clear_redis

WISH = {"prompt": PROMPT, "duration": 10}
REPLAYED = "idempotent-replayed"


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module; each test has an owner or jobs of its own."""
    async with gateway_on(infra, module_database) as running:
        yield running


async def ask(client: httpx.AsyncClient, key: str, body: Any = WISH, path: str = "generate") -> httpx.Response:
    """A POST under a key."""
    return await client.post(f"/api/v2/{path}", json=body, headers={"Idempotency-Key": key})


async def jobs_of(client: httpx.AsyncClient) -> list[str]:
    """The ids of an owner's jobs."""
    return [job["job_id"] for job in (await client.get("/api/v2/jobs?limit=100")).json()]


async def test_a_hundred_equal_requests_make_one_job(api: Api) -> None:
    """All get the one job, whichever of two gateways they come to; other requests are not held up by them."""
    key = uuid4().hex
    async with owner(api) as mine, spawned_gateway(api.settings) as second:
        second.headers.update(mine.headers)
        assert await jobs_of(mine) == await jobs_of(second) == []  # both know the owner: neither is ahead of the other
        asking = [asyncio.create_task(ask((mine, second)[number % 2], key)) for number in range(100)]
        await api.make()
        answers = await asyncio.gather(*asking)
        assert {answer.status_code for answer in answers} == {202}
        assert await jobs_of(mine) == [answers[0].json()["job_id"]]
    assert len({answer.content for answer in answers}) == 1
    assert sorted(answer.headers.get(REPLAYED, "") for answer in answers) == ["", *["true"] * 99]


async def test_who_waits_too_long_for_the_first_is_told_and_holds_nobody_up(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process acts under the key and does not come to an end: those who wait hold no connection."""
    monkeypatch.setattr(once, "WAIT_SECONDS", 1.0)
    database = api.settings.database_url.get_secret_value()
    async with owner(api, "grace") as mine, open_pool(database, schema="gateway", size=1) as pool:
        async with gateway_units(pool)() as unit:
            assert await unit.answers.hold_key("grace", "k")
            asking = [asyncio.create_task(ask(mine, "k")) for _ in range(50)]
            await api.make()
            answers = await asyncio.gather(*asking)
        assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(409, "idempotency_in_progress")}
        assert {answer.headers["retry-after"] for answer in answers} == {"2"}
        assert (await ask(mine, "k")).status_code == 202
        assert len(await jobs_of(mine)) == 1


async def test_a_repetition_gets_the_first_answer_whatever_happened_since(api: Api) -> None:
    """Status, body and the headers that matter, for every POST, written in whatever order; and nothing is done."""
    job_id, other = (await api.ready())["job_id"], (await api.ready())["job_id"]
    posts: list[tuple[str, Any, Any]] = [
        ("generate", WISH, {"duration": 10, "prompt": PROMPT}),
        (f"jobs/{job_id}/refine?scene_number=1&new_description=A harbour at night", None, None),
        (f"jobs/{job_id}/reorder", {"scene_order": [2, 1]}, {"scene_order": [2, 1]}),
        (f"jobs/{job_id}/approve", None, None),
        (f"jobs/{job_id}/render", {"captions": False, "audio": "silence"}, {"audio": "silence", "captions": False}),
        (f"jobs/{other}/cancel", None, None),
    ]
    firsts = [await ask(api.client, f"key-{path}".split("?")[0], body, path) for path, body, _ in posts]
    assert [first.status_code for first in firsts] == [202, 202, 200, 200, 202, 202]
    before = await api.until(job_id, "completed")
    for first, (path, _, body) in zip(firsts, posts, strict=True):
        again = await ask(api.client, f"key-{path}".split("?")[0], body, path)
        assert (again.status_code, again.content) == (first.status_code, first.content)
        for name in ("etag", "location", "content-location", "content-type"):
            assert again.headers.get(name) == first.headers.get(name)
        assert (first.headers.get(REPLAYED), again.headers.get(REPLAYED)) == (None, "true")
    assert await api.get(job_id) == before


async def test_a_refusal_is_repeated_too(api: Api) -> None:
    """What was refused for good stays refused under its key; a new key asks anew."""
    job_id = (await api.ready())["job_id"]
    path = f"jobs/{job_id}/render"
    first = await ask(api.client, "early", None, path)
    assert (first.status_code, first.json()["code"]) == (409, "storyboard_not_approved")
    await api.post(job_id, "approve", 200)
    again = await ask(api.client, "early", None, path)
    assert (again.status_code, again.content, again.headers[REPLAYED]) == (409, first.content, "true")
    assert again.headers["content-type"] == "application/problem+json"
    assert (await ask(api.client, "later", None, path)).status_code == 202


async def test_a_key_serves_one_request_of_one_owner(api: Api) -> None:
    """Another body, path or query under the same key is refused; another owner's key is not the same one."""
    async with owner(api) as mine, owner(api) as other:
        made = (await ask(mine, "k")).json()["job_id"]
        for body, path in (
            (WISH | {"duration": 11}, "generate"),
            (None, f"jobs/{made}/refine?scene_number=1&new_description=A harbour at night"),
            (None, f"jobs/{made}/cancel"),
        ):
            answer = await ask(mine, "k", body, path)
            assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
        assert REPLAYED not in (await ask(other, "k")).headers
        assert (await jobs_of(mine), len(await jobs_of(other))) == ([made], 1)


@pytest.mark.parametrize("key", ["", "two words", "k" * 256, "schlüssel", "tab\there"])
async def test_a_key_that_is_none_is_refused(api: Api, key: str) -> None:
    """Before anything is done."""
    answer = await api.client.post("/api/v2/generate", json=WISH, headers={b"Idempotency-Key": key.encode("latin-1")})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_invalid")


async def test_the_longest_key_serves(api: Api) -> None:
    """255 visible characters."""
    key = uuid4().hex.ljust(254, "~") + "!"
    assert (await ask(api.client, key)).json()["job_id"] == (await ask(api.client, key)).json()["job_id"]


async def test_a_request_that_was_malformed_leaves_its_key_free(api: Api) -> None:
    """Who mends the body may keep the key."""
    key = uuid4().hex
    assert (await ask(api.client, key, {"prompt": "short"})).status_code == 422
    assert (await ask(api.client, key)).status_code == 202


async def test_after_a_day_a_key_is_new(api: Api) -> None:
    """The answer is forgotten."""
    async with owner(api) as mine:
        await ask(mine, "k")
        async with (
            open_pool(api.settings.database_url.get_secret_value(), schema="gateway", size=1) as pool,
            connection(pool) as one,
        ):
            await one.execute("update idempotency_keys set created_at = created_at - interval '1 day' where key = 'k'")
        again = await ask(mine, "k")
        assert (again.status_code, again.headers.get(REPLAYED)) == (202, None)
        assert len(await jobs_of(mine)) == 2


async def test_a_gateway_killed_before_it_answered_made_the_job_that_the_repetition_gets(api: Api) -> None:
    """Job and answer are one commit."""
    async with owner(api) as mine, spawned_gateway(api.settings, module="support.gateway_dies") as dying:
        dying.headers.update(mine.headers)
        with pytest.raises(httpx.TransportError):
            await ask(dying, "k")
        (job_id,) = await jobs_of(mine)
        again = await ask(mine, "k")
        assert (again.status_code, again.json()["job_id"], again.headers[REPLAYED]) == (202, job_id, "true")
        assert again.headers["location"] == f"/api/v2/jobs/{job_id}"
        assert await jobs_of(mine) == [job_id]


class Lossy(httpx.AsyncHTTPTransport):
    """The first answer to each POST is lost on its way."""

    def __init__(self) -> None:
        super().__init__()
        self.lost: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass it on; break off where it is the first."""
        answer = await super().handle_async_request(request)
        if request.method == "POST" and request.url.path not in self.lost:
            await answer.aread()
            await answer.aclose()
            self.lost.append(request.url.path)
            raise httpx.ReadError("the connection broke", request=request)
        return answer


async def test_the_python_client_acts_once_though_every_answer_is_lost(api: Api) -> None:
    """It repeats each POST under its key: one job, one refinement, one of everything."""
    async with owner(api) as mine:
        key, lossy = mine.headers["authorization"].split()[1], Lossy()
        async with AsyncStoryreel(str(mine.base_url), key, transport=lossy) as client:
            made = await client.generate(GenerationRequest(prompt=PROMPT, duration=10))
            async with asyncio.timeout(60):
                ready = await client.wait_until(made.job_id, VideoStatus.STORYBOARD_READY)
            refined = await client.refine(made.job_id, 1, description="A harbour at night")
            assert (refined.version, refined.refinements_left) == (ready.version + 1, ready.refinements_left - 1)
            assert (await client.reorder(made.job_id, [2, 1])).version == ready.version + 2
            assert (await client.approve(made.job_id)).version == ready.version + 3
            assert (await client.render(made.job_id)).version == ready.version + 4
        assert await jobs_of(mine) == [str(made.job_id)]
    assert [path.rpartition("/")[2] for path in lossy.lost] == ["generate", "refine", "reorder", "approve", "render"]


async def edit(api: Api, job_id: str, action: str, tag: str | None, **body: Any) -> httpx.Response:
    """An edit of the job as it was seen."""
    headers = {} if tag is None else {"If-Match": tag}
    return await api.client.post(f"/api/v2/jobs/{job_id}/{action}", json=body or None, headers=headers)


async def test_of_those_who_edit_the_same_version_one_wins(api: Api) -> None:
    """The others are told that the job has changed, and nothing of theirs is done."""
    job = await api.ready(duration=15)
    job_id, path = job["job_id"], f"/api/v2/jobs/{job['job_id']}"
    seen = (await api.client.get(path)).headers["etag"]
    edits = [edit(api, job_id, "reorder", seen, scene_order=order) for order in ([3, 2, 1], [2, 1, 3], [1, 3, 2]) * 7]
    words = [edit(api, job_id, "refine", seen, scene_number=1, new_description=f"Harbour, take {n}") for n in range(4)]
    answers = await asyncio.gather(*edits, edit(api, job_id, "approve", seen), *words)
    won = [answer for answer in answers if answer.is_success]
    assert len(won) == 1
    lost = [answer for answer in answers if answer is not won[0]]
    assert {(answer.status_code, answer.json()["code"]) for answer in lost} == {(412, "precondition_failed")}
    now = await api.client.get(path)
    assert (now.json()["version"], now.headers["etag"]) == (job["version"] + 1, won[0].headers["etag"])


async def test_if_match_compares_strongly(api: Api) -> None:
    """Not weak tags, not tags of the same version that were never given; `*` and any tag of a list will do."""
    job_id = (await api.ready())["job_id"]
    seen = (await api.client.get(f"/api/v2/jobs/{job_id}")).headers["etag"]
    version = seen.strip('"').partition("-")[0]
    for tag in (f"W/{seen}", f'"{version}-00000000"', f'"{version}"', '"999-00000000"', seen.strip('"'), ""):
        answer = await edit(api, job_id, "approve", tag)
        assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed"), tag
    assert (await edit(api, job_id, "reorder", "*", scene_order=[2, 1])).status_code == 200
    now = (await edit(api, job_id, "reorder", None, scene_order=[1, 2])).headers["etag"]
    assert (await edit(api, job_id, "approve", seen)).status_code == 412
    assert (await edit(api, job_id, "approve", f'"0-ffffffff", {now}')).status_code == 200


async def test_a_job_that_is_not_there_is_not_found_whatever_is_expected_of_it(api: Api) -> None:
    """404 goes before 412."""
    assert (await edit(api, str(uuid4()), "approve", '"1-00000000"')).status_code == 404


async def test_the_etag_is_the_same_wherever_it_is_read(api: Api, infra: Infrastructure) -> None:
    """From Redis, from Postgres and from the answer to an edit: each of them can be sent as If-Match."""
    for job in (await api.ready(), await api.filmed(prompt=f"{PROMPT} Again.")):
        path = f"/api/v2/jobs/{job['job_id']}"
        await clear_redis(infra.redis_url)
        stored, cached = [(await api.client.get(path)).headers["etag"] for _ in range(2)]
        answered = await edit(api, job["job_id"], "reorder", stored, scene_order=[2, 1])
        assert (stored, answered.status_code) == (cached, 200)
        assert (await api.client.get(path)).headers["etag"] == answered.headers["etag"]
        await clear_redis(infra.redis_url)
        assert (await api.client.get(path)).headers["etag"] == answered.headers["etag"]
