"""Many films asked for at once: each gets its turn, stands for itself, and all together keep to one budget."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx
import pytest

from storyreel.client import AsyncStoryreel, Storyreel
from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import new_id
from storyreel_contracts.api import BatchRequest, BatchResponse, GenerationRequest
from storyreel_contracts.events import GenerationRequested, JobCanceled, RenderRequested
from support.deadlines import eventually
from support.gateway_batches import jobs_of, read, resting, states, submit, wishes
from support.gateway_owner import owner
from support.gateway_stack import PROMPT, Api, gateway_on

CONCURRENCY = 5
PICTURE, CLIP_SECOND = Decimal("0.003"), Decimal("0.036")
"""Of replicate, by the price catalogue."""


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module; each test has an owner of its own. The sweep is too slow to be of help."""
    async with gateway_on(
        infra, module_database, owner_concurrency=CONCURRENCY, providers="animatic,replicate", stall_sweep_seconds=600
    ) as running:
        yield running


@pytest.fixture
async def mine(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a new owner."""
    async with owner(api) as client:
        yield client


async def test_a_hundred_films_are_made_five_at_a_time_in_their_order(api: Api, mine: httpx.AsyncClient) -> None:
    """Each becomes one job when a place is free; the batch says how far the whole is, and when it ended."""
    made = await submit(mine, wishes(100), client_id="a studio")
    assert (made["status"], made["percent"], made["counts"]["queued"]) == ("queued", 0, 100)
    most, percents = 0, [0.0]

    async def done() -> dict[str, Any] | None:
        nonlocal most
        found = await read(mine, made["batch_id"])
        most = max(most, found["counts"]["running"])
        percents.append(found["percent"])
        return found if found["ended_at"] else None

    batch = await eventually(done, within=600, what="the end", every=0.1)
    assert (batch["status"], batch["counts"]["completed"], batch["percent"]) == ("completed", 100, 100)
    assert 1 < most <= CONCURRENCY
    assert percents == sorted(percents)
    jobs = await jobs_of(mine, made["batch_id"])
    assert [job["job_id"] for job in jobs] == [item["job_id"] for item in batch["items"]]
    assert {job["batch_id"] for job in jobs} == {made["batch_id"]}
    asked = {event.job_id: event for event in api.script.heard if isinstance(event, GenerationRequested)}
    prompts = [asked[event_id].prompt for event_id in asked if str(event_id) in {job["job_id"] for job in jobs}]
    assert sorted(prompts) == sorted(wish["prompt"] for wish in wishes(100))
    assert len({job["job_id"] for job in (await mine.get("/api/v2/jobs?client_id=a studio&limit=100")).json()}) == 100


async def test_an_item_that_fails_is_its_own_affair(api: Api, mine: httpx.AsyncClient) -> None:
    """What cannot be made is refused, what cannot be rendered fails, each with its reason; the rest goes on."""
    api.script.failing_renders = 1
    requests = wishes(5)
    requests[1] |= {"provider": "replicate", "max_cost_usd": 0.001}
    requests[3] |= {"auto_approve": False}
    batch = await resting(mine, (await submit(mine, requests))["batch_id"])
    assert states(batch)[1] == "refused"
    assert batch["items"][1]["error"]["code"] == "budget_exceeded"
    assert (batch["items"][1]["job_id"], batch["items"][1]["job_url"]) == (None, None)
    assert sorted(states(batch)) == ["completed", "completed", "failed", "refused", "waiting"]
    (failed,) = [item for item in batch["items"] if item["state"] == "failed"]
    assert failed["error"] == {"code": "encoder_failed", "message": "the encoder stopped"}
    assert (batch["status"], batch["percent"], batch["ended_at"]) == ("running", 90, None)
    waiting = batch["items"][3]
    assert (waiting["state"], waiting["percent"]) == ("waiting", 50)
    for action in ("approve", "render"):
        assert (await mine.post(f"{waiting['job_url']}/{action}")).status_code < 300
    assert (await mine.post(f"{failed['job_url']}/render")).status_code == 202
    batch = await resting(mine, batch["batch_id"])
    assert (batch["status"], batch["counts"]["completed"], batch["counts"]["refused"]) == ("completed", 4, 1)
    assert batch["ended_at"] is not None


async def test_jobs_that_wait_for_their_owner_make_place_for_the_next(api: Api, mine: httpx.AsyncClient) -> None:
    """A batch of films to review is all drawn, however many may be in work at once."""
    requests = [wish | {"auto_approve": False} for wish in wishes(CONCURRENCY + 3)]
    batch = await resting(mine, (await submit(mine, requests))["batch_id"])
    assert (batch["status"], batch["counts"]["waiting"]) == ("running", CONCURRENCY + 3)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"requests": []}, "requests"),
        ({"requests": wishes(101)}, "requests"),
        ({"requests": [*wishes(3), {"prompt": PROMPT, "duration": 4}]}, "requests.3.duration"),
        ({"requests": [*wishes(1), {"prompt": PROMPT, "nonsense": 1}]}, "requests.1.nonsense"),
        ({"requests": wishes(2, max_cost_usd=1_000_001)}, "requests.0.max_cost_usd"),
        ({"requests": wishes(1), "max_cost_usd": 1_000_001}, "max_cost_usd"),
        ({"requests": wishes(1), "max_cost_usd": -1}, "max_cost_usd"),
        ({"requests": [*wishes(1), *wishes(1, brand_guidelines={"x": "y" * 140_000})]}, "requests.1"),
        ({"requests": wishes(1, brand_guidelines={"x": "\x00"})}, "requests"),
        ({"requests": wishes(1), "nonsense": 1}, "nonsense"),
    ],
)
async def test_a_malformed_request_refuses_the_whole_batch(
    api: Api, mine: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    """The field is named with its place, and nothing is made."""
    answer = await mine.post("/api/v2/batches", json=body)
    assert answer.status_code == 422, answer.text
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert (await mine.get("/api/v2/batches")).json() == []
    assert (await mine.get("/api/v2/jobs")).json() == []


async def test_a_large_batch_is_taken_and_a_larger_one_is_not(api: Api, mine: httpx.AsyncClient) -> None:
    """Four mebibytes for a batch; everything else stays as small as it was."""
    large = wishes(35, brand_guidelines={"x": "y" * 100_000})
    made = await submit(mine, large)
    assert (await mine.post(f"{made['links']['self']}/cancel")).status_code == 202
    answer = await mine.post("/api/v2/batches", json={"requests": wishes(45, brand_guidelines={"x": "y" * 100_000})})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    answer = await mine.post("/api/v2/generate", json=wishes(1, brand_guidelines={"x": "y" * 140_000})[0])
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def spent(client: httpx.AsyncClient, batch_id: str) -> Decimal:
    """What a batch spent and may still spend."""
    found = await read(client, batch_id)
    return Decimal(str(found["reserved_cost"])) + Decimal(str(found["actual_cost"] or 0))


async def test_all_jobs_of_a_batch_keep_to_one_budget(api: Api, mine: httpx.AsyncClient) -> None:
    """Pictures at the start, renders that follow by themselves, later refinements and renders, however many at once:
    their sum never exceeds it, and who does not fit is told."""
    api.script.picture_cost, api.script.per_clip_second = PICTURE, CLIP_SECOND
    film = 5 * CLIP_SECOND
    budget = 12 * PICTURE + 2 * film
    try:
        made = await submit(mine, wishes(12, provider="replicate"), max_cost_usd=float(budget))
        batch_id, sums = made["batch_id"], []
        assert made["estimated_cost"] == float(12 * (PICTURE + film))

        async def rests() -> dict[str, Any] | None:
            sums.append(await spent(mine, batch_id))
            found = await read(mine, batch_id)
            return None if found["counts"]["queued"] or found["counts"]["running"] else found

        batch = await eventually(rests, what="the batch's rest")
        assert max(sums) <= budget
        waiting = [item for item in batch["items"] if item["state"] == "waiting"]
        assert batch["counts"]["completed"] in {1, 2}
        assert {item["error"]["code"] for item in waiting} == {"batch_budget_exceeded"}
        body = {"scene_number": 1, "new_image_prompt": "A gull above the lantern room"}
        answers = await asyncio.gather(
            *(mine.post(f"{item['job_url']}/render") for item in waiting),
            *(mine.post(f"{item['job_url']}/refine", json=body) for item in waiting),
        )
        told = {answer.json()["code"] for answer in answers if answer.status_code == 402}
        assert told == {"batch_budget_exceeded"}
        batch = await resting(mine, batch_id)
        assert await spent(mine, batch_id) <= budget
        assert batch["actual_cost"] == float(await spent(mine, batch_id))
        assert batch["max_cost_usd"] == float(budget)
    finally:
        api.script.picture_cost, api.script.per_clip_second = Decimal("0.01"), None


async def test_items_that_the_budget_does_not_reach_are_refused(api: Api, mine: httpx.AsyncClient) -> None:
    """Concurrent starts share it to the last picture."""
    api.script.picture_cost = PICTURE
    try:
        requests = wishes(12, provider="replicate", auto_approve=False)
        made = await submit(mine, requests, max_cost_usd=float(7 * PICTURE + PICTURE / 2))
        batch = await resting(mine, made["batch_id"])
    finally:
        api.script.picture_cost = Decimal("0.01")
    assert batch["counts"]["waiting"] == 7
    assert {item["error"]["code"] for item in batch["items"] if item["state"] == "refused"} == {"batch_budget_exceeded"}
    assert batch["actual_cost"] == float(7 * PICTURE)
    assert batch["reserved_cost"] == 0


async def test_a_batch_that_is_stopped_stops_whole(api: Api, mine: httpx.AsyncClient) -> None:
    """Requests in the queue, jobs in work and jobs that wait: all end; what was completed stays."""
    done = await resting(mine, (await submit(mine, wishes(1)))["batch_id"])
    refused = await mine.post(f"{done['links']['self']}/cancel")
    assert (refused.status_code, refused.json()["code"]) == (409, "batch_ended")
    assert "cancel" not in done["links"]
    api.script.silent = {RenderRequested}
    try:
        requests = wishes(20)
        requests[0] |= {"auto_approve": False}
        made = await submit(mine, requests)

        async def full() -> bool:
            found = await read(mine, made["batch_id"])
            return (found["counts"]["running"], found["counts"]["waiting"]) == (CONCURRENCY, 1)

        await eventually(full, what="a full house")
        path, headers = made["links"]["cancel"], {"Idempotency-Key": uuid4().hex}
        first, again = [await mine.post(path, headers=headers) for _ in range(2)]
    finally:
        api.script.silent = set()
    assert (first.status_code, again.content, again.headers["idempotent-replayed"]) == (202, first.content, "true")
    batch = first.json()
    assert (batch["status"], batch["counts"]["canceled"], batch["ended_at"] is not None) == ("canceled", 20, True)
    assert [item["job_id"] is not None for item in batch["items"]] == [True] * 6 + [False] * 14
    canceled = {str(event.job_id) for event in await eventually(lambda: _canceled(api, batch), what="the events")}
    assert canceled >= {item["job_id"] for item in batch["items"][:6]}
    assert (await mine.post(path)).json()["code"] == "batch_ended"
    after = await submit(mine, wishes(2))
    assert (await resting(mine, after["batch_id"]))["counts"]["completed"] == 2


async def _canceled(api: Api, batch: dict[str, Any]) -> list[Any]:
    wanted = {item["job_id"] for item in batch["items"][:6]}
    told = [event for event in api.script.heard if isinstance(event, JobCanceled) and str(event.job_id) in wanted]
    return told if len(told) == len(wanted) else []


async def test_a_batch_is_asked_for_once(api: Api, mine: httpx.AsyncClient) -> None:
    """Twenty equal requests under one key make one; all get its answer."""
    body, headers = {"requests": wishes(3)}, {"Idempotency-Key": uuid4().hex}
    answers = await asyncio.gather(*(mine.post("/api/v2/batches", json=body, headers=headers) for _ in range(20)))
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, answers[0].content)}
    (batch,) = (await mine.get("/api/v2/batches")).json()
    await resting(mine, batch["batch_id"])
    assert len((await mine.get("/api/v2/jobs")).json()) == 3
    other = await mine.post("/api/v2/batches", json={"requests": wishes(4)}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


async def test_batches_are_listed_in_pages_and_read_cheaply(api: Api, mine: httpx.AsyncClient) -> None:
    """Newest first, without their items; a read of what is known already is a 304."""
    made = [(await submit(mine, wishes(1)))["batch_id"] for _ in range(3)]
    for batch_id in made:
        await resting(mine, batch_id)
    url: str | None = "/api/v2/batches?limit=2"
    pages = []
    while url:
        answer = await mine.get(url)
        pages.append([batch["batch_id"] for batch in answer.json()])
        assert all("items" not in batch for batch in answer.json())
        url = answer.links.get("next", {}).get("url")
    assert pages == [made[:0:-1], made[:1]]
    first = await mine.get(f"/api/v2/batches/{made[0]}")
    again = await mine.get(f"/api/v2/batches/{made[0]}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await mine.get("/api/v2/batches?cursor=x")).json()["code"] == "cursor_invalid"
    assert (await mine.get("/api/v2/jobs", params={"batch_id": made[0], "status": "failed"})).json() == []
    paged = await mine.get("/api/v2/jobs", params={"batch_id": made[0], "status": "completed", "limit": 1})
    assert [job["batch_id"] for job in paged.json()] == [made[0]]


async def test_a_batch_of_another_is_not_there(api: Api, mine: httpx.AsyncClient) -> None:
    """Nor is one that nobody has, nor an id that cannot be one; its jobs are not listed either."""
    made = await submit(mine, wishes(1))
    await resting(mine, made["batch_id"])
    async with owner(api) as stranger:
        for client, batch_id in ((stranger, made["batch_id"]), (mine, str(new_id())), (mine, "x")):
            for method, path in (("GET", ""), ("POST", "/cancel")):
                answer = await client.request(method, f"/api/v2/batches/{batch_id}{path}")
                assert (answer.status_code, answer.json()["code"]) == (404, "batch_not_found")
        assert await jobs_of(stranger, made["batch_id"]) == []
        assert (await stranger.get("/api/v2/batches")).json() == []


async def test_the_clients_ask_for_batches_too(api: Api, mine: httpx.AsyncClient) -> None:
    """Both the plain one and the one for asyncio; they wait until nothing goes on by itself."""
    base, key = str(api.client.base_url), mine.headers["authorization"].removeprefix("Bearer ")
    request = BatchRequest(requests=[GenerationRequest.model_validate(wish) for wish in wishes(3)])
    seen: list[BatchResponse] = []
    async with AsyncStoryreel(base, key) as client:
        made = await client.batches.submit(request)
        done = await client.batches.wait(made.batch_id, on_change=seen.append)
        assert (done.status, done.counts.completed) == ("completed", 3)
        assert seen[-1] == done
        assert [batch.batch_id async for batch in client.batches.list(page_size=1)] == [made.batch_id]
        assert [job.batch_id async for job in client.jobs(batch_id=made.batch_id)] == [made.batch_id] * 3

    def plainly() -> None:
        with Storyreel(base, key) as client:
            made = client.batches.submit(request, idempotency_key="again")
            assert client.batches.submit(request, idempotency_key="again").batch_id == made.batch_id
            done = client.batches.wait(made.batch_id, timeout=180)
            assert done == client.batches.batch(made.batch_id)
            assert len(list(client.batches.list())) == 2
            api.script.silent = {GenerationRequested}  # none of it ends before it is stopped
            stopped = client.batches.cancel(client.batches.submit(BatchRequest(requests=request.requests)).batch_id)
            assert stopped.status == "canceled"
            assert len(list(client.jobs(batch_id=made.batch_id))) == 3

    try:
        await asyncio.to_thread(plainly)
    finally:
        api.script.silent = set()
