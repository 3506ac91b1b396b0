"""Buying for claimed tasks: written down, asked for once, waited for, brought home."""

import asyncio
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

from storyreel_chassis.errors import Away, Fenced, Refused, StoryreelError, Transient
from storyreel_chassis.logs import logger
from storyreel_media.outputs.judging import Medium
from storyreel_media.purchasing.patience import STOPPING_SECONDS, between_looks, shown, word
from storyreel_media.purchasing.ports import (
    Bought,
    Entry,
    MaybeBought,
    NotKnownThere,
    Order,
    Piece,
    PurchasingUnits,
    Seller,
    Signals,
    Sold,
    Taken,
)
from storyreel_media.purchasing.reconcile import UNKNOWN, reconcile
from storyreel_media.purchasing.verdict import without_output

LAST_WORDS_SECONDS = 2.0
"""How long a call that is on its way may still bring its answer after the work was told to stop."""
MOST_VOID = 2
"""Calls that turn out to have bought nothing, after which this attempt ends."""


class Buyer:
    """Makes tills. `grace` is for how many seconds the provider may not show yet what it has made."""

    def __init__(self, units: PurchasingUnits, seller: Seller, signals: Signals, *, grace: float) -> None:
        self._units, self._seller, self._signals, self._grace = units, seller, signals, grace

    def till(self, piece: Piece) -> "PieceTill":
        """Buys for this piece of work."""
        return PieceTill(self._units, self._seller, self._signals, piece, self._grace)


class PieceTill:
    """See `ports.Till`."""

    def __init__(self, units: PurchasingUnits, seller: Seller, signals: Signals, piece: Piece, grace: float) -> None:
        self._units, self._seller, self._signals, self._piece, self._grace = units, seller, signals, piece, grace
        self._log = logger(__name__)

    async def buy(self, order: Order, out: Path, medium: Medium) -> Bought:
        """See `ports.Till.buy`."""
        for _ in range(MOST_VOID):
            async with self._units() as unit:
                entry = await unit.purchases.open(self._piece, order)
            async with self._signals.expecting(entry.purchase_id) as told:
                entry = await self._placed(entry, told)
                if entry.state == "running":
                    return await self._followed(entry, told, out, medium)
            if entry.state == "unknown":
                raise Refused(UNKNOWN.code, f"{entry.model}: {UNKNOWN.message}")
        raise Transient("provider_failed", f"calls for {order.model} are lost, and nothing is made")

    async def _placed(self, entry: Entry, told: asyncio.Event) -> Entry:
        """The provider has it (`running`), or it is certain that it has not (`void`), or never will be (`unknown`)."""
        if entry.sent_at is None:
            try:
                return await self._finishing(entry)
            except (MaybeBought, Taken) as error:
                self._log.warning("purchase_unclear", purchase_id=str(entry.purchase_id), reason=str(error))
        while entry.state == "intended":
            entry = await reconcile(self._units, self._seller, entry, grace=self._grace)
            if entry.state == "intended":
                await word(told, seconds=between_looks(self._grace))
        return entry

    async def _finishing(self, entry: Entry) -> Entry:
        """Ask; told to stop meanwhile, this still waits a moment for the answer, lest it has to be looked up."""
        asking = asyncio.create_task(self._asked(entry))
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            await asyncio.wait({asking}, timeout=LAST_WORDS_SECONDS)
            raise
        finally:
            asking.cancel()

    async def _asked(self, entry: Entry) -> Entry:
        webhook, sent = self._signals.webhook(entry.purchase_id), False

        async def sending() -> None:
            nonlocal sent
            async with self._units() as unit:
                await unit.purchases.sending(entry, self._piece.task)
            sent = True

        try:
            prediction_id = await self._seller.create(entry.order, webhook=webhook, sending=sending)
        except MaybeBought:
            raise
        except StoryreelError as error:
            if sent:
                await self._not_bought(entry, error)
            raise
        return await self._noted(entry, prediction_id)

    async def _not_bought(self, entry: Entry, error: StoryreelError) -> None:
        async with self._units() as unit:
            if isinstance(error, Away):
                await unit.purchases.unsent(entry)
            else:
                await unit.purchases.end(entry, "void", problem=error.problem())

    async def _noted(self, entry: Entry, prediction_id: str) -> Entry:
        """Note what the provider has; too late for this purchase, it is the second of two, and stopped."""
        async with self._units() as unit:
            noted = await unit.purchases.created(entry, prediction_id)
            spare = None if noted else await unit.purchases.surplus(entry, prediction_id)
        if spare is not None:
            self._log.warning("purchase_surplus", purchase_id=str(spare.purchase_id), prediction_id=prediction_id)
            with suppress(StoryreelError):  # the settler does it again, and notes what it cost
                await self._seller.cancel(prediction_id, entry.model)
        if noted is None or noted.hold != entry.hold:
            raise Fenced(str(self._piece.task))
        return noted

    async def _followed(self, entry: Entry, told: asyncio.Event, out: Path, medium: Medium) -> Bought:
        sold = await self._ended(entry, told)
        if not sold.outputs:
            state, cost, error = without_output(entry, sold)
            async with self._units() as unit:
                await unit.purchases.end(entry, state, cost, error.problem())
            raise error
        file = await self._seller.fetch(sold, entry.model, out, medium)
        return Bought(entry, file, entry.price_usd if entry.is_for(self._piece) else Decimal(0))

    async def _ended(self, entry: Entry, told: asyncio.Event) -> Sold:
        """Wait for its end; what does not end in time is stopped, so that it costs no more."""
        prediction_id = str(entry.prediction_id)
        try:
            left = max(0.0, entry.seconds - entry.age)
            sold = await shown(
                lambda: self._seller.wait(prediction_id, entry.model, seconds=left, told=told), grace=self._grace
            )
            if sold.state == "running":
                sold = await shown(lambda: self._seller.cancel(prediction_id, entry.model), grace=self._grace)
        except NotKnownThere as error:
            async with self._units() as unit:
                await unit.purchases.end(entry, "unknown", None, error.problem())
            raise
        if sold.state == "running":
            raise Away(
                "purchase_stopping", f"{entry.model} was asked to stop {prediction_id}", retry_after=STOPPING_SECONDS
            )
        return sold
