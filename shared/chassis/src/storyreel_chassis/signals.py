"""Waiting for what a provider tells: the gateway hears its webhook, and signals whoever waits.

A signal is a hint. One that is lost, comes twice or comes for nobody changes nothing: who waits also looks by itself.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from pydantic import ValidationError

from storyreel_chassis.bus import Bus
from storyreel_contracts.events import PurchaseTold

PATH = "/api/v2/webhooks/replicate"
"""The gateway's endpoint for the provider's calls."""


class Signals:
    """The purchases that this process waits for; `base_url` is where the provider reaches the gateway."""

    def __init__(self, base_url: str | None) -> None:
        self._base = base_url.rstrip("/") if base_url else None
        self._waiting: dict[UUID, list[asyncio.Event]] = {}

    def webhook(self, purchase_id: UUID) -> str | None:
        """The address that the provider shall call for this purchase; None where it cannot reach us."""
        return f"{self._base}{PATH}?purchase={purchase_id}" if self._base else None

    @asynccontextmanager
    async def expecting(self, purchase_id: UUID) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever the provider told of the purchase, for the time of the block.

        Enter it before the purchase is made: the provider may be quicker than its own answer. Who was woken clears it.
        """
        told = asyncio.Event()
        self._waiting.setdefault(purchase_id, []).append(told)
        try:
            yield told
        finally:
            mine = self._waiting[purchase_id]
            mine.remove(told)
            if not mine:
                del self._waiting[purchase_id]

    @asynccontextmanager
    async def heard(self, bus: Bus) -> AsyncIterator[None]:
        """Hear the signals for the time of the block: one subscription, however many wait; it outlives reconnects."""
        subscription = await bus.connection.subscribe(PurchaseTold.subject_for(), cb=self._hear)
        try:
            yield
        finally:
            with suppress(NatsError):
                await subscription.unsubscribe()

    async def _hear(self, message: Msg) -> None:
        with suppress(ValidationError):
            purchase_id = PurchaseTold.model_validate_json(message.data).purchase_id
            for told in self._waiting.get(purchase_id, ()):
                told.set()
