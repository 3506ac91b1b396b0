"""Replicate as who sells to `storyreel_media.purchasing`."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

from storyreel_chassis.errors import Away, Refused, StoryreelError, Transient
from storyreel_contracts.types import ProviderName
from storyreel_media.outputs.judging import Medium, Received
from storyreel_media.purchasing.ports import Found, MaybeBought, NotKnownThere, Order, Sold
from storyreel_media.replicate.answers import Prediction, sent_as
from storyreel_media.replicate.client import SKEW, Replicate
from storyreel_media.replicate.errors import AnswerLost, outcome
from storyreel_media.replicate.models import PROVIDER


class ReplicateSeller:
    """See `purchasing.ports.Seller`."""

    name: ProviderName = PROVIDER

    def __init__(self, client: Replicate) -> None:
        self._client = client

    async def create(self, order: Order, *, webhook: str | None, sending: Callable[[], Awaitable[None]]) -> str:
        """See `purchasing.ports.Seller.create`."""
        try:
            made = await self._client.create_prediction(
                order.model, order.input, cancel_after=order.seconds, webhook=webhook, sending=sending
            )
        except AnswerLost as error:
            raise MaybeBought(error.message) from error
        return made.id

    async def wait(self, prediction_id: str, model: str, *, seconds: float, told: asyncio.Event) -> Sold:
        """See `purchasing.ports.Seller.wait`."""
        try:
            seen = await self._client.get_prediction(prediction_id)
            return _sold(await self._client.poll_prediction(seen, deadline=seconds, told=told), model)
        except StoryreelError as error:
            if error.code == "provider_timeout":
                return Sold(prediction_id, "running")
            raise _looked_in_vain(error) from error

    async def cancel(self, prediction_id: str, model: str) -> Sold:
        """See `purchasing.ports.Seller.cancel`."""
        try:
            return _sold(await self._client.cancel(prediction_id), model)
        except StoryreelError as error:
            raise _looked_in_vain(error) from error

    async def find(self, order: Order, since: datetime) -> Found:
        """See `purchasing.ports.Seller.find`."""
        matching, unreadable = [], []
        try:
            async for one in self._client.list_predictions(created_after=since - SKEW):
                if one.model == order.model and sent_as(order.input, one.input):
                    matching.append(one.id)
                elif one.model == order.model and not one.input:
                    unreadable.append(one.id)
        except StoryreelError as error:
            raise _looked_in_vain(error) from error
        return Found(tuple(reversed(matching)), tuple(reversed(unreadable)))

    async def fetch(self, sold: Sold, model: str, out: Path, medium: Medium) -> Received:
        """See `purchasing.ports.Seller.fetch`."""
        return await self._client.fetch_output(sold.outputs[0], f"{model} ({sold.prediction_id})", out, medium)


def _sold(prediction: Prediction, model: str) -> Sold:
    started = prediction.started
    if not prediction.ended:
        return Sold(prediction.id, "running", started)
    try:
        return Sold(prediction.id, "succeeded", started, outcome(prediction, model))
    except StoryreelError as error:
        ended: Literal["succeeded", "failed", "canceled"] = "succeeded"
        if prediction.status == "failed":
            ended = "failed"
        elif prediction.status in {"canceled", "aborted"}:
            ended = "canceled"
        return Sold(prediction.id, ended, started, error=error)


def _looked_in_vain(error: StoryreelError) -> StoryreelError:
    """A question that costs nothing and stays unanswered is no failure of the work."""
    if isinstance(error, Refused) and error.code == "provider_unknown":
        return NotKnownThere(error.message)
    if isinstance(error, Transient) and not isinstance(error, Away):
        return Away("provider_away", error.message, retry_after=error.retry_after)
    return error
