"""The uploaded files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

from storyreel_contracts.formats import AssetFormat, AssetType
from storyreel_gateway.domain.asset import Asset
from storyreel_media.inspect.run import Inspected


@dataclass(frozen=True, slots=True)
class Leftover:
    """Objects that no asset needs: all under `prefix`."""

    asset_id: UUID
    prefix: str


class Assets(Protocol):
    """The uploaded files, inside one transaction. A deleted asset is found by nobody, though jobs may still show it."""

    async def get_asset(self, asset_id: UUID, owner_id: str) -> Asset | None:
        """The owner's asset; another's is none."""

    async def get_assets(self, asset_ids: Sequence[UUID], owner_id: str) -> Sequence[Asset]:
        """Those of the owner's assets, in the order in which they are asked for; what is not there is left out."""

    async def list_assets(
        self, owner_id: str, *, asset_type: AssetType | None, client_id: str | None, before: UUID | None, limit: int
    ) -> Sequence[Asset]:
        """The owner's assets, newest first, older than `before`."""

    async def intend(self, asset_id: UUID, prefix: str, *, within: timedelta) -> None:
        """Write down that objects will be put under a prefix; unless an asset comes of it in that time, they go."""

    async def put_asset(self, asset: Asset) -> Asset | None:
        """Write a new asset down, as it was intended; None where the time for that is over."""

    async def abandon(self, asset_id: UUID) -> bool:
        """Nothing will come of what was intended, so that its objects may go; False where an asset has come of it."""

    async def use_asset(self, asset_id: UUID, owner_id: str, job_id: UUID, role: str) -> bool:
        """Note that a job shows or plays the asset; False where there is no such asset (any more)."""

    async def in_use(self, asset_id: UUID) -> bool:
        """Whether a job that has not ended needs it."""

    async def lock_asset(self, asset_id: UUID, owner_id: str) -> Asset | None:
        """The owner's asset, held until the transaction ends: nobody begins to use it meanwhile."""

    async def delete_asset(self, asset_id: UUID) -> bool:
        """Hide it for good; whether its objects may go at once, because no job has them."""

    async def leftovers(self, *, limit: int) -> Sequence[Leftover]:
        """Objects of uploads that came to nothing and of deleted assets that no job has; a later look gets them again
        until they are forgotten."""

    async def forget(self, asset_id: UUID) -> None:
        """The objects are gone: so may what is left of the row."""


class Inspector(Protocol):
    """Looks into files that strangers send."""

    async def __call__(self, source: Path, asset_format: AssetFormat, folder: Path) -> Inspected:
        """What the file holds; its thumbnail, and what to keep in its place, are written to the folder.

        Raises:
            Refused: it is not what it should be
            Transient: the disk is full
        """
