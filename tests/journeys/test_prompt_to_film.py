"""From a prompt to an exported film, through the REST API, on the real stack."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from storyreel.client import AsyncStoryreel, JobChange
from storyreel.up import Running
from storyreel_contracts.api import GenerationRequest, JobResponse
from storyreel_contracts.status import GenerationStatus, VideoStatus
from storyreel_media.probe import check_film, probe
from support.auditor import audit, events_of
from support.collector import Collected, Collector, collector
from support.deadlines import eventually
from support.faults_stack import reached
from support.film_stack import CALM, film_stack
from support.samples import Samples, scraped
from support.spans import PARENT, TRACE_ID

PROMPT = (
    "1. A fox wakes in a snowy forest. 2. She runs along a frozen river at noon. "
    "3. The sun sets behind mountains while she sleeps."
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the stack lives."""
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="module")
def collecting() -> Iterator[Collector]:
    """A collector of the stack's traces."""
    with collector() as found:
        yield found


@pytest.fixture(scope="module")
async def running(home: Path, collecting: Collector) -> AsyncIterator[Running]:
    """One stack for the module."""
    async with film_stack(home, STORYREEL_LOG_FORMAT="json", **CALM, **collecting.environment()) as up:
        yield up


@pytest.fixture
async def client(running: Running) -> AsyncIterator[AsyncStoryreel]:
    """As any client would."""
    async with AsyncStoryreel(running.base_url, running.api_key) as one:
        yield one


async def test_a_prompt_becomes_a_film_in_three_formats(
    client: AsyncStoryreel, running: Running, tmp_path: Path
) -> None:
    """The main road: storyboard, approval, render, copies that probe right, and not one effect twice."""
    before = await scraped_all(running)
    job = await client.generate(GenerationRequest(prompt=PROMPT, duration=15, style="watercolour", seed=5))
    assert job.status is VideoStatus.PENDING
    assert job.estimated_cost == 0
    await reached(client, job, VideoStatus.STORYBOARD_READY)

    board = await client.job(job.job_id)
    assert board.storyboard is not None
    assert [entry.scene.scene_number for entry in board.storyboard] == [1, 2, 3]
    assert sum(entry.scene.duration for entry in board.storyboard) == 15
    assert "fox" in board.storyboard[0].scene.description
    assert {entry.generation_status for entry in board.storyboard} == {GenerationStatus.COMPLETED}
    assert (await client.scene_image(job.job_id, 2)).startswith(b"\xff\xd8")

    await client.approve(job.job_id)
    await client.render(job.job_id)
    await reached(client, job, VideoStatus.COMPLETED)
    film = probe(await client.video(job.job_id, tmp_path / "film.mp4"))
    check_film(film, width=320, height=180, duration=15, fps=30, audio=True)
    assert film.faststart

    for format_ in ("mp4", "mov", "webm"):
        to = tmp_path / f"copy.{format_}"
        copy = await client.export(job.job_id, format=format_, quality="high", wait=300, to=to)
        check_film(probe(copy), width=320, height=180, duration=15, fps=30, audio=True)

    listened = running.events_url or running.env["NATS_URL"]  # a NATS that runs elsewhere has users of its own
    said = audit(await events_of(listened, job.job_id, VideoExported=3))
    assert said["SceneIllustrated"] == said["ClipRendered"] == 3
    assert said["VideoExported"] == 3
    ledger = await client.costs.of_job(job.job_id)
    assert [line.kind for line in ledger.lines] == ["image"] * 3 + ["clip"] * 3
    assert {(line.state == "billed", line.actual_usd) for line in ledger.lines} == {(True, Decimal(0))}
    facts = await client.metadata(job.job_id)
    assert facts.video.available
    assert facts.costs.actual == 0
    assert facts.metrics.download_count >= 4
    await eventually(lambda: counted(before, running), what="counts of what is done")
    told(before, await scraped_all(running))


async def scraped_all(running: Running) -> dict[str, Samples]:
    """What each service says of itself."""
    return {name: await scraped(url) for name, url in running.urls.items()}


def rises(before: dict[str, Samples], after: dict[str, Samples]) -> Callable[..., float]:
    """By how much a service's sum rose."""

    def rose(service: str, name: str, **labels: str) -> float:
        return after[service].sum(name, **labels) - before[service].sum(name, **labels)

    return rose


async def counted(before: dict[str, Samples], running: Running) -> bool:
    """Whether the workers have counted all that their client has: they tidy up before they count."""
    rose = rises(before, await scraped_all(running))
    return all(
        min(rose(service, _ENDED, kind=kind), rose(service, _PUBLISHED)) >= count for service, kind, count in _TASKS
    )


def told(before: dict[str, Samples], after: dict[str, Samples]) -> None:
    """A film of three scenes and its three copies are what the services counted."""
    rose = rises(before, after)
    for to in ("pending", "parsing", "generating_storyboard", "storyboard_ready", "rendering", "completed"):
        assert rose("gateway", "storyreel_job_transitions_total", to=to) == 1, to
    stages = {one: rose("gateway", "storyreel_stage_duration_seconds_count", stage=one) for one in _STAGES}
    assert stages == _STAGES
    api = {"route": "/api/v2/generate", "method": "POST"}
    assert rose("gateway", "storyreel_http_requests_total", status="202", **api) == 1
    assert rose("gateway", "storyreel_http_request_duration_seconds_count", **api) == 1
    for service, kind, count in _TASKS:
        assert rose(service, "storyreel_task_attempts_total", outcome="done", kind=kind) == count
        assert rose(service, _ENDED, kind=kind) == count
        assert rose(service, _PUBLISHED) >= count
        assert after[service].sum("storyreel_build_info", service=service) == 1
    assert rose("renderer", "storyreel_events_total", event="render_requested", outcome="handled") == 1
    assert rose("storyboard", "storyreel_cache_total", cache="picture", outcome="miss") == 3
    runs = rose("renderer", "storyreel_ffmpeg_runs_total", purpose="segment", outcome="done")
    assert runs == rose("renderer", "storyreel_cache_total", cache="segment", outcome="miss") >= 3
    assert rose("renderer", "storyreel_ffmpeg_runs_total", purpose="compose", outcome="done") == 1
    assert rose("exporter", "storyreel_ffmpeg_runs_total", outcome="done") == 3


_TASKS = (("storyboard", "picture", 3), ("renderer", "render", 1), ("exporter", "export", 3))
_ENDED, _PUBLISHED = "storyreel_task_duration_seconds_count", "storyreel_outbox_published_total"
_STAGES = {"illustrating": 1, "rendering": 1, "exporting": 3}


async def test_the_event_stream_resumes_without_gap_or_repeat(client: AsyncStoryreel) -> None:
    """A client that drops after any event and comes back sees every version once."""
    job = await client.generate(GenerationRequest(prompt=PROMPT, duration=10, auto_approve=True))
    await reached(client, job, VideoStatus.COMPLETED)
    whole = [event.version async for event in client.events(job.job_id, after=0) if isinstance(event, JobChange)]
    assert whole == list(range(1, whole[-1] + 1))
    for cut in (1, len(whole) // 2, len(whole) - 1):
        tail = [event.version async for event in client.events(job.job_id, after=cut) if isinstance(event, JobChange)]
        assert tail == whole[cut:]


async def test_an_edit_renders_only_what_changed(client: AsyncStoryreel, running: Running) -> None:
    """Refine one scene of a finished film: one new picture, and only the clips it touches are made again."""
    job = await client.generate(GenerationRequest(prompt=PROMPT, duration=20, auto_approve=True))
    await reached(client, job, VideoStatus.COMPLETED)
    await client.refine(job.job_id, 2, image_prompt="A sailing ship in a storm at night, lightning")
    await reached(client, job, VideoStatus.STORYBOARD_READY)
    await client.approve(job.job_id)
    await client.render(job.job_id)
    await reached(client, job, VideoStatus.COMPLETED)
    events = await events_of(running.env["NATS_URL"], job.job_id)
    assert audit(events)["SceneIllustrated"] == 5
    films = [event for event in events if event["event_type"] == "VideoRendered"]
    assert (films[1]["clips_rendered"], films[1]["clips_reused"]) == (2, 2)


async def test_reordering_makes_no_picture_again(client: AsyncStoryreel, running: Running) -> None:
    """Scenes change places; their pictures come along."""
    job = await client.generate(GenerationRequest(prompt=PROMPT, duration=15))
    await reached(client, job, VideoStatus.STORYBOARD_READY)
    before = await client.job(job.job_id)
    assert before.storyboard is not None
    after = await client.reorder(job.job_id, [3, 1, 2])
    assert after.storyboard is not None
    assert [entry.scene.description for entry in after.storyboard] == [
        before.storyboard[number - 1].scene.description for number in (3, 1, 2)
    ]
    assert [entry.scene.scene_number for entry in after.storyboard] == [1, 2, 3]
    assert audit(await events_of(running.env["NATS_URL"], job.job_id))["SceneIllustrated"] == 3


async def test_a_canceled_job_stays_canceled(client: AsyncStoryreel) -> None:
    """Late facts change nothing."""
    job = await client.generate(GenerationRequest(prompt=PROMPT, duration=60))
    canceled = await client.cancel(job.job_id)
    assert canceled.status is VideoStatus.CANCELED
    other = await client.generate(GenerationRequest(prompt=PROMPT, duration=5))
    await reached(client, other, VideoStatus.STORYBOARD_READY)
    assert (await client.job(job.job_id)).status is VideoStatus.CANCELED


async def test_fifty_equal_exports_make_one_encode(client: AsyncStoryreel, running: Running) -> None:
    """However many ask at once, one copy is made and all get it."""
    job = await client.generate(GenerationRequest(prompt=PROMPT, duration=5, auto_approve=True))
    await reached(client, job, VideoStatus.COMPLETED)
    address = f"{running.base_url}/api/v2/jobs/{job.job_id}/export?format=webm&quality=low"
    headers = {"Authorization": f"Bearer {running.api_key}", "Prefer": "wait=60"}
    async with httpx.AsyncClient(timeout=90, limits=httpx.Limits(max_connections=50)) as http:
        answers = await asyncio.gather(*(http.get(address, headers=headers) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    said = audit(await events_of(running.env["NATS_URL"], job.job_id))
    assert said["ExportRequested"] == said["VideoExported"] == 1


async def test_each_service_is_somebody_on_the_bus_and_asked_for_no_more_than_it_may(running: Running) -> None:
    """On one machine as in containers: who breaks into a service cannot speak for another."""
    if "nats" not in running.servers:
        pytest.skip("this NATS runs elsewhere and has users of its own")
    for name, service in running.services.items():
        told = psutil.Process(service.pid).environ()["NATS_URL"]
        assert urlsplit(told).username == name
    log = Path(psutil.Process(running.servers["nats"].pid).cwd()).parent / "logs" / "nats.log"
    assert "Violation" not in log.read_text()


async def test_one_trace_leads_through_all_services_and_their_logs(
    client: AsyncStoryreel, running: Running, home: Path, collecting: Collector
) -> None:
    """Who looks a film up sees where its time went, from the request to the copy, and finds every service's log lines
    by the same id. Nothing of it tells the prompt or a secret. A collector that hangs stops no film."""
    wish = {"prompt": PROMPT, "duration": 5, "auto_approve": True, "seed": 77}
    headers = {"Authorization": f"Bearer {running.api_key}", "traceparent": PARENT}
    async with httpx.AsyncClient(base_url=running.base_url, headers=headers, timeout=90) as http:
        asked = await http.post("/api/v2/generate", json=wish)
        assert asked.headers["x-trace-id"] == TRACE_ID
        job = JobResponse.model_validate_json(asked.content)
        job_id = str(job.job_id)
        await reached(client, job, VideoStatus.COMPLETED)
        path = f"/api/v2/jobs/{job_id}/export?format=webm&quality=low"
        assert (await http.get(path, headers={"Prefer": "wait=60"})).status_code == 200
    assert (await client.metadata(job_id)).trace_id == TRACE_ID

    async def whole() -> list[Collected]:
        spans = collecting.of(TRACE_ID)
        ids = {one.span_id for one in spans} | {PARENT.split("-")[2]}
        done = {one.name for one in spans} >= {"process video_exported", "GET /api/v2/jobs/{job_id}/export"}
        return spans if done and all(one.parent_id in ids for one in spans) else []

    spans = await eventually(whole, what="a tree in which nothing hangs in the air")
    by_id = {one.span_id: one for one in spans}

    def above(name: str) -> list[str]:
        one, names = next(one for one in spans if one.name == name), []
        while one.parent_id in by_id:
            one = by_id[one.parent_id]
            names.append(one.name)
        return names

    assert {one.service for one in spans} == {f"storyreel-{name}" for name in running.services}
    assert above("illustrate by animatic")[:2] == ["task picture", "transaction"]
    assert above("ffmpeg segment")[:1] == above("ffmpeg compose")[:1] == ["task render"]
    assert above("ffmpeg export")[0] == "task export"
    assert "process render_requested" in above("ffmpeg compose")
    assert above("process video_rendered")[-1] == "POST /api/v2/generate"
    assert above("process video_exported")[-1] == "GET /api/v2/jobs/{job_id}/export"
    assert {"create_job", "close_task", "objects put_file", "publish render_requested"} <= {one.name for one in spans}
    assert not [one for one in spans if one.events]
    tasks = [one.attributes for one in spans if one.name.startswith("task ")]
    assert {one["storyreel.job_id"] for one in tasks} == {job_id}
    assert {one["storyreel.scene_number"] for one in tasks if one["storyreel.kind"] == "picture"} == {1}
    export = [one.attributes for one in spans if one.name == "ffmpeg export"][-1]
    assert (export["process.exit.code"], export["storyreel.frames"]) == (0, 150)
    told = " ".join(f"{one.name} {one.attributes}" for one in collecting.spans).lower()
    secrets = [running.env[name].lower() for name in ("STORYREEL_API_KEY", "STORYREEL_SECRET", "S3_SECRET_KEY")]
    assert [private for private in ("fox", "snow", "river", *secrets) if private in told] == []
    for service in running.services:
        lines = [json.loads(line) for line in (home / "home/logs" / f"{service}.log").read_text().splitlines()]
        assert TRACE_ID in {line.get("trace_id") for line in lines}, service

    collecting.answers.clear()
    try:
        job = await client.generate(GenerationRequest(prompt=PROMPT, duration=5, auto_approve=True, seed=77))
        await reached(client, job, VideoStatus.COMPLETED)
    finally:
        collecting.answers.set()
