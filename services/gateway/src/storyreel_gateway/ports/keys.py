"""The API keys."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from storyreel_gateway.domain.api_key import KeyRecord
from storyreel_gateway.domain.principal import Principal


class Keys(Protocol):
    """The API keys, for whoever lets somebody in."""

    async def find_key(self, digest: bytes) -> Principal | None:
        """Whom a key stands for; none where it is unknown, revoked or expired.

        Raises:
            Transient: the database is away
        """


class KeyRecords(Protocol):
    """The API keys of every owner, inside one transaction, for their administrators."""

    async def add_key(self, record: KeyRecord) -> None:
        """Write a new key down."""

    async def get_key(self, key_id: UUID) -> KeyRecord | None:
        """A key, also one that was revoked."""

    async def hold_keys(self, *key_ids: UUID) -> frozenset[UUID]:
        """Those of them that are neither revoked nor expired, held so until the transaction ends."""

    async def list_keys(
        self, *, owner_id: str | None, revoked: bool | None, before: UUID | None, limit: int
    ) -> Sequence[KeyRecord]:
        """Keys, newest first, older than `before`."""

    async def revoke_key(self, key_id: UUID) -> bool:
        """Note when it was revoked, if it was not yet; False where there is none."""
