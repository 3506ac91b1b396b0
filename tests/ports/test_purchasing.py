"""Nothing is paid for twice: every way in which buying may go wrong, on a real Postgres against the simulator.

After each, the provider's books and ours say the same to the cent (`Shop.balanced`).
"""

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from storyreel_chassis.errors import Away, Broken, Fenced, Refused, Transient
from storyreel_chassis.ports import Task
from storyreel_contracts.types import ProviderName
from storyreel_media.purchasing import buyer, patience
from storyreel_media.purchasing.leftovers import Leftovers
from storyreel_media.purchasing.ports import Bought, Found, NotKnownThere, Sold
from support.deadlines import eventually
from support.purchase_dies import POINTS
from support.replicate_stack import Rehearsal, rehearsal
from support.shop import PRICE, Shop, Watched, piece_of, shop

Call = Callable[[], Awaitable[str]]
Sending = Callable[[], Awaitable[None]]
_NUMBERS = itertools.count()


@pytest.fixture
async def on() -> AsyncIterator[Rehearsal]:
    """A simulator with its client."""
    async with rehearsal() as ready:
        yield ready


@pytest.fixture
def schema() -> str:
    """Nobody has used it before."""
    return f"shop_{next(_NUMBERS)}"


@pytest.fixture
async def at(module_database: str, schema: str, on: Rehearsal) -> AsyncIterator[Shop]:
    """A service that buys there."""
    async with shop(module_database, on, schema=schema) as opened:
        yield opened


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> float:
    """A grace that never ends, in which looks follow each other quickly."""
    monkeypatch.setattr(patience, "LONGEST_PAUSE", 0.05)
    return 3600


class Pause:
    """A place at which a process is stopped, and let go on later."""

    def __init__(self) -> None:
        self.reached, self.go_on = asyncio.Event(), asyncio.Event()

    async def here(self) -> None:
        """Stop here."""
        self.reached.set()
        await self.go_on.wait()

    async def before(self, call: Callable[[], Awaitable[Sold]]) -> Sold:
        """Stop, then call."""
        await self.here()
        return await call()

    async def after(self, call: Call, sending: Sending) -> str:
        """Buy, and stop before the answer is heard."""
        await sending()
        made = await call()
        await self.here()
        return made


async def dies_asking(_call: Call, sending: Sending) -> str:
    """It is written down that the call goes out; it never does."""
    await sending()
    raise asyncio.CancelledError


# what works


async def test_a_picture_is_written_down_bought_and_told(at: Shop) -> None:
    """Three words about each purchase: intended, running, and what it cost."""
    await at.offer()
    assert await at.work(await at.claim())
    told = [event.purchase for event in await at.told()]
    assert [(one.state, one.cost_usd) for one in told] == [("intended", None), ("running", None), ("succeeded", PRICE)]
    assert await at.kept() == 1
    await at.balanced(predictions=1)


async def test_the_same_again_costs_nothing(at: Shop) -> None:
    """Of what its owner has, nothing is bought."""
    for _ in range(2):
        await at.offer()
        await at.work(await at.claim())
    await at.balanced(predictions=1)


# who dies, and where


async def test_whoever_is_killed_another_finishes_and_one_is_paid(at: Shop, module_database: str, schema: str) -> None:
    """A process that dies, at any point of a purchase, costs its owner nothing."""
    for point in POINTS:
        await at.offer(point)
    command = (sys.executable, "-m", "support.purchase_dies", module_database, schema, at.on.url)
    process = await asyncio.create_subprocess_exec(*command, cwd="tests")
    assert await process.wait() == 0
    await at.run("update tasks set lease_until = now() - interval '1 second' where state = 'open'")
    for point in POINTS:
        assert point == "after-close" or await at.work(await at.claim("two"))
    assert await at.kept() == len(POINTS)
    assert (await at.states()).count("void") == 1  # asked for by who died before the call went out
    await at.balanced(predictions=len(POINTS))


# who is late


async def test_who_wakes_before_the_call_does_not_make_it(at: Shop) -> None:
    """The lease is looked at again right before money is spent."""
    pause = Pause()

    async def slow(call: Call, sending: Sending) -> str:
        await pause.here()
        await sending()
        return await call()

    await at.offer()
    task = await at.claim()
    late = asyncio.create_task(at.work(task, Watched(at.seller, on_create=slow)))
    await pause.reached.wait()
    assert await at.work(await at.again(task))
    pause.go_on.set()
    with pytest.raises(Fenced):
        await late
    await at.balanced(predictions=1)


async def test_who_wakes_in_the_midst_of_the_call_stops_what_it_bought(at: Shop) -> None:
    """The second of two is stopped by whoever bought it, and what it cost is noted."""
    pause = Pause()

    async def slow(call: Call, sending: Sending) -> str:
        await sending()
        await pause.here()
        return await call()

    at.on.fault("stuck_in_starting", times=0)
    await at.offer()
    task, seller = await at.claim(), Watched(at.seller, on_create=slow)
    late = asyncio.create_task(at.work(task, seller))
    await pause.reached.wait()
    assert await at.work(await at.again(task))
    at.on.fault("never_finishes")
    pause.go_on.set()
    with pytest.raises(Fenced):
        await late
    assert len(seller.canceled) == 1
    await at.settled()
    assert await at.states() == ["void", "succeeded", "canceled"]
    assert await at.kept() == 1
    await at.balanced(predictions=2)


async def test_an_id_that_comes_late_is_used_by_who_took_over(at: Shop, patient: float) -> None:
    """What was bought is a fact, whoever says it; nobody stops what another waits for."""
    pause = Pause()

    async def nothing(_call: Callable[[], Awaitable[Found]]) -> Found:
        pause.go_on.set()
        return Found()

    await at.offer()
    task, seller = await at.claim(), Watched(at.seller, on_create=pause.after)
    late = asyncio.create_task(at.work(task, seller))
    await pause.reached.wait()
    at.grace = patient
    assert await at.work(await at.again(task), Watched(at.seller, on_find=nothing))
    with pytest.raises(Fenced):
        await late
    assert seller.canceled == []
    await at.balanced(predictions=1)


# two at once


async def test_two_tasks_of_one_content_buy_once(at: Shop) -> None:
    """The second one waits, which costs it no attempt, and finds the first one's picture."""
    pause = Pause()

    await at.offer()
    await at.offer()
    first, second = await at.claim("one"), await at.claim("two")
    working = asyncio.create_task(at.work(first, Watched(at.seller, on_wait=pause.before)))
    await pause.reached.wait()
    with pytest.raises(Away) as waits:
        await at.work(second)
    assert waits.value.code == "purchase_under_way"
    pause.go_on.set()
    assert await working
    with pytest.raises(Away) as looks_again:  # as if it had looked for the picture before the first one had it
        await at.bought(second)
    assert looks_again.value.code == "purchase_under_way"
    assert not await at.work(second)
    await at.balanced(predictions=1)


async def test_what_another_job_left_is_taken_over_and_stays_on_its_bill(at: Shop) -> None:
    """A picture that one job waits for is not bought again for another; who asked first pays."""
    await at.offer()
    task = await at.claim()
    await _cut_short(at, task)
    await at.run("update tasks set not_before = now() + interval '1 hour'")
    await at.offer(limit=Decimal(0))
    other = await at.claim("two")
    assert other.task_id != task.task_id
    bought = await at.bought(other)
    assert bought.cost_usd == 0
    await at.close(other, bought)
    assert await at.states() == ["succeeded"]
    await at.balanced(predictions=1)


async def test_what_another_job_waits_for_is_not_stopped(at: Shop) -> None:
    """Whoever cancels a film leaves another one of theirs what that was about to take over."""
    canceled = [await at.offer(), await at.offer("a hare")]
    for _ in canceled:
        await _interrupted(at, await at.claim())
    await at.offer()
    waiting = await at.claim("two")
    with pytest.raises(Away):
        await at.work(waiting)
    for event in canceled:
        await at.cancel(event)

    async def settled() -> bool:
        return bool(await at.value("select 1 from purchases where content_key = 'a hare' and ended_at is not null"))

    async with at.settling():
        await eventually(settled)
    assert (await at.states())[0] == "running"
    assert await at.work(waiting)
    await at.balanced(predictions=2)


async def test_what_nobody_waits_for_any_more_is_stopped(at: Shop) -> None:
    """A film that waited for another's purchase, and is canceled too, holds nothing up."""
    at.on.fault("never_finishes")
    canceled = [await at.offer(), await at.offer()]
    await _interrupted(at, await at.claim())
    with pytest.raises(Away):
        await at.work(await at.claim("two"))
    for event in canceled:
        await at.cancel(event)
    await at.settled()
    assert await at.states() == ["canceled"]
    await at.balanced(predictions=1)


async def _cut_short(at: Shop, task: Task) -> None:
    """The attempt is cancelled while it waits, as when the process drains; its lease runs out."""
    await _interrupted(at, task)
    await at.run("update tasks set lease_owner = null, lease_until = null")


async def _interrupted(at: Shop, task: Task) -> None:
    """The attempt is cancelled while it waits."""
    pause = Pause()

    async def waiting(call: Callable[[], Awaitable[Sold]]) -> Sold:
        await pause.here()
        return await call()

    working = asyncio.create_task(at.work(task, Watched(at.seller, on_wait=waiting)))
    await pause.reached.wait()
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working


async def test_who_takes_a_scene_over_is_told_what_is_still_being_bought_for_it(at: Shop) -> None:
    """Of another content: so two providers are never at one scene. Once that is stopped, nothing is in the way."""

    async def under_way(content: str) -> bool:
        async with at.units() as unit:
            return await unit.purchases.under_way(replace(piece_of(task), content_key=content))

    at.on.fault("never_finishes")
    event = await at.offer()
    task = await at.claim()
    await _cut_short(at, task)
    assert not await under_way("a fox")
    assert await under_way("a fox by somebody else")
    await at.cancel(event)
    await at.settled()
    assert not await under_way("a fox by somebody else")
    await at.balanced(predictions=1)


async def test_two_owners_of_one_wish_get_one_each(at: Shop) -> None:
    """Equal predictions cannot be told apart: who finds its own adopted by another looks for that one's."""
    pause = Pause()

    await at.offer(owner="first")
    await at.offer(owner="second")
    first, second = await at.claim("one"), await at.claim("two")
    working = asyncio.create_task(at.work(first, Watched(at.seller, on_create=pause.after)))
    await pause.reached.wait()
    at.on.fault("lost_answer")
    assert await at.work(second)
    pause.go_on.set()
    assert await working
    one, other = await at.rows()
    assert [one["prediction_id"], other["prediction_id"]] == list(reversed(at.on.world.predictions))
    assert await at.kept() == 2
    await at.balanced(predictions=2)


async def test_two_providers_of_one_content_wait_for_nobody(at: Shop) -> None:
    """What is being bought, or was, from one is no reason not to buy from another, whatever the content is called."""
    pause = Pause()

    await at.offer()
    await at.offer(provider="cog")
    await at.offer(provider="cog")
    first, second, third = [await at.claim(name) for name in ("one", "two", "three")]
    working = asyncio.create_task(at.work(first, Watched(at.seller, on_wait=pause.before)))
    await pause.reached.wait()
    other = Watched(at.seller, name="cog")
    bought = await at.bought(second, other)
    pause.go_on.set()
    assert await working
    await at.close(second, bought)
    await at.run("update purchases set ended_at = ended_at - interval '1 minute' where provider = 'cog'")
    await at.close(third, await at.bought(third, other))
    assert [row["provider"] for row in await at.rows()] == ["replicate", "cog", "cog"]
    await at.balanced(predictions=3)


# answers that are lost


@pytest.mark.parametrize("fault", ["lost_answer", "broken_answer", "cut_answer"])
async def test_a_lost_answer_is_found_where_it_was_lost(at: Shop, fault: str) -> None:
    """It costs neither an attempt nor a second picture."""
    at.on.fault(fault)
    await at.offer()
    assert await at.work(await at.claim())
    await at.balanced(predictions=1)


async def test_a_prediction_that_is_listed_late_is_waited_for(at: Shop, patient: float) -> None:
    """A list may be behind; that it is not there does not mean yet that it was not made."""
    looks = 0

    async def behind(call: Callable[[], Awaitable[Found]]) -> Found:
        nonlocal looks
        looks += 1
        return await call() if looks > 2 else Found()

    at.grace = patient
    at.on.fault("lost_answer")
    await at.offer()
    assert await at.work(await at.claim(), Watched(at.seller, on_find=behind))
    assert looks == 3
    await at.balanced(predictions=1)


async def test_a_call_that_made_nothing_is_made_again(at: Shop) -> None:
    """A 503 says nothing of what was done; the list does."""
    at.on.fault("unavailable")
    await at.offer()
    assert await at.work(await at.claim())
    assert await at.states() == ["void", "succeeded"]
    await at.balanced(predictions=1)


async def test_an_unreadable_list_is_waited_for(at: Shop) -> None:
    """Who cannot look buys nothing; it costs no attempt, and goes on when the list is back."""
    at.on.fault("lost_answer")
    at.on.fault("unavailable", on="list", times=4)
    await at.offer()
    task = await at.claim()
    with pytest.raises(Away) as unclear:
        await at.work(task)
    assert unclear.value.code == "purchase_unclear"
    assert await at.work(await at.again(task))
    await at.balanced(predictions=1)


async def test_after_an_hour_nobody_can_tell(at: Shop) -> None:
    """Spend that is unknown is neither zero nor forgotten: the scene fails, and its price counts."""

    await at.offer(limit=PRICE)
    task = await at.claim()
    with pytest.raises(asyncio.CancelledError):
        await at.work(task, Watched(at.seller, on_create=dies_asking))
    await at.run("update purchases set sent_at = sent_at - interval '2 hours'")
    at.on.fault("unavailable", on="list", times=4)
    task = await at.again(task)
    with pytest.raises(Refused) as unknown:
        await at.work(task)
    assert unknown.value.code == "purchase_unknown"
    [row] = await at.rows()
    assert (row["state"], row["cost_usd"]) == ("unknown", None)
    with pytest.raises(Refused) as limit:
        await at.work(await at.again(task))
    assert limit.value.code == "spend_limit_reached"
    assert not at.on.world.predictions
    async with at.units() as unit:
        spent, paid = await unit.purchases.spent(piece_of(task)), await unit.purchases.paid(piece_of(task))
    assert (spent, paid) == (PRICE, Decimal(0)), "a bill that said it as well would count it twice"


async def test_after_an_hour_a_list_that_is_away_is_asked_again(at: Shop) -> None:
    """A provider that cannot be reached at the wrong moment does not make spend unknown."""

    await at.offer()
    task = await at.claim()
    with pytest.raises(asyncio.CancelledError):
        await at.work(task, Watched(at.seller, on_create=dies_asking))
    await at.run("update purchases set sent_at = sent_at - interval '1 hour'")
    at.on.fault("unavailable", on="list", times=4)
    task = await at.again(task)
    with pytest.raises(Away) as unclear:
        await at.work(task)
    assert unclear.value.code == "purchase_unclear"
    assert await at.work(await at.again(task))
    assert await at.states() == ["void", "succeeded"]
    await at.balanced(predictions=1)


async def test_after_an_hour_an_empty_list_still_tells(at: Shop) -> None:
    """Where the list has nothing that could be it, nothing was bought."""

    await at.offer()
    task = await at.claim()
    with pytest.raises(asyncio.CancelledError):
        await at.work(task, Watched(at.seller, on_create=dies_asking))
    await at.run("update purchases set sent_at = sent_at - interval '2 hours'")
    assert await at.work(await at.again(task))
    assert await at.states() == ["void", "succeeded"]
    await at.balanced(predictions=1)


async def test_after_an_hour_nobody_takes_what_another_waits_for(at: Shop) -> None:
    """A fresh prediction is not the old one, though equal: taking it would leave the old one in no book."""
    pause = Pause()

    async def die(call: Call, sending: Sending) -> str:
        await sending()
        await call()
        raise asyncio.CancelledError

    await at.offer(owner="first")
    first = await at.claim()
    with pytest.raises(asyncio.CancelledError):
        await at.work(first, Watched(at.seller, on_create=die))
    await eventually(lambda: _all_made(at))
    at.on.world.clock.advance(3700)
    await at.run("update purchases set sent_at = sent_at - interval '2 hours'")
    await at.offer(owner="second")
    second = asyncio.create_task(at.work(await at.claim(), Watched(at.seller, on_create=pause.after)))
    await pause.reached.wait()
    with pytest.raises(Refused) as unknown:
        await at.work(await at.again(first))
    assert unknown.value.code == "purchase_unknown"
    pause.go_on.set()
    assert await second
    assert await at.states() == ["unknown", "succeeded"]


async def test_of_two_that_are_found_the_second_is_stopped(at: Shop) -> None:
    """The oldest is used; what the other cost is noted."""

    async def twice(call: Call, sending: Sending) -> str:
        await sending()
        await call()
        await call()
        raise asyncio.CancelledError

    at.on.fault("never_finishes", times=0)
    await at.offer()
    task = await at.claim()
    with pytest.raises(asyncio.CancelledError):
        await at.work(task, Watched(at.seller, on_create=twice))
    assert await at.work(await at.again(task))
    await at.settled()
    used, spare = await at.rows()
    assert used["prediction_id"] == next(iter(at.on.world.predictions))
    assert spare["surplus"]
    await at.balanced(predictions=2)


async def _voided(at: Shop) -> Call:
    """A call that is on its way when its purchase is taken to have bought nothing; what makes it arrive after all.

    Who made it is killed before its answer comes.
    """
    calls: list[Call] = []

    async def stalled(call: Call, sending: Sending) -> str:
        await sending()
        calls.append(call)
        raise asyncio.CancelledError

    event = await at.offer()
    with pytest.raises(asyncio.CancelledError):
        await at.work(await at.claim(), Watched(at.seller, on_create=stalled))
    await at.cancel(event)
    await at.settled()
    assert await at.states() == ["void"]
    return calls[0]


async def test_what_is_made_after_it_was_void_is_stopped_and_noted(at: Shop) -> None:
    """A process that is paused in the midst of its call, and then killed, leaves nothing that is in no book."""
    arrives = await _voided(at)
    at.on.fault("never_finishes")
    await arrives()
    at.second_look = 0
    await at.settled()
    assert await at.states() == ["void", "canceled"]
    await at.balanced(predictions=1)


async def test_what_was_made_after_it_was_void_is_kept(at: Shop) -> None:
    """It is paid for: who asks for the same again gets it."""
    arrives = await _voided(at)
    await arrives()
    await eventually(lambda: _all_made(at))
    at.second_look = 0
    await at.settled()
    assert await at.states() == ["void", "succeeded"]
    await at.offer()
    assert not await at.work(await at.claim())
    await at.balanced(predictions=1)


async def test_what_was_made_late_takes_the_place_of_nothing(at: Shop) -> None:
    """A picture that films show already stays as it is; what the other one cost is noted."""
    arrives = await _voided(at)
    await at.offer()
    assert await at.work(await at.claim())
    await arrives()
    await eventually(lambda: _all_made(at))
    at.second_look, at.salvage = 0, None  # type: ignore[method-assign, assignment]
    await at.settled()
    assert await at.states() == ["void", "succeeded", "succeeded"]
    await at.balanced(predictions=2)


async def test_a_second_look_takes_nothing_from_who_waits(at: Shop) -> None:
    """While somebody's answer for the same is missing, what is found may be theirs."""
    pause = Pause()

    await _voided(at)
    await at.offer()
    working = asyncio.create_task(at.work(await at.claim(), Watched(at.seller, on_create=pause.after)))
    await pause.reached.wait()
    at.second_look = 0
    async with at.settling():
        await eventually(lambda: at.value("select 1 from purchases where missed and not_before > ended_at"))
    pause.go_on.set()
    assert await working
    await at.run("update purchases set not_before = now()")
    await at.settled()
    assert await at.states() == ["void", "succeeded"]
    await at.balanced(predictions=1)


async def test_a_second_look_waits_for_a_list_that_is_away(at: Shop) -> None:
    """It is looked once more, and not once in vain."""
    arrives = await _voided(at)
    at.on.fault("never_finishes")
    await arrives()
    at.on.fault("unavailable", on="list", times=4)
    at.second_look = 0
    async with at.settling():
        await eventually(lambda: at.value("select 1 from purchases where missed and not_before > ended_at"))
    await at.run("update purchases set not_before = now()")
    await at.settled()
    assert await at.states() == ["void", "canceled"]
    await at.balanced(predictions=1)


async def test_what_the_provider_refused_is_not_looked_for(at: Shop) -> None:
    """Its answer says that nothing was bought."""
    at.on.fault("no_credit")
    await at.offer()
    with pytest.raises(Refused):
        await at.work(await at.claim())
    assert not (await at.rows())[0]["missed"]


# ids that are not known yet


async def test_a_prediction_that_is_not_shown_yet_is_looked_at_again(at: Shop, patient: float) -> None:
    """A provider's servers may be behind each other: a 404 right after the call means nothing yet."""
    looks = 0

    async def behind(call: Callable[[], Awaitable[Sold]]) -> Sold:
        nonlocal looks
        looks += 1
        if looks < 3:
            raise NotKnownThere("no such prediction")
        return await call()

    at.grace = patient
    await at.offer()
    assert await at.work(await at.claim(), Watched(at.seller, on_wait=behind))
    await at.balanced(predictions=1)


async def test_a_prediction_that_stays_away_is_unknown(at: Shop) -> None:
    """Another account's token shows nothing, however long one looks."""

    async def never(_call: Callable[[], Awaitable[Sold]]) -> Sold:
        raise NotKnownThere("no such prediction")

    await at.offer()
    with pytest.raises(NotKnownThere):
        await at.work(await at.claim(), Watched(at.seller, on_wait=never))
    [row] = await at.rows()
    assert (row["state"], row["cost_usd"]) == ("unknown", None)


async def test_what_cannot_be_stopped_yet_is_stopped_a_little_later(at: Shop, patient: float) -> None:
    """A settler that comes right after the call gets the same 404, and does not give up."""
    looks = 0

    async def behind(call: Callable[[], Awaitable[Sold]]) -> Sold:
        nonlocal looks
        looks += 1
        if looks < 3:
            raise NotKnownThere("no such prediction")
        return await call()

    at.on.fault("never_finishes")
    async with canceled_while_waiting(at):
        at.grace = patient
        await at.settled(Watched(at.seller, on_cancel=behind))
    assert await at.states() == ["canceled"]
    await at.balanced(predictions=1)


# answers that say no


async def test_who_is_asked_to_wait_keeps_its_place(at: Shop) -> None:
    """A 429 buys nothing, costs no attempt, and writes no second purchase."""
    at.on.fault("throttled", seconds=3)
    await at.offer()
    task = await at.claim()
    with pytest.raises(Away) as waits:
        await at.work(task)
    assert waits.value.retry_after == 3
    assert await at.work(await at.again(task))
    assert await at.states() == ["succeeded"]
    await at.balanced(predictions=1)


async def test_two_who_are_asked_to_wait_do_not_push_each_other_aside(at: Shop) -> None:
    """One asks for both: a provider that is away for an hour leaves no thousand purchases that came to nothing."""
    at.on.fault("throttled", times=4)
    await at.offer()
    await at.offer()
    for _ in range(4):
        task = await at.claim()
        with pytest.raises(Away):
            await at.work(task)
        await at.run("update tasks set lease_until = null, not_before = now() where task_id = $1", task.task_id)
    assert await at.states() == ["intended"]


async def test_without_credit_nothing_is_bought(at: Shop) -> None:
    """A person has to pay; the purchase is void and says why."""
    at.on.fault("no_credit")
    await at.offer()
    with pytest.raises(Refused):
        await at.work(await at.claim())
    [row] = await at.rows()
    assert (row["state"], row["cost_usd"], row["problem"]["code"]) == ("void", 0, "provider_credit")
    await at.balanced(predictions=0)


async def test_what_failed_costs_nothing_and_is_bought_anew(at: Shop) -> None:
    """A failed prediction is an attempt, but no money."""
    at.on.fault("failed")
    await at.offer(limit=PRICE)
    task = await at.claim()
    with pytest.raises(Transient) as failed:
        await at.work(task)
    assert failed.value.code == "provider_failed"
    assert await at.work(await at.again(task))
    assert await at.states() == ["failed", "succeeded"]
    await at.balanced(predictions=2)


async def test_a_moderated_scene_is_refused(at: Shop) -> None:
    """It is not tried again, and the reason is written down."""
    at.on.fault("nsfw")
    await at.offer()
    with pytest.raises(Refused) as refused:
        await at.work(await at.claim())
    assert refused.value.code == "provider_refused"
    [row] = await at.rows()
    assert (row["state"], row["problem"]["code"]) == ("failed", "provider_refused")
    await at.balanced(predictions=1)


@pytest.mark.parametrize(
    ("fault", "cost"), [("stuck_in_starting", Decimal(0)), ("aborted", Decimal(0)), ("never_finishes", PRICE)]
)
async def test_what_does_not_end_is_stopped_and_counted(at: Shop, fault: str, cost: Decimal) -> None:
    """What had started is paid for, and counts against what the scene may cost."""
    at.on.fault(fault)
    await at.offer(limit=PRICE, seconds=60)
    task = await at.claim()
    with pytest.raises(Transient) as late:
        await at.work(task)
    assert late.value.code == "provider_timeout"
    [row] = await at.rows()
    assert (row["state"], row["cost_usd"]) == ("canceled", cost)
    await at.run("update tasks set payload = jsonb_set(payload, '{seconds}', '15000')")
    task = await at.again(task)
    if cost:
        with pytest.raises(Refused) as limit:
            await at.work(task)
        assert limit.value.code == "spend_limit_reached"
    else:
        assert await at.work(task)
    await at.balanced(predictions=1 if cost else 2)


@pytest.mark.parametrize("fault", ["unknown_status", "early_output"])
async def test_a_status_that_nobody_knows_changes_nothing(at: Shop, fault: str) -> None:
    """An output that is there counts, whatever the status says."""
    at.on.fault(fault)
    await at.offer(seconds=2000 if fault == "early_output" else 15_000)
    assert await at.work(await at.claim())
    await at.balanced(predictions=1)


# outputs


async def test_an_output_that_cannot_be_fetched_is_fetched_again(at: Shop) -> None:
    """The second attempt goes on with the same prediction."""
    at.on.fault("truncated", times=3)
    await at.offer()
    task = await at.claim()
    with pytest.raises(Transient) as broken:
        await at.work(task)
    assert broken.value.code == "provider_output"
    assert await at.work(await at.again(task))
    await at.balanced(predictions=1)


async def test_an_output_that_was_deleted_is_paid_and_not_bought_again(at: Shop) -> None:
    """Who comes after the hour learns what it cost and what to do."""
    await at.offer()
    task = await at.claim()
    await at.bought(task)
    at.on.world.clock.advance(3700)
    with pytest.raises(Refused) as lost:
        await at.work(await at.again(task))
    assert lost.value.code == "purchase_output_lost"
    [row] = await at.rows()
    assert (row["state"], row["cost_usd"], row["problem"]["code"]) == ("succeeded", PRICE, "purchase_output_lost")
    await at.balanced(predictions=1)


async def test_a_success_without_an_output_is_paid_and_not_bought_again(at: Shop) -> None:
    """The provider charges for it, so do our books."""
    at.on.fault("no_output")
    await at.offer()
    with pytest.raises(Refused) as lost:
        await at.work(await at.claim())
    assert lost.value.code == "purchase_output_lost"
    await at.balanced(predictions=1)


# limits


async def test_a_piece_costs_no_more_than_it_may(at: Shop) -> None:
    """The limit is looked at in the transaction that writes the purchase down."""
    await at.offer(limit=PRICE - Decimal("0.000001"))
    with pytest.raises(Refused) as limit:
        await at.work(await at.claim())
    assert limit.value.code == "spend_limit_reached"
    assert await at.rows() == []
    await at.balanced(predictions=0)


@pytest.mark.parametrize("fault", ["stuck_in_starting", "never_finishes"])
async def test_a_second_prediction_that_is_being_stopped_refuses_nothing_yet(at: Shop, fault: str) -> None:
    """Whether it is charged is known soon: until then the scene waits, and costs no more than it may."""

    async def twice(call: Call, sending: Sending) -> str:
        await sending()
        await call()
        await call()
        raise asyncio.CancelledError

    at.on.fault("failed")
    at.on.fault(fault)
    await at.offer(limit=PRICE)
    task = await at.claim()
    with pytest.raises(asyncio.CancelledError):
        await at.work(task, Watched(at.seller, on_create=twice))
    task = await at.again(task)
    with pytest.raises(Transient) as failed:
        await at.work(task)
    assert failed.value.code == "provider_failed"
    task = await at.again(task)
    with pytest.raises(Away) as waits:
        await at.work(task)
    assert waits.value.code == "purchase_stopping"
    await at.settled()
    task = await at.again(task)
    if fault == "never_finishes":
        with pytest.raises(Refused) as limit:
            await at.work(task)
        assert limit.value.code == "spend_limit_reached"
    else:
        assert await at.work(task)
    await at.balanced(predictions=2 if fault == "never_finishes" else 3)


# what nobody goes on with


@asynccontextmanager
async def canceled_while_waiting(at: Shop) -> AsyncIterator[None]:
    """A job whose owner cancels it while its picture is being made."""
    event = await at.offer()
    await _cut_short(at, await at.claim())
    await at.cancel(event)
    yield


async def _all_made(at: Shop) -> bool:
    return all(one.ended for one in at.on.world.predictions.values())


async def test_a_canceled_job_s_prediction_is_stopped_and_noted(at: Shop) -> None:
    """Its owner pays for what had started, and not for more."""
    at.on.fault("never_finishes")
    async with canceled_while_waiting(at):
        await at.settled()
    [row] = await at.rows()
    said = str(row["problem"])
    assert row["state"] == "canceled"
    assert "purchase_stopped" in said
    assert ("is charged" if row["cost_usd"] else "costs nothing") in said
    await at.balanced(predictions=1)


async def test_what_was_made_for_a_canceled_job_is_kept(at: Shop) -> None:
    """It was paid for: who asks for the same again gets it."""
    async with canceled_while_waiting(at):
        await eventually(lambda: _all_made(at))
        await at.settled()
    assert await at.states() == ["succeeded"]
    await at.offer()
    assert not await at.work(await at.claim())
    await at.balanced(predictions=1)


async def test_an_attempt_that_is_cancelled_leaves_the_prediction_alone(at: Shop) -> None:
    """A process that drains stops nothing at the provider; the next one goes on with it."""
    await at.offer()
    await _cut_short(at, await at.claim())
    async with at.settling() as settler:
        settler.wake()
        assert await at.work(await at.claim("two"))
    await at.balanced(predictions=1)


async def test_an_answer_on_its_way_is_still_taken(at: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is told to stop in the midst of the call notes what it bought, so that nobody has to look for it."""
    monkeypatch.setattr(buyer, "LAST_WORDS_SECONDS", 60.0)
    pause = Pause()

    await at.offer()
    working = asyncio.create_task(at.work(await at.claim(), Watched(at.seller, on_create=pause.after)))
    await pause.reached.wait()
    working.cancel()
    pause.go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert await at.states() == ["running"]


async def test_an_intent_that_nobody_sent_is_void_at_once(at: Shop) -> None:
    """Nothing was asked for, so nothing has to be looked for."""
    event = await at.offer()
    at.on.fault("throttled")
    with pytest.raises(Away):
        await at.work(await at.claim())
    await at.cancel(event)
    at.grace = 600
    await at.settled()
    assert await at.states() == ["void"]
    await at.balanced(predictions=0)


async def test_a_lost_answer_of_a_canceled_job_is_looked_up(at: Shop) -> None:
    """The settler finds what was bought, stops it, and notes what it cost."""

    async def lost(call: Call, sending: Sending) -> str:
        await sending()
        await call()
        raise asyncio.CancelledError

    at.on.fault("never_finishes")
    event = await at.offer()
    with pytest.raises(asyncio.CancelledError):
        await at.work(await at.claim(), Watched(at.seller, on_create=lost))
    await at.cancel(event)
    await at.settled()
    assert await at.states() == ["canceled"]
    await at.balanced(predictions=1)


async def test_a_settler_that_dies_is_replaced_and_others_wait_for_it(at: Shop) -> None:
    """Its claim is a lease: nobody works beside it, and nothing waits for ever."""
    async with canceled_while_waiting(at):
        async with at.units() as unit:
            dead = await unit.purchases.claim("replicate", 60)
        async with at.units() as unit:
            assert await unit.purchases.claim("replicate", 60) is None
        assert dead is not None
        other = await at.offer()
        with pytest.raises(Away) as waits:
            await at.work(await at.claim("two"))
        assert waits.value.code == "purchase_under_way"
        await at.cancel(other)
        await at.run("update purchases set settled_until = now() - interval '1 second'")
        await at.settled()
    with pytest.raises(Fenced):
        async with at.units() as unit:
            await unit.purchases.end(dead, "void")
    await at.balanced(predictions=1)


async def test_a_settler_that_is_stopped_lets_go_at_once(at: Shop) -> None:
    """A process that drains leaves nothing claimed: the next one does not wait for its lease."""
    pause = Pause()

    at.on.fault("never_finishes")
    async with canceled_while_waiting(at):
        async with at.settling(Watched(at.seller, on_cancel=pause.before), lease=3600):
            await pause.reached.wait()
        await at.settled()
    assert await at.states() == ["canceled"]
    await at.balanced(predictions=1)


async def test_a_provider_that_is_away_is_asked_again(at: Shop) -> None:
    """A settlement that fails is put off; the purchase stays open until its end is known."""
    at.on.fault("unavailable", on="cancel", times=5)
    async with canceled_while_waiting(at):
        await at.settled()
    await at.balanced(predictions=1)


async def test_an_output_on_a_foreign_host_is_paid_and_not_fetched(at: Shop) -> None:
    """A person looks at it; the books are right nevertheless."""
    at.on.fault("foreign_output")
    event = await at.offer()
    with pytest.raises(Broken):
        await at.work(await at.claim())
    await at.cancel(event)
    await at.settled()
    [row] = await at.rows()
    assert (row["state"], row["problem"]["code"]) == ("succeeded", "purchase_output_lost")
    await at.balanced(predictions=1)


async def test_a_settlement_is_held_as_long_as_it_lasts(at: Shop) -> None:
    """Keeping a large file takes longer than a lease; nobody else begins it meanwhile."""
    pause, kept = Pause(), at.salvage

    async def long(bought: Bought) -> None:
        await pause.here()
        await kept(bought)

    at.salvage = long  # type: ignore[method-assign]
    async with canceled_while_waiting(at):
        await eventually(lambda: _all_made(at))
    async with at.settling(lease=9):
        await pause.reached.wait()
        first = (await at.rows())[0]["settled_until"]

        async def held_on() -> bool:
            return bool((await at.rows())[0]["settled_until"] > first + timedelta(seconds=9))

        await eventually(held_on)
        assert [row["hold"] for row in await at.rows()] == [2]
        pause.go_on.set()
        await at.settled()
    await at.balanced(predictions=1)


async def test_what_was_bought_from_a_provider_who_is_gone_ends_as_unknown(at: Shop) -> None:
    """Nobody waits for ever for a bill that nobody can ask for; what was never asked for is free."""
    at.on.fault("throttled")
    unsent = await at.offer("a hare")
    with pytest.raises(Away):
        await at.work(await at.claim())
    at.on.fault("never_finishes")
    sent = await at.offer()
    await _cut_short(at, await at.claim())

    async def looked(*here: ProviderName, after: float = 0) -> list[str]:
        await Leftovers(at.units, here, after=after).look()
        return await at.states()

    assert await looked() == ["intended", "running"], "a task is still at each"
    for event in (sent, unsent):
        await at.cancel(event)
    assert await looked("replicate") == ["intended", "running"], "its settler's business"
    assert await looked(after=3600) == ["void", "running"]
    assert await looked() == ["void", "unknown"]
    assert [event.purchase.cost_usd for event in (await at.told())[-2:]] == [Decimal(0), None]


async def test_several_settlers_share_the_work(at: Shop) -> None:
    """Each purchase is settled by one of them."""
    sellers = [Watched(at.seller), Watched(at.seller)]
    at.on.fault("never_finishes", times=None)
    for number in range(6):
        event = await at.offer(f"fox {number}")
        await _cut_short(at, await at.claim())
        await at.cancel(event)
    async with at.settling(sellers[0]):
        await at.settled(sellers[1])
    assert sorted(one for seller in sellers for one in seller.canceled) == sorted(at.on.world.predictions)
    await at.balanced(predictions=6)


# all at once


async def test_a_storm_buys_each_picture_once(at: Shop) -> None:
    """Answers are lost, the API fails, workers come and go: one prediction for each picture, all of them kept."""
    at.grace = 2
    for kind, on in (("lost_answer", "create"), ("unavailable", "any"), ("throttled", "any")):
        at.on.fault(kind, times=None, chance=0.1, on=on, seconds=0.05)
    for number in range(10):
        await at.offer(f"fox {number % 5}")
    open_tasks = "select count(*) from tasks where state = 'open'"
    async with at.settling():
        while left := await at.value(open_tasks):

            async def progress(before: int = left) -> bool:
                return bool(await at.value(open_tasks) < before)

            async with at.working("one"), at.working("other"):
                await eventually(progress, what="a picture")
    assert await at.value("select count(*) from tasks where state <> 'done'") == 0
    assert await at.kept() == 5
    await at.balanced(predictions=5)


# word from the provider


class Told:
    """Signals that come at once."""

    def __init__(self) -> None:
        self.expected: list[UUID] = []

    def webhook(self, purchase_id: UUID) -> str | None:
        """It is expected by the time it is asked for."""
        assert self.expected == [purchase_id]
        return f"http://127.0.0.1:9/{purchase_id}"

    @asynccontextmanager
    async def expecting(self, purchase_id: UUID) -> AsyncIterator[asyncio.Event]:
        """Word is there before anybody waits for it."""
        self.expected.append(purchase_id)
        told = asyncio.Event()
        told.set()
        yield told


class Quiet:
    """Signals that come when they are given."""

    def __init__(self) -> None:
        self.told = asyncio.Event()

    def webhook(self, purchase_id: UUID) -> str | None:  # noqa: ARG002 - the test tells
        """Nobody is to be told by the provider."""
        return None

    @asynccontextmanager
    async def expecting(self, purchase_id: UUID) -> AsyncIterator[asyncio.Event]:  # noqa: ARG002 - there is one
        """Word is there when the test says so."""
        yield self.told


async def test_the_webhook_names_the_purchase_and_is_expected_before_the_call(at: Shop) -> None:
    """Word that comes before the answer to the call is not lost."""
    signals = Told()
    await at.offer()
    assert await at.work(await at.claim(), signals=signals)
    [prediction] = at.on.world.predictions.values()
    [row] = await at.rows()
    assert prediction.webhook == f"http://127.0.0.1:9/{row['purchase_id']}"


async def test_word_of_a_lost_purchase_is_followed_at_once(at: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose answer was lost, and is then told by the webhook, does not wait for the next look."""
    monkeypatch.setattr(patience, "LONGEST_PAUSE", 3600.0)
    signals, looks = Quiet(), 0

    async def behind(call: Callable[[], Awaitable[Found]]) -> Found:
        nonlocal looks
        looks += 1
        if looks > 1:
            return await call()
        asyncio.get_running_loop().call_later(0.05, signals.told.set)
        return Found()

    at.grace = 4 * 3600
    at.on.fault("lost_answer")
    await at.offer()
    async with asyncio.timeout(60):
        assert await at.work(await at.claim(), Watched(at.seller, on_find=behind), signals)
    assert looks == 2
    await at.balanced(predictions=1)
