"""Calls of providers, which tell that something was made."""

from datetime import timedelta
from typing import Protocol
from uuid import UUID


class Calls(Protocol):
    """The calls that were heard, inside one transaction."""

    async def note_call(self, webhook_id: str) -> bool:
        """Note a call; False where it was noted before."""

    async def forget_calls(self, *, kept_for: timedelta, limit: int) -> int:
        """Delete what was noted longer ago than that, the oldest first; how many."""


class KeySource(Protocol):
    """Knows with which key a provider signs its calls right now."""

    async def __call__(self) -> bytes:
        """The key.

        Raises:
            StoryreelError: it is not to be had
        """


class Signal(Protocol):
    """Wakes whoever waits for a purchase; never fails, never waits."""

    async def __call__(self, purchase_id: UUID) -> None:
        """To nobody, where nobody waits."""
