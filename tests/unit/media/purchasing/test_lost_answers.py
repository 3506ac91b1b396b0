"""Calls for the same thing whose answers are late, lost or never come: what was bought is in the books at last.

The decisions are the real ones; provider and table are so small that thousands of histories take seconds.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, cast
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from storyreel_chassis.errors import Away, Fenced, Refused, StoryreelError
from storyreel_chassis.ids import new_id
from storyreel_contracts.events import Problem
from storyreel_media.purchasing.ports import Entry, Found, Order, Seller, Sold, Taken
from storyreel_media.purchasing.reconcile import KEPT_SECONDS, PATIENCE_SECONDS, reconcile
from storyreel_media.purchasing.second_look import look_again
from storyreel_media.purchasing.verdict import without_output
from support.shop import asked, order

GRACE, LAG, SECOND_LOOK, HOUR = 30.0, 20.0, 600.0, 3600.0
START = datetime(2026, 11, 1, tzinfo=UTC)
OPEN = ("intended", "running")
PIECES, NUMBERS, AWAY = st.integers(0, 2), st.integers(0, 5), st.sampled_from([False, False, False, True])


def entry(**changes: Any) -> Entry:
    """A purchase that was sent just now."""
    cause = asked()
    wanted = order()
    sent = Entry(
        purchase_id=new_id(), revision=1, hold=1, cause=cause, kind="image", made_id=cause.picture_id,
        scene_id=cause.scene_id, scene_number=1, content_key="a fox", provider=wanted.provider, model=wanted.model,
        input=wanted.input, price_usd=wanted.price_usd, seconds=60, state="intended", prediction_id=None, surplus=False,
        sent_at=START, age=0, lost_for=None, cost_usd=None, problem=None, fetches=0, created_at=START, ended_at=None,
    )  # fmt: skip
    return replace(sent, **changes)


@dataclass
class Provider:
    """See `ports.Seller`, of which it can list only; its list is behind, forgets inputs after an hour, may be away."""

    now: float = 0.0
    made: dict[str, float] = field(default_factory=dict)
    error: StoryreelError | None = None
    meanwhile: Callable[[], None] | None = None

    def make(self) -> str:
        """A prediction."""
        self.made[name := f"p{len(self.made)}"] = self.now
        return name

    def listed(self) -> Found:
        """What the list shows."""
        shown = [one for one, at in self.made.items() if self.now - at >= LAG]
        matching = tuple(one for one in shown if self.now - self.made[one] < HOUR)
        return Found(matching, tuple(one for one in shown if one not in matching))

    async def find(self, order: Order, since: datetime) -> Found:  # noqa: ARG002 - all are equal
        """See `Seller.find`; something else happens before its answer is used."""
        if self.error is not None:
            raise self.error
        found = self.listed()
        if self.meanwhile:
            self.meanwhile()
        return found


@dataclass
class Books:
    """See `ports.Purchases`: what the decisions use of it, with the rules of its statements."""

    provider: Provider
    rows: dict[UUID, Entry] = field(default_factory=dict)
    lost_at: dict[UUID, float] = field(default_factory=dict)
    missed: dict[UUID, float] = field(default_factory=dict)

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Any]:
        """One transaction; none of them fails in its midst here."""
        self.purchases = self
        yield self

    def seen(self, purchase_id: UUID) -> Entry:
        """The row as it is now."""
        row, now, lost = self.rows[purchase_id], self.provider.now, self.lost_at.get(purchase_id)
        age = now - ((row.sent_at or START) - START).total_seconds()
        return replace(row, age=age, lost_for=None if lost is None else now - lost)

    def known(self) -> set[str]:
        """The predictions in the books."""
        return {row.prediction_id for row in self.rows.values() if row.prediction_id}

    def note(self, purchase_id: UUID, **changes: Any) -> Entry:
        """Change a row."""
        self.rows[purchase_id] = replace(self.rows[purchase_id], **changes)
        return self.seen(purchase_id)

    async def lost(self, entry: Entry) -> Entry:
        """See `Purchases`."""
        if self.rows[entry.purchase_id].state not in OPEN:
            raise Fenced("it has ended")
        self.lost_at.setdefault(entry.purchase_id, self.provider.now)
        return self.seen(entry.purchase_id)

    async def created(self, entry: Entry, prediction_id: str) -> Entry | None:
        """See `Purchases`; the oldest that is nobody's is asked for."""
        nobodys = await self.fresh("replicate", self.provider.listed().matching)
        assert prediction_id in {*self.known(), *nobodys[:1]}
        return self.noted(entry.purchase_id, prediction_id)

    def noted(self, purchase_id: UUID, prediction_id: str) -> Entry | None:
        """Without waiting."""
        row = self.rows[purchase_id]
        if row.prediction_id == prediction_id and row.state == "running":
            return row
        if row.state != "intended":
            return None
        if prediction_id in self.known():
            raise Taken(prediction_id)
        return self.note(purchase_id, state="running", prediction_id=prediction_id)

    async def fresh(self, _provider: str, prediction_ids: Sequence[str]) -> Sequence[str]:
        """See `Purchases`."""
        return [one for one in prediction_ids if one not in self.known()]

    async def alone(self, entry: Entry, *, among_missed: bool = False) -> bool:
        """See `Purchases`."""
        others = [row for row in self.rows.values() if row.purchase_id != entry.purchase_id]
        missed = any(row.purchase_id in self.missed for row in others)
        return not any(row.state == "intended" for row in others) and not (among_missed and missed)

    async def surplus(self, entry: Entry, prediction_id: str) -> Entry | None:
        """See `Purchases`; what somebody waits for is never stopped."""
        assert await self.alone(entry)
        return self.spare(entry.purchase_id, prediction_id)

    def spare(self, purchase_id: UUID, prediction_id: str) -> Entry | None:
        """Without waiting."""
        if prediction_id in self.known():
            return None
        row = self.rows[purchase_id]
        new = replace(row, purchase_id=new_id(), state="running", prediction_id=prediction_id, surplus=True)
        self.rows[new.purchase_id] = new
        return new

    async def end(
        self, entry: Entry, state: Any, cost_usd: Decimal | None = Decimal(0), problem: Problem | None = None
    ) -> Entry:
        """See `Purchases`; what must be so at each end is looked at here."""
        now = self.seen(entry.purchase_id)
        if now.state not in OPEN:
            raise Fenced("it has ended")
        if state == "void":
            assert now.lost_for is not None
            assert now.lost_for >= GRACE
            self.missed[entry.purchase_id] = self.provider.now
        if state == "unknown":
            assert now.age >= KEPT_SECONDS
            assert cost_usd is None
        return self.note(entry.purchase_id, state=state, cost_usd=cost_usd, problem=problem)

    async def looked_again(self, entry: Entry) -> None:
        """See `Purchases`."""
        del self.missed[entry.purchase_id]


@dataclass
class Call:
    """A call on its way; `made` is what it bought, once it has arrived."""

    purchase_id: UUID
    made: str | None = None


class LostAnswers(RuleBasedStateMachine):
    """Three owners who want the same, and whose processes are paused and killed."""

    def __init__(self) -> None:
        super().__init__()
        self.provider = Provider()
        self.books = Books(self.provider)
        self.pieces: dict[int, UUID] = {}
        self.calls: list[Call] = []

    def _at(self, piece: int) -> str:
        return self.books.rows[self.pieces[piece]].state if piece in self.pieces else "none"

    def _one(self, number: int) -> Call | None:
        return self.calls[number % len(self.calls)] if self.calls else None

    @rule(piece=PIECES, arrives=st.booleans())
    def send(self, piece: int, arrives: bool) -> None:
        """Nothing of it is open, so it is bought; the call may be on its way for long."""
        if self._at(piece) not in OPEN:
            new = entry(sent_at=START + timedelta(seconds=self.provider.now))
            self.books.rows[new.purchase_id] = new
            self.pieces[piece] = new.purchase_id
            self.calls.append(Call(new.purchase_id, self.provider.make() if arrives else None))

    @rule(piece=PIECES)
    def pause(self, piece: int) -> None:
        """Who sends is paused in the midst of its call, and another looks for it for the whole grace."""
        self.send(piece, arrives=False)
        self.look(piece, away=False, meanwhile=None)
        self.provider.now += GRACE
        self.look(piece, away=False, meanwhile=None)

    @rule(number=NUMBERS)
    def arrive(self, number: int) -> None:
        """The provider has it."""
        if call := self._one(number):
            call.made = call.made or self.provider.make()

    @rule(number=NUMBERS)
    def answer(self, number: int) -> None:
        """Who called learns the id, and notes it as a buyer does."""
        call = self._one(number)
        if call is None or call.made is None:
            return
        self.calls.remove(call)
        with suppress(Taken):
            if self.books.noted(call.purchase_id, call.made) is None:
                self.books.spare(call.purchase_id, call.made)

    @rule(number=NUMBERS)
    def kill(self, number: int) -> None:
        """The answer will never come; nor the call, if it is not there yet."""
        call = self._one(number)
        if call and (call.made is None or self._looked_for(call)):
            self.calls.remove(call)

    def _looked_for(self, call: Call) -> bool:
        """Whether somebody still looks for what a call bought. Only who was paused beyond the second look is not."""
        return self.books.rows[call.purchase_id].state == "intended" or call.purchase_id in self.books.missed

    @rule(seconds=st.sampled_from([LAG, GRACE]))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.provider.now += seconds

    @precondition(lambda self: not self.books.missed)
    @rule()
    def sleep(self) -> None:
        """All services are away for more than an hour; calls that are not there yet will not come."""
        self.calls = [call for call in self.calls if call.made]
        self.provider.now += HOUR + LAG

    @rule(piece=PIECES, away=AWAY, meanwhile=st.one_of(st.none(), NUMBERS))
    def look(self, piece: int, away: bool, meanwhile: int | None) -> None:
        """Whoever has the purchase looks for what became of it; another call's answer may come at the same moment."""
        if self._at(piece) == "intended":
            self._looking(lambda: self._reconciled(piece), away=away, meanwhile=meanwhile)

    @rule(away=AWAY, meanwhile=st.one_of(st.none(), NUMBERS))
    def look_again(self, away: bool, meanwhile: int | None) -> None:
        """The settler's second look at what is due."""
        self.provider.now += SECOND_LOOK
        for purchase_id in self._due():
            self._looking(partial(self._looked, purchase_id), away=away, meanwhile=meanwhile)

    @rule(piece=PIECES)
    def finish(self, piece: int) -> None:
        """It was made."""
        if self._at(piece) == "running":
            self.books.note(self.pieces[piece], state="succeeded")

    def _looking(self, look: Callable[[], None], *, away: bool = False, meanwhile: int | None = None) -> None:
        self.provider.error = Away("provider_away", "not now") if away else None
        self.provider.meanwhile = None if meanwhile is None else partial(self.answer, meanwhile)
        with suppress(Away, Fenced):
            look()

    def _reconciled(self, piece: int) -> None:
        asyncio.run(
            reconcile(self.books.unit, cast("Seller", self.provider), self.books.seen(self.pieces[piece]), grace=GRACE)
        )

    def _looked(self, purchase_id: UUID) -> None:
        asyncio.run(look_again(self.books.unit, cast("Seller", self.provider), self.books.seen(purchase_id)))

    def _due(self) -> Iterator[UUID]:
        return (one for one, at in list(self.books.missed.items()) if self.provider.now >= at + SECOND_LOOK)

    @invariant()
    def each_prediction_is_in_the_books_once(self) -> None:
        """Nothing is counted twice."""
        noted = [row.prediction_id for row in self.books.rows.values() if row.prediction_id]
        assert len(noted) == len(set(noted))
        assert set(noted) <= set(self.provider.made)

    def teardown(self) -> None:
        """Whatever happened: all that was bought is in the books at last, or its price is reserved as unknown."""
        for call in [call for call in self.calls if call.made and not self._looked_for(call)]:
            self.answer(self.calls.index(call))
        for seconds in (LAG, GRACE):
            self.provider.now += seconds
            for piece in self.pieces:
                self.look(piece, away=False, meanwhile=None)
            self.look_again(away=False, meanwhile=None)
        assert not any(row.state == "intended" for row in self.books.rows.values())
        unknown = [row for row in self.books.rows.values() if row.state == "unknown"]
        assert len(set(self.provider.made) - self.books.known()) <= len(unknown)


LostAnswers.TestCase.settings = settings(max_examples=400, stateful_step_count=30, deadline=None)
TestLostAnswers = LostAnswers.TestCase


@given(age=st.floats(0, 3 * HOUR), away=st.booleans())
def test_a_list_that_cannot_be_read_decides_nothing_too_early(age: float, away: bool) -> None:
    """Spend is unknown when nobody can tell any more, and a provider that is away is waited for an hour longer."""
    provider = Provider(now=age, error=Away("provider_away", "not now") if away else Refused("provider_token", "no"))
    books, mine = Books(provider), entry()
    books.rows[mine.purchase_id] = mine
    decided = asyncio.run(_looked_once(books, provider, mine))
    assert decided == ("unknown" if age >= KEPT_SECONDS + (PATIENCE_SECONDS if away else 0) else "intended")


async def _looked_once(books: Books, provider: Provider, mine: Entry) -> str:
    with suppress(Away, Refused):
        await reconcile(books.unit, cast("Seller", provider), books.seen(mine.purchase_id), grace=GRACE)
    return books.rows[mine.purchase_id].state


@given(
    state=st.sampled_from(["succeeded", "failed", "canceled"]),
    started=st.booleans(),
    error=st.sampled_from([None, Refused("provider_refused", "not this"), Away("provider_away", "later")]),
)
def test_what_ended_without_an_output_costs_what_the_provider_charges(
    state: Any, started: bool, error: StoryreelError | None
) -> None:
    """What was charged and has nothing to show for it is not bought again by itself; what cost nothing may be."""
    mine = entry(state="running", prediction_id="p")
    ended, cost, said = without_output(mine, Sold("p", state, started, error=error))
    assert ended == state
    assert cost == (mine.price_usd if state == "succeeded" or (state == "canceled" and started) else 0)
    assert said.retryable == (state != "succeeded" and (error is None or error.retryable))
