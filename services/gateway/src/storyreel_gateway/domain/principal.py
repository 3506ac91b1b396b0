"""Who asks."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Principal:
    """The owner whom a key stands for, and what the key may do: `read`, `write`."""

    key_id: UUID
    owner_id: str
    scopes: frozenset[str]
