"""What jobs may cost and did cost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from storyreel_gateway.domain.costs import Committed, Line, Month
from storyreel_gateway.domain.usage import Usage


class Costs(Protocol):
    """The ledger, inside one transaction. A line belongs to the month in which it was opened."""

    async def hold_owner(self, owner_id: str) -> None:
        """Let no other transaction spend for this owner until this one ends. Whoever also holds a job takes that
        first."""

    async def jobs_in_work(self, owner_id: str) -> int:
        """How many of the owner's jobs are in work now, this transaction's included; exact while the owner is held."""

    async def lines_of(self, job_id: UUID) -> Sequence[Line]:
        """A job's lines, in the order in which they were opened."""

    async def put_lines(self, lines: Sequence[Line]) -> None:
        """Write lines down, new ones and changed ones."""

    async def committed(self, owner_id: str, month: Month) -> Committed:
        """What the owner's lines of a month were billed and still reserve; exact while the owner is held."""

    async def note_variance(self, job_id: UUID, stage: str, detected_at: datetime) -> bool:
        """Note that a stage of a job was billed too far above its quote; False where it was noted before."""

    async def usage(self, owner_id: str, month: Month) -> Usage:
        """What the owner did and spent in a month."""
