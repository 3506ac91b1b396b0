"""How often a key may do what costs much."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Quota:
    """Where a caller stands with a limit of `limit` requests in any `window` seconds, this request included."""

    name: str
    limit: int
    window: int
    remaining: int
    reset: int
    """Seconds, at least 1, until the oldest counted request counts no longer."""
    allowed: bool


class Limiter(Protocol):
    """How often a key may do what costs much."""

    async def count(self, name: str, key_id: UUID) -> Quota | None:
        """Count one request, where the limit of that name allows it; None where there is no limit. Never fails."""
