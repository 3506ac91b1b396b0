"""What was answered under an Idempotency-Key."""

from datetime import timedelta
from typing import Protocol

from storyreel_gateway.domain.answer import Kept


class Answers(Protocol):
    """What was answered under an owner's Idempotency-Key, inside one transaction."""

    async def hold_key(self, owner_id: str, key: str) -> bool:
        """Be the only one under this key until the transaction ends; False, at once, where another is."""

    async def find_answer(self, owner_id: str, key: str, *, kept_for: timedelta) -> Kept | None:
        """The first answer under the key, unless it is older than that."""

    async def keep_answer(self, owner_id: str, key: str, kept: Kept) -> None:
        """Keep the first answer, in the place of one that was too old."""

    async def forget_answers(self, *, kept_for: timedelta, limit: int) -> int:
        """Delete answers older than that, the oldest first; how many."""
