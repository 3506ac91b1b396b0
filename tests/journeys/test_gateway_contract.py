"""The corners of the REST contract: what a careless client sends, what HTTP asks for, and who wins a race."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from itertools import permutations
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import new_id
from storyreel_contracts.events import RenderRequested
from storyreel_gateway.openapi import document
from support.deadlines import eventually
from support.gateway_resources import BODIES, RESOURCES, one_of_everything, operations, unknown
from support.gateway_sse import said
from support.gateway_stack import PROMPT, Api, gateway_on
from support.gateway_workers import Script
from support.stack import clear_redis

JSON = {"content-type": "application/json"}
DOCUMENT = document()
GETS = [path for path, item in DOCUMENT["paths"].items() if "get" in item]


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module."""
    async with gateway_on(infra, module_database) as running:
        yield running


def _body(field: str, value: str) -> bytes:
    """A request for a film with one more field, written as it stands."""
    return f'{{"prompt":{json.dumps(PROMPT)},"{field}":{value}}}'.encode()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (_body("brand_guidelines", r'{"name":"\ud800"}'), "brand_guidelines"),
        (_body("brand_guidelines", r'{"\udfff":1}'), "brand_guidelines"),
        (_body("brand_guidelines", r'{"name":["a","\u0000"]}'), "brand_guidelines"),
        (_body("brand_guidelines", '{"name":NaN}'), "brand_guidelines"),
        (_body("brand_guidelines", '{"name":-1e999}'), "brand_guidelines"),
        (_body("brand_guidelines", '{"name":' + "9" * 4000 + "}"), "brand_guidelines"),
        (_body("brand_guidelines", '{"name":' + "[" * 200 + "]" * 200 + "}"), "brand_guidelines"),
        (_body("max_cost_usd", "NaN"), "max_cost_usd"),
        (_body("max_cost_usd", '"1e9999999"'), "max_cost_usd"),
        (_body(r"\ud800", "1"), "body"),
    ],
)
async def test_what_could_not_be_kept_is_refused(api: Api, body: bytes, field: str) -> None:
    """No text that Postgres cannot hold, no number that JSON has not, nothing that workers could not read."""
    answer = await api.client.post("/api/v2/generate", content=body, headers=JSON)
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe\xfa", b"[" * 60_000, _body("seed", "9" * 5000), b'"text"', b"null"])
async def test_a_body_that_is_no_request_is_one_kind_of_mistake(api: Api, body: bytes) -> None:
    """However early it is found out, it is a 422."""
    answer = await api.client.post("/api/v2/generate", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


async def test_a_heap_of_mistakes_is_not_answered_with_a_larger_one(api: Api) -> None:
    """The first twenty say enough."""
    wrong = {"prompt": PROMPT, **dict.fromkeys(("n" * 5000, *(f"field_{number}" for number in range(500))), 1)}
    answer = await api.client.post("/api/v2/generate", json=wrong)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 20
    assert len(answer.content) < 10_000


async def test_the_largest_prompt_is_taken_and_drawn(api: Api) -> None:
    """5000 emoji, each escaped as two halves: 60 kB of JSON."""
    body = json.dumps({"prompt": "\N{MOVIE CAMERA}" * 5000, "duration": 5}, ensure_ascii=True)
    answer = await api.client.post("/api/v2/generate", content=body, headers=JSON)
    assert answer.status_code == 202
    await api.until(answer.json()["job_id"], "storyboard_ready")


@pytest.mark.parametrize(
    "asked",
    [
        "/jobs?stat=done",
        "/jobs?status=failed&clientid=a",
        "/usage?months=2026-11",
        "/assets?kind=image",
        "/cache/stats?x",
    ],
)
async def test_a_mistyped_filter_is_told(api: Api, asked: str) -> None:
    """A list of everything would look like the list that was asked for."""
    answer = await api.client.get(f"/api/v2{asked}")
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    (wrong,) = answer.json()["errors"]
    assert wrong["message"] == "is not a field of this request"
    assert wrong["field"] in asked


async def test_json_that_is_not_called_so_is_told_what_to_call_it(api: Api) -> None:
    """The first thing that people forget with curl."""
    for media_type in ("application/x-www-form-urlencoded", "text/plain"):
        sent = {"content-type": media_type}
        answer = await api.client.post("/api/v2/generate", content=json.dumps({"prompt": PROMPT}), headers=sent)
        assert answer.status_code == 422
        assert "Content-Type: application/json" in answer.json()["detail"]


async def test_an_id_that_cannot_be_one_is_not_there(api: Api) -> None:
    """The same 404 as for an id that nobody has, on every endpoint with one."""
    values = {name: unknown(name) for name in RESOURCES} | {"job_id": "not-an-id"}
    for method, path, _ in operations(DOCUMENT):
        if "{job_id}" in path:
            url = path.format(**values)
            answer = await api.client.request(method, url, json=BODIES.get(f"{method} {path}"))
            assert (answer.status_code, answer.json()["code"]) == (404, "job_not_found"), url
    job_id = (await api.ready())["job_id"]
    for scene in ("0", "-1", "x", "99", "9" * 5000):
        answer = await api.client.get(f"/api/v2/jobs/{job_id}/scenes/{scene}/image")
        assert (answer.status_code, answer.json()["code"]) == (404, "image_not_found")
    for path, code in (
        (f"/jobs/{job_id}/exports/x", "export_not_found"),
        (f"/jobs/{job_id}/shares/x", "share_not_found"),
        ("/keys/x", "key_not_found"),
    ):
        answer = await api.client.get(f"/api/v2{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, code)


async def _as_long_as_its_head(api: Api, url: str) -> httpx.Response | None:
    """The answer if its HEAD told its length; what is live (seconds, counts) may have grown between the two."""
    head, got = await api.client.head(url), await api.client.get(url)
    assert (head.status_code, head.content) == (200, b""), url
    return got if head.headers["content-length"] == got.headers["content-length"] else None


async def test_every_get_has_its_head_and_says_what_it_takes(api: Api) -> None:
    """HEAD tells the length without the bytes; Allow names all methods; a slash at the end is another path."""
    ids = await one_of_everything(api)
    storyboard = await api.client.post(f"/api/v2/jobs/{ids['job_id']}/share", json={"what": "storyboard"})
    for path in GETS:
        url = path.format(**ids)
        if path.startswith("/shared/") and path.endswith("/image"):  # the link in `ids` is a film's
            url = f"{storyboard.json()['url']}/scenes/1/image"
        if path.endswith("/events"):
            head = await api.client.head(url)
            assert (head.status_code, head.content) == (200, b""), url
        else:
            got = await eventually(partial(_as_long_as_its_head, api, url), what=f"a HEAD as long as GET {url}")
            assert got.headers["x-content-type-options"] == "nosniff"
            assert got.headers["cache-control"] in {"no-store", "private, no-cache"}
        wrong = await api.client.patch(url)
        methods = {one.upper() for one in DOCUMENT["paths"][path]} | {"HEAD"}
        assert (wrong.status_code, wrong.headers["allow"]) == (405, ", ".join(sorted(methods))), url
        slashed = await api.client.get(f"{url}/")
        assert slashed.status_code == 404, url
    assert (await api.client.get("/api/v2/generate")).headers["allow"] == "POST"


async def test_ranges_that_are_none_get_the_whole_film(api: Api) -> None:
    """Several at once, backwards, absurd, or asked of a HEAD: the whole; RFC 9110 wants it so."""
    url, film = f"/api/v2/jobs/{(await api.filmed())['job_id']}/video", Script().film
    etag = (await api.client.head(url)).headers["etag"]
    for wanted in ("bytes=0-1,5-6", "bytes=9-2", "bytes=-", "lines=1-2", f"bytes={'9' * 5000}-", "bytes=a-b"):
        answer = await api.client.get(url, headers={"Range": wanted})
        assert (answer.status_code, answer.content) == (200, film), wanted
    weak = await api.client.get(url, headers={"Range": "bytes=0-1", "If-Range": f"W/{etag}"})
    assert (weak.status_code, weak.content) == (200, film)
    head = await api.client.head(url, headers={"Range": "bytes=0-1"})
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(film)))
    part = await api.client.get(url, headers={"Range": "BYTES=0-1"})
    assert (part.status_code, part.content) == (206, film[:2])


@pytest.mark.parametrize("last", ["4294967296", "9" * 5000, "-1", "x", "99"])
async def test_an_event_id_that_was_never_given_begins_anew(api: Api, last: str) -> None:
    """With the job as it is: the stream neither breaks nor stays silent."""
    job_id = (await api.ready())["job_id"]
    async with api.client.stream("GET", f"/api/v2/jobs/{job_id}/events", headers={"Last-Event-ID": last}) as answer:
        lines = answer.aiter_lines()
        assert [await anext(lines) for _ in range(4)][3] == "event: snapshot"


async def test_a_job_reads_the_same_wherever_it_comes_from(api: Api, infra: Infrastructure) -> None:
    """Bytes and ETag of the answer to a POST, of Redis and of Postgres."""
    job_id = (await api.filmed())["job_id"]
    api.script.failing_scenes = {2}
    refined = await api.post(job_id, "refine", 202, scene_number=2, new_image_prompt="Something else entirely")
    api.script.failing_scenes = set()
    ready = await api.until(refined["job_id"], "storyboard_ready")
    said_ = await api.client.post(f"/api/v2/jobs/{ready['job_id']}/approve")
    path = f"/api/v2/jobs/{job_id}"
    cached = await api.client.get(path)
    await clear_redis(infra.redis_url)
    stored = await api.client.get(path)
    assert said_.content == cached.content == stored.content
    assert said_.headers["etag"] == cached.headers["etag"] == stored.headers["etag"]
    not_modified = await api.client.get(path, headers={"If-None-Match": f'"other", W/{cached.headers["etag"]}'})
    assert (not_modified.status_code, not_modified.headers["etag"]) == (304, cached.headers["etag"])


async def _logged(api: Api, job_id: str) -> list[tuple[int, dict[str, Any]]]:
    """The job's log from its first version up to a terminal one."""
    return [(event.id or 0, event.data) async for event in said(api.client, job_id, 0) if event.id]


@pytest.mark.parametrize("first", list(permutations(("approve", "refine", "cancel"))))
async def test_of_commands_at_once_each_sees_what_the_former_left(
    api: Api, first: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every answer is one that some order explains; each success is one version, and none is lost."""
    job = await api.ready(duration=15)
    # A film that is canceled in between is made nevertheless, and its bill would be one more version.
    monkeypatch.setattr(api.workers, "script", Script(silent={RenderRequested}))
    job_id = job["job_id"]
    bodies = {
        "refine": {"scene_number": 1, "new_description": "A caption that raced"},
        "reorder": {"scene_order": [3, 2, 1]},
    }
    commands = [*first, "reorder", "render", "refine", "approve", "render", "cancel"]
    answers = await asyncio.gather(
        *(api.client.post(f"/api/v2/jobs/{job_id}/{command}", json=bodies.get(command)) for command in commands)
    )
    assert {answer.status_code for answer in answers} <= {200, 202, 409}
    canceled = [answer for command, answer in zip(commands, answers, strict=True) if command == "cancel"]
    assert sorted(answer.status_code for answer in canceled) == [202, 409]
    log = await _logged(api, job_id)
    assert [version for version, _ in log] == list(range(1, len(log) + 1))
    assert log[-1][1]["status"] == "canceled"
    assert await api.get(job_id) == log[-1][1]
    told = {answer.json()["version"]: answer.json() for answer in answers if answer.status_code < 300}
    assert all(dict(log)[version] == seen for version, seen in told.items())


async def test_each_request_is_one_line_in_the_log(api: Api) -> None:
    """Who, what, how long; never the key. Polls that go well are no news."""
    with capture_logs() as lines:
        job_id = (await api.make())["job_id"]
        await api.client.get("/api/v2/jobs?client_id=secret")
        await api.client.get(f"/api/v2/jobs/{job_id}/metadata")
        await api.client.get(f"/api/v2/jobs/{job_id}")
        await api.client.get("/livez")
        await api.client.get(f"/api/v2/jobs/{new_id()}")
        async with httpx.AsyncClient(base_url=api.client.base_url, timeout=60) as stranger:
            await stranger.get("/api/v2/jobs", headers={"X-API-Key": "sr_wrong"})
    served = [line for line in lines if line["event"] == "request_served"]
    assert [(line["route"], line["status"]) for line in served] == [
        ("/api/v2/generate", 202),
        ("/api/v2/jobs", 200),
        ("/api/v2/jobs/{job_id}/metadata", 200),
        ("/api/v2/jobs/{job_id}", 404),
        ("/api/v2/jobs", 401),
    ]
    assert [(served[n]["method"], served[n]["job_id"]) for n in (0, 2)] == [("POST", job_id), ("GET", job_id)]
    assert len({line["key_id"] for line in served[:4]}) == 1
    assert served[0]["ms"] > 0
    assert "key_id" not in served[4]
    assert not [line for line in lines if api.key in str(line) or "secret" in str(line) or "sr_wrong" in str(line)]
