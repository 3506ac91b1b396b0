"""The `Assets` port on Postgres, through one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_contracts.formats import AssetType
from storyreel_gateway.adapters.rows import asset_of
from storyreel_gateway.domain.asset import Asset
from storyreel_gateway.ports import Leftover

SQL = queries("storyreel_gateway.adapters")


class PostgresAssets:
    """See `ports.Assets`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get_asset(self, asset_id: UUID, owner_id: str) -> Asset | None:
        """See `ports.Assets.get_asset`."""
        row = await self._connection.fetchrow(SQL["get_asset"], asset_id, owner_id)
        return None if row is None else asset_of(row)

    async def get_assets(self, asset_ids: Sequence[UUID], owner_id: str) -> Sequence[Asset]:
        """See `ports.Assets.get_assets`."""
        rows = await self._connection.fetch(SQL["get_assets"], list(asset_ids), owner_id)
        found = {row["asset_id"]: asset_of(row) for row in rows}
        return [found[asset_id] for asset_id in asset_ids if asset_id in found]

    async def list_assets(
        self, owner_id: str, *, asset_type: AssetType | None, client_id: str | None, before: UUID | None, limit: int
    ) -> Sequence[Asset]:
        """See `ports.Assets.list_assets`."""
        rows = await self._connection.fetch(SQL["list_assets"], owner_id, asset_type, client_id, before, limit)
        return [asset_of(row) for row in rows]

    async def intend(self, asset_id: UUID, prefix: str, *, within: timedelta) -> None:
        """See `ports.Assets.intend`."""
        await self._connection.execute(SQL["intend_asset"], asset_id, prefix, within)

    async def put_asset(self, asset: Asset) -> Asset | None:
        """See `ports.Assets.put_asset`."""
        created_at = await self._connection.fetchval(
            SQL["put_asset"], asset.asset_id, asset.owner_id, asset.client_id, asset.name, asset.type, asset.format,
            asset.mime_type, asset.size, asset.width, asset.height, asset.duration, asset.pages, asset.digest,
            asset.object_key, asset.thumbnail_key, asset.thumbnail_type,
        )  # fmt: skip
        return None if created_at is None else replace(asset, created_at=created_at)

    async def abandon(self, asset_id: UUID) -> bool:
        """See `ports.Assets.abandon`."""
        return await self._connection.fetchval(SQL["abandon_asset"], asset_id) is not None

    async def use_asset(self, asset_id: UUID, owner_id: str, job_id: UUID, role: str) -> bool:
        """See `ports.Assets.use_asset`."""
        return await self._connection.fetchval(SQL["use_asset"], asset_id, owner_id, job_id, role) is not None

    async def in_use(self, asset_id: UUID) -> bool:
        """See `ports.Assets.in_use`."""
        used: bool = await self._connection.fetchval(SQL["asset_in_use"], asset_id)
        return used

    async def lock_asset(self, asset_id: UUID, owner_id: str) -> Asset | None:
        """See `ports.Assets.lock_asset`."""
        row = await self._connection.fetchrow(SQL["lock_asset"], asset_id, owner_id)
        return None if row is None else asset_of(row)

    async def delete_asset(self, asset_id: UUID) -> bool:
        """See `ports.Assets.delete_asset`."""
        unneeded: bool = await self._connection.fetchval(SQL["delete_asset"], asset_id)
        return unneeded

    async def leftovers(self, *, limit: int) -> Sequence[Leftover]:
        """See `ports.Assets.leftovers`."""
        abandoned = await self._connection.fetch(SQL["abandon_due_assets"], limit)
        deleted = await self._connection.fetch(SQL["deleted_assets"], limit)
        return [
            *(Leftover(row["asset_id"], row["prefix"]) for row in abandoned),
            *(Leftover(row["asset_id"], row["object_key"].rpartition("/")[0] + "/") for row in deleted),
        ]

    async def forget(self, asset_id: UUID) -> None:
        """See `ports.Assets.forget`."""
        await self._connection.execute(SQL["forget_intent"], asset_id)
        await self._connection.execute(SQL["look_again"], asset_id)
        await self._connection.execute(SQL["forget_asset"], asset_id)
