"""One transaction of the gateway."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol
from uuid import UUID

from storyreel_chassis.ports import Unit, Units
from storyreel_gateway.ports.answers import Answers
from storyreel_gateway.ports.exports import Exports
from storyreel_gateway.ports.jobs import Jobs
from storyreel_gateway.ports.webhooks import Webhooks


class GatewayUnit(Unit, Protocol):
    """One transaction of the gateway."""

    @property
    def jobs(self) -> Jobs:
        """The jobs."""

    @property
    def exports(self) -> Exports:
        """The exports."""

    @property
    def answers(self) -> Answers:
        """The answers under Idempotency-Keys."""

    @property
    def webhooks(self) -> Webhooks:
        """The endpoints of others, and what they are told."""

    def part(self) -> AbstractAsyncContextManager[None]:
        """A part of the transaction: what raises in it undoes this part alone."""

    async def repeat(self, event_id: UUID) -> bool:
        """Say an event of ours once more; False where it still waits to be said, or is forgotten."""


GatewayUnits = Units[GatewayUnit]
