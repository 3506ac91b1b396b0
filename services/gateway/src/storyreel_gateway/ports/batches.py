"""The batches."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from storyreel_contracts.api import BatchItemError
from storyreel_gateway.domain.batches import Batch, Queued, Wish
from storyreel_gateway.domain.costs import Committed


class Batches(Protocol):
    """The batches, inside one transaction."""

    async def add_batch(self, batch: Batch, wishes: Sequence[Wish], *, key_id: UUID | None = None) -> None:
        """Write a new batch down; once that is committed its requests may get their turn. The endpoint of `key_id` is
        told of its jobs."""

    async def get_batch(self, batch_id: UUID, owner_id: str) -> Batch | None:
        """The owner's batch, with its items as they are now."""

    async def list_batches(self, owner_id: str, *, before: UUID | None, limit: int) -> Sequence[Batch]:
        """The owner's batches, newest first, older than `before`."""

    async def next_item(self, owner_id: str) -> Queued | None:
        """The owner's request whose turn it is, held; batches one after the other, each in its order."""

    async def start_item(self, item: Queued, job_id: UUID) -> None:
        """Note the job that a held request became."""

    async def refuse_item(self, item: Queued, error: BatchItemError) -> None:
        """Note why no job can be made of a held request."""

    async def cancel_batch(self, batch_id: UUID) -> Sequence[UUID]:
        """Let no more requests of a batch have their turn; the jobs of it that have not ended."""

    async def budget_of(self, batch_id: UUID) -> Decimal | None:
        """What all jobs of a batch may spend together; None where they may without limit."""

    async def committed_of(self, batch_id: UUID) -> Committed:
        """What its jobs were billed and still reserve; exact while the owner is held."""

    async def owners_with_items(self) -> Sequence[str]:
        """Whose requests wait for their turn."""
