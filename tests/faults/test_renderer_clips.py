"""What the renderer promises of clips that are bought: a real process, a simulated provider that keeps its books."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import new_id, now
from storyreel_contracts.events import ClipRendered, JobCanceled, RenderFailed, RenderRequested, VideoRendered
from storyreel_media.probe import check_film, probe
from support.deadlines import eventually
from support.film_studio_abroad import SECOND, Abroad, abroad, again, with_scene
from support.stack import clear_streams

CLIP = 2 * SECOND


@pytest.fixture(scope="module")
async def studio(
    infra: Infrastructure, module_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Abroad]:
    """A renderer with a provider, started once for this module."""
    await clear_streams(infra.nats_url)
    async with abroad(infra, module_database, tmp_path_factory.mktemp("abroad")) as found:
        yield found


async def film_of(studio: Abroad, request: RenderRequested) -> VideoRendered:
    """Ask for a film, and wait for it."""
    await studio.renderer.say(request)
    (film,) = await studio.renderer.fact(request.job_id, VideoRendered)
    return film


def made(studio: Abroad) -> int:
    """How many predictions there ever were."""
    return len(studio.world.predictions)


async def test_every_scene_is_bought_once_and_the_film_says_from_whom(studio: Abroad, tmp_path: Path) -> None:
    """Six clips for six scenes, at the catalogue's price; asked for again by the bus or their owner, they are there."""
    before, charged = made(studio), studio.world.ledger.total
    request = await studio.request(6)
    film = await film_of(studio, request)
    await studio.renderer.objects.get_file(film.master_key, tmp_path / "master.mp4")
    check_film(
        probe(tmp_path / "master.mp4"), width=320, height=180, duration=12, fps=30, tolerance_frames=0, audio=True
    )  # fmt: skip
    assert made(studio) - before == 6
    assert Decimal(str(film.cost_usd)) == studio.world.ledger.total - charged == 6 * CLIP
    assert [(one.scene_number, one.provider, one.model) for one in film.sources] == [
        (number, "replicate", "bytedance/seedance-1-lite") for number in range(1, 7)
    ]
    clips = studio.renderer.facts(request.job_id, ClipRendered)
    assert {(clip.cost_usd, clip.provider) for clip in clips} == {(CLIP, "replicate")}
    told = studio.bought(request)
    assert [(one.state, one.cost_usd, one.made_id) for one in told] == [("succeeded", CLIP, request.render_id)] * 6
    assert {one.prediction_id for one in told} <= set(studio.world.predictions)

    heard = len(studio.renderer.heard)
    await studio.renderer.say(request, message_id=f"{request.event_id} again")
    await studio.renderer.until(lambda: len(studio.renderer.heard) > heard, what="all facts published once more")
    repeated = await film_of(studio, again(request))
    assert (made(studio) - before, repeated.cost_usd) == (6, Decimal(0))
    assert (repeated.clips_rendered, repeated.clips_reused) == (0, 6)


async def test_an_edit_buys_what_it_changed(studio: Abroad) -> None:
    """One scene; in a chained film also the one before, which ends in the edited one's picture."""
    request = await studio.request(3)
    await film_of(studio, request)
    before = made(studio)
    edited = with_scene(request, 2, description="And then it rains.")
    assert (await film_of(studio, edited)).cost_usd == CLIP
    assert made(studio) - before == 1

    chained = again(request, chained=True)
    assert (await film_of(studio, chained)).cost_usd == 2 * CLIP, "the last scene ends as it did"
    before = made(studio)
    edited = with_scene(chained, 2, image_key=chained.scenes[0].image_key, content_key="another")
    assert (await film_of(studio, edited)).cost_usd == 2 * CLIP
    assert made(studio) - before == 2


async def test_a_refused_scene_fails_the_film_by_name_and_costs_only_itself_later(studio: Abroad) -> None:
    """The others' clips are kept: when the owner has rewritten the scene, that is all there is to pay."""
    studio.fault("e005")
    request = await studio.request(3)
    before = set(studio.world.predictions)
    await studio.renderer.say(request)
    (failed,) = await studio.renderer.fact(request.job_id, RenderFailed)
    assert (failed.problem.code, failed.problem.retryable) == ("provider_refused", False)
    await studio.renderer.quiet(RenderRequested)
    (culprit,) = [one for one in studio.bought(request) if one.state == "failed"]
    assert (failed.scene_number, culprit.cost_usd) == (culprit.scene_number, Decimal(0))
    assert failed.problem.message.startswith(f"scene {culprit.scene_number}, by replicate: ")
    assert len(studio.renderer.facts(request.job_id, RenderFailed)) == 1
    assert not studio.renderer.facts(request.job_id, VideoRendered)
    film = await film_of(studio, with_scene(request, culprit.scene_number, description="A calm sea."))
    assert film.cost_usd == CLIP
    assert len(set(studio.world.predictions) - before) == 4


async def test_who_may_take_over_films_the_scene_that_was_refused(studio: Abroad) -> None:
    """Only that scene becomes a still under a camera, and the film says so."""
    studio.fault("nsfw")
    request = await studio.request(2, fallback_provider="animatic")
    film = await film_of(studio, request)
    (culprit,) = [one.scene_number for one in studio.bought(request) if one.state == "failed"]
    by = {one.scene_number: (one.provider, one.model) for one in film.sources}
    assert by == {
        culprit: ("animatic", "animatic-1"),
        3 - culprit: ("replicate", "bytedance/seedance-1-lite"),
    }
    assert film.cost_usd == CLIP
    assert not studio.renderer.facts(request.job_id, RenderFailed)


async def test_nothing_is_bought_beyond_a_scenes_limit(studio: Abroad) -> None:
    """A scene may cost what was quoted for it, and not a cent more."""
    request = await studio.request(1)
    (scene,) = request.scenes
    poor = scene.model_copy(update={"spend_limit_usd": CLIP - Decimal("0.001")})
    before = made(studio)
    await studio.renderer.say(request.model_copy(update={"scenes": (poor,)}))
    (failed,) = await studio.renderer.fact(request.job_id, RenderFailed)
    assert (failed.problem.code, failed.scene_number, made(studio) - before) == ("spend_limit_reached", 1, 0)


async def test_a_kept_clip_whose_object_is_gone_is_bought_again_and_no_other(studio: Abroad) -> None:
    """What the store lost is missing, what it has is used."""
    request = await studio.request(2)
    await film_of(studio, request)
    before = made(studio)
    lost, *_ = await studio.renderer.objects.list(f"{request.owner_id}/clips/")
    await studio.renderer.objects.delete(lost.key)
    assert (await film_of(studio, again(request))).cost_usd == CLIP
    assert made(studio) - before == 1


async def test_footage_that_cannot_be_decoded_fails_the_film_once(studio: Abroad) -> None:
    """Neither an endless loop nor a second bill comes of it."""
    request = await studio.request(1)
    await film_of(studio, request)
    before = made(studio)
    (kept,) = await studio.renderer.objects.list(f"{request.owner_id}/clips/")
    await studio.renderer.objects.put_bytes(kept.key, b"no film at all", media_type="video/mp4")
    broken = again(request)
    await studio.renderer.say(broken)
    (failed,) = await studio.renderer.fact(broken.job_id, RenderFailed)
    assert (failed.problem.code, failed.scene_number, made(studio) - before) == ("footage_unreadable", 1, 0)


async def test_two_films_of_the_same_scenes_pay_once(studio: Abroad) -> None:
    """Asked for at the same moment, one of them buys, the other waits and finds what was bought."""
    request = await studio.request(2)
    twin = again(request)
    before = made(studio)
    await studio.renderer.say(request, twin)
    (one,) = await studio.renderer.fact(request.job_id, VideoRendered)
    (other,) = await studio.renderer.fact(twin.job_id, VideoRendered)
    assert (made(studio) - before, one.cost_usd + other.cost_usd) == (2, 2 * CLIP)


async def test_a_lost_answer_costs_nothing(studio: Abroad) -> None:
    """What was made though its answer was lost is found and used."""
    studio.fault("lost_answer", times=2)
    request = await studio.request(2)
    before = made(studio)
    assert (await film_of(studio, request)).cost_usd == 2 * CLIP
    assert made(studio) - before == 2


async def test_killed_while_clips_are_made_it_goes_on_with_those(studio: Abroad) -> None:
    """What is being made at the provider is waited for by the next process, and never asked for again."""
    request = await studio.request(2)
    before = made(studio)
    await studio.renderer.say(request)
    await studio.renderer.until(lambda: _running(studio, request) == 2, what="two clips being made")
    await studio.renderer.kill(studio.renderer.processes[-1])
    await studio.renderer.start()
    await studio.renderer.say(request, message_id=f"{request.event_id} after the kill")
    (film,) = await studio.renderer.fact(request.job_id, VideoRendered)
    assert (made(studio) - before, film.cost_usd) == (2, 2 * CLIP)
    assert len(studio.renderer.facts(request.job_id, VideoRendered)) == 1


async def test_what_a_canceled_job_paid_for_is_stopped_or_kept(studio: Abroad) -> None:
    """A clip that was made is there for the next film; one that was not is stopped, and its cost noted."""
    request = await studio.request(2)
    studio.fault("never_finishes")
    before = made(studio)
    await studio.renderer.say(request)
    await studio.renderer.until(lambda: _running(studio, request) == 2, what="two clips being made")

    async def one_made() -> bool:
        return any(one.status == "succeeded" for one in list(studio.world.predictions.values())[before:])

    await eventually(one_made, what="one clip was made")
    await studio.renderer.say(
        JobCanceled(event_id=new_id(), job_id=request.job_id, owner_id=request.owner_id, occurred_at=now())
    )

    async def settled() -> bool:
        return all(row["state"] not in ("intended", "running") for row in await studio.books(request.owner_id))

    await eventually(settled, what="every purchase has ended")
    states = {row["state"]: row["cost_usd"] for row in await studio.books(request.owner_id)}
    assert states == {"succeeded": CLIP, "canceled": CLIP}
    assert not studio.renderer.facts(request.job_id, VideoRendered)
    assert not studio.renderer.facts(request.job_id, RenderFailed)
    assert (await film_of(studio, again(request))).cost_usd == CLIP
    assert made(studio) - before == 3


def _running(studio: Abroad, request: RenderRequested) -> int:
    return sum(one.prediction_id is not None for one in studio.bought(request))
