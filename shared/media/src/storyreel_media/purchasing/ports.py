"""What buying asks of the world, and what those who buy get of it.

A service's unit has `purchases`; its handler makes a `Till` for the piece of work in hand and gives it to the
provider's adapter, which says what to buy (`Order`) and gets a file (`Bought`). The handler keeps the file, and in its
last transaction calls `unit.purchases.received(bought)` beside `unit.tasks.finish(task)` and what it has to say:

    till = buyer.till(Piece(task, cause, "image", picture_id, scene_id, 1, content_key, limit_usd))
    made = await provider.illustrate(request, till)      # calls `await till.buy(order, out, "image")`
    await objects.put_file(image_key, made.file.path, media_type=…)
    async with units() as unit:
        await unit.tasks.finish(task)
        await unit.pictures.keep(…)
        await unit.purchases.received(made)
        await unit.say(…)                                # its cost is `made.cost_usd`

A handler that fails or dies in between leaves the purchase open. The task's next attempt goes on with it, and so does
another task of the same owner and content; when there is none, the `Settler`.

What is wrong, beside what the provider's client says:

purchase_under_way      Away       another task, or the settler, is busy with a purchase of the same content
purchase_unclear        Away       an answer was lost, and the provider's list cannot be read now
purchase_stopping       Away       the provider is asked to stop one, and has not yet
spend_limit_reached     Refused    buying again would cost this piece more than it may
purchase_unknown        Refused    it may have been bought, and nobody can tell any more; its price counts as spent
purchase_output_lost    Refused    it was paid for, and what was made is gone or was never there
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal, Protocol
from uuid import UUID

from pydantic import JsonValue

from storyreel_chassis.errors import Refused, StoryreelError, Transient
from storyreel_chassis.ports import Task, Unit, Units
from storyreel_contracts.events import Event, Problem, Purchase
from storyreel_contracts.types import CostKind, ProviderName, PurchaseState
from storyreel_media.outputs.judging import Medium, Received

MEDIA: Mapping[CostKind, Medium] = {"image": "image", "clip": "video"}
"""What is made of each kind."""

Ended = Literal["succeeded", "failed", "canceled", "void", "unknown"]
"""The states of a purchase that change no more."""


class MaybeBought(Transient):
    """The provider was asked, and what it answered is lost: it may have been bought or not."""

    def __init__(self, message: str) -> None:
        super().__init__("answer_lost", message)


class NotKnownThere(Refused):
    """The provider knows nothing of a prediction that it gave us: another account's token, or it was deleted."""

    def __init__(self, message: str) -> None:
        super().__init__("purchase_unknown", message)


class Taken(LookupError):
    """This prediction belongs to another purchase."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a provider.

    `input` is what the model gets, and the fingerprint by which a prediction whose answer was lost is found again: give
    it a seed. `seconds` is the deadline, from the call to the output; `price_usd` the list price.
    """

    provider: ProviderName
    model: str
    input: Mapping[str, JsonValue]
    price_usd: Decimal
    seconds: float


@dataclass(frozen=True, slots=True)
class Piece:
    """What something is bought for, and who holds it: a claimed task, whose lease is checked before money is spent.

    `cause` is the event that asked for it (owner, job and trace are its); `made_id` the picture_id or the render_id;
    `content_key` everything that the result depends on, by which it is cached; `limit_usd` what all attempts at this
    piece (`kind`, `made_id`, `scene_id`) may cost together, None where there is no limit.
    """

    task: Task
    cause: Event
    kind: CostKind
    made_id: UUID
    scene_id: UUID
    scene_number: int
    content_key: str
    limit_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A purchase as it is written down.

    `hold` rises each time somebody takes the purchase up, and names its holder: who has an older one changes nothing.
    `sent_at` is the moment before the provider was asked, None as long as it certainly was not; `lost_for` the seconds
    since its answer was first missed; `age` the seconds since `sent_at`; all by the database's clock. A `surplus` one
    was bought without need and is only to be stopped. `fetches` counts the settler's attempts at its output.
    """

    purchase_id: UUID
    revision: int
    hold: int
    cause: Event
    kind: CostKind
    made_id: UUID
    scene_id: UUID
    scene_number: int
    content_key: str
    provider: ProviderName
    model: str
    input: Mapping[str, JsonValue]
    price_usd: Decimal
    seconds: float
    state: PurchaseState
    prediction_id: str | None
    surplus: bool
    sent_at: datetime | None
    age: float
    lost_for: float | None
    cost_usd: Decimal | None
    problem: Problem | None
    fetches: int
    created_at: datetime
    ended_at: datetime | None

    @property
    def owner_id(self) -> str:
        """Whose it is."""
        return self.cause.owner_id

    @property
    def medium(self) -> Medium:
        """What is being made."""
        return MEDIA[self.kind]

    @property
    def order(self) -> Order:
        """What was, or is to be, asked of the provider."""
        return Order(self.provider, self.model, self.input, self.price_usd, self.seconds)

    def is_for(self, piece: Piece) -> bool:
        """Whether it was bought for this piece, and not for another of the same content."""
        return (self.kind, self.made_id, self.scene_id) == (piece.kind, piece.made_id, piece.scene_id)

    def purchase(self) -> Purchase:
        """As it is told."""
        return Purchase(
            purchase_id=self.purchase_id,
            revision=self.revision,
            kind=self.kind,
            made_id=self.made_id,
            scene_id=self.scene_id,
            scene_number=self.scene_number,
            provider=self.provider,
            model=self.model,
            prediction_id=self.prediction_id,
            state=self.state,
            price_usd=self.price_usd,
            cost_usd=self.cost_usd,
            problem=self.problem,
            created_at=self.created_at,
            ended_at=self.ended_at,
        )


Tell = Callable[[Entry], Event]
"""The event by which a service tells of a change: caused by `entry.cause`, with `entry.purchase()`."""


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchase whose file is here, still to be kept and closed with `Purchases.received`.

    `cost_usd` is what the piece in hand is billed: nothing where the purchase was another piece's, which pays for it.
    """

    entry: Entry
    file: Received
    cost_usd: Decimal


class Purchases(Protocol):
    """The purchases of a service, inside the transaction of a unit; every change that is told is said in it."""

    async def received(self, bought: Bought) -> Entry:
        """What was bought is kept: end it as `succeeded`, at its price.

        Raises:
            Fenced: somebody else has taken it up
        """

    async def end(
        self, entry: Entry, state: Ended, cost_usd: Decimal | None = Decimal(0), problem: Problem | None = None
    ) -> Entry:
        """It comes to an end; `cost_usd` is None where nobody can tell.

        Raises:
            Fenced: somebody else has taken it up
        """

    async def spent(self, piece: Piece) -> Decimal:
        """What a piece's purchases cost, or may cost: those without a known cost count with their price.

        A surplus one counts when it has ended: it is being stopped, and is told of by itself.
        """

    async def paid(self, piece: Piece) -> Decimal:
        """What a piece's purchases are known to have cost. What may have been paid is told by the purchases alone:
        said here too, it would be on the bill and stay reserved."""

    async def under_way(self, piece: Piece) -> bool:
        """Whether something of other content is still being bought for this piece: by a provider who gave it up."""

    async def needless(self, entry: Entry) -> bool:
        """Whether what a surplus one brings is there already, or being bought by whoever waits for it."""

    async def open(self, piece: Piece, order: Order) -> Entry:
        """The purchase to go on with: a new one, or the open one of this content whose holder is gone.

        Raises:
            Fenced: the task's lease is lost
            Away: `purchase_under_way`; `purchase_stopping` while a surplus one may yet exhaust the limit
            Refused: `spend_limit_reached`
        """

    async def sending(self, entry: Entry, task: Task) -> Entry:
        """From this moment on it may have been bought.

        Raises:
            Fenced: the task's lease is lost, or somebody else has taken the purchase up
        """

    async def unsent(self, entry: Entry) -> None:
        """It was not bought after all, and may be asked for later; nothing where somebody else has taken it up."""

    async def lost(self, entry: Entry) -> Entry:
        """Its answer is lost; the first time counts.

        Raises:
            Fenced: somebody else has taken it up
        """

    async def created(self, entry: Entry, prediction_id: str) -> Entry | None:
        """The provider has it under this id; a fact, which also who holds it no more may note (see `Entry.hold`).

        None where the purchase has ended, or has another prediction.

        Raises:
            Taken: the prediction is another purchase's
        """

    async def fresh(self, provider: ProviderName, prediction_ids: Sequence[str]) -> Sequence[str]:
        """Which of these, in their order, belong to no purchase."""

    async def alone(self, entry: Entry, *, among_missed: bool = False) -> bool:
        """Whether no other purchase that asked for the same waits for its prediction; `among_missed`: nor is yet to be
        looked for once more."""

    async def surplus(self, entry: Entry, prediction_id: str) -> Entry | None:
        """A prediction that nobody needs, bought beside this purchase: a purchase of its own, to be stopped.

        None where it belongs to a purchase.
        """

    async def claim(self, provider: ProviderName, seconds: float) -> Entry | None:
        """The oldest purchase of a provider that nobody will go on with, held for so long; None where there is none."""

    async def claim_missed(self, provider: ProviderName, seconds: float, *, after: float) -> Entry | None:
        """The oldest purchase that is void because it was looked for in vain, `after` seconds from then, to be looked
        for once more; held like a claimed one."""

    async def looked_again(self, entry: Entry) -> None:
        """A missed one was looked for once more, and is left alone from now on.

        Raises:
            Fenced: somebody else has taken it up
        """

    async def keep(self, entry: Entry, seconds: float) -> None:
        """Hold on to a claimed one.

        Raises:
            Fenced: it ended, or somebody else has taken it up
        """

    async def put_off(self, entry: Entry, seconds: float, *, fetched: bool = False) -> None:
        """Let go of a claimed one, to be looked at again after so long; `fetched`: an attempt at its output failed."""


class PurchasingUnit(Unit, Protocol):
    """One transaction of a service that buys."""

    @property
    def purchases(self) -> Purchases:
        """What it bought."""


PurchasingUnits = Units[PurchasingUnit]


@dataclass(frozen=True, slots=True)
class Sold:
    """A prediction as the provider shows it.

    `outputs` are the addresses of what it made; `started` says whether it is charged when it is stopped; `error` what
    is wrong where it ended without an output.
    """

    prediction_id: str
    state: Literal["running", "succeeded", "failed", "canceled"]
    started: bool = False
    outputs: tuple[str, ...] = ()
    error: StoryreelError | None = None

    def cost_of(self, price_usd: Decimal) -> Decimal:
        """What an ended one costs: its price when it succeeded, or was stopped after it had started."""
        charged = self.state == "succeeded" or (self.state == "canceled" and self.started)
        return price_usd if charged else Decimal(0)


@dataclass(frozen=True, slots=True)
class Found:
    """What the provider's list shows: predictions of the same model and input, the oldest first, and the ids of those
    of the same model whose input has been deleted."""

    matching: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()


class Seller(Protocol):
    """A provider. `Away` means of every call: it is not reached, or asks to wait; nothing was done."""

    @property
    def name(self) -> ProviderName:
        """As in the price catalogue."""

    async def create(self, order: Order, *, webhook: str | None, sending: Callable[[], Awaitable[None]]) -> str:
        """Buy; the prediction's id. `sending` is awaited right before the call goes out; what it raises is passed on.

        Raises:
            MaybeBought: it may have been bought
            StoryreelError: it was not
        """

    async def wait(self, prediction_id: str, model: str, *, seconds: float, told: asyncio.Event) -> Sold:
        """Watch it until it has ended, or so long; at least one look, and another each time that `told` is set.

        Raises:
            NotKnownThere: there is no such prediction
            StoryreelError: the provider does not tell
        """

    async def cancel(self, prediction_id: str, model: str) -> Sold:
        """Stop it; one that is over stays as it is.

        Raises:
            NotKnownThere: there is no such prediction
            StoryreelError: the provider does not tell
        """

    async def find(self, order: Order, since: datetime) -> Found:
        """Look for what was ordered, from a little before `since` on.

        Raises:
            StoryreelError: the list cannot be read
        """

    async def fetch(self, sold: Sold, model: str, out: Path, medium: Medium) -> Received:
        """What a prediction made, as the file `out`.

        Raises:
            Transient: it cannot be had, or is not what it should be
            Broken: it lies where nothing may be fetched from
        """


class Signals(Protocol):
    """How word of a prediction's end comes from the provider's webhook to who waits for it."""

    def webhook(self, purchase_id: UUID) -> str | None:
        """The address that the provider is to tell; None where there is none."""

    def expecting(self, purchase_id: UUID) -> AbstractAsyncContextManager[asyncio.Event]:
        """Listen during the block: the event is set when there is word of this purchase. Polling stays the truth."""


class Till(Protocol):
    """Buys for one piece of work."""

    async def buy(self, order: Order, out: Path, medium: Medium) -> Bought:
        """What was ordered, as the file `out`; of a purchase that is under way already, what that brings.

        Raises:
            Refused: it will not be made, may not be paid for, or is lost
            Transient: later it may be; `Away` costs no attempt
            Fenced: the task's lease is lost
        """


Salvage = Callable[[Bought], Awaitable[None]]
"""Keeps what was bought for nobody: stores the file, and in one transaction caches it and calls `received`."""
