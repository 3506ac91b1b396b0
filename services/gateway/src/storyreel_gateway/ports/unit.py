"""One transaction of the gateway."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol
from uuid import UUID

from storyreel_chassis.ports import Unit, Units
from storyreel_gateway.domain.terms import Terms
from storyreel_gateway.ports.answers import Answers
from storyreel_gateway.ports.assets import Assets
from storyreel_gateway.ports.batches import Batches
from storyreel_gateway.ports.calls import Calls
from storyreel_gateway.ports.costs import Costs
from storyreel_gateway.ports.exports import Exports
from storyreel_gateway.ports.jobs import Jobs
from storyreel_gateway.ports.keys import KeyRecords
from storyreel_gateway.ports.purchases import Purchases
from storyreel_gateway.ports.shares import Shares
from storyreel_gateway.ports.storyboards import Storyboards
from storyreel_gateway.ports.webhooks import Webhooks


class GatewayUnit(Unit, Protocol):
    """One transaction of the gateway."""

    @property
    def jobs(self) -> Jobs:
        """The jobs."""

    @property
    def storyboards(self) -> Storyboards:
        """The storyboard versions."""

    @property
    def batches(self) -> Batches:
        """The batches."""

    @property
    def exports(self) -> Exports:
        """The exports."""

    @property
    def answers(self) -> Answers:
        """The answers under Idempotency-Keys."""

    @property
    def keys(self) -> KeyRecords:
        """The API keys."""

    @property
    def shares(self) -> Shares:
        """The share links."""

    @property
    def costs(self) -> Costs:
        """What jobs may cost and did cost."""

    @property
    def purchases(self) -> Purchases:
        """What workers bought."""

    @property
    def terms(self) -> Terms:
        """What the house allows an owner."""

    @property
    def assets(self) -> Assets:
        """The uploaded files."""

    @property
    def webhooks(self) -> Webhooks:
        """The endpoints of others, and what they are told."""

    @property
    def calls(self) -> Calls:
        """The providers' calls that were heard."""

    def later(self, call: Callable[[], None]) -> None:
        """Call it once this is committed, and never where it is not; for what is counted."""

    def part(self) -> AbstractAsyncContextManager[None]:
        """A part of the transaction: what raises in it undoes this part alone.

        Raises:
            Transient: the database is away, or the part lost against another transaction
        """

    async def repeat(self, event_id: UUID) -> bool:
        """Say an event of ours once more; False where it still waits to be said, or is forgotten."""


GatewayUnits = Units[GatewayUnit]
