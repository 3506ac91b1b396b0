"""What the storyboard service promises, as a process on real servers; the provider fails as it is told."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import new_id, now
from storyreel_contracts.events import (
    GenerationRequested,
    JobCanceled,
    PromptParsed,
    ProvidedPicture,
    SceneIllustrated,
    SceneIllustrationFailed,
    SceneRefinementRequested,
    StoryboardFailed,
    StoryboardIllustrated,
)
from storyreel_contracts.types import ProviderName
from support.deadlines import eventually
from support.stack import clear_streams
from support.workers_bench import Bench, bench
from support.workers_images import ImagesOnCommand, held

CALM = (
    "A lighthouse stands over the sea at night",
    "A ship sails home in the morning light",
    "Gulls circle the harbour",
)


@pytest.fixture(scope="module")
async def storyboard(
    infra: Infrastructure, module_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Bench]:
    """The storyboard service with the provider on command, started once for this module."""
    await clear_streams(infra.nats_url)
    folder = tmp_path_factory.mktemp("storyboard")
    async with bench(
        infra, module_database, schema="storyboard", module="support.workers_images", folder=folder,
        LEDGER=str(folder / "ledger"), STORYREEL_STORYBOARD_PICTURES="4",
    ) as found:  # fmt: skip
        await found.start()
        yield found


@pytest.fixture
def images(storyboard: Bench) -> ImagesOnCommand:
    """The ledger of the service's provider."""
    return ImagesOnCommand(Path(storyboard.env["LEDGER"]))


@pytest.fixture
def owner() -> str:
    """Somebody without any pictures yet."""
    return f"owner-{new_id()}"


def asked(owner: str, *scenes: str, provider: ProviderName = "animatic", seed: int = 3) -> GenerationRequested:
    """A request for these scenes, five seconds each, in a job of its own."""
    return GenerationRequested(
        event_id=new_id(),
        job_id=new_id(),
        owner_id=owner,
        occurred_at=now(),
        prompt="\n".join(f"Scene {number}: {words}." for number, words in enumerate(scenes, 1)),
        duration=5 * len(scenes),
        provider=provider,
        seed=seed,
    )


def own_picture(scene_number: int) -> ProvidedPicture:
    """What an owner brought for a scene."""
    return ProvidedPicture(
        scene_number=scene_number,
        image_key=f"assets/owner/{scene_number}/image.png",
        media_type="image/png",
        width=900,
        height=1600,
        content_key=f"upload-{scene_number}",
    )


async def test_an_owners_picture_is_a_scenes_at_once_and_for_nothing(
    storyboard: Bench, images: ImagesOnCommand, owner: str
) -> None:
    """Own pictures and drawn ones share a board; nobody is asked for the own ones, also when all is said again."""
    request = asked(owner, *CALM).model_copy(update={"pictures": (own_picture(1), own_picture(3))})
    asked_before = len(images.calls())
    await storyboard.say(request)
    (board,) = await storyboard.fact(request.job_id, StoryboardIllustrated)
    first, drawn, last = board.pictures
    assert (first.image_key, first.width, first.height) == ("assets/owner/1/image.png", 900, 1600)
    assert (first.provider, first.content_key, first.reused) == ("upload", "upload-1", False)
    assert first.cost_usd == 0
    assert (drawn.provider, drawn.cost_usd > 0, last.provider) == ("animatic", True, "upload")
    assert len(images.calls()) == asked_before + 1
    await storyboard.say(request, message_id=f"{request.event_id} again")
    await storyboard.quiet(GenerationRequested)
    assert len(storyboard.facts(request.job_id, SceneIllustrated)) == 3


async def test_a_board_of_own_pictures_alone_is_ready_without_any_provider(
    storyboard: Bench, images: ImagesOnCommand, owner: str
) -> None:
    """The last own picture ends the board, in the transaction that begins it."""
    request = asked(owner, *CALM).model_copy(update={"pictures": tuple(map(own_picture, (1, 2, 3)))})
    asked_before = len(images.calls())
    await storyboard.say(request)
    (board,) = await storyboard.fact(request.job_id, StoryboardIllustrated)
    assert [picture.scene_number for picture in board.pictures] == [1, 2, 3]
    assert len(images.calls()) == asked_before


async def test_a_prompt_becomes_scenes_and_every_scene_a_picture(storyboard: Bench, owner: str) -> None:
    """Scenes as written, durations that add up, a picture in the store for each, and the whole told at the end."""
    request = asked(owner, *CALM)
    await storyboard.say(request)
    (board,) = await storyboard.fact(request.job_id, StoryboardIllustrated)
    (parsed,) = storyboard.facts(request.job_id, PromptParsed)
    assert [scene.scene_number for scene in parsed.scenes] == [1, 2, 3]
    assert sum(scene.duration for scene in parsed.scenes) == 15
    assert [picture.picture_id for picture in board.pictures] == [scene.picture_id for scene in parsed.scenes]
    told = {fact.picture.picture_id: fact.picture for fact in storyboard.facts(request.job_id, SceneIllustrated)}
    assert told == {picture.picture_id: picture for picture in board.pictures}
    for picture in board.pictures:
        stored = await storyboard.objects.stat(picture.image_key)
        assert (stored.media_type, picture.cost_usd, picture.reused) == ("image/jpeg", Decimal("0.25"), False)
        assert picture.image_key == f"{owner}/pictures/{picture.content_key}.jpg"
    assert any(said.job_id == request.job_id and said.percent == 100 for said in storyboard.progress)


async def test_an_unchanged_scene_is_never_paid_for_twice(
    storyboard: Bench, images: ImagesOnCommand, owner: str
) -> None:
    """The same prompt and seed again: every picture is found, nothing is spent. Another owner's is another's."""
    first, second, stranger = asked(owner, *CALM), asked(owner, *CALM), asked(f"{owner}-2", *CALM)
    await storyboard.say(first)
    (before,) = await storyboard.fact(first.job_id, StoryboardIllustrated)
    calls = len(images.calls())
    await storyboard.say(second)
    (after,) = await storyboard.fact(second.job_id, StoryboardIllustrated)
    assert len(images.calls()) == calls
    assert [picture.image_key for picture in after.pictures] == [picture.image_key for picture in before.pictures]
    assert {(picture.reused, picture.cost_usd) for picture in after.pictures} == {(True, Decimal(0))}
    await storyboard.say(stranger)
    (other,) = await storyboard.fact(stranger.job_id, StoryboardIllustrated)
    assert not any(picture.reused for picture in other.pictures)


async def test_a_picture_that_is_gone_from_the_store_is_made_again(storyboard: Bench, owner: str) -> None:
    """The table remembers it, the store does not: nobody is sent to nothing."""
    first, second = asked(owner, CALM[0]), asked(owner, CALM[0])
    await storyboard.say(first)
    (before,) = await storyboard.fact(first.job_id, StoryboardIllustrated)
    await storyboard.objects.delete(before.pictures[0].image_key)
    await storyboard.say(second)
    (after,) = await storyboard.fact(second.job_id, StoryboardIllustrated)
    assert not after.pictures[0].reused
    await storyboard.objects.stat(after.pictures[0].image_key)


async def test_one_failing_scene_does_not_sink_the_board(
    storyboard: Bench, images: ImagesOnCommand, owner: str
) -> None:
    """A refusal fails at once, an outage after three attempts, a hiccup not at all; the board names each."""
    words = (
        "A quiet harbour",
        "A refusal at the door",
        "An outage in the city",
        "A hiccup at dinner",
        "Some nonsense here",
    )
    request = asked(owner, *words)
    await storyboard.say(request)
    (board,) = await storyboard.fact(request.job_id, StoryboardIllustrated)
    failures = {failure.scene_number: (failure.problem.code, failure.attempts) for failure in board.failures}
    assert failures == {2: ("content_refused", 1), 3: ("provider_away", 3), 5: ("provider_nonsense", 1)}
    assert {picture.scene_number: picture.attempts for picture in board.pictures} == {1: 1, 4: 2}
    assert len(storyboard.facts(request.job_id, SceneIllustrationFailed)) == 3
    assert sum("outage" in call for call in images.calls()) == 3
    letters = await storyboard.rows("select code from dead_letters where job_id = $1 order by code", request.job_id)
    assert [letter["code"] for letter in letters] == ["provider_away", "provider_nonsense"]


async def test_a_request_delivered_again_makes_and_says_nothing_new(
    storyboard: Bench, images: ImagesOnCommand, owner: str
) -> None:
    """What was said is published once more, as the same events; no scene, no picture, no cost is new."""
    request = asked(owner, *CALM)
    await storyboard.say(request)
    await storyboard.fact(request.job_id, StoryboardIllustrated)
    calls, heard = len(images.calls()), len(storyboard.heard)
    await storyboard.say(request, message_id=f"{request.event_id} again")
    await storyboard.until(lambda: len(storyboard.heard) >= heard + 6, what="all facts published once more")
    assert len(images.calls()) == calls
    for kind, count in ((PromptParsed, 1), (SceneIllustrated, 3), (StoryboardIllustrated, 1)):
        assert len(storyboard.facts(request.job_id, kind)) == count


async def test_a_refined_scene_gets_one_new_picture(storyboard: Bench, owner: str) -> None:
    """The other scenes are left alone, and no board is told."""
    request = SceneRefinementRequested(
        event_id=new_id(),
        job_id=new_id(),
        owner_id=owner,
        occurred_at=now(),
        storyboard_version=2,
        scene_id=new_id(),
        scene_number=4,
        picture_id=new_id(),
        description="A storm over the lighthouse",
        image_prompt="A storm over the lighthouse, wide shot",
        aspect_ratio="9:16",
        seed=5,
    )
    await storyboard.say(request)
    (fact,) = await storyboard.fact(request.job_id, SceneIllustrated)
    assert (fact.picture.scene_id, fact.picture.picture_id) == (request.scene_id, request.picture_id)
    assert (fact.picture.width, fact.picture.height) == (72, 128)
    await storyboard.quiet(SceneRefinementRequested)
    assert storyboard.facts(request.job_id, StoryboardIllustrated) == []


async def test_a_provider_that_is_not_here_fails_the_storyboard_with_its_reason(storyboard: Bench, owner: str) -> None:
    """The job ends with words a person can act on."""
    request = asked(owner, *CALM, provider="replicate")
    await storyboard.say(request)
    (fact,) = await storyboard.fact(request.job_id, StoryboardFailed)
    assert fact.problem.code == "provider_unavailable"


async def test_a_canceled_job_is_let_go_of(storyboard: Bench, images: ImagesOnCommand, owner: str) -> None:
    """What runs is stopped, what waits is never begun, and the service goes on to others."""
    with held(images):
        request = asked(owner, *(f"Patience number {number} under the tree" for number in range(8)))
        await storyboard.say(request)
        await storyboard.until(
            lambda: sum("Patience number" in call for call in images.calls()) >= 4, what="four scenes under way"
        )  # fmt: skip
        await storyboard.say(
            JobCanceled(event_id=new_id(), job_id=request.job_id, owner_id=owner, occurred_at=now())
        )  # fmt: skip
        await storyboard.quiet(GenerationRequested)
        after = asked(owner, CALM[1])
        await storyboard.say(after)
        await storyboard.fact(after.job_id, StoryboardIllustrated)
    assert storyboard.facts(request.job_id, SceneIllustrated) == []
    assert sum("Patience number" in call for call in images.calls()) == 4


async def test_a_request_that_comes_after_its_cancellation_makes_nothing(
    storyboard: Bench, images: ImagesOnCommand, owner: str
) -> None:
    """A request may have waited in the stream while its owner changed their mind."""
    request = asked(owner, f"Too late for {owner}")
    await storyboard.say(JobCanceled(event_id=new_id(), job_id=request.job_id, owner_id=owner, occurred_at=now()))
    await storyboard.quiet(JobCanceled)
    await storyboard.say(request)
    await storyboard.fact(request.job_id, PromptParsed)
    await storyboard.quiet(GenerationRequested)
    assert not any(owner in call for call in images.calls())


async def test_poison_becomes_a_dead_letter_and_holds_nobody_up(storyboard: Bench, owner: str) -> None:
    """A message that nobody can read is put aside with its reason; the next one is served."""
    subject = GenerationRequested.subject_for(new_id())
    await storyboard.client.jetstream().publish(subject, b"\x00 not json", headers={"Nats-Msg-Id": str(new_id())})
    request = asked(owner, CALM[2])
    await storyboard.say(request)
    await storyboard.fact(request.job_id, StoryboardIllustrated)

    async def buried() -> list[dict[str, object]]:
        return await storyboard.rows("select attempts from dead_letters where subject = $1", subject)

    assert len(await eventually(buried, what="a dead letter")) == 1


async def test_killed_in_the_middle_it_ends_once(storyboard: Bench, images: ImagesOnCommand, owner: str) -> None:
    """After a kill -9 another process makes what is missing: every picture once, the board told once."""
    request = asked(owner, CALM[0], "Patience by the window", CALM[1], "Patience at the gate")
    with held(images):
        await storyboard.say(request)
        await storyboard.fact(request.job_id, SceneIllustrated, count=2)
        await storyboard.until(lambda: sum("Patience" in one for one in images.calls()[-4:]) == 2, what="two under way")
        await storyboard.kill(storyboard.processes[-1])
    await storyboard.start()
    await storyboard.say(request, message_id=f"{request.event_id} after the kill")
    (board,) = await storyboard.fact(request.job_id, StoryboardIllustrated)
    assert [picture.scene_number for picture in board.pictures] == [1, 2, 3, 4]
    assert len(storyboard.facts(request.job_id, SceneIllustrated)) == 4
    assert len(storyboard.facts(request.job_id, PromptParsed)) == 1
    assert sum(call.startswith("Patience by the window") for call in images.calls()) == 2


async def test_asked_to_stop_it_gives_its_leases_back_at_once(
    storyboard: Bench, images: ImagesOnCommand, owner: str
) -> None:
    """A rolling restart costs no lease time: nothing is held by a process that left, and the next one goes on."""
    request = asked(owner, "Patience on the mountain", "Patience in the valley")
    with held(images):
        await storyboard.say(request)
        await storyboard.until(lambda: "in the valley" in "".join(images.calls()[-2:]), what="both under way")
        assert await storyboard.stop(storyboard.processes[-1]) == 0
        tasks = await storyboard.rows("select state, lease_until from tasks where job_id = $1", request.job_id)
        assert tasks == [{"state": "open", "lease_until": None}] * 2
    await storyboard.start()
    (board,) = await storyboard.fact(request.job_id, StoryboardIllustrated)
    assert len(board.pictures) == 2


async def test_two_processes_share_a_board_without_a_word_twice(storyboard: Bench, owner: str) -> None:
    """Whoever finishes last tells the board, and nobody else; scenes that end in the same moment included."""
    other = await storyboard.start()
    requests = [
        asked(owner, *(f"Gull {number} of flock {flock} flies by" for number in range(12))) for flock in range(4)
    ]
    await storyboard.say(*requests)
    for request in requests:
        (board,) = await storyboard.fact(request.job_id, StoryboardIllustrated)
        assert len(board.pictures) == 12
    await storyboard.quiet(GenerationRequested, unacknowledged=1)
    for request in requests:
        assert len(storyboard.facts(request.job_id, StoryboardIllustrated)) == 1
        assert len(storyboard.facts(request.job_id, SceneIllustrated)) == 12
    assert await storyboard.stop(other) == 0
