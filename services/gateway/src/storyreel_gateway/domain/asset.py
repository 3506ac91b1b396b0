"""A file that its owner uploaded."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path
from uuid import UUID

from storyreel_chassis.ids import now
from storyreel_contracts.api import Asset as AssetAnswer
from storyreel_contracts.formats import AssetFormat, AssetType
from storyreel_gateway.domain.refusals import refuse
from storyreel_media.inspect.kinds import KINDS, kind_of_name, kind_of_type


@dataclass(frozen=True, slots=True)
class Asset:
    """What is kept under `object_key`, with its picture under `thumbnail_key`.

    `size` in bytes, `width` and `height` in pixels as shown, `duration` in seconds; `digest` is the SHA-256 of the kept
    bytes. `name` is for people only.
    """

    asset_id: UUID
    owner_id: str
    name: str
    client_id: str | None
    type: AssetType
    format: AssetFormat
    mime_type: str
    size: int
    digest: bytes
    object_key: str
    thumbnail_key: str
    thumbnail_type: str
    width: int | None = None
    height: int | None = None
    duration: Decimal | None = None
    pages: int | None = None
    created_at: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class Received:
    """An upload that has come in whole, not yet looked into; `digest` is the SHA-256 of what was sent."""

    path: Path
    format: AssetFormat
    digest: bytes
    name: str
    client_id: str | None
    filename: str


def judged(found: AssetFormat | None, filename: str, media_type: str) -> AssetFormat:
    """The format that a file is of, where that is one of ours and what its name and media type claim.

    Raises:
        Refused: it is another one, or none
    """
    claims = [claim for claim in (kind_of_name(filename), kind_of_type(media_type)) if claim is not None]
    if "other" in claims or (found is None and not claims):
        raise refuse("asset_type_unsupported")
    if found is None or any(claim != KINDS[found] for claim in claims):
        raise refuse("asset_type_mismatch")
    return found


def prefix_of(owner_id: str, asset_id: UUID) -> str:
    """Where an asset's objects lie: nothing of it comes from a client."""
    return f"assets/{blake2b(owner_id.encode(), digest_size=16).hexdigest()}/{asset_id}/"


def asset_url(asset_id: UUID) -> str:
    """The asset's content."""
    return f"/api/v2/assets/{asset_id}"


def asset_answer(asset: Asset) -> AssetAnswer:
    """An asset as its owner sees it."""
    url = asset_url(asset.asset_id)
    return AssetAnswer(
        asset_id=asset.asset_id,
        name=asset.name,
        type=asset.type,
        format=asset.format,
        mime_type=asset.mime_type,
        size=asset.size,
        width=asset.width,
        height=asset.height,
        duration=asset.duration,
        pages=asset.pages,
        url=url,
        thumbnail_url=f"{url}/thumbnail",
        client_id=asset.client_id,
        created_at=asset.created_at,
    )
