"""A till that buys at once and writes nothing down, for tests of what a provider orders."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from storyreel_chassis.ids import new_id, now
from storyreel_contracts.events import RenderRequested
from storyreel_media.outputs.judging import Medium
from storyreel_media.purchasing.ports import Bought, Entry, Order, Piece
from storyreel_media.replicate import Replicate
from support.workers_media import render_requested

PATIENCE = 86400.0
"""Seconds of a time that runs fast."""


@dataclass
class StraightTill:
    """See `storyreel_media.purchasing.ports.Till`; `orders` is what was ordered, for whichever piece."""

    client: Replicate
    orders: list[Order] = field(default_factory=list)

    def till(self, piece: Piece) -> "StraightTill":  # noqa: ARG002 - one for all
        """See `storyreel_media.purchasing.buyer.Buyer.till`."""
        return self

    async def buy(self, order: Order, out: Path, medium: Medium) -> Bought:
        """Buy, wait, fetch."""
        self.orders.append(order)
        made = await self.client.create_prediction(order.model, order.input, cancel_after=PATIENCE)
        ended = await self.client.poll_prediction(made, deadline=PATIENCE)
        file = await self.client.fetch(ended, order.model, out, medium)
        return Bought(_entry(order, ended.id), file, order.price_usd)


def _entry(order: Order, prediction_id: str) -> Entry:
    cause: RenderRequested = render_requested(["owner/pictures/1.jpg"])
    return Entry(
        purchase_id=new_id(), revision=2, hold=1, cause=cause, kind="clip", made_id=cause.render_id, scene_id=uuid4(),
        scene_number=1, content_key="any", provider=order.provider, model=order.model, input=order.input,
        price_usd=order.price_usd, seconds=order.seconds, state="running", prediction_id=prediction_id, surplus=False,
        sent_at=now(), age=0, lost_for=None, cost_usd=Decimal(0), problem=None, fetches=0, created_at=datetime.now(UTC),
        ended_at=None,
    )  # fmt: skip
