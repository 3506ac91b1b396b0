"""The client against a server that cuts, delays, repeats and refuses."""

import asyncio
import os
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response

from storyreel.client import (
    AsyncStoryreel,
    JobChange,
    JobEnded,
    NotInTime,
    Progress,
    Storyreel,
    StoryreelApiError,
    Unreachable,
    assets,
    batches,
    calls,
    keys,
    webhooks,
)
from storyreel.client.calls import Call
from storyreel.client.sse import Decoder
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from support.scripted_api import JOB_ID, ScriptedApi, frame, job_json, problem, says, scripted_api, streams

EVENTS, JOB = f"/jobs/{JOB_ID}/events", f"/jobs/{JOB_ID}"
FILM = os.urandom(300_000)


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedApi]:
    """A scripted server."""
    with scripted_api() as running:
        yield running


@pytest.fixture
def api(server: ScriptedApi) -> ScriptedApi:
    """The server without a script."""
    server.script.clear()
    server.seen.clear()
    return server


@pytest.fixture
def client(api: ScriptedApi) -> Iterator[Storyreel]:
    """A client of it."""
    with Storyreel(api.base_url, "sr_key", timeout=60) as one:
        yield one


def serves_ranges(request: Request) -> Response:
    """The film, or the rest of it while it is the same one."""
    etag = '"one"'
    wanted = request.headers.get("range")
    if wanted and request.headers.get("if-range") == etag:
        start = int(wanted.removeprefix("bytes=").rstrip("-"))
        headers = {"etag": etag, "content-range": f"bytes {start}-{len(FILM) - 1}/{len(FILM)}"}
        return Response(FILM[start:], 206, headers)
    return Response(FILM, headers={"etag": etag})


def test_a_key_goes_with_every_call(api: ScriptedApi, client: Storyreel) -> None:
    """Calls carry the bearer key and read the typed answer."""
    api.answers(JOB, says(job_json(VideoStatus.PENDING, 1)))
    assert client.job(JOB_ID).status is VideoStatus.PENDING
    assert api.seen[0].headers["authorization"] == "Bearer sr_key"


@pytest.mark.parametrize(
    ("call", "whole"),
    [
        (calls.job, "/api/v2/jobs/{}"),
        (keys.revoke, "/api/v2/keys/{}"),
        (assets.delete, "/api/v2/assets/{}"),
        (batches.cancel, "/api/v2/batches/{}/cancel"),
        (webhooks.replay, "/api/v2/webhooks/deliveries/{}/replay"),
    ],
)
def test_an_id_leads_nowhere_else(call: Callable[[str], Call[object]], whole: str) -> None:
    """A slip of the keyboard asks for what is not there, never for another thing."""
    assert call("../assets/1?a#b").path == whole.format("..%2Fassets%2F1%3Fa%23b")


def test_errors_are_told_by_their_code(api: ScriptedApi, client: Storyreel) -> None:
    """A problem document becomes an error with its code, status and fields."""
    api.answers(f"{JOB}/render", problem("storyboard_not_approved", 409, errors=[{"field": "x", "message": "no"}]))
    with pytest.raises(StoryreelApiError) as refused:
        client.render(JOB_ID)
    assert (refused.value.code, refused.value.status) == ("storyboard_not_approved", 409)
    assert str(refused.value) == "it is storyboard_not_approved (x: no)"


def test_an_error_of_a_proxy_is_an_error_too(api: ScriptedApi, client: Storyreel) -> None:
    """An answer that is no problem document is still told by its status."""
    api.answers(JOB, lambda _request: Response("<html>", 502))
    with pytest.raises(StoryreelApiError, match="502 Bad Gateway"):
        client.job(JOB_ID)


def test_a_generate_that_meets_a_503_is_sent_again_under_one_key(api: ScriptedApi, client: Storyreel) -> None:
    """A change is repeated only under the same Idempotency-Key."""
    api.answers("/generate", problem("database_away", 503), says(job_json(VideoStatus.PENDING, 1), 202))
    client.generate(GenerationRequest(prompt="a fox in the snow", duration=5))
    first, second = (request.headers["idempotency-key"] for request in api.seen)
    assert first == second


def test_only_what_was_set_is_sent(api: ScriptedApi, client: Storyreel) -> None:
    """The server's defaults are the server's business."""
    bodies: list[bytes] = []
    answer = says(job_json(VideoStatus.PENDING, 1), 202)

    def note(request: Request) -> Response:
        bodies.append(bytes(request._body))
        return answer(request)

    api.answers("/generate", note)
    client.generate(GenerationRequest(prompt="a fox in the snow"))
    assert bodies == [b'{"prompt":"a fox in the snow"}']


def test_nobody_there_is_one_sentence() -> None:
    """A server that is not there is `Unreachable`, after a few attempts."""
    with (
        Storyreel("http://127.0.0.1:9", "k", attempts=2) as client,
        pytest.raises(Unreachable, match=r"127\.0\.0\.1:9"),
    ):
        client.job(JOB_ID)


def test_pages_are_fetched_as_they_are_needed(api: ScriptedApi, client: Storyreel) -> None:
    """The list follows `Link: rel="next"`, with the cursor and to the same server."""
    one = says([job_json(VideoStatus.PENDING, 1)], Link='</api/v2/jobs?limit=1&cursor=abc>; rel="next"')
    api.answers("/jobs", one, says([job_json(VideoStatus.FAILED, 2)]))
    jobs = client.jobs(page_size=1, status=VideoStatus.PENDING)
    next(jobs)
    assert len(api.seen) == 1
    assert [job.version for job in jobs] == [2]
    assert dict(api.seen[1].query_params) == {"limit": "1", "cursor": "abc"}


def test_events_survive_broken_connections_without_gap_or_repeat(api: ScriptedApi, client: Storyreel) -> None:
    """A stream cut in the middle of an event is resumed after the last whole one, also when the server is away for a
    moment; repeats are dropped."""
    second = frame(2, VideoStatus.PARSING)
    api.answers(
        EVENTS,
        streams(frame(1, VideoStatus.PENDING), second, frame(3, VideoStatus.GENERATING_STORYBOARD)[:40], then_cut=True),
        problem("database_away", 503),
        streams(second, b": heartbeat\n\n", frame(3, VideoStatus.GENERATING_STORYBOARD)),
        streams(frame(4, VideoStatus.FAILED)),
    )
    api.answers(JOB, says(job_json(VideoStatus.GENERATING_STORYBOARD, 3)))
    changes = [event for event in client.events(JOB_ID) if isinstance(event, JobChange)]
    assert [change.version for change in changes] == [1, 2, 3, 4]
    asked = [r.headers.get("last-event-id") for r in api.seen if r.url.path.endswith("events")]
    assert asked == [None, "2", "2", "3"]


def told(place: int, version: int) -> bytes:
    """A change among those of all jobs."""
    return frame(version, VideoStatus.PENDING).replace(b"id: %d\n" % version, b"id: 700-%d\n" % place)


def test_all_jobs_are_followed_over_any_number_of_connections(api: ScriptedApi, client: Storyreel) -> None:
    """After cuts, a server that is away for a moment and silence, from the last place that was said."""
    api.answers(
        "/events",
        streams(b"id: 700-0\nevent: ready\ndata: {}\n\n", told(1, 1), told(2, 1)[:30], then_cut=True),
        problem("database_away", 503),
        streams(told(2, 1), b": alive\nid: 705-0\n\n", then_cut=True),
        streams(told(9, 2)),
    )
    events = client.follow_all(client_id="ada")
    changes = [event for event in (next(events) for _ in range(3)) if isinstance(event, JobChange)]
    assert [(change.place, change.version) for change in changes] == [("700-1", 1), ("700-2", 1), ("700-9", 2)]
    assert [one.headers.get("last-event-id") for one in api.seen] == [None, "700-1", "700-1", "705-0"]
    assert {one.query_params["client_id"] for one in api.seen} == {"ada"}


async def test_all_jobs_are_followed_under_asyncio_too(api: ScriptedApi) -> None:
    """From the place that is named; a refusal is raised."""
    api.answers("/events", streams(told(4, 1), then_cut=True), streams(told(5, 2)), problem("key_invalid", 401))
    async with AsyncStoryreel(api.base_url, "sr_key", timeout=60) as client:
        events = client.follow_all(after="700-3")
        assert [(await anext(events)).place for _ in range(2)] == ["700-4", "700-5"]  # type: ignore[union-attr]
        with pytest.raises(StoryreelApiError):
            await anext(events)
    assert [one.headers.get("last-event-id") for one in api.seen] == ["700-3", "700-4", "700-5"]


def test_progress_comes_between_changes(api: ScriptedApi, client: Storyreel) -> None:
    """Progress is typed, has no version, and kinds of event from the future are passed over."""
    progress = (
        b'event: progress\ndata: {"job_id": "%s", "stage": "rendering", "percent": 40}\n\n' % str(JOB_ID).encode()
    )
    api.answers(EVENTS, streams(progress, b"event: weather\ndata: {}\n\n", frame(7, VideoStatus.COMPLETED)))
    first, second = client.events(JOB_ID, after=6)
    assert isinstance(first, Progress)
    assert first.percent == 40
    assert isinstance(second, JobChange)


def test_a_stream_that_has_nothing_to_add_ends(api: ScriptedApi, client: Storyreel) -> None:
    """Following a job from its last version ends, as nothing follows."""
    api.answers(EVENTS, streams(b": nothing\n\n"))
    api.answers(JOB, says(job_json(VideoStatus.COMPLETED, 9)))
    assert list(client.events(JOB_ID, after=9)) == []


def test_waiting_ends_with_the_reason_when_the_job_failed(api: ScriptedApi, client: Storyreel) -> None:
    """A job that fails while it is waited for says so."""
    api.answers(JOB, says(job_json(VideoStatus.RENDERING, 1)))
    failed = streams(frame(2, VideoStatus.FAILED))
    api.answers(EVENTS, failed)
    with pytest.raises(JobEnded, match="is failed"):
        client.wait_until(JOB_ID)


@pytest.mark.parametrize("at_once", [True, False])
async def test_waiting_ends_where_a_film_is_not_begun(api: ScriptedApi, client: Storyreel, at_once: bool) -> None:
    """It was approved in advance and cannot be paid: what is waited for does not follow."""
    error = {"code": "budget_exceeded", "message": "too dear", "stage": "rendering"}
    ready = VideoStatus.STORYBOARD_READY
    unpaid = job_json(ready, 2, error=error, error_message="too dear")
    api.answers(JOB, says(unpaid if at_once else job_json(VideoStatus.PENDING, 1)))
    api.answers(EVENTS, streams(frame(2, ready, error=error, error_message="too dear")))
    with pytest.raises(JobEnded, match="is storyboard_ready: too dear"):
        await asyncio.to_thread(client.wait_until, JOB_ID, timeout=60)
    async with AsyncStoryreel(api.base_url, "k", timeout=60) as other, asyncio.timeout(60):
        with pytest.raises(JobEnded, match="is storyboard_ready: too dear"):
            await other.wait_until(JOB_ID)
    assert (await asyncio.to_thread(client.wait_until, JOB_ID, ready)).version == 2


def test_waiting_has_an_end(api: ScriptedApi, client: Storyreel) -> None:
    """A deadline ends the wait."""
    api.answers(JOB, says(job_json(VideoStatus.RENDERING, 1)))
    api.answers(EVENTS, streams(b": heartbeat\n\n"))
    with pytest.raises(NotInTime):
        client.wait_until(JOB_ID, timeout=0.3)


def test_a_download_that_is_cut_is_continued(api: ScriptedApi, client: Storyreel, tmp_path: Path) -> None:
    """The rest is asked for by range, and nothing but the film is left."""
    cut = streams(FILM[:100_000], then_cut=True, etag='"one"', content_length=str(len(FILM)))
    api.answers(f"{JOB}/video", cut, problem("storage_away", 503), serves_ranges)
    assert client.video(JOB_ID, tmp_path / "film.mp4").read_bytes() == FILM
    assert [request.headers.get("range") for request in api.seen] == [None, *["bytes=100000-"] * 2]
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


def test_a_later_run_continues_the_same_film_only(api: ScriptedApi, client: Storyreel, tmp_path: Path) -> None:
    """A part of another film is thrown away."""
    (tmp_path / "film.mp4.part").write_bytes(b"another film")
    (tmp_path / "film.mp4.part.etag").write_text('"two"')
    api.answers(f"{JOB}/video", serves_ranges)
    assert client.video(JOB_ID, tmp_path / "film.mp4").read_bytes() == FILM


def test_an_export_is_waited_for(api: ScriptedApi, client: Storyreel, tmp_path: Path) -> None:
    """A 202 is asked again until the copy is there; the server is asked to hold the request."""
    pending = says({"status": "pending"}, 202, Retry_After="0")
    api.answers(f"{JOB}/export", pending, pending, serves_ranges)
    client.export(JOB_ID, "webm", "high", tmp_path / "film.webm", wait=60)
    assert [request.headers["prefer"] for request in api.seen] == ["wait=25"] * 3
    assert dict(api.seen[0].query_params) == {"format": "webm", "quality": "high"}


def test_an_export_that_is_not_made_in_time_says_so(api: ScriptedApi, client: Storyreel, tmp_path: Path) -> None:
    """The wait has an end, and leaves no file."""
    api.answers(f"{JOB}/export", says({"status": "pending"}, 202))
    with pytest.raises(NotInTime, match=r"film\.webm"):
        client.export(JOB_ID, "webm", "high", tmp_path / "film.webm", wait=0.3)
    assert list(tmp_path.iterdir()) == []


async def test_the_asyncio_client_survives_the_same(api: ScriptedApi, tmp_path: Path) -> None:
    """Events, pages and downloads of `AsyncStoryreel` are cut and continued alike."""
    cut = streams(FILM[:100_000], then_cut=True, etag='"one"', content_length=str(len(FILM)))
    api.answers(f"{JOB}/video", cut, problem("storage_away", 503), serves_ranges)
    api.answers(JOB, says(job_json(VideoStatus.PENDING, 1)))
    api.answers(
        EVENTS,
        streams(frame(2, VideoStatus.PARSING), frame(3, VideoStatus.COMPLETED)[:30], then_cut=True),
        problem("database_away", 503),
        streams(frame(3, VideoStatus.COMPLETED)),
    )
    api.answers("/jobs", says([], Link='</api/v2/jobs?cursor=a>; rel="next"'), says([job_json(VideoStatus.FAILED, 2)]))
    async with AsyncStoryreel(api.base_url, "k", timeout=60) as client:
        job = await client.wait_until(JOB_ID, VideoStatus.COMPLETED)
        film = await client.video(JOB_ID, tmp_path / "film.mp4")
        listed = [job.version async for job in client.jobs()]
    assert (job.version, film.read_bytes() == FILM, listed) == (3, True, [2])


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1)


@given(
    texts=st.lists(TEXT, min_size=1, max_size=4),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    cuts=st.lists(st.integers(0, 400), max_size=6),
)
def test_frames_do_not_depend_on_how_bytes_are_cut(texts: list[str], end: str, cuts: list[int]) -> None:
    """Any text survives, U+2028 too, with any line end, cut anywhere."""
    wire = "".join(f"id: {i}{end}data: {text}{end}{end}" for i, text in enumerate(texts)).encode() + b":\n"
    edges = sorted({0, *(cut for cut in cuts if cut < len(wire)), len(wire)})
    decoder = Decoder()
    frames = [f for a, b in pairwise(edges) for f in decoder.feed(wire[a:b])]
    assert [(f.event_id, f.data) for f in frames] == [(str(i), [text]) for i, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("detail", "text"),
    [
        ("Asked too often. Wait as many seconds as Retry-After says, then try again.", "Wait 41 s, then try again."),
        ("All places are taken.", "All places are taken. Try again in 41 s."),
        ("It is away. Try again in 41 s.", "It is away. Try again in 41 s."),
    ],
)
def test_a_refusal_says_when_to_come_back(api: ScriptedApi, client: Storyreel, detail: str, text: str) -> None:
    """Once, in seconds, for who reads the sentence alone."""
    body = {"type": "/errors#x", "title": "x", "status": 429, "detail": detail, "code": "x"}
    api.answers(JOB, says(body, 429, retry_after="41"))
    with pytest.raises(StoryreelApiError) as refused:
        client.job(JOB_ID)
    assert str(refused.value).endswith(text)
    assert str(refused.value).count("41 s") == 1
    assert (refused.value.detail, refused.value.retry_after) == (detail, 41)
