"""Who asks, and what they may."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from storyreel_contracts.types import Scope


@dataclass(frozen=True, slots=True)
class Principal:
    """The owner whom a key stands for, and what the key may do."""

    key_id: UUID
    owner_id: str
    scopes: frozenset[Scope]
    expires_at: datetime | None = None
