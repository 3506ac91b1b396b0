"""What the renderer promises, as a process on real servers with the real film engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import new_id, now
from storyreel_contracts.events import (
    ClipRendered,
    JobCanceled,
    Logo,
    RenderFailed,
    RenderRequested,
    Soundtrack,
    VideoRendered,
)
from storyreel_media.probe import check_film, probe
from support.deadlines import eventually
from support.stack import clear_streams
from support.workers_bench import Bench, bench
from support.workers_media import jpeg, render_requested

LOOK = {"STORYREEL_RENDER_SHORT_SIDE": "180", "STORYREEL_RENDER_PRESET": "ultrafast"}


@pytest.fixture(scope="module")
async def renderer(
    infra: Infrastructure, module_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Bench]:
    """The renderer, started once for this module."""
    await clear_streams(infra.nats_url)
    folder = tmp_path_factory.mktemp("renderer")
    async with bench(
        infra, module_database, schema="renderer", module="storyreel_renderer", folder=folder, **LOOK
    ) as found:  # fmt: skip
        await found.start()
        yield found


@pytest.fixture
def owner() -> str:
    """Somebody without any segments yet."""
    return f"owner-{new_id()}"


@pytest.fixture
async def pictures(renderer: Bench, owner: str) -> list[str]:
    """The object keys of four pictures."""
    keys = [f"{owner}/pictures/{number}.jpg" for number in range(4)]
    for number, key in enumerate(keys):
        await renderer.objects.put_bytes(key, jpeg(number), media_type="image/jpeg")
    return keys


async def films(renderer: Bench, request: RenderRequested) -> list[str]:
    """The objects of a render."""
    found = await renderer.objects.list(f"{request.owner_id}/films/{request.render_id}/")
    return sorted(one.key.rpartition("/")[2] for one in found)


async def test_approved_scenes_become_a_film_of_exactly_their_length(
    renderer: Bench, pictures: list[str], owner: str, tmp_path: Path
) -> None:
    """Every scene is told once, then the film: to the frame as long as its scenes, with sound, in the store."""
    request = render_requested(pictures, owner_id=owner)
    await renderer.say(request)
    (film,) = await renderer.fact(request.job_id, VideoRendered)
    await renderer.objects.get_file(film.master_key, tmp_path / "master.mp4")
    info = probe(tmp_path / "master.mp4")
    check_film(info, width=320, height=180, duration=6, fps=30, tolerance_frames=0, audio=True)
    assert (film.frames, float(film.duration), film.size) == (180, 6.0, info.size)
    assert (film.width, film.height, film.fps, film.storyboard_version) == (320, 180, 30, 1)
    assert (film.clips_rendered, film.clips_reused, float(film.cost_usd)) == (4, 0, 0.0)
    clips = renderer.facts(request.job_id, ClipRendered)
    assert {clip.scene_id for clip in clips} == {scene.scene_id for scene in request.scenes}
    assert (len(clips), sum(clip.frames for clip in clips)) == (4, 180)
    assert film.poster_key is not None
    assert await renderer.objects.get_bytes(film.poster_key) == jpeg(0)
    told = [said.percent for said in renderer.progress if said.job_id == request.job_id and said.stage == "rendering"]
    assert told == sorted(told)
    assert told[-1] == 100
    scratch = Path(renderer.env["STORYREEL_WORK_DIR"])
    await renderer.until(lambda: not list(scratch.glob(f"*/{request.render_id}*")), what="an empty work directory")


async def test_a_film_rendered_again_encodes_nothing_and_an_edit_only_itself(
    renderer: Bench, pictures: list[str], owner: str
) -> None:
    """Segments are kept under what they depend on: the same film is only put together, an edit makes one scene."""
    first = render_requested(pictures, owner_id=owner)
    await renderer.say(first)
    await renderer.fact(first.job_id, VideoRendered)
    again = first.model_copy(update={"event_id": new_id(), "job_id": new_id(), "render_id": new_id()})
    await renderer.say(again)
    (film,) = await renderer.fact(again.job_id, VideoRendered)
    assert (film.clips_rendered, film.clips_reused) == (0, 4)
    *same, last = again.scenes
    edited = again.model_copy(
        update={
            "event_id": new_id(), "job_id": new_id(), "render_id": new_id(),
            "scenes": (*same, last.model_copy(update={"description": "Scene 4: and then it rains."})),
        }
    )  # fmt: skip
    await renderer.say(edited)
    (film,) = await renderer.fact(edited.job_id, VideoRendered)
    assert (film.clips_rendered, film.clips_reused) == (1, 3)


async def test_a_request_delivered_again_makes_and_says_nothing_new(
    renderer: Bench, pictures: list[str], owner: str
) -> None:
    """What was said is published once more, as the same events; there is one film."""
    request = render_requested(pictures[:2], owner_id=owner)
    await renderer.say(request)
    await renderer.fact(request.job_id, VideoRendered)
    heard = len(renderer.heard)
    await renderer.say(request, message_id=f"{request.event_id} again")
    await renderer.until(lambda: len(renderer.heard) >= heard + 4, what="all facts published once more")
    assert len(renderer.facts(request.job_id, VideoRendered)) == 1
    assert len(renderer.facts(request.job_id, ClipRendered)) == 2
    assert await films(renderer, request) == ["master-1.mp4", "poster.jpg"]


async def test_a_picture_that_is_gone_fails_the_render_and_names_its_scene(
    renderer: Bench, pictures: list[str], owner: str
) -> None:
    """No third attempt for what will not come back."""
    request = render_requested([*pictures[:2], f"{owner}/pictures/never.jpg"], owner_id=owner)
    await renderer.say(request)
    (failed,) = await renderer.fact(request.job_id, RenderFailed)
    assert (failed.problem.code, failed.scene_number, failed.problem.retryable) == ("picture_missing", 3, False)
    assert await films(renderer, request) == []


async def test_a_picture_that_is_none_fails_the_render_and_names_its_scene(
    renderer: Bench, pictures: list[str], owner: str
) -> None:
    """The engine's complaint becomes words a person can act on."""
    await renderer.objects.put_bytes(f"{owner}/pictures/text.jpg", b"not a picture", media_type="image/jpeg")
    request = render_requested([pictures[0], f"{owner}/pictures/text.jpg"], owner_id=owner)
    await renderer.say(request)
    (failed,) = await renderer.fact(request.job_id, RenderFailed)
    assert (failed.problem.code, failed.scene_number) == ("footage_unreadable", 2)


@pytest.mark.parametrize(
    ("brought", "code"),
    [
        ({"logo": Logo(object_key="assets/never/logo.png", content_key="upload-1")}, "logo_missing"),
        (
            {"audio": "soundtrack", "soundtrack": Soundtrack(object_key="assets/never/a.mp3", content_key="upload-2")},
            "soundtrack_missing",
        ),
    ],
)
async def test_what_the_owner_brought_and_is_gone_fails_the_render_by_name(
    renderer: Bench, pictures: list[str], owner: str, brought: dict[str, object], code: str
) -> None:
    """No film without its logo, none with another sound; no scene is blamed, and nothing is tried again."""
    request = render_requested(pictures[:1], owner_id=owner).model_copy(update=brought)
    await renderer.say(request)
    (failed,) = await renderer.fact(request.job_id, RenderFailed)
    assert (failed.problem.code, failed.scene_number, failed.problem.retryable) == (code, None, False)


async def test_a_recording_that_is_none_fails_the_render(renderer: Bench, pictures: list[str], owner: str) -> None:
    """Once, in words that name the file."""
    await renderer.objects.put_bytes(f"{owner}/text.mp3", b"no recording", media_type="audio/mpeg")
    sound = Soundtrack(object_key=f"{owner}/text.mp3", content_key="upload-3")
    request = render_requested(pictures[:1], owner_id=owner)
    await renderer.say(request.model_copy(update={"audio": "soundtrack", "soundtrack": sound}))
    (failed,) = await renderer.fact(request.job_id, RenderFailed)
    assert (failed.problem.code, failed.problem.retryable) == ("footage_unreadable", False)
    assert "soundtrack.mp3" in failed.problem.message


async def test_a_damaged_kept_segment_is_made_again(renderer: Bench, pictures: list[str], owner: str) -> None:
    """What the store kept is checked before it becomes part of a film."""
    first = render_requested(pictures[:2], owner_id=owner)
    await renderer.say(first)
    await renderer.fact(first.job_id, VideoRendered)
    for kept in await renderer.objects.list(f"{owner}/segments/"):
        await renderer.objects.put_bytes(kept.key, b"damaged", media_type="video/mp4")
    again = first.model_copy(update={"event_id": new_id(), "job_id": new_id(), "render_id": new_id()})
    await renderer.say(again)
    (film,) = await renderer.fact(again.job_id, VideoRendered)
    assert film.frames == 90


async def test_a_canceled_render_is_let_go_of(renderer: Bench, pictures: list[str], owner: str) -> None:
    """Its encoders end, its files go, nothing is told, and the next film is made."""
    request = render_requested(pictures, seconds="50", owner_id=owner)
    await renderer.say(request)
    await renderer.until(lambda: _under_way(renderer, request), what="frames being made")
    await renderer.say(JobCanceled(event_id=new_id(), job_id=request.job_id, owner_id=owner, occurred_at=now()))
    await renderer.quiet(RenderRequested)
    after = render_requested(pictures[:1], owner_id=owner)
    await renderer.say(after)
    await renderer.fact(after.job_id, VideoRendered)
    assert not renderer.facts(request.job_id, VideoRendered)
    assert not renderer.facts(request.job_id, RenderFailed)
    assert not list(Path(renderer.env["STORYREEL_WORK_DIR"]).glob(f"*/{request.render_id}*"))


async def test_an_encoder_that_dies_is_replaced(renderer: Bench, pictures: list[str], owner: str) -> None:
    """A crash of a child costs an attempt, not the film."""
    request = render_requested(pictures, seconds="10", owner_id=owner)
    await renderer.say(request)
    await renderer.until(lambda: _under_way(renderer, request), what="frames being made")
    for child in await renderer.freeze():
        child.kill()
    (film,) = await renderer.fact(request.job_id, VideoRendered)
    assert film.frames == 1200
    assert len(renderer.facts(request.job_id, ClipRendered)) == 4


async def test_poison_becomes_a_dead_letter_and_holds_nobody_up(
    renderer: Bench, pictures: list[str], owner: str
) -> None:
    """A message that nobody can read is put aside with its reason; the next one is served."""
    subject = RenderRequested.subject_for(new_id())
    await renderer.client.jetstream().publish(subject, b'{"scenes": []}', headers={"Nats-Msg-Id": str(new_id())})
    request = render_requested(pictures[:1], owner_id=owner)
    await renderer.say(request)
    await renderer.fact(request.job_id, VideoRendered)

    async def buried() -> list[dict[str, object]]:
        return await renderer.rows("select code from dead_letters where subject = $1", subject)

    assert await eventually(buried, what="a dead letter") == [{"code": "event_not_understood"}]


async def test_killed_in_the_middle_it_goes_on_where_it_was(
    renderer: Bench, pictures: list[str], owner: str
) -> None:  # fmt: skip
    """After a kill -9 no encoder lives on, no file stays, and another process makes only what is missing, once."""
    request = render_requested(pictures, seconds="10", owner_id=owner)
    await renderer.say(request)
    await renderer.fact(request.job_id, ClipRendered)
    assert await renderer.freeze()
    await renderer.kill(renderer.processes[-1])
    await renderer.start()
    assert len(renderer.homes()) == 1
    await renderer.say(request, message_id=f"{request.event_id} after the kill")
    (film,) = await renderer.fact(request.job_id, VideoRendered)
    await renderer.quiet(RenderRequested, unacknowledged=1)
    assert film.frames == 1200
    assert len(renderer.facts(request.job_id, ClipRendered)) == 4
    assert len(renderer.facts(request.job_id, VideoRendered)) == 1
    masters = [name for name in await films(renderer, request) if name.startswith("master")]
    assert masters == [film.master_key.rpartition("/")[2]]


async def test_asked_to_stop_it_gives_its_lease_back_at_once(renderer: Bench, pictures: list[str], owner: str) -> None:
    """A rolling restart costs no lease time, and leaves neither encoder nor file."""
    request = render_requested(pictures, seconds="10", owner_id=owner)
    await renderer.say(request)
    await renderer.until(lambda: _under_way(renderer, request), what="frames being made")
    children = await renderer.freeze()
    assert await renderer.stop(renderer.processes[-1]) == 0
    assert not any(child.is_running() for child in children)
    assert renderer.homes() == []
    (task,) = await renderer.rows("select state, lease_until from tasks where key = $1", str(request.render_id))
    assert task == {"state": "open", "lease_until": None}
    await renderer.start()
    await renderer.fact(request.job_id, VideoRendered)
    assert len(renderer.facts(request.job_id, VideoRendered)) == 1


async def test_a_late_worker_is_fenced_off(renderer: Bench, pictures: list[str], owner: str) -> None:
    """Stopped beyond its lease and continued, it tells nothing and leaves no film: the other one's counts."""
    request = render_requested(pictures, seconds="10", owner_id=owner)
    late = renderer.processes[-1]
    await renderer.say(request)
    await renderer.until(lambda: _under_way(renderer, request), what="frames being made")
    await renderer.freeze()
    psutil.Process(late.pid).suspend()
    other = await renderer.start()
    (film,) = await renderer.fact(request.job_id, VideoRendered)
    psutil.Process(late.pid).resume()

    async def let_go() -> bool:
        return not list(Path(renderer.env["STORYREEL_WORK_DIR"]).glob(f"*/{request.render_id}*"))

    await eventually(let_go, what="the late worker lets go")
    assert len(renderer.facts(request.job_id, VideoRendered)) == 1
    assert [name for name in await films(renderer, request) if name.startswith("master")] == [
        film.master_key.rpartition("/")[2]
    ]
    assert await renderer.stop(late) == 0
    assert await renderer.stop(other) == 0


def _under_way(renderer: Bench, request: RenderRequested) -> bool:
    return any(said.job_id == request.job_id and said.percent > 0 for said in renderer.progress)


async def test_each_clip_says_what_it_cost(
    infra: Infrastructure, database: str, renderer: Bench, pictures: list[str], owner: str, tmp_path: Path
) -> None:
    """A provider's bill is told by scene, so that a render that fails half-way is no lump; the film says the sum."""
    for process in renderer.processes:
        await renderer.stop(process)
    async with bench(
        infra, database, schema="renderer", module="support.workers_clips", folder=tmp_path, **LOOK
    ) as paid:  # fmt: skip
        await paid.start()
        request = render_requested(pictures[:2], owner_id=owner)
        await paid.say(request)
        (film,) = await paid.fact(request.job_id, VideoRendered)
        bills = [float(clip.cost_usd) for clip in paid.facts(request.job_id, ClipRendered)]
        assert (bills, float(film.cost_usd)) == ([0.25, 0.25], 0.5)
    await renderer.start()
