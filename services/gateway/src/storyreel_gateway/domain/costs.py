"""What a job's pieces may cost and did cost: a ledger of lines, one for each picture and clip. Pure.

A line is reserved when a decision may spend, billed when a worker says what was paid, released when nothing was. Money
that was spent is spent: a released line is billed by a late fact, and what no line was reserved for gets one.
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
    quantity: Decimal
    """Pictures, or seconds of a clip."""
    unit_price: Decimal
    quoted: Decimal
    reserved: Decimal
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

    def billed(self, bill: "Bill", amount: Decimal) -> "Line":
        """The line once it is known what was paid."""
        return replace(
            self,
            state="billed",
            actual=amount,
            reserved=NOTHING,
            made_id=bill.made_id,
            scene_id=bill.scene_id or self.scene_id,
            settled_at=now(),
        )

    def released(self, made_id: UUID | None) -> "Line":
        """The line once nothing is going to be paid; it keeps whose it was, for a late bill."""
        return replace(
            self, state="released", reserved=NOTHING, made_id=self.made_id or made_id, settled_at=now()
        )  # fmt: skip


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


Settlement = Bill | FilmBill | Release


@dataclass(frozen=True, slots=True)
class Settled:
    """The lines that changed, and all dollars billed by now; None where none were just now."""

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
    """What these facts make of a job's lines. Saying a fact again changes nothing."""
    ledger = _Ledger(lines, source)
    for one in settlements:
        if isinstance(one, Bill):
            ledger.bill(one)
        elif isinstance(one, FilmBill):
            ledger.film(one)
        else:
            ledger.release(one)
    return Settled(tuple(ledger.changed.values()), spent(ledger.lines.values()) if ledger.paid else None)


class _Ledger:
    def __init__(self, lines: Iterable[Line], source: Source) -> None:
        self.lines = {line.line_id: line for line in lines}
        self.source = source
        self.changed: dict[UUID, Line] = {}
        self.paid = False

    def bill(self, bill: Bill) -> None:
        line = self._find(bill) or self._unforeseen(bill)
        if line.state != "billed":
            self._pay(line, bill, bill.amount)

    def film(self, film: FilmBill) -> None:
        """What the clips told so far do not explain is shared by those that were not told of."""
        of_film = [line for line in self.lines.values() if line.kind == "clip" and line.made_id == film.render_id]
        told = sum((line.actual or NOTHING for line in of_film), NOTHING)
        rest = max(NOTHING, film.total - told)
        waiting = [line for line in of_film if line.state != "billed"]
        whole = Bill("clip", film.render_id, rest, model=of_film[0].model if of_film else "")
        for line, share in zip(waiting, shares(rest, [line.quoted for line in waiting]), strict=True):
            self._pay(line, whole, share)
        if rest and not waiting:
            self._pay(self._unforeseen(whole), whole, rest)
        self.paid = True

    def release(self, release: Release) -> None:
        for line in list(self.lines.values()):
            if line.state == "reserved" and _covers(release, line):
                self._put(line.released(release.made_id))

    def _find(self, bill: Bill) -> Line | None:
        alike = [line for line in self.lines.values() if line.kind == bill.kind]
        if bill.kind == "clip":
            wanted = (bill.made_id, bill.scene_id)
            return next((line for line in alike if (line.made_id, line.scene_id) == wanted), None)
        named = next((line for line in alike if line.made_id == bill.made_id), None)
        unnamed = (line for line in alike if line.made_id is None and line.scene_number == bill.scene_number)
        return named or next(unnamed, None)

    def _unforeseen(self, bill: Bill) -> Line:
        source = self.source
        return Line(
            line_id=new_id(),
            owner_id=source.owner_id,
            job_id=source.job_id,
            kind=bill.kind,
            provider=source.provider,
            model=bill.model,
            quantity=Decimal(1) if bill.kind == "image" else NOTHING,
            unit_price=NOTHING,
            quoted=NOTHING,
            reserved=NOTHING,
            price_version=source.price_version,
            created_at=now(),
            scene_number=bill.scene_number,
            scene_id=bill.scene_id,
            made_id=bill.made_id,
            batch_id=source.batch_id,
        )

    def _pay(self, line: Line, bill: Bill, amount: Decimal) -> None:
        self._put(line.billed(bill, amount))
        self.paid = True

    def _put(self, line: Line) -> None:
        self.lines[line.line_id] = self.changed[line.line_id] = line


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
