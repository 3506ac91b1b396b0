"""What a client of the REST API lives through, on the real gateway and real servers."""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

import httpx
import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.keys import new_api_key
from storyreel_contracts.api import JobMetadata, JobResponse, ProblemDetails
from storyreel_contracts.events import (
    Event,
    ExportRequested,
    GenerationRequested,
    Progress,
    RenderRequested,
    SceneRefinementRequested,
)
from storyreel_gateway.rebuild import rebuild
from support.deadlines import eventually
from support.gateway_rows import execute
from support.gateway_sse import Said, said
from support.gateway_stack import PROMPT, Api, gateway_on
from support.gateway_workers import Script
from support.stack import clear_redis


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module, with workers that do well; each test has jobs of its own. Nothing stands
    still for long enough to be asked for again but what a test makes older."""
    async with gateway_on(
        infra, module_database, stall_seconds=3600, stall_sweep_seconds=0.2, heartbeat_seconds=0.5
    ) as running:
        yield running


@pytest.fixture(autouse=True)
def well(api: Api) -> None:
    """Workers begin each test doing well."""
    api.workers.script = Script()


def problem_of(answer: httpx.Response, status: int, code: str) -> ProblemDetails:
    """The problem in an answer."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = ProblemDetails.model_validate_json(answer.content)
    assert (problem.status, problem.code) == (status, code)
    assert problem.detail
    return problem


async def test_a_prompt_becomes_a_film_that_can_be_watched(api: Api) -> None:
    """The whole way: prompt, storyboard, approval, render, bytes."""
    job = await api.ready()
    job_id = job["job_id"]
    assert job["storyboard_version"] == 1
    assert [entry["generation_status"] for entry in job["storyboard"]] == ["completed", "completed"]
    assert (await api.client.get(job["storyboard"][1]["image_url"])).content == b"picture of 2"

    assert (await api.post(job_id, "render", 409))["code"] == "storyboard_not_approved"
    assert (await api.post(job_id, "approve", 200))["approved"] is True
    assert (await api.post(job_id, "render", 202, captions=False))["status"] == "rendering"
    done = await api.until(job_id, "completed")
    assert (done["actual_cost"], done["progress"]["percent"]) == (0.12, 100)
    (asked,) = await heard(api, RenderRequested, job_id)
    assert asked.captions is False

    film = await api.client.get(done["video_url"])
    assert film.status_code == 200
    assert film.content == api.script.film


async def test_making_a_job_answers_at_once_and_says_where_to_look(api: Api) -> None:
    """202, pending, a Location, and everything the contract names."""
    answer = await api.client.post("/api/v2/generate", json={"prompt": f"  {PROMPT}  ", "client_id": "ada"})
    assert answer.status_code == 202
    job = JobResponse.model_validate_json(answer.content)
    assert answer.headers["location"] == f"/api/v2/jobs/{job.job_id}"
    assert (job.status, job.version, job.progress.scenes_total, job.actual_cost) == ("pending", 1, 6, None)
    assert (await api.client.get(answer.headers["location"])).status_code == 200
    (wanted,) = await heard(api, GenerationRequested, str(job.job_id))
    assert wanted.prompt == PROMPT


E = TypeVar("E", bound=Event)


async def heard(api: Api, kind: type[E], job_id: str) -> list[E]:
    """What the workers were asked for a job, once they were."""

    async def some() -> list[E]:
        return [event for event in api.script.heard if isinstance(event, kind) and str(event.job_id) == job_id]

    return await eventually(some, what=kind.__name__)


@pytest.mark.parametrize(
    ("wish", "says", "code"),
    [
        ({"prompt": "too short"}, "prompt: must have 10 to 5000 characters", "request_invalid"),
        ({"prompt": PROMPT, "duration": 4}, "duration: must be 5 to 300", "request_invalid"),
        ({"prompt": PROMPT, "duration": "ten"}, "duration: must be a whole number, 5 to 300", "request_invalid"),
        ({"prompt": PROMPT, "aspect_ratio": "2:1"}, "aspect_ratio: must be 16:9, 9:16, 1:1 or 4:3", "request_invalid"),
        ({"prompt": PROMPT, "owner_id": "me"}, "owner_id: is not a field of this request", "request_invalid"),
        ({"prompt": PROMPT, "provider": "x"}, "provider: must be animatic, replicate or cog", "provider_unavailable"),
        ({"prompt": PROMPT + "\x00"}, "prompt: must not hold the character U+0000", "text_invalid"),
        ({}, "prompt: is missing", "request_invalid"),
    ],
)
async def test_a_wrong_request_says_which_field(api: Api, wish: dict[str, object], says: str, code: str) -> None:
    """422 with errors[] that a form can show, and what each field may be."""
    problem = problem_of(await api.client.post("/api/v2/generate", json=wish), 422, code)
    assert says in [f"{error.field}: {error.message}" for error in problem.errors or []]
    assert problem.detail == says


async def test_a_provider_without_a_price_is_not_available(api: Api) -> None:
    """Nobody here could make its pictures."""
    answer = await api.client.post("/api/v2/generate", json={"prompt": PROMPT, "provider": "replicate"})
    problem_of(answer, 422, "provider_unavailable")


_JSON = {"content-type": "application/json"}


async def _endless() -> AsyncIterator[bytes]:
    for _ in range(20):
        yield b" " * 100_000


async def test_every_error_is_a_problem(api: Api) -> None:
    """Unknown paths, methods, ids, too much, and no JSON at all."""
    job = await api.make()
    client, path = api.client, f"/api/v2/jobs/{job['job_id']}"
    problem_of(await client.get("/api/v2/nothing"), 404, "not_found")
    problem_of(await client.delete(path), 405, "method_not_allowed")
    problem_of(await client.get("/api/v2/jobs/not-an-id"), 404, "job_not_found")
    problem_of(await client.get("/api/v2/jobs/not-an-id/metadata"), 404, "job_not_found")
    problem_of(await client.get(f"/api/v2/jobs/{'0' * 32}"), 404, "job_not_found")
    problem_of(await client.post("/api/v2/generate", json={"prompt": "x" * 200_000}), 413, "body_too_large")
    problem_of(await client.post("/api/v2/generate", content=_endless(), headers=_JSON), 413, "body_too_large")
    answer = await client.post("/api/v2/generate", content=b"{", headers=_JSON)
    problem_of(answer, 422, "request_invalid")
    problem_of(await client.get("/api/v2/jobs?cursor=x"), 422, "cursor_invalid")
    problem_of(await client.get("/api/v2/jobs?limit=101"), 422, "request_invalid")


async def test_a_key_is_needed_everywhere(api: Api) -> None:
    """No key, a mistyped one and an unknown one are 401; the health pages are public."""
    job = await api.make()
    async with httpx.AsyncClient(base_url=api.client.base_url, timeout=60) as stranger:
        for path in (f"/api/v2/jobs/{job['job_id']}", "/api/v2/jobs", "/api/v2/cache/stats"):
            problem_of(await stranger.get(path), 401, "key_missing")
            for key in (new_api_key(), api.key[:-1] + "!", "sr_"):
                answer = await stranger.get(path, headers={"X-API-Key": key})
                problem_of(answer, 401, "key_invalid")
                assert answer.headers["www-authenticate"] == "Bearer"
            assert (await stranger.get(path, headers={"X-API-Key": api.key})).status_code == 200
        for path in ("/livez", "/docs", "/docs/docs.js", "/openapi.json"):
            assert (await stranger.get(path)).status_code == 200
        front = await stranger.get("/")
        assert (front.status_code, front.headers["location"]) == (307, "/docs")

        async def all_well() -> bool:
            told = (await stranger.get("/readyz")).json()["dependencies"]
            return bool(told == dict.fromkeys(("database", "bus", "storage", "redis", "work_dir"), "ok"))

        await eventually(all_well, what="an answer of every dependency")


async def test_a_read_that_knows_the_job_already_gets_304(api: Api) -> None:
    """The ETag is strong and changes with the version."""
    job = await api.ready()
    path = f"/api/v2/jobs/{job['job_id']}"
    first = await api.client.get(path)
    again = await api.client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert not first.headers["etag"].startswith("W/")
    await api.post(job["job_id"], "approve", 200)
    changed = await api.client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.json()["version"] == job["version"] + 1
    assert (await api.client.head(path)).content == b""


async def test_jobs_are_listed_newest_first_in_pages(api: Api) -> None:
    """The Link header leads through all of a client's jobs and then ends."""
    made = [(await api.make(client_id="pages"))["job_id"] for _ in range(5)]
    url, found = "/api/v2/jobs?client_id=pages&limit=2", []
    while url:
        answer = await api.client.get(url)
        found += [job["job_id"] for job in answer.json()]
        url = answer.links.get("next", {}).get("url", "")
    assert found == made[::-1]
    none = await api.client.get("/api/v2/jobs?client_id=pages&status=canceled")
    assert none.json() == []


async def test_refining_by_body_or_query_changes_one_scene(api: Api) -> None:
    """A new prompt draws that picture again; a new description needs none; both take the approval back."""
    job = await api.ready()
    job_id = job["job_id"]
    await api.post(job_id, "approve", 200)
    refined = await api.post(job_id, "refine", 202, scene_number=2, new_image_prompt="A gull above the lantern")
    assert (refined["status"], refined["approved"], refined["refinements_left"]) == ("generating_storyboard", False, 4)
    assert refined["storyboard"][1]["image_url"] is None
    ready = await api.until(job_id, "storyboard_ready")
    assert (await api.client.get(ready["storyboard"][1]["image_url"])).content == b"picture again"
    assert ready["storyboard_version"] == 2
    (asked,) = await heard(api, SceneRefinementRequested, job_id)
    assert asked.scene_number == 2

    query: dict[str, str | int] = {"scene_number": 1, "new_description": "The keeper climbs the stairs"}
    answer = await api.client.post(f"/api/v2/jobs/{job_id}/refine", params=query)
    assert answer.status_code == 202
    assert answer.json()["storyboard"][0]["scene"]["description"] == "The keeper climbs the stairs"
    nothing = await api.client.post(f"/api/v2/jobs/{job_id}/refine", params={"scene_number": 1})
    problem_of(nothing, 422, "request_invalid")
    problem_of(await api.client.post(f"/api/v2/jobs/{job_id}/refine"), 422, "request_invalid")


async def test_the_sixth_refinement_is_one_too_many(api: Api) -> None:
    """429 with a code of its own."""
    job_id = (await api.ready())["job_id"]
    for left in (4, 3, 2, 1, 0):
        said_ = await api.post(job_id, "refine", 202, scene_number=1, new_description=f"Caption number {left}")
        assert said_["refinements_left"] == left
    assert (await api.post(job_id, "refine", 429, scene_number=1, new_description="Caption no. six"))["code"] == (
        "refinement_limit"
    )


async def test_reordering_by_body_or_query(api: Api) -> None:
    """The scenes are renumbered; what is no permutation is 422."""
    job = await api.ready()
    job_id, prompts = job["job_id"], [entry["scene"]["image_prompt"] for entry in job["storyboard"]]
    turned = await api.post(job_id, "reorder", 200, scene_order=[2, 1])
    assert [entry["scene"]["image_prompt"] for entry in turned["storyboard"]] == prompts[::-1]
    assert [entry["scene"]["scene_number"] for entry in turned["storyboard"]] == [1, 2]
    for query in ("scene_order=2&scene_order=1", "scene_order=2,1"):
        answer = await api.client.post(f"/api/v2/jobs/{job_id}/reorder?{query}")
        assert answer.status_code == 200, answer.text
    problem_of(
        await api.client.post(f"/api/v2/jobs/{job_id}/reorder", json={"scene_order": [1, 1]}),
        422,
        "scene_order_invalid",
    )
    problem_of(await api.client.post(f"/api/v2/jobs/{job_id}/reorder?scene_order=a"), 422, "request_invalid")


async def test_a_failed_scene_is_refined_for_free_and_then_rendered(api: Api) -> None:
    """One scene of two fails: the storyboard is ready, the render is not."""
    api.script.failing_scenes = {2}
    job_id = (await api.make())["job_id"]
    job = await api.until(job_id, "storyboard_ready")
    assert job["storyboard"][1]["error"] == "the provider refused the prompt"
    await api.post(job_id, "approve", 200)
    assert (await api.post(job_id, "render", 409))["code"] == "scene_failed"
    problem_of(await api.client.get(f"/api/v2/jobs/{job_id}/scenes/2/image"), 404, "image_not_ready")
    api.script.failing_scenes = set()
    refined = await api.post(job_id, "refine", 202, scene_number=2, new_image_prompt="Something simpler")
    assert refined["refinements_left"] == 5
    await api.until(job_id, "storyboard_ready")
    await api.post(job_id, "approve", 200)
    await api.post(job_id, "render", 202)
    await api.until(job_id, "completed")


async def test_a_storyboard_without_a_single_picture_fails_its_job(api: Api) -> None:
    """The cause is there for a person and for a program."""
    api.script.failing_scenes = {1, 2}
    job = await api.until((await api.make())["job_id"], "failed")
    assert job["error"]["code"] == "provider_refused"
    assert "refused the prompt" in job["error_message"]


async def test_a_failed_render_is_told_and_can_be_repeated(api: Api) -> None:
    """The former film stays downloadable all the while."""
    job_id = (await api.filmed())["job_id"]
    first = (await api.client.get(f"/api/v2/jobs/{job_id}/video")).headers["etag"]
    api.script.failing_renders = 1
    await api.post(job_id, "render", 202)
    failed = await api.until(job_id, "failed")
    assert failed["error"] == {
        "code": "encoder_failed", "message": "the encoder stopped", "stage": "rendering", "scene_number": 1,
        "retryable": True,
    }  # fmt: skip
    assert (await api.client.get(f"/api/v2/jobs/{job_id}/video")).headers["etag"] == first
    await api.post(job_id, "render", 202)
    await api.until(job_id, "completed")
    assert (await api.client.get(f"/api/v2/jobs/{job_id}/video")).headers["etag"] != first


async def test_canceling_ends_a_job_for_good(api: Api) -> None:
    """Late facts change nothing but the bill; a second cancel is a conflict."""
    api.script.silent = {GenerationRequested}
    job_id = (await api.make())["job_id"]
    canceled = await api.post(job_id, "cancel", 202)
    assert canceled["status"] == "canceled"
    (asked,) = await heard(api, GenerationRequested, job_id)
    api.script.silent = set()
    await api.workers.answer(asked)
    assert (await api.post(job_id, "cancel", 409))["code"] == "job_canceled"
    marker = await api.ready()
    assert marker["status"] == "storyboard_ready"
    late = await api.get(job_id)
    assert late["actual_cost"] == 0.02
    assert {name for name, value in late.items() if value != canceled[name]} == {
        "actual_cost", "version", "updated_at",
    }  # fmt: skip


async def test_the_film_in_ranges(api: Api) -> None:
    """Seeking players get what they ask for, and only whole downloads count."""
    job_id = (await api.filmed())["job_id"]
    url, film = f"/api/v2/jobs/{job_id}/video", Script().film

    async def get(**headers: str) -> httpx.Response:
        return await api.client.get(url, headers={name.replace("_", "-"): value for name, value in headers.items()})

    part = await get(Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, film[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(film)}"
    assert (await get(Range="bytes=-5")).content == film[-5:]
    assert (await get(Range=f"bytes={len(film) - 3}-")).content == film[-3:]
    outside = await get(Range=f"bytes={len(film)}-")
    assert (outside.status_code, outside.headers["content-range"]) == (416, f"bytes */{len(film)}")
    assert (await get(Range="bytes=5-9", If_Range=part.headers["etag"])).status_code == 206
    head = await api.client.head(url)
    assert (head.headers["content-length"], head.content) == (str(len(film)), b"")
    metadata = JobMetadata.model_validate_json((await api.client.get(f"/api/v2/jobs/{job_id}/metadata")).content)
    assert metadata.seed is not None, "who likes the film can ask for it again"
    assert metadata.metrics.download_count == 0

    assert (await get()).content == film
    assert (await get(Range="bytes=0-9")).status_code == 206
    changed = await get(Range="bytes=5-9", If_Range='"another"')
    assert (changed.status_code, changed.content) == (200, film)
    assert (await get(If_None_Match=part.headers["etag"])).status_code == 304
    metadata = JobMetadata.model_validate_json((await api.client.get(f"/api/v2/jobs/{job_id}/metadata")).content)
    assert metadata.metrics.download_count == 3
    assert metadata.video.parameters is not None
    assert (metadata.video.parameters.width, metadata.scenes.completed) == (1920, 2)


async def test_a_copy_is_made_once_and_served_after(api: Api) -> None:
    """202 says where to look; waiting gets the file; asking again makes nothing."""
    job_id = (await api.filmed())["job_id"]
    url = f"/api/v2/jobs/{job_id}/export?format=webm&quality=low"
    api.script.silent = {ExportRequested}
    later = await api.client.get(url)
    assert (later.status_code, later.json()["status"]) == (202, "pending")
    assert int(later.headers["retry-after"]) > 0
    assert (await api.client.get(later.headers["location"])).json()["url"] is None
    await heard(api, ExportRequested, job_id)
    waiting = asyncio.create_task(api.client.get(url, headers={"Prefer": "respond-async, wait=50"}))
    api.script.silent = set()
    await execute(
        api, "update exports set swept_at = swept_at - interval '2 hours' where job_id = $1::text::uuid", job_id
    )  # fmt: skip
    copy = await waiting  # the silent export is asked for again by the sweep
    assert (copy.status_code, copy.content) == (200, b"copy" * 100)
    assert copy.headers["content-type"] == "video/webm"
    assert (await api.client.get(url)).content == copy.content
    status = (await api.client.get(later.headers["location"])).json()
    assert (status["status"], status["url"]) == ("completed", url)
    problem_of(await api.client.get(f"/api/v2/jobs/{job_id}/export?format=avi"), 422, "request_invalid")


async def test_fifty_who_ask_for_one_copy_cause_one_export(api: Api) -> None:
    """All are told of the same export."""
    job_id = (await api.filmed())["job_id"]
    url = f"/api/v2/jobs/{job_id}/export?format=mov"
    answers = await asyncio.gather(*(api.client.get(url, headers={"Prefer": "wait=50"}) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.headers["etag"] for answer in answers}) == 1
    asked = {event.event_id for event in api.script.heard if isinstance(event, ExportRequested)}
    assert len(asked) == 1


async def test_nothing_to_watch_before_the_film_is_there(api: Api) -> None:
    """409 with the code that says so, for the film and its copies."""
    job_id = (await api.ready())["job_id"]
    scene = problem_of(await api.client.get(f"/api/v2/jobs/{job_id}/scenes/60/image"), 404, "image_not_found")
    assert scene.detail.startswith("There is no scene 60: there are scenes 1 to ")
    problem_of(await api.client.get(f"/api/v2/jobs/{job_id}/video"), 409, "video_not_ready")
    problem_of(await api.client.get(f"/api/v2/jobs/{job_id}/export"), 409, "video_not_ready")


async def collected(api: Api, job_id: str, last: int | None = None) -> list[Said]:
    """A stream to its end."""
    return [event async for event in said(api.client, job_id, last)]


async def test_the_event_stream_tells_every_change_once_and_ends(api: Api) -> None:
    """Ids are the job's versions without gap or repeat, wherever a client goes on."""
    job_id = (await api.make(auto_approve=True))["job_id"]
    live = [event for event in await collected(api, job_id, 0) if event.id is not None]
    versions = [event.id for event in live]
    assert versions == list(range(1, len(live) + 1))
    assert [event.data["version"] for event in live] == versions
    assert (live[0].kind, live[-1].kind) == ("created", "video_rendered")
    assert live[-1].data == await api.get(job_id)
    for last in range(0, len(live), 3):
        assert [event.id for event in await collected(api, job_id, last)] == versions[last:]
    (snapshot,) = await collected(api, job_id)
    assert (snapshot.kind, snapshot.id) == ("snapshot", versions[-1])
    over = await api.client.get(f"/api/v2/jobs/{job_id}/events", headers={"Last-Event-ID": str(versions[-1])})
    assert over.status_code == 204


async def test_live_progress_reaches_the_stream(api: Api) -> None:
    """Without an id, so that it is never replayed."""
    api.script.silent = {GenerationRequested}
    job = await api.make()
    progress = Progress.model_validate({"job_id": job["job_id"], "stage": "illustrating", "percent": 40})
    subject = Progress.subject_for(job["job_id"])
    told = asyncio.Event()

    async def keep_telling() -> None:
        while not told.is_set():
            await api.workers.tell(subject, progress.model_dump_json().encode())
            await asyncio.sleep(0.05)

    telling = asyncio.create_task(keep_telling())
    async with asyncio.timeout(60):
        async for event in said(api.client, job["job_id"]):
            if event.kind == "progress":
                break
    told.set()
    await telling
    assert (event.id, event.data["percent"]) == (None, 40)
    await api.post(job["job_id"], "cancel", 202)


async def test_a_silent_worker_is_asked_again(api: Api) -> None:
    """The same event, in a new message; the job then goes its way."""
    api.script.silent = {GenerationRequested}
    job_id = (await api.make())["job_id"]
    asked = await heard(api, GenerationRequested, job_id)
    api.script.silent = set()
    await execute(
        api, "update jobs set updated_at = updated_at - interval '2 hours' where job_id = $1::text::uuid", job_id
    )  # fmt: skip
    await api.until(job_id, "storyboard_ready")
    again = await heard(api, GenerationRequested, job_id)
    assert {event.event_id for event in again} == {event.event_id for event in asked}
    assert len(again) > len(asked)


async def test_reads_are_served_from_redis_and_survive_its_loss(api: Api, infra: Infrastructure) -> None:
    """Flushed, the projection fills itself from Postgres; rebuilt, it needs not."""
    job = await api.ready()

    async def stats() -> dict[str, float]:
        counted: dict[str, float] = (await api.client.get("/api/v2/cache/stats")).json()
        return counted

    before = await stats()
    assert await api.get(job["job_id"]) == job
    assert (await stats())["hits"] == before["hits"] + 1
    await clear_redis(infra.redis_url)
    assert await api.get(job["job_id"]) == job
    assert (await stats())["misses"] == before["misses"] + 1
    await clear_redis(infra.redis_url)
    assert await rebuild(api.settings) >= 1
    assert await api.get(job["job_id"]) == job
    after = await stats()
    assert (after["hits"], after["misses"]) == (before["hits"] + 2, before["misses"] + 1)
    assert (after["connected"], after["ttl_seconds"]) == (True, 30)
