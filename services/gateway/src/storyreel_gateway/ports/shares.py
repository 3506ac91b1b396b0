"""The share links."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from storyreel_gateway.domain.share import Share


class Shares(Protocol):
    """The share links, inside one transaction."""

    async def add_share(self, share: Share) -> None:
        """Write a new link down."""

    async def get_share(self, share_id: UUID, job_id: UUID, owner_id: str) -> Share | None:
        """The owner's link to that job."""

    async def list_shares(self, job_id: UUID, owner_id: str, *, before: UUID | None, limit: int) -> Sequence[Share]:
        """The owner's links to that job, newest first, older than `before`."""

    async def revoke_share(self, share_id: UUID, job_id: UUID, owner_id: str) -> bool:
        """Note when it was revoked, if it was not yet; False where there is none."""

    async def open_share(self, share_id: UUID) -> Share | None:
        """Anybody's link, for who holds it: its signature is the permission."""
