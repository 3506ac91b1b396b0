"""Tills that tests hand to providers: one that has nothing to sell, and one that buys and writes nothing down."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from storyreel_chassis.ids import new_id
from storyreel_contracts.events import Event
from storyreel_media.outputs.judging import Medium
from storyreel_media.purchasing.ports import Bought, Entry, Order, Piece, Seller, Sold


class NoTill:
    """See `storyreel_media.purchasing.ports.Till`: for who has nothing to buy."""

    async def buy(self, order: Order, out: Path, medium: Medium) -> Bought:  # noqa: ARG002 - none of it is looked at
        """It is a mistake to come here."""
        raise AssertionError(f"{order.model} was to be bought")


class PlainTill:
    """See `storyreel_media.purchasing.ports.Till`: buys each time anew, for whichever piece; `orders` is what it was
    asked for."""

    def __init__(self, seller: Seller) -> None:
        self._seller = seller
        self.orders: list[Order] = []

    def till(self, piece: Piece) -> Self:  # noqa: ARG002 - one for all
        """See `storyreel_media.purchasing.buyer.Buyer.till`."""
        return self

    async def buy(self, order: Order, out: Path, medium: Medium) -> Bought:
        """Create, wait, fetch."""
        self.orders.append(order)
        prediction = await self._seller.create(order, webhook=None, sending=_nothing)
        sold = Sold(prediction, "running")
        while sold.state == "running":  # however long: a simulator paints while others use the machine
            sold = await self._seller.wait(prediction, order.model, seconds=order.seconds, told=asyncio.Event())
        if sold.error:
            raise sold.error
        file = await self._seller.fetch(sold, order.model, out, medium)
        return Bought(_entry(order, prediction, medium), file, order.price_usd)


async def _nothing() -> None:
    """Nobody has to know that a call goes out."""


def _entry(order: Order, prediction_id: str, medium: Medium) -> Entry:
    """A purchase of somebody's, running."""
    now = datetime.now(UTC)
    return Entry(
        purchase_id=new_id(), revision=2, hold=1,
        cause=Event(event_id=new_id(), job_id=new_id(), owner_id="owner", occurred_at=now),
        kind="clip" if medium == "video" else "image", made_id=new_id(), scene_id=new_id(), scene_number=1,
        content_key="key",
        provider=order.provider, model=order.model, input=order.input, price_usd=order.price_usd,
        seconds=order.seconds, state="running", prediction_id=prediction_id, surplus=False, sent_at=now, age=0,
        lost_for=None, cost_usd=None, problem=None, fetches=0, created_at=now, ended_at=None,
    )  # fmt: skip
