"""The ledger: sums that agree to the cent, whatever facts come, in whatever order, however often."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyreel_chassis.errors import Refused, Transient
from storyreel_chassis.ids import new_id
from storyreel_contracts import pricing
from storyreel_contracts.api import GenerationRequest, RefineRequest, RenderOptions
from storyreel_contracts.pricing import prices_of
from storyreel_contracts.types import CostKind, ProviderName, PurchaseState
from storyreel_gateway.domain import commands, costs, facts
from storyreel_gateway.domain.bills import estimate, job_costs, members
from storyreel_gateway.domain.costs import (
    Bill,
    Charge,
    Committed,
    FilmBill,
    Line,
    Month,
    Release,
    Settlement,
    Spending,
    settle,
    shares,
)
from storyreel_gateway.domain.job import Job, Step
from storyreel_gateway.domain.purchases import Purchase, charge
from storyreel_gateway.domain.quoting import affordable, future_film_line, prices_for, source_of
from storyreel_gateway.domain.refusals import OverBudget
from storyreel_gateway.domain.terms import Terms
from storyreel_gateway.domain.view import job_response
from support.gateway_facts import PROMPT, clip, failure_of, picture_of, ready, rendering
from support.gateway_workers import rendered

PROVIDERS: tuple[ProviderName, ...] = get_args(ProviderName)
BOTH = frozenset(PROVIDERS)
FREE = Committed(Decimal(0), Decimal(0))
EPOCH = datetime(2026, 11, 1, tzinfo=UTC)
AMOUNTS = st.decimals(min_value=0, max_value=5, places=3)


def made(duration: int = 15, provider: ProviderName = "replicate", **wish: object) -> Step:
    """A new job of somebody who pays."""
    said = GenerationRequest.model_validate({"prompt": PROMPT, "duration": duration, "provider": provider, **wish})
    return commands.request("owner", said, providers=BOTH)


def after(lines: Sequence[Line], settlements: Sequence[Settlement], job: Job) -> list[Line]:
    """The ledger once this is known."""
    changed = {line.line_id: line for line in settle(lines, settlements, source_of(job)).changed}
    known = {line.line_id for line in lines}
    return [changed.get(line.line_id, line) for line in lines] + [
        line for line in changed.values() if line.line_id not in known
    ]


@given(st.integers(5, 300), st.sampled_from(PROVIDERS))
def test_lines_add_up_to_the_estimate(duration: int, provider: ProviderName) -> None:
    """Of a job, and of an estimate of the same request: exactly."""
    step = made(duration, provider)
    lines = [*step.opens, future_film_line(step.job)]
    told = estimate(step.job, lines, FREE, Terms())
    assert sum(line.amount_usd for line in told.lines) == told.total_usd == step.job.estimated_cost
    assert told.images_usd + told.clips_usd == told.total_usd
    assert len(step.opens) == step.job.scenes_expected
    assert all(line.quantity * line.unit_price_usd == line.amount_usd for line in told.lines)


@given(st.integers(5, 300))
def test_the_clips_of_a_storyboard_add_up_to_the_film(duration: int) -> None:
    """However the whole seconds fall into scenes; a part of a second is a whole one for who sells those."""
    job = replace(ready(), price_version="2026-11-01", provider="replicate")
    count = max(1, duration // 5)
    longer = duration % count
    lengths = [Decimal(duration // count + (number < longer)) for number in range(count)]
    entries = tuple(
        job.entries[0].model_copy(update={"scene_number": number, "duration": length})
        for number, length in enumerate(lengths, 1)
    )
    second = prices_for(job).clip.per_clip_second()
    step = commands.render(replace(job, entries=entries, approved=True), RenderOptions())
    assert sum(line.quoted for line in step.opens) == duration * second
    odd = entries[0].model_copy(update={"duration": Decimal("4.01")})
    step = commands.render(replace(job, entries=(odd,), approved=True), RenderOptions())
    assert [(line.quantity, line.quoted) for line in step.opens] == [(Decimal(5), 5 * second)]


def test_who_is_not_offered_here_cannot_be_asked() -> None:
    """Whatever the catalogue knows."""
    with pytest.raises(Refused) as refused:
        commands.request("owner", GenerationRequest(prompt=PROMPT, provider="replicate"))
    assert refused.value.code == "provider_unavailable"
    wish = GenerationRequest(prompt=PROMPT)
    assert commands.request("owner", wish, providers=BOTH).job.provider == "animatic"
    only: frozenset[ProviderName] = frozenset({"replicate"})
    assert commands.request("owner", wish, providers=only).job.provider == "replicate"


def test_a_job_keeps_the_prices_that_it_was_made_under(monkeypatch: pytest.MonkeyPatch) -> None:
    """However dear pictures get later, its refinements cost what they did; a new job pays the new price."""
    old = prices_of("2026-11-01")
    flux = old.providers["replicate"]
    dear = flux.model_copy(update={"image": flux.image.model_copy(update={"per_image": Decimal("0.03")})})
    new = old.model_copy(update={"effective_from": date(2026, 11, 2), "providers": {"replicate": dear}})
    job = replace(ready(), provider="replicate")
    monkeypatch.setattr(pricing, "catalogues", lambda: {one.version: one for one in (old, new)})
    redrawn = commands.refine(job, RefineRequest(scene_number=2, new_image_prompt="A gull above the lantern room"))
    assert [(line.quoted, line.price_version) for line in redrawn.opens] == [(Decimal("0.003"), "2026-11-01")]
    later = made(duration=5)
    assert [(line.quoted, line.price_version) for line in later.opens] == [(Decimal("0.03"), "2026-11-02")]
    assert later.job.price_version == "2026-11-02"


def test_a_refinement_opens_one_line_and_a_rewording_none() -> None:
    """Only what is drawn again is bought again."""
    job = ready()
    redrawn = commands.refine(job, RefineRequest(scene_number=2, new_image_prompt="A gull above the lantern room"))
    (line,) = redrawn.opens
    assert (line.kind, line.scene_number, line.made_id) == ("image", 2, redrawn.job.entries[1].picture_id)
    assert commands.refine(job, RefineRequest(scene_number=2, new_description="The keeper climbs")).opens == ()
    assert commands.cancel(job).settles == (Release(),)


PIECES = st.integers(0, 3)
"""The last one is one that nothing was reserved for."""
STATES: tuple[PurchaseState, ...] = get_args(PurchaseState)
FACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["picture", "failure", "clip"]), PIECES, AMOUNTS),
        st.tuples(st.just("film"), st.just(0), AMOUNTS),
        st.tuples(st.sampled_from(["crash", "cancel", "drawn"]), st.just(0), st.just(Decimal(0))),
    ),
    max_size=12,
)
BOUGHT = st.lists(
    st.tuples(
        st.sampled_from(["image", "clip"]),
        PIECES,
        AMOUNTS,
        st.lists(st.tuples(st.sampled_from(STATES), st.none() | AMOUNTS), min_size=1, max_size=4),
    ),
    max_size=5,
)
"""Purchases: what for, at which price, and their revisions with what each was known to cost."""


class Books:
    """A ledger that is told one thing after another."""

    def __init__(self) -> None:
        first = made()
        ready_job = ready()
        fourth = ready_job.entries[0].model_copy(
            update={"scene_number": 4, "scene_id": UUID(int=4), "picture_id": UUID(int=44)}
        )
        self.job = replace(ready_job, job_id=first.job.job_id, provider="replicate", approved=True)
        step = commands.render(self.job, RenderOptions())
        assert step.job.render_id is not None
        self.render_id = step.job.render_id
        self.entries = (*self.job.entries, fourth)
        self.opened = self.lines = [*first.opens, *step.opens]
        self.bought: dict[UUID, Purchase] = {}

    def begin(self) -> None:
        """Nothing was told yet."""
        self.lines, self.bought = self.opened, {}

    def tell(self, fact: Settlement | Purchase) -> None:
        """As the gateway's handlers do."""
        if isinstance(fact, Purchase):
            known = self.bought.get(fact.purchase_id)
            if known is not None and known.revision >= fact.revision:
                return
            self.bought[fact.purchase_id] = fact
            fact = charge(fact.piece, [one for one in self.bought.values() if one.piece == fact.piece])
        self.lines = after(self.lines, [fact], self.job)

    def settlement(self, kind: str, index: int, amount: Decimal) -> Settlement:
        """A fact of this kind."""
        entry = self.entries[index]
        known: dict[str, Settlement] = {
            "picture": Bill("image", entry.picture_id, amount, entry.scene_number, entry.scene_id),
            "failure": Release("image", entry.picture_id, entry.scene_number),
            "clip": Bill("clip", self.render_id, amount, entry.scene_number, entry.scene_id),
            "film": FilmBill(self.render_id, amount),
            "crash": Release("clip", self.render_id),
            "cancel": Release(),
            "drawn": Release("image"),
        }
        return known[kind]

    def revisions(
        self, kind: CostKind, index: int, price: Decimal, said: Sequence[tuple[PurchaseState, Decimal | None]]
    ) -> list[Purchase]:
        """Everything that is told of one purchase."""
        entry, purchase_id = self.entries[index], new_id()
        made_id = entry.picture_id if kind == "image" else self.render_id
        return [
            Purchase(
                purchase_id, "owner", self.job.job_id, revision, kind, made_id, entry.scene_id, entry.scene_number,
                "replicate", "m", None, state, price, cost, None, EPOCH, None,
            )
            for revision, (state, cost) in enumerate(said, 1)
        ]  # fmt: skip

    def ledger(self) -> set[tuple[object, ...]]:
        """What matters of it: neither ids and times, nor lines that were opened for nothing."""
        return {
            (
                line.kind, line.made_id, line.scene_id, line.scene_number, line.state, line.quoted, line.reserved,
                line.actual, line.told, line.paid, line.under_way, line.doubtful,
            )
            for line in self.lines
            if line.quoted or line.actual or line.reserved
        }  # fmt: skip


@given(FACTS, BOUGHT, st.data())
@settings(deadline=None)
def test_no_order_of_facts_makes_another_ledger(told: list[Any], bought: list[Any], data: st.DataObject) -> None:
    """Bills, releases and purchases come in any order and more than once; money is counted once, and never left out."""
    books = Books()
    facts = [books.settlement(*one) for one in told] + [fact for one in bought for fact in books.revisions(*one)]
    for fact in facts:
        books.tell(fact)
    once = books.ledger()
    for line in books.lines:
        possible = line.paid + line.under_way + line.doubtful
        if line.closed:
            assert (line.actual or 0) + line.reserved >= max(line.told or 0, possible)
            assert line.reserved >= line.doubtful
            assert (line.state == "unknown") == bool(line.doubtful)
            assert (line.actual or 0) >= line.paid
        else:
            assert (line.state, line.reserved, line.actual) == ("reserved", line.quoted, None)
        assert (line.state == "reserved") == (line.settled_at is None)
    books.begin()
    again = data.draw(st.lists(st.sampled_from(facts), max_size=8)) if facts else []
    for fact in data.draw(st.permutations(facts + again)):
        books.tell(fact)
        before = books.lines
        books.tell(fact)
        assert books.lines == before
    assert books.ledger() == once


def bought(step: Step, state: PurchaseState, cost: str | None, *, revision: int = 1) -> Charge:
    """The purchase of a new job's first picture, at its list price."""
    known = Purchase(
        UUID(int=1), "owner", step.job.job_id, revision, "image", UUID(int=2), UUID(int=3), 1, "replicate", "m", None,
        state, Decimal("0.003"), None if cost is None else Decimal(cost), None, EPOCH, None,
    )  # fmt: skip
    return charge(known.piece, [known])


def test_a_purchase_that_nobody_can_tell_of_stays_reserved() -> None:
    """Until somebody can: then it was paid, or it was not."""
    step = made()
    lines = after(step.opens, [bought(step, "intended", None), Release()], step.job)
    assert [(line.state, line.reserved) for line in lines][:2] == [("reserved", Decimal("0.003")), ("released", 0)]
    lines = after(lines, [bought(step, "unknown", None)], step.job)
    assert [line.state for line in lines] == ["unknown", "released", "released"]
    assert (costs.reserved(lines), costs.spent(lines)) == (Decimal("0.003"), Decimal(0))
    assert job_costs(step.job, lines).unknown_usd == Decimal("0.003")
    paid = after(lines, [bought(step, "succeeded", "0.003")], step.job)
    assert (paid[0].state, costs.reserved(paid), costs.spent(paid)) == (
        "billed", Decimal(0), Decimal("0.003"),
    )  # fmt: skip
    void = after(lines, [bought(step, "void", None)], step.job)
    assert (void[0].state, costs.reserved(void), costs.spent(void)) == ("released", Decimal(0), Decimal(0))


def test_a_piece_costs_what_was_bought_for_it_however_little_its_fact_says() -> None:
    """The larger of the two; the first attempt was paid too."""
    step, entry = made(), ready().entries[0]
    bill = Bill("image", UUID(int=2), Decimal("0.003"), 1, entry.scene_id)
    twice = replace(bought(step, "succeeded", "0.003"), spending=Spending(paid=Decimal("0.006")))
    both: list[Settlement] = [bill, twice]
    for told in permutations(both):
        assert costs.spent(after(step.opens, told, step.job)) == Decimal("0.006")


def test_a_line_names_who_made_its_piece() -> None:
    """Whoever was quoted and could not; in whichever order the one's purchase and the other's picture are told."""
    step, entry = made(), ready().entries[0]
    bill = Bill("image", UUID(int=2), Decimal(0), 1, entry.scene_id, "animatic-1")
    refused = bought(step, "failed", "0")
    both: list[Settlement] = [bill, refused]
    for told in permutations(both):
        assert after(step.opens, told, step.job)[0].model == "animatic-1"
    assert after(step.opens, [refused], step.job)[0].model == step.opens[0].model


def test_a_late_bill_finds_the_line_that_was_released() -> None:
    """Money spent is spent; the quote of what came in the end stands beside it."""
    step, entry = made(), ready().entries[0]
    lines = after(step.opens, [Release()], step.job)
    assert (costs.reserved(lines), costs.quoted(lines)) == (Decimal(0), Decimal(0))
    lines = after(lines, facts.pictures_settled(step.job, [picture_of(entry)]).settles, step.job)
    assert [line.state for line in lines] == ["billed", "released", "released"]
    assert (costs.spent(lines), costs.quoted(lines)) == (Decimal("0.01"), Decimal("0.003"))


def test_a_film_whose_clips_said_nothing_is_shared_by_its_scenes() -> None:
    """By what they were quoted; a film that comes before its clips are told leaves nothing for them to add."""
    job, event = rendering()
    opened = commands.render(replace(ready(), provider="replicate", approved=True), RenderOptions())
    assert job.render_id is not None
    lines = [replace(line, made_id=job.render_id, scene_id=scene.scene_id)
             for line, scene in zip(opened.opens, event.scenes, strict=True)]  # fmt: skip
    lines = after(lines, facts.video_rendered(job, rendered(event, size=9)).settles, job)
    assert (costs.spent(lines), {line.state for line in lines}) == (Decimal("0.10"), {"billed"})
    lines = after(lines, facts.clip_rendered(job, clip(event)).settles, job)
    assert (costs.spent(lines), lines[0].actual) == (Decimal("0.10"), Decimal(0))


def test_a_job_of_before_the_ledger_gets_its_lines_with_its_bills() -> None:
    """Nothing was quoted, so nothing is said of variance in percent."""
    job, event = rendering()
    lines = after([], facts.pictures_settled(job, [picture_of(one) for one in job.entries]).settles, job)
    lines = after(lines, facts.video_rendered(job, rendered(event, size=9)).settles, job)
    assert (costs.spent(lines), costs.quoted(lines)) == (Decimal("0.13"), Decimal(0))
    assert (costs.variance_of(lines).percent, costs.exceeded(lines)) == (None, True)


def test_scenes_are_shown_by_their_present_numbers() -> None:
    """After a reorder the money goes with the scene."""
    job, step = ready(), made()
    lines = after(step.opens, facts.pictures_settled(job, [picture_of(one) for one in job.entries[:1]]).settles, job)
    shown = job_costs(commands.reorder(job, [2, 3, 1]).job, lines)
    assert [scene.scene_number for scene in shown.scenes if scene.actual_usd] == [3]
    assert shown.lines[0].scene_number == 3


@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=60))
def test_shares_add_up(total: Decimal, weights: list[Decimal]) -> None:
    """To the smallest amount, none below nothing."""
    parts = shares(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0
    assert len(parts) == len(weights)


def test_the_render_is_offered_while_it_can_be_paid() -> None:
    """Links never name what would be refused; what costs nothing always can be."""
    rich = commands.approve(replace(ready(max_cost_usd=1), provider="replicate", actual_cost=Decimal("0.4"))).job
    assert affordable(rich)
    assert "render" in job_response(rich).links
    poor = replace(rich, actual_cost=Decimal("0.5"))
    assert not affordable(poor)
    assert "render" not in job_response(poor).links
    assert affordable(replace(poor, provider="animatic"))


def test_a_job_of_a_newer_release_can_be_read_but_not_bought_for() -> None:
    """While gateways of two releases run, the older one does not guess prices."""
    job = replace(ready(max_cost_usd=1), price_version="2099-01-01", approved=True)
    assert "render" not in job_response(job).links
    with pytest.raises(Transient):
        commands.render(job, RenderOptions())


def test_a_refusal_names_figures_and_lines() -> None:
    """For people in the sentence, for programs as members."""
    refusal = OverBudget(
        "budget_exceeded", Decimal("0.01"), Committed(Decimal("0.003"), Decimal("0.006")), made().opens
    )
    assert refusal.message.endswith("$0.009 wanted, $0.003 spent and $0.006 reserved of $0.01.")
    assert members(refusal)["wanted_usd"] == 0.009
    assert [line["scene_number"] for line in members(refusal)["lines"]] == [1, 2, 3]


def test_who_takes_over_is_in_the_estimate_and_in_the_refusal() -> None:
    """A free film that may become a dear one says so before, and a refusal's lines add up to what was wanted."""
    step = made(30, "animatic", fallback_provider="replicate", max_cost_usd=1)
    told = estimate(step.job, [*step.opens, future_film_line(step.job)], FREE, Terms())
    assert (told.total_usd, told.reserved_usd) == (Decimal(0), Decimal("1.098"))
    assert not told.within_budget
    assert sum(line.reserved_usd for line in told.lines) == told.reserved_usd
    refusal = members(OverBudget("budget_exceeded", Decimal("0.01"), FREE, step.opens))
    assert sum(Decimal(str(line["reserved_usd"])) for line in refusal["lines"]) == Decimal(str(refusal["wanted_usd"]))


@pytest.mark.parametrize(
    ("actual", "exceeded"), [("0.0108", False), ("0.010801", True), ("0.009", False), ("0.001", False)]
)
def test_more_than_a_fifth_above_is_too_much(actual: str, exceeded: bool) -> None:
    """Of what was bought: a released line's quote does not hide it."""
    bought, lost = made(duration=15).opens, made().opens
    lines = [replace(line, state="billed", actual=Decimal(actual) / 3, reserved=Decimal(0)) for line in bought]
    lines += [replace(line, closed=True).settled() for line in lost]
    assert costs.exceeded(lines) is exceeded


@given(st.integers(946_684_800, 32_503_679_999).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_a_moment_lies_in_its_month_only(moment: datetime) -> None:
    """Months touch and do not overlap."""
    month = Month.of(moment)
    assert month.since <= moment < month.until
    assert Month.of(month.until).since == month.until
    assert str(month) == f"{moment.year:04d}-{moment.month:02d}"


def test_failures_release_and_stale_ones_find_nothing() -> None:
    """A failed picture's line is given back with the fact."""
    step = made()
    entry = ready().entries[1]
    lines = after(step.opens, facts.pictures_settled(step.job, [failure_of(entry)]).settles, step.job)
    assert [line.state for line in lines] == ["reserved", "released", "reserved"]
    assert lines[1].made_id == entry.picture_id
