"""The copies of films."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from storyreel_contracts.types import ExportFormat, ExportQuality
from storyreel_gateway.domain.export import Export


class Exports(Protocol):
    """The copies of films, inside one transaction."""

    async def find_export(
        self, render_id: UUID, export_format: ExportFormat, quality: ExportQuality, owner_id: str
    ) -> Export | None:
        """The copy of this recipe, wanted or made."""

    async def get_export(self, export_id: UUID, owner_id: str) -> Export | None:
        """The owner's export."""

    async def put_export(self, export: Export) -> None:
        """Write an export down, in the place of a former one of the same recipe."""

    async def settle_export(self, export: Export) -> bool:
        """Write how an export ended; False where it is not pending or was replaced."""

    async def stalled_exports(self, *, quiet_for: timedelta, limit: int) -> Sequence[UUID]:
        """The request events of exports that nobody answers; each is returned once per `quiet_for`."""
