"""What the storyboard service promises about pictures that cost money, as a process before a simulated provider.

Whatever goes wrong: what the provider's ledger says was charged is what the service told, and nothing is bought twice.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel.simulator import Fault, World, simulated
from storyreel_chassis.dead_letters import DeadLetters
from storyreel_chassis.ids import new_id, now
from storyreel_chassis.postgres import open_pool
from storyreel_contracts.events import (
    GenerationRequested,
    Illustration,
    JobCanceled,
    PicturePurchaseChanged,
    PromptParsed,
    Purchase,
    SceneIllustrated,
    SceneIllustrationFailed,
    SceneRefinementRequested,
    StoryboardFailed,
    StoryboardIllustrated,
)
from storyreel_contracts.pricing import current
from support.deadlines import eventually
from support.stack import clear_streams
from support.workers_bench import Bench, bench
from support.workers_replicate import BRISK

PRICE = current().providers["replicate"].image.per_image
CALM = ("A lighthouse stands over the sea", "A ship sails home", "Gulls circle the harbour")


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[tuple[World, str]]:
    """The simulator and its address."""
    world = World(seed="storyboard", speed=BRISK)
    async with simulated(world) as url:
        yield world, url


@pytest.fixture(scope="module")
async def storyboard(
    infra: Infrastructure, module_database: str, tmp_path_factory: pytest.TempPathFactory, provider: tuple[World, str]
) -> AsyncIterator[Bench]:
    """The storyboard service with an account at the simulator, started once for this module."""
    await clear_streams(infra.nats_url)
    world, url = provider
    async with bench(
        infra, module_database, schema="storyboard", module="support.workers_replicate",
        folder=tmp_path_factory.mktemp("storyboard"), REPLICATE_API_TOKEN=world.token, REPLICATE_BASE_URL=url,
        STORYREEL_REPLICATE_HOSTS=url.removesuffix("/v1"), STORYREEL_RECONCILE_SECONDS="1",
        STORYREEL_PICTURE_SHORT_SIDE="144",
    ) as found:  # fmt: skip
        await found.start()
        yield found


@pytest.fixture
async def world(provider: tuple[World, str]) -> AsyncIterator[World]:
    """The simulator's world, in which nothing goes wrong until told, and nothing later than this test."""
    world, _ = provider
    yield world
    world.faults.replace([])
    world.clock.speed = BRISK


@pytest.fixture
def owner() -> str:
    """Somebody without any pictures yet."""
    return f"owner-{new_id()}"


def asked(owner: str, *scenes: str, **more: Any) -> GenerationRequested:
    """A request for these scenes, five seconds each, in a job of its own, by Replicate."""
    told: dict[str, Any] = {
        "prompt": "\n".join(f"Scene {number}: {words}." for number, words in enumerate(scenes, 1)),
        "duration": 5 * len(scenes), "provider": "replicate", "seed": 3, "price_version": current().version,
    }  # fmt: skip
    who = {"event_id": new_id(), "job_id": new_id(), "owner_id": owner, "occurred_at": now()}
    return GenerationRequested.model_validate(who | told | more)


def canceled(request: GenerationRequested) -> JobCanceled:
    """Its owner changed their mind."""
    return JobCanceled(event_id=new_id(), job_id=request.job_id, owner_id=request.owner_id, occurred_at=now())


def goes_wrong(world: World, kind: str, **more: Any) -> None:
    """From now on, once unless told otherwise."""
    world.faults.rules.append(Fault.model_validate({"kind": kind, **more}))


def bought(world: World, words: str) -> list[str]:
    """The ids of the predictions whose prompt has these words."""
    return [one.id for one in world.predictions.values() if words in one.input["prompt"]]


def charged(world: World, words: str) -> Decimal:
    """What the provider's ledger has of them."""
    ids = bought(world, words)
    return sum((line.usd for line in world.ledger.lines.values() if line.prediction in ids), Decimal(0))


def purchases(storyboard: Bench, job_id: UUID) -> list[Purchase]:
    """The purchases of a job as they were told last."""
    told: dict[UUID, Purchase] = {}
    for fact in storyboard.facts(job_id, PicturePurchaseChanged):
        known = told.get(fact.purchase.purchase_id)
        if known is None or known.revision < fact.purchase.revision:
            told[fact.purchase.purchase_id] = fact.purchase
    return list(told.values())


async def board_of(storyboard: Bench, request: GenerationRequested) -> StoryboardIllustrated:
    """Ask, and wait for the whole board."""
    await storyboard.say(request)
    (board,) = await storyboard.fact(request.job_id, StoryboardIllustrated)
    return board


async def settled(storyboard: Bench, job_id: UUID, states: Sequence[str]) -> list[Purchase]:
    """Wait until the purchases of a job have ended so."""

    async def so() -> list[Purchase]:
        found = purchases(storyboard, job_id)
        return found if sorted(one.state for one in found) == sorted(states) else []

    return await eventually(so, what=f"{states}; see {storyboard.log}")


def costs(pictures: Sequence[Illustration]) -> list[Decimal]:
    """Of each scene."""
    return [picture.cost_usd for picture in pictures]


async def test_a_board_costs_its_list_price_and_every_purchase_is_told(
    storyboard: Bench, world: World, owner: str
) -> None:
    """A prediction for each scene; the ledger, the purchases and the pictures say the same to the cent. The scenes have
    whole seconds, as the provider sells them, so that the quote of the clips will be their bill."""
    request = asked(owner, *CALM, duration=17, style=owner, brand_guidelines={"colors": ["#204060"]})
    board = await board_of(storyboard, request)
    assert costs(board.pictures) == [PRICE] * 3
    assert charged(world, owner) == 3 * PRICE
    assert {(one.provider, one.model, one.media_type) for one in board.pictures} == {
        ("replicate", "black-forest-labs/flux-schnell", "image/png")
    }
    for picture in board.pictures:
        assert (await storyboard.objects.stat(picture.image_key)).media_type == "image/png"
    told = await settled(storyboard, request.job_id, ["succeeded"] * 3)
    assert {one.prediction_id for one in told} == set(bought(world, owner))
    assert [one.cost_usd for one in told] == [PRICE] * 3
    assert {one.made_id for one in told} == {picture.picture_id for picture in board.pictures}
    states = Counter(fact.purchase.state for fact in storyboard.facts(request.job_id, PicturePurchaseChanged))
    assert states == {"intended": 3, "running": 3, "succeeded": 3}
    assert all("deep blue (#204060)" in world.predictions[one].input["prompt"] for one in bought(world, owner))
    (parsed,) = storyboard.facts(request.job_id, PromptParsed)
    assert sorted(scene.duration for scene in parsed.scenes) == [5, 6, 6]


async def test_after_an_edit_exactly_the_changed_scene_is_bought(storyboard: Bench, world: World, owner: str) -> None:
    """The same scenes in another job, and the same picture asked for again, cost nothing."""
    await board_of(storyboard, asked(owner, *CALM[:2], style=owner))
    other = await board_of(storyboard, asked(owner, CALM[0], "A storm comes up", style=owner))
    assert [picture.reused for picture in other.pictures] == [True, False]
    assert costs(other.pictures) == [0, PRICE]
    assert len(bought(world, owner)) == 3
    assert charged(world, owner) == 3 * PRICE


async def test_two_processes_buy_the_same_scene_once_though_one_is_killed(
    storyboard: Bench, world: World, owner: str
) -> None:
    """Whoever comes second waits for the first one's picture, wherever that is being made; what a killed process had
    bought is gone on with by the other. Nobody pays again."""
    await storyboard.start()
    world.clock.speed = 0.5
    requests = [asked(owner, *CALM, style=owner) for _ in range(3)]
    await storyboard.say(*requests)

    async def all_bought() -> bool:
        return len(bought(world, owner)) == 3

    await eventually(all_bought)
    await storyboard.kill(storyboard.processes[0])
    boards = [(await storyboard.fact(one.job_id, StoryboardIllustrated))[0] for one in requests]
    assert len(bought(world, owner)) == 3
    assert charged(world, owner) == 3 * PRICE == sum(sum(costs(board.pictures)) for board in boards)
    assert {picture.attempts for board in boards for picture in board.pictures} == {1}


async def test_a_purchase_whose_answer_is_lost_is_found_again(storyboard: Bench, world: World, owner: str) -> None:
    """No answer, a broken one, half of one: it costs no attempt, and no second prediction."""
    for kind in ("lost_answer", "broken_answer", "cut_answer"):
        goes_wrong(world, kind)
    board = await board_of(storyboard, asked(owner, *CALM, style=owner))
    assert [picture.attempts for picture in board.pictures] == [1, 1, 1]
    assert costs(board.pictures) == [PRICE] * 3
    assert len(bought(world, owner)) == 3


async def test_a_provider_that_asks_to_wait_costs_no_attempt(storyboard: Bench, world: World, owner: str) -> None:
    """Those who were told to wait do, and all the others go on."""
    goes_wrong(world, "throttled", times=3, seconds=0.2)
    board = await board_of(storyboard, asked(owner, *CALM[:2], style=owner))
    assert [picture.attempts for picture in board.pictures] == [1, 1]
    assert charged(world, owner) == 2 * PRICE


async def test_what_fails_twice_and_then_works_costs_once(storyboard: Bench, world: World, owner: str) -> None:
    """Failed predictions are free; each counts as an attempt."""
    goes_wrong(world, "failed", times=2)
    (picture,) = (await board_of(storyboard, asked(owner, CALM[0], style=owner))).pictures
    assert (picture.attempts, picture.cost_usd) == (3, PRICE)
    assert len(bought(world, owner)) == 3
    assert charged(world, owner) == PRICE


async def test_three_answers_of_503_and_then_a_picture(storyboard: Bench, world: World, owner: str) -> None:
    """Each is looked up before anything is bought again: perhaps it was made after all."""
    goes_wrong(world, "unavailable", times=3)
    (picture,) = (await board_of(storyboard, asked(owner, CALM[0], style=owner))).pictures
    assert picture.cost_usd == PRICE == charged(world, owner)
    assert len(bought(world, owner)) == 1


async def test_a_refusal_is_final_readable_and_free(storyboard: Bench, world: World, owner: str) -> None:
    """It says which scene, which model, why and what to do; the other scene has its picture."""
    request = asked(owner, *CALM, style=owner)
    for kind in ("nsfw", "e005"):
        goes_wrong(world, kind)
    board = await board_of(storyboard, request)
    assert len(board.pictures) == 1
    assert len(board.failures) == 2
    for failure in board.failures:
        assert (failure.problem.code, failure.problem.retryable, failure.attempts) == ("provider_refused", False, 1)
        said = failure.problem.message
        assert said.startswith(
            f"scene {failure.scene_number}, by replicate: black-forest-labs/flux-schnell (prediction "
        )
        assert said.endswith("describe the scene differently")
    assert charged(world, owner) == PRICE
    assert sorted(one.state for one in purchases(storyboard, request.job_id)) == ["failed", "failed", "succeeded"]


async def test_a_provider_without_credit_says_so_at_once(storyboard: Bench, world: World, owner: str) -> None:
    """Nothing was bought, and nothing is tried again until a person has paid."""
    request = asked(owner, CALM[0], style=owner)
    goes_wrong(world, "no_credit")
    (failure,) = (await board_of(storyboard, request)).failures
    assert (failure.problem.code, failure.attempts) == ("provider_credit", 1)
    assert [one.state for one in purchases(storyboard, request.job_id)] == ["void"]
    assert bought(world, owner) == []


async def test_what_never_finishes_is_stopped_and_paid_for_no_further_than_allowed(
    storyboard: Bench, world: World, owner: str
) -> None:
    """Stopped after it began, it is charged: the scene's limit then allows no other."""
    request = asked(owner, CALM[0], style=owner, spend_limit_usd=PRICE)
    goes_wrong(world, "never_finishes", times=3)
    (failure,) = (await board_of(storyboard, request)).failures
    assert failure.problem.code == "spend_limit_reached"
    assert "scene 1" in failure.problem.message
    (stopped,) = await settled(storyboard, request.job_id, ["canceled"])
    assert stopped.cost_usd == PRICE == charged(world, owner)


async def test_a_picture_costs_all_that_was_charged_on_the_way_to_it(
    storyboard: Bench, world: World, owner: str
) -> None:
    """One prediction that hung and one that worked: the picture says the price of both."""
    goes_wrong(world, "never_finishes")
    (picture,) = (await board_of(storyboard, asked(owner, CALM[0], style=owner, spend_limit_usd=2 * PRICE))).pictures
    assert (picture.attempts, picture.cost_usd) == (2, 2 * PRICE)
    assert charged(world, owner) == 2 * PRICE


async def test_the_fallback_takes_over_what_the_provider_refuses(storyboard: Bench, world: World, owner: str) -> None:
    """Only the refused scene, once, and the board says whose picture it is."""
    request = asked(owner, *CALM[:2], style=owner, fallback_provider="animatic")
    goes_wrong(world, "nsfw")
    board = await board_of(storyboard, request)
    assert board.failures == ()
    assert sorted(picture.provider for picture in board.pictures) == ["animatic", "replicate"]
    (taken,) = (picture for picture in board.pictures if picture.provider == "animatic")
    assert (taken.model, taken.attempts, taken.cost_usd) == ("animatic-1", 2, Decimal(0))
    assert len(storyboard.facts(request.job_id, StoryboardIllustrated)) == 1
    assert storyboard.facts(request.job_id, SceneIllustrationFailed) == []
    assert '"scene_handed_over"' in storyboard.log.read_text()


async def test_a_fallback_is_billed_what_the_first_provider_charged(
    storyboard: Bench, world: World, owner: str
) -> None:
    """What hung was charged; the free picture in its place says so. The two are never at the scene together."""
    request = asked(owner, CALM[0], style=owner, fallback_provider="animatic", spend_limit_usd=PRICE)
    goes_wrong(world, "never_finishes")
    (picture,) = (await board_of(storyboard, request)).pictures
    assert (picture.provider, picture.cost_usd) == ("animatic", PRICE)
    assert charged(world, owner) == PRICE


async def test_a_fallback_that_has_the_picture_already_waits_for_the_bill(
    storyboard: Bench, world: World, owner: str
) -> None:
    """What the first provider may have been paid is known before the scene's cost is told: nothing, here."""
    await board_of(storyboard, asked(owner, CALM[0], style=owner, provider="animatic"))
    goes_wrong(world, "unavailable")
    goes_wrong(world, "no_credit", on="list")
    request = asked(owner, CALM[0], style=owner, fallback_provider="animatic")
    (picture,) = (await board_of(storyboard, request)).pictures
    assert (picture.provider, picture.reused, picture.cost_usd) == ("animatic", True, Decimal(0))
    await settled(storyboard, request.job_id, ["void"])
    assert charged(world, owner) == 0


async def test_a_scene_that_was_handed_over_is_not_asked_for_again(storyboard: Bench, world: World, owner: str) -> None:
    """Who gives the first provider's failed task another life finds the scene taken: nothing is bought or said."""
    request = asked(owner, CALM[0], style=owner, fallback_provider="animatic")
    goes_wrong(world, "failed", times=3)
    (picture,) = (await board_of(storyboard, request)).pictures
    assert (picture.provider, picture.attempts) == ("animatic", 4)
    async with open_pool(storyboard.env["DATABASE_URL"], schema="storyboard", size=2) as pool:
        (letter,) = [one for one in await DeadLetters(pool).list() if one.job_id == request.job_id]
        await DeadLetters(pool).replay(letter.letter_id, _no_message)

    async def closed() -> bool:
        return not await storyboard.rows("select from tasks where job_id = $1 and state = 'open'", request.job_id)

    await eventually(closed)
    assert len(bought(world, owner)) == 3
    assert len(storyboard.facts(request.job_id, SceneIllustrated)) == 1


async def _no_message(*_: object) -> None:
    raise AssertionError("a task needs no message")


async def test_a_canceled_job_is_stopped_at_the_provider(storyboard: Bench, world: World, owner: str) -> None:
    """Within moments, also what is under way there; what had begun is charged, and told."""
    request = asked(owner, CALM[0], style=owner)
    world.clock.speed = 1
    goes_wrong(world, "never_finishes")
    await storyboard.say(request)

    async def begun() -> bool:
        return any(world.predictions[one].started_at for one in bought(world, owner))

    await eventually(begun)
    await storyboard.say(canceled(request))
    (stopped,) = await settled(storyboard, request.job_id, ["canceled"])
    assert stopped.cost_usd == PRICE == charged(world, owner)
    assert world.predictions[str(stopped.prediction_id)].status == "canceled"


async def test_a_film_goes_on_with_what_a_canceled_one_was_buying(storyboard: Bench, world: World, owner: str) -> None:
    """It waits for the very picture: nothing is stopped, and nothing bought again."""
    first, second = (asked(owner, CALM[0], style=owner) for _ in range(2))
    world.clock.speed = 0.2
    await storyboard.say(first)

    async def begun() -> bool:
        return len(bought(world, owner)) == 1

    async def waits() -> bool:
        return bool(await storyboard.rows("select from purchases where owner_id = $1 and wanted_by <> '{}'", owner))

    await eventually(begun)
    await storyboard.say(second)
    await eventually(waits)
    await storyboard.say(canceled(first))
    (picture,) = (await storyboard.fact(second.job_id, StoryboardIllustrated))[0].pictures
    (purchase,) = await settled(storyboard, first.job_id, ["succeeded"])
    assert (picture.cost_usd, purchase.cost_usd) == (Decimal(0), PRICE)
    assert bought(world, owner) == [purchase.prediction_id]


async def test_a_picture_that_a_canceled_job_paid_for_is_there_for_the_next(
    storyboard: Bench, world: World, owner: str
) -> None:
    """It was made and is on the bill: the owner's next film has it for nothing."""
    request = asked(owner, CALM[0], style=owner)
    goes_wrong(world, "slow_body")
    await storyboard.say(request)

    async def made() -> bool:
        return any(world.predictions[one].status == "succeeded" for one in bought(world, owner)) and not any(
            rule.times for rule in world.faults.rules
        )

    await eventually(made)
    await storyboard.say(canceled(request))
    (kept,) = await settled(storyboard, request.job_id, ["succeeded"])
    assert kept.cost_usd == PRICE
    (picture,) = (await board_of(storyboard, asked(owner, CALM[0], style=owner))).pictures
    assert (picture.reused, picture.cost_usd) == (True, Decimal(0))
    assert len(bought(world, owner)) == 1


async def test_a_refined_scene_is_bought_under_its_own_limit(storyboard: Bench, world: World, owner: str) -> None:
    """One prediction for one new picture, as its words say."""
    request = SceneRefinementRequested(
        event_id=new_id(), job_id=new_id(), owner_id=owner, occurred_at=now(), storyboard_version=2,
        scene_id=new_id(), scene_number=4, picture_id=new_id(), description="A storm", provider="replicate",
        image_prompt=f"A storm over the lighthouse {owner}", seed=5, spend_limit_usd=Decimal("0.001"),
    )  # fmt: skip
    await storyboard.say(request)
    (told,) = await storyboard.fact(request.job_id, SceneIllustrationFailed)
    assert told.failure.problem.code == "spend_limit_reached"
    assert told.failure.problem.message.startswith("scene 4, by replicate: ")
    assert bought(world, owner) == []


async def test_a_provider_that_is_not_configured_says_what_to_set(storyboard: Bench, owner: str) -> None:
    """The job ends with words a person can act on."""
    request = asked(owner, *CALM, provider="cog")
    await storyboard.say(request)
    (told,) = await storyboard.fact(request.job_id, StoryboardFailed)
    assert told.problem.code == "provider_unavailable"
    assert "set STORYREEL_COG_IMAGE_URL" in told.problem.message
