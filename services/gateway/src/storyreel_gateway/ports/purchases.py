"""What workers bought, or may have bought."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from storyreel_contracts.types import ProviderName, PurchaseState
from storyreel_gateway.domain.purchases import Piece, Purchase, Totals
from storyreel_gateway.ports.jobs import EVER, Span


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which purchases of an owner; what is None is no condition."""

    state: PurchaseState | None = None
    provider: ProviderName | None = None
    job_id: UUID | None = None
    created: Span = EVER


class Purchases(Protocol):
    """The purchases as they were told, inside one transaction."""

    async def put_purchase(self, purchase: Purchase) -> bool:
        """Write down how a purchase stands; False where that is known, or it is for another piece."""

    async def purchases_of(self, owner_id: str, piece: Piece) -> Sequence[Purchase]:
        """All purchases for one piece."""

    async def purchases_of_job(self, owner_id: str, job_id: UUID) -> Sequence[Purchase]:
        """All purchases for one job, oldest first."""

    async def list_purchases(
        self, owner_id: str, wanted: Wanted, *, before: UUID | None = None, limit: int
    ) -> Sequence[Purchase]:
        """The owner's purchases, newest first."""

    async def sum_purchases(self, owner_id: str, wanted: Wanted) -> Totals:
        """How many there are, and what they come to."""
