"""Whatever goes wrong, the answer is a problem with an id to quote, and nothing of ours leaks with it."""

import json
import re
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from structlog.testing import capture_logs

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.keys import new_api_key
from storyreel_chassis.logs import add_trace
from storyreel_chassis.postgres import connection, open_pool
from storyreel_gateway.adapters.unit import PostgresGatewayUnit
from storyreel_gateway.handlers.check_system import CheckSystem
from storyreel_gateway.projection.tails import Tails
from storyreel_gateway.projection.views import Views
from storyreel_gateway.routes.codes import GENERAL
from support.described import Operation, named, operations
from support.gateway_owner import owner
from support.gateway_stack import NOBODY, PROMPT, Api, gateway_on
from support.spans import PARENT, TRACE_ID

OURS = "the password is swordfish"
PAGES = ("/docs", "/errors", "/openapi.json", "/docs/docs.js")


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module."""
    async with gateway_on(infra, module_database) as running:
        yield running


@pytest.fixture(scope="module")
async def errors_page(api: Api) -> str:
    """The page where a problem's `type` leads."""
    answer = await api.client.get("/errors")
    assert answer.status_code == 200
    return answer.text


@pytest.fixture(scope="module")
async def token(api: Api) -> str:
    """A share link's, which opens something."""
    job = await api.filmed()
    made: str = (await api.post(job["job_id"], "share", 201, what="film"))["token"]
    return made


def is_problem(answer: httpx.Response, page: str) -> None:
    """It is one, whole, and its type leads to its row of the page."""
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == answer.status_code
    assert said["detail"].endswith((".", "`")) or said["errors"]
    assert said["request_id"] == answer.headers["x-request-id"]
    assert said["trace_id"] == answer.headers["x-trace-id"]
    assert said["instance"] == re.sub("^/shared/.*", "/shared/…", answer.request.url.path)
    place, _, row = said["type"].partition("#")
    assert (place, row) == ("/errors", said["code"])
    assert f'id="{row}"' in page


def broken(*_: object, **__: object) -> None:
    """A defect that would tell too much."""
    raise RuntimeError(OURS)


@pytest.mark.parametrize("operation", [one for one in operations() if not one.signed], ids=named)
async def test_a_defect_anywhere_is_a_problem_that_tells_nothing(
    api: Api, errors_page: str, token: str, operation: Operation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client gets an id, the log the cause under the same id; no traceback leaves."""
    monkeypatch.setattr(PostgresGatewayUnit, "__init__", broken)
    monkeypatch.setattr(Views, "stats", broken)
    monkeypatch.setattr(Tails, "now", broken)
    monkeypatch.setattr(CheckSystem, "__call__", broken)
    body = operation.body and {**operation.body, **({"url": f"http://{NOBODY}/"} if "url" in operation.body else {})}
    with capture_logs() as log:
        answer = await api.client.request(operation.method, operation.url(token=token), json=body)
    if operation.takes_files and answer.status_code == 422:
        return
    assert answer.status_code == 500, answer.text
    is_problem(answer, errors_page)
    assert (answer.json()["code"], answer.json()["detail"]) == ("internal_error", GENERAL["internal_error"].advice)
    assert OURS not in answer.text
    assert "Traceback" not in answer.text
    told = {line["event"]: line for line in log}
    assert str(told["request_failed"]["exc_info"]) == OURS
    assert told["request_served"]["request_id"] == answer.json()["request_id"]


async def test_a_row_that_cannot_be_read_is_a_problem(api: Api, errors_page: str) -> None:
    """What the database answered is not what we wrote: ours to mend, and only that job's readers notice."""
    bad, good = (await api.ready())["job_id"], (await api.ready())["job_id"]
    async with (
        open_pool(api.settings.database_url.get_secret_value(), schema="gateway", size=1) as pool,
        connection(pool) as one,
    ):
        written = await one.fetchval("select request from jobs where job_id = $1", bad)
        await one.execute("update jobs set request = $2 where job_id = $1", bad, {"prompt": 1})
        for path in ("metadata", "video", "events"):
            with capture_logs():
                answer = await api.client.get(f"/api/v2/jobs/{bad}/{path}")
            assert answer.status_code == 500
            is_problem(answer, errors_page)
            assert "validation error" not in answer.text
            assert (await api.client.get(f"/api/v2/jobs/{good}/metadata")).status_code == 200
        await one.execute("update jobs set request = $2 where job_id = $1", bad, written)
    assert (await api.client.get(f"/api/v2/jobs/{bad}/metadata")).status_code == 200


async def test_every_kind_of_refusal_is_one_kind_of_answer(api: Api, errors_page: str) -> None:
    """By whichever part of the gateway it is said."""
    client, job_id = api.client, (await api.ready())["job_id"]
    unknown = {"Authorization": f"Bearer {new_api_key()}"}
    asked: list[tuple[str, str, int, str, dict[str, object]]] = [
        ("GET", "/nowhere", 404, "not_found", {}),
        ("GET", "/api/v2/nowhere", 404, "not_found", {}),
        ("DELETE", "/api/v2/jobs", 405, "method_not_allowed", {}),
        ("GET", "/api/v2/jobs?cursor=x", 422, "cursor_invalid", {}),
        ("GET", "/api/v2/jobs?limit=0", 422, "request_invalid", {}),
        ("GET", "/api/v2/jobs?created_after=yesterday", 422, "request_invalid", {}),
        ("GET", f"/api/v2/jobs/{uuid4()}", 404, "job_not_found", {}),
        ("GET", "/api/v2/jobs/x", 404, "job_not_found", {}),
        (
            "GET",
            f"/api/v2/jobs/{job_id}",
            401,
            "key_invalid",
            {"headers": unknown},
        ),
        ("GET", f"/api/v2/jobs/{job_id}", 401, "key_missing", {"headers": {"Authorization": "Basic YTpi"}}),
        ("GET", f"/api/v2/jobs/{job_id}/metadata", 401, "key_missing", {"headers": {"Authorization": ""}}),
        ("POST", "/api/v2/generate", 422, "request_invalid", {"content": b"{"}),
        ("POST", "/api/v2/generate", 422, "request_invalid", {"content": b"\xff"}),
        ("POST", "/api/v2/generate", 413, "body_too_large", {"content": b" " * 200_000}),
        ("POST", f"/api/v2/jobs/{job_id}/render", 409, "storyboard_not_approved", {}),
        ("POST", f"/api/v2/jobs/{job_id}/approve", 412, "precondition_failed", {"headers": {"If-Match": '"0"'}}),
    ]
    for method, path, status, code, more in asked:
        answer = await client.request(method, path, **more)  # type: ignore[arg-type]  # by name
        assert (answer.status_code, answer.json()["code"]) == (status, code), (method, path)
        is_problem(answer, errors_page)


async def test_every_answer_has_an_id_and_says_what_it_took(api: Api) -> None:
    """One's own id where it is a plain word, else a new one; an id is never a way to write into our log."""
    job_id = (await api.ready())["job_id"]
    for path in (f"/api/v2/jobs/{job_id}", f"/api/v2/jobs/{job_id}/metadata", "/api/v2/jobs", "/docs", "/livez", "/x"):
        for method in ("GET", "HEAD"):
            first, second = [await api.client.request(method, path) for _ in range(2)]
            assert re.fullmatch("[0-9a-f]{20}", first.headers["x-request-id"])
            assert first.headers["x-request-id"] != second.headers["x-request-id"]
            assert re.fullmatch(r"(cache;desc=(hit|miss), )?total;dur=\d+\.\d\d", first.headers["server-timing"])
            assert ("cache" in first.headers["server-timing"]) == path.endswith(job_id)
        sent = await api.client.get(path, headers={"X-Request-Id": "trace-7.a:B_9"})
        assert sent.headers["x-request-id"] == "trace-7.a:B_9"
    for odd in (b"", b"two words", b"a\tb", b"x" * 65, b'"', b"\xe9", b"<script>", b"-x"):
        answer = await api.client.get("/livez", headers={b"X-Request-Id": odd})
        assert re.fullmatch("[0-9a-f]{20}", answer.headers["x-request-id"]), odd


async def test_one_id_goes_through_all_lines_of_a_request(api: Api) -> None:
    """What was quoted to us finds what happened."""
    with capture_logs() as log:
        await api.client.get(f"/api/v2/jobs/{uuid4()}/metadata", headers={"X-Request-Id": "quoted-1"})
    assert [line["request_id"] for line in log if line["event"] == "request_served"] == ["quoted-1"]


async def test_a_clients_trace_is_kept_and_told(api: Api) -> None:
    """Who traces, finds us in their own trace; who does not, gets an id to quote. What is polled has one once it fails,
    and is a part of a trace only where its client collects that."""
    job_id = (await api.ready())["job_id"]
    polled, once = f"/api/v2/jobs/{job_id}", f"/api/v2/jobs/{job_id}/metadata"
    assert "x-trace-id" not in (await api.client.get(polled)).headers
    for path in (once, f"{once}x", f"/api/v2/jobs/{uuid4()}"):
        with capture_logs(processors=[add_trace]) as log:
            answer = await api.client.get(path)
        trace_id = answer.headers["x-trace-id"]
        assert re.fullmatch("[0-9a-f]{32}", trace_id)
        assert [line["trace_id"] for line in log if line["event"] == "request_served"] == [trace_id]
    for sampled in ("00", "01"):
        told = {"traceparent": f"{PARENT[:-2]}{sampled}"}
        for path, here in ((polled, sampled == "01"), (once, True), (f"/api/v2/jobs/{uuid4()}", True)):
            answer = await api.client.get(path, headers=told)
            assert answer.headers.get("x-trace-id") == (TRACE_ID if here else None), (path, sampled)


async def test_a_job_tells_the_trace_that_it_began_in(api: Api) -> None:
    """Also when it was asked for long ago, and after later decisions in traces of their own."""
    wish = {"prompt": PROMPT, "duration": 10}
    asked = await api.client.post("/api/v2/generate", json=wish, headers={"traceparent": PARENT})
    job_id = asked.json()["job_id"]
    await api.until(job_id, "storyboard_ready")
    await api.post(job_id, "approve", 200)
    assert (await api.client.get(f"/api/v2/jobs/{job_id}/metadata")).json()["trace_id"] == TRACE_ID


async def test_timing_tells_nobody_of_anothers_job(api: Api) -> None:
    """Whether a view is kept is known to its owner only."""
    job_id = (await api.ready())["job_id"]
    await api.get(job_id)
    async with owner(api) as other:
        for wanted in (job_id, str(uuid4())):
            answer = await other.get(f"/api/v2/jobs/{wanted}")
            assert answer.status_code == 404
            assert "cache" not in answer.headers["server-timing"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:3000"])
async def test_no_other_site_may_read_an_answer(api: Api, origin: str) -> None:
    """No CORS: neither by a header of its own nor by a preflight."""
    job_id = (await api.ready())["job_id"]
    asking = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key"}
    for method in ("GET", "OPTIONS"):
        for path in ("/api/v2/jobs", f"/api/v2/jobs/{job_id}", "/api/v2/generate", "/docs", "/openapi.json"):
            answer = await api.client.request(method, path, headers=asking)
            assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_pages_load_nothing_from_elsewhere_and_run_nothing_of_others(api: Api) -> None:
    """A policy on each page; no script within one; nobody frames it."""
    for path in PAGES:
        answer = await api.client.get(path)
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in str(policy)
        assert answer.headers["x-content-type-options"] == "nosniff"
        if answer.headers["content-type"].startswith("text/html"):
            assert not re.findall(r"<script(?![^>]* src=)|\son\w+=|https?://", answer.text)


EVIL = [
    "../../etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "x" * 300, "\u202egpj.exe", "%00", "a%00b", "..%5c..",
    "'; drop table jobs",
]  # fmt: skip


@pytest.mark.parametrize("operation", [one for one in operations() if "{" in one.path], ids=named)
async def test_no_id_is_a_path_or_a_query(api: Api, errors_page: str, operation: Operation) -> None:
    """Path traversal: what is no id is not there, whoever asks and however it is written."""
    for evil in EVIL:
        for name in re.findall(r"{(\w+)}", operation.path):
            url = operation.url(**{name: evil})
            answer = await api.client.request(operation.method, url, json=operation.body)
            expected = {404, 405, 422} if name != "token" else {403, 404}
            assert answer.status_code in expected, (url, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] != "internal_error"


async def test_what_looks_like_markup_stays_text(api: Api) -> None:
    """A stored `<img onerror>` goes out as JSON, that no browser takes for a page."""
    evil = "<img src=x onerror=alert(1)> and nothing else at all"
    job = await api.ready(prompt=evil, client_id="<b>x</b>")
    await api.post(job["job_id"], "refine", 202, scene_number=1, new_description=evil)
    for path in (f"/api/v2/jobs/{job['job_id']}", "/api/v2/jobs?client_id=%3Cb%3Ex%3C/b%3E"):
        answer = await api.client.get(path)
        assert evil in answer.text
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
    wrong = await api.client.post("/api/v2/generate", json={evil: 1, "prompt": evil})
    assert json.loads(wrong.content)["errors"][0]["field"] == evil
    assert wrong.headers["content-type"] == "application/problem+json"
