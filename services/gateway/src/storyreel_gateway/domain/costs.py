"""What a job's pieces may cost and did cost: a ledger of lines, one for each picture and clip. Pure.

A line is reserved when a decision may spend, billed when it is known what was paid, released when nothing was. What is
told of a piece comes in any order and more than once: a line keeps what its facts said and what its purchases stand at,
and all else about it follows from that, so that no order makes another ledger (docs/decisions/0011).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from storyreel_chassis.ids import new_id, now
from storyreel_contracts.types import CostKind, CostState, ProviderName

NOTHING = Decimal(0)
CENT = Decimal("0.000001")
"""The smallest amount that is kept."""


@dataclass(frozen=True, slots=True)
class Spending:
    """What the purchases of one piece stand at, US dollars."""

    paid: Decimal = NOTHING
    under_way: Decimal = NOTHING
    """What those may still cost that have not ended."""
    doubtful: Decimal = NOTHING
    """The prices of those of which nobody can tell whether they were paid."""


@dataclass(frozen=True, slots=True)
class Line:
    """One picture, or one scene's clip of one render. Amounts are US dollars; `actual` is None until it is known.

    A picture asked for by a prompt has no `made_id` before the prompt is parsed: until then its number is its name.
    """

    line_id: UUID
    owner_id: str
    job_id: UUID
    kind: CostKind
    provider: ProviderName
    model: str
    """Whose price was quoted; who made it, once that is told."""
    quantity: Decimal
    """Pictures, or the seconds of a clip that have to be bought."""
    unit_price: Decimal
    quoted: Decimal
    reserved: Decimal
    """What it may still cost; before it is closed, what the decision granted, another provider's price included."""
    price_version: str
    created_at: datetime
    scene_number: int | None = None
    """As it was when the line was opened."""
    scene_id: UUID | None = None
    made_id: UUID | None = None
    """The picture_id, or the render_id."""
    batch_id: UUID | None = None
    actual: Decimal | None = None
    state: CostState = "reserved"
    settled_at: datetime | None = None
    told: Decimal | None = None
    """The most that a fact said the piece cost."""
    film: Decimal | None = None
    """The most that a fact said the whole film cost, in the line of one of its clips."""
    closed: bool = False
    """Whether nothing more is going to be asked for."""
    paid: Decimal = NOTHING
    under_way: Decimal = NOTHING
    doubtful: Decimal = NOTHING

    def settled(self, share: Decimal | None = None) -> "Line":
        """The line as it follows from what is known; `share` is its part of a film whose clips were not all told."""
        if not self.closed:
            return self
        told = self.told if share is None else max(self.told or NOTHING, share)
        known = told is not None or self.paid > 0
        actual = max(told or NOTHING, self.paid) if known else None
        open_ = max(NOTHING, self.under_way - ((actual or NOTHING) - self.paid))
        state: CostState = "released"
        if self.doubtful:
            state = "unknown"
        elif known:
            state = "billed"
        elif open_:
            state = "reserved"
        at = None if state == "reserved" else self.settled_at or now()
        return replace(self, state=state, actual=actual, reserved=self.doubtful + open_, settled_at=at)


@dataclass(frozen=True, slots=True)
class Bill:
    """A worker says what one picture or clip cost."""

    kind: CostKind
    made_id: UUID
    amount: Decimal
    scene_number: int | None = None
    scene_id: UUID | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class FilmBill:
    """A worker says what a whole film cost, the clips told before included."""

    render_id: UUID
    total: Decimal


@dataclass(frozen=True, slots=True)
class Release:
    """Nothing more is going to be paid for this: all of a job, a kind, or one piece."""

    kind: CostKind | None = None
    made_id: UUID | None = None
    scene_number: int | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """What all purchases of one piece stand at now."""

    kind: CostKind
    made_id: UUID
    scene_id: UUID
    scene_number: int
    spending: Spending
    model: str = ""


Settlement = Bill | FilmBill | Release | Charge


@dataclass(frozen=True, slots=True)
class Settled:
    """The lines that changed, and all dollars billed by now; None where none ever were."""

    changed: tuple[Line, ...]
    spent: Decimal | None


@dataclass(frozen=True, slots=True)
class Source:
    """Whose lines they are, for one that nothing was reserved for."""

    owner_id: str
    job_id: UUID
    provider: ProviderName
    price_version: str
    batch_id: UUID | None = None


def settle(lines: Iterable[Line], settlements: Iterable[Settlement], source: Source) -> Settled:
    """What these facts make of a job's lines. Neither their order nor their repetition matters; of one piece's charges
    the newest is meant, which whoever keeps purchases knows."""
    ledger = _Ledger(lines, source)
    for one in settlements:
        if isinstance(one, Bill):
            ledger.bill(one)
        elif isinstance(one, FilmBill):
            ledger.film(one)
        elif isinstance(one, Charge):
            ledger.charge(one)
        else:
            ledger.release(one)
    ledger.derive()
    known = any(line.actual is not None for line in ledger.lines.values())
    return Settled(ledger.changed(), spent(ledger.lines.values()) if known else None)


class _Ledger:
    def __init__(self, lines: Iterable[Line], source: Source) -> None:
        self.before = {line.line_id: line for line in lines}
        self.lines = dict(self.before)
        self.source = source

    def changed(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines.values() if line != self.before.get(line.line_id))

    def bill(self, bill: Bill) -> None:
        line = self._find(bill) or self._unforeseen(bill.kind, bill.made_id, bill)
        self._put(
            replace(
                line,
                closed=True,
                told=max(line.told or NOTHING, bill.amount),
                made_id=bill.made_id,
                scene_id=bill.scene_id or line.scene_id,
                model=bill.model or line.model,
            )
        )

    def charge(self, charge: Charge) -> None:
        """What no line was reserved for gets one, which was closed from the beginning."""
        line = self._find(charge) or replace(self._unforeseen(charge.kind, charge.made_id, charge), closed=True)
        told = charge.spending
        self._put(
            replace(
                line, made_id=charge.made_id, scene_id=charge.scene_id, paid=told.paid, under_way=told.under_way,
                doubtful=told.doubtful,
            )
        )  # fmt: skip

    def film(self, film: FilmBill) -> None:
        for line in self._clips(film.render_id) or [self._unforeseen("clip", film.render_id)]:
            self._put(replace(line, closed=True, film=max(line.film or NOTHING, film.total)))

    def release(self, release: Release) -> None:
        for line in list(self.lines.values()):
            if _covers(release, line):
                self._put(replace(line, closed=True, made_id=line.made_id or release.made_id))

    def derive(self) -> None:
        """What follows from what is known now, a film's clips together."""
        films = {line.made_id: None for line in self.lines.values() if line.film is not None}
        parts: dict[UUID, Decimal] = {}
        for render_id in films:
            parts |= self._shared(render_id)
        for line in list(self.lines.values()):
            self._put(line.settled(parts.get(line.line_id)))

    def _shared(self, render_id: UUID | None) -> dict[UUID, Decimal]:
        """What the clips told so far do not explain of a film is shared by the others, by their quotes.

        Where all were told of, it has a line of its own, without a scene.
        """
        clips = self._clips(render_id)
        total = max((line.film or NOTHING for line in clips), default=NOTHING)
        rest = max(NOTHING, total - sum((line.told or NOTHING for line in clips), NOTHING))
        waiting = [line for line in clips if line.told is None and line.scene_id is not None]
        whole = [line for line in clips if line.told is None and line.scene_id is None]
        if rest and not waiting and not whole and render_id is not None:
            whole = [replace(self._unforeseen("clip", render_id), closed=True, film=total)]
            self._put(whole[0])
        waiting.sort(key=lambda line: (line.scene_number or 0, str(line.scene_id)))
        takers = waiting or whole[:1]
        parts = {line.line_id: NOTHING for line in (*waiting, *whole)}
        weights = [line.quoted for line in takers]
        return parts | dict(zip((line.line_id for line in takers), shares(rest, weights), strict=True))

    def _clips(self, render_id: UUID | None) -> list[Line]:
        return [line for line in self.lines.values() if line.kind == "clip" and line.made_id == render_id]

    def _find(self, told: Bill | Charge) -> Line | None:
        alike = [line for line in self.lines.values() if line.kind == told.kind]
        if told.kind == "clip":
            wanted = (told.made_id, told.scene_id)
            return next((line for line in alike if (line.made_id, line.scene_id) == wanted), None)
        named = next((line for line in alike if line.made_id == told.made_id), None)
        unnamed = (line for line in alike if line.made_id is None and line.scene_number == told.scene_number)
        return named or next(unnamed, None)

    def _unforeseen(self, kind: CostKind, made_id: UUID, told: Bill | Charge | None = None) -> Line:
        source = self.source
        return Line(
            line_id=new_id(),
            owner_id=source.owner_id,
            job_id=source.job_id,
            kind=kind,
            provider=source.provider,
            model=told.model if told else "",
            quantity=Decimal(1) if kind == "image" else NOTHING,
            unit_price=NOTHING,
            quoted=NOTHING,
            reserved=NOTHING,
            price_version=source.price_version,
            created_at=now(),
            scene_number=told.scene_number if told else None,
            scene_id=told.scene_id if told else None,
            made_id=made_id,
            batch_id=source.batch_id,
        )

    def _put(self, line: Line) -> None:
        self.lines[line.line_id] = line


def _covers(release: Release, line: Line) -> bool:
    if release.kind not in {None, line.kind}:
        return False
    if release.made_id is None:
        return True
    if line.made_id is None:
        return line.scene_number == release.scene_number
    return line.made_id == release.made_id


def shares(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """A total in parts by weight, equal ones where nothing weighs; they add up to it exactly."""
    if not weights:
        return []
    weight = sum(weights, NOTHING)
    parts = [
        (total * one / weight if weight else total / len(weights)).quantize(CENT, rounding="ROUND_DOWN")
        for one in weights
    ]
    parts[-1] += total - sum(parts, NOTHING)
    return parts


def quoted(lines: Iterable[Line]) -> Decimal:
    """What lines were quoted, those left out that came to nothing."""
    return sum((line.quoted for line in lines if line.state != "released"), NOTHING)


def reserved(lines: Iterable[Line]) -> Decimal:
    """What may still be spent."""
    return sum((line.reserved for line in lines), NOTHING)


def spent(lines: Iterable[Line]) -> Decimal:
    """What was billed."""
    return sum((line.actual or NOTHING for line in lines), NOTHING)


Stage = Literal["storyboard", "film"]
STAGE_OF: dict[CostKind, Stage] = {"image": "storyboard", "clip": "film"}
VARIANCE = Decimal("0.2")
"""More than this part above the quote is told."""


@dataclass(frozen=True, slots=True)
class Variance:
    """What was bought, as it was quoted and as it was billed."""

    quoted: Decimal
    actual: Decimal

    @property
    def percent(self) -> float | None:
        """How far the bill is above the quote, or below it; None where nothing was quoted."""
        return round(float((self.actual / self.quoted - 1) * 100), 1) if self.quoted else None

    @property
    def exceeded(self) -> bool:
        """Whether it is too far above."""
        return self.actual > self.quoted * (1 + VARIANCE)


def variance_of(lines: Iterable[Line], stage: Stage | None = None) -> Variance:
    """Of everything that was bought, or of a stage."""
    bought = [line for line in lines if line.state == "billed" and stage in {None, STAGE_OF[line.kind]}]
    return Variance(sum((line.quoted for line in bought), NOTHING), spent(bought))


def exceeded(lines: Sequence[Line]) -> bool:
    """Whether a stage went too far above its quote."""
    return any(variance_of(lines, stage).exceeded for stage in STAGE_OF.values())


@dataclass(frozen=True, slots=True)
class Committed:
    """What a budget has lost already, US dollars."""

    spent: Decimal
    reserved: Decimal

    @property
    def total(self) -> Decimal:
        """What is gone, or may be."""
        return self.spent + self.reserved


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month in UTC, its end excluded."""

    since: datetime
    until: datetime

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        """The month that a moment lies in."""
        since = moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        year, month = divmod(since.year * 12 + since.month, 12)
        return cls(since, since.replace(year=year, month=month + 1))

    def __str__(self) -> str:
        return f"{self.since:%Y-%m}"
