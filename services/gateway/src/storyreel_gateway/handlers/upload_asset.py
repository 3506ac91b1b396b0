"""`POST /upload-asset`: look into what has come in, put its objects, then its row. In that order, behind an intent, so
that no object is ever without a row that leads to it."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from storyreel_chassis.errors import Broken, Transient
from storyreel_chassis.ids import new_id
from storyreel_chassis.ports import ObjectStore
from storyreel_gateway.domain.asset import Asset, Received, prefix_of
from storyreel_gateway.handlers.sweep_assets import remove
from storyreel_gateway.ports import GatewayUnits, Inspector, Leftover
from storyreel_media.inspect.kinds import KINDS
from storyreel_media.inspect.run import Inspected

_THUMBNAILS = {"jpg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class Uploading:
    """What an upload needs. Objects that have no row after `term` are swept; putting them takes half of it at most."""

    units: GatewayUnits
    objects: ObjectStore
    inspect: Inspector
    term: timedelta

    async def store(self, owner_id: str, received: Received) -> Asset:
        """Look into the file and put its objects; the asset as it is to be kept.

        Raises:
            Refused: the file is not sound
            Transient: Postgres or the store is away; what was put is swept
        """
        folder = received.path.parent
        found = await self.inspect(received.path, received.format, folder)
        content = received.path if found.content is None else folder / found.content
        asset = await asyncio.to_thread(_asset, owner_id, received, found, content)
        prefix = prefix_of(owner_id, asset.asset_id)
        async with self.units() as unit:
            await unit.assets.intend(asset.asset_id, prefix, within=self.term)
        try:
            async with asyncio.timeout(self.term.total_seconds() / 2):
                await self.objects.put_file(asset.object_key, content, media_type=asset.mime_type)
                await self.objects.put_file(
                    asset.thumbnail_key, folder / found.thumbnail, media_type=asset.thumbnail_type
                )
        except TimeoutError:
            await self.discard(asset)
            raise Transient("storage_away", "the object store is too slow") from None
        except (Transient, Broken):
            await self.discard(asset)
            raise
        return asset

    async def discard(self, asset: Asset) -> None:
        """Remove the objects of an asset, unless it was kept; what fails is swept later."""
        try:
            async with self.units() as unit:
                abandoned = await unit.assets.abandon(asset.asset_id)
            if abandoned:
                await remove(
                    self.units, self.objects, Leftover(asset.asset_id, prefix_of(asset.owner_id, asset.asset_id))
                )
        except (Transient, Broken):
            return


async def keep_asset(units: GatewayUnits, asset: Asset) -> Asset:
    """Write the row; from now on the asset is there.

    Raises:
        Transient: it took too long, its objects are being swept
    """
    async with units() as unit:
        kept = await unit.assets.put_asset(asset)
    if kept is None:
        raise Transient("upload_expired", "the upload took too long to be stored")
    return kept


def _asset(owner_id: str, received: Received, found: Inspected, content: Path) -> Asset:
    asset_id, kind = new_id(), KINDS[received.format]
    prefix, picture = prefix_of(owner_id, asset_id), found.thumbnail.rpartition(".")[2]
    with content.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    return Asset(
        asset_id=asset_id,
        owner_id=owner_id,
        name=received.name,
        client_id=received.client_id,
        type=kind.type,
        format=kind.format,
        mime_type=kind.mime_type,
        size=content.stat().st_size,
        digest=digest,
        object_key=f"{prefix}content.{kind.format}",
        thumbnail_key=f"{prefix}thumbnail.{picture}",
        thumbnail_type=_THUMBNAILS[picture],
        width=found.width,
        height=found.height,
        duration=found.duration,
        pages=found.pages,
    )
