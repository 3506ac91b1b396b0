"""What a wish makes of its owner's assets: pictures of scenes, a logo, a soundtrack."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue

from storyreel_contracts.api import FieldError, GenerationRequest
from storyreel_contracts.events import Logo, ProvidedPicture, Soundtrack
from storyreel_contracts.types import LogoPosition
from storyreel_gateway.domain.asset import Asset
from storyreel_gateway.domain.refusals import Unfit

Role = Literal["picture", "logo", "soundtrack"]
Owned = Mapping[UUID, Asset]
LOGO, POSITION = "logo_asset_id", "logo_position"
SHORTEST = Decimal(1)
"""Seconds; what is shorter is no soundtrack."""


class Materials(BaseModel):
    """What a job's films need of its owner's assets, every time that one is made."""

    model_config = ConfigDict(frozen=True)

    logo: Logo | None = None
    soundtrack: Soundtrack | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """A wish's assets, each in its place; `uses` says which asset is needed as what."""

    pictures: tuple[ProvidedPicture, ...] = ()
    materials: Materials = field(default_factory=Materials)
    uses: tuple[tuple[UUID, Role], ...] = ()


NOTHING = Bound()


def named(wish: GenerationRequest) -> tuple[UUID, ...]:
    """Every asset that a wish names, each once.

    Raises:
        Refused: the logo's id or position is none
    """
    logo, _ = _logo_wished(wish.brand_guidelines)
    return tuple(dict.fromkeys((*wish.asset_ids, *([logo] if logo else []))))


def bind(wish: GenerationRequest, owned: Owned, *, scenes: int) -> Bound:
    """Put every asset in its place: images to scenes in the order given, one audio under the film, the logo over it.

    Raises:
        Refused: an asset is not there or of no use, or there are too many; its `errors` name the fields
    """
    logo_id, position = _logo_wished(wish.brand_guidelines)
    logo = None if logo_id is None else _logo(owned, logo_id, position)
    assets = [owned[asset_id] for asset_id in _usable(wish.asset_ids, owned)]
    images = [asset for asset in assets if asset.type == "image"]
    sounds = [asset for asset in assets if asset.type == "audio"]
    _check_numbers(wish.asset_ids, images, sounds, scenes)
    uses: list[tuple[UUID, Role]] = [(asset.asset_id, "picture") for asset in images]
    uses += [(asset.asset_id, "soundtrack") for asset in sounds]
    uses += [(logo_id, "logo")] if logo_id else []
    return Bound(
        pictures=tuple(_picture(number, asset) for number, asset in enumerate(images, start=1)),
        materials=Materials(logo=logo, soundtrack=_soundtrack(sounds[0]) if sounds else None),
        uses=tuple(uses),
    )


def _logo_wished(guidelines: Mapping[str, JsonValue] | None) -> tuple[UUID | None, LogoPosition]:
    told = (guidelines or {}).get(LOGO)
    if told is None:
        return None, "top-right"
    logo = _uuid(told)
    if logo is None:
        raise _brand(LOGO, "must be the asset_id of an image, a UUID")
    wished = (guidelines or {}).get(POSITION)
    for position in get_args(LogoPosition):
        if wished is None or wished == position:
            return logo, "top-right" if wished is None else position
    raise _brand(POSITION, f"must be {', '.join(get_args(LogoPosition)[:-1])} or {get_args(LogoPosition)[-1]}")


def _uuid(told: JsonValue) -> UUID | None:
    try:
        return UUID(told) if isinstance(told, str) else None
    except ValueError:
        return None


def _logo(owned: Owned, logo_id: UUID, position: LogoPosition) -> Logo:
    where = f"brand_guidelines.{LOGO}"
    if logo_id not in owned:
        raise Unfit("asset_not_found", [_unknown(where)])
    asset = owned[logo_id]
    if asset.type != "image":
        message = f"{_called(asset)} is of type {asset.type}; a logo is an image"
        raise Unfit("asset_unusable", [FieldError(field=where, message=message)])
    return Logo(object_key=asset.object_key, content_key=content_key(asset), position=position)


def _usable(asset_ids: Sequence[UUID], owned: Owned) -> Sequence[UUID]:
    unknown = [place for place, asset_id in enumerate(asset_ids) if asset_id not in owned]
    if unknown:
        raise Unfit("asset_not_found", [_unknown(f"asset_ids.{place}") for place in unknown])
    useless = [
        FieldError(field=f"asset_ids.{place}", message=why)
        for place, asset_id in enumerate(asset_ids)
        for why in _objections(owned[asset_id])
    ]
    if useless:
        raise Unfit("asset_unusable", useless)
    return asset_ids


def _objections(asset: Asset) -> Iterator[str]:
    if asset.type not in {"image", "audio"}:
        yield f"{_called(asset)} is of type {asset.type}; a film takes images and one audio"
    elif asset.type == "audio" and asset.duration is not None and asset.duration < SHORTEST:
        yield f"{_called(asset)} lasts {asset.duration:.2f} s; a soundtrack lasts {SHORTEST} s at least"


def _check_numbers(asset_ids: Sequence[UUID], images: Sequence[Asset], sounds: Sequence[Asset], scenes: int) -> None:
    if len(sounds) > 1:
        places = [f"asset_ids.{asset_ids.index(sound.asset_id)}" for sound in sounds[1:]]
        message = "is another audio; a film has one soundtrack"
        raise Unfit("too_many_soundtracks", [FieldError(field=place, message=message) for place in places])
    if len(images) > scenes:
        held = f"holds {len(images)} images; the film has {scenes} scene{'s' if scenes > 1 else ''}, one per 5 s"
        raise Unfit("too_many_pictures", [FieldError(field="asset_ids", message=held)])


def content_key(asset: Asset) -> str:
    """Says whether two assets are the same bytes."""
    return f"upload-{asset.digest.hex()}"


def _picture(scene_number: int, asset: Asset) -> ProvidedPicture:
    return ProvidedPicture(
        scene_number=scene_number,
        image_key=asset.object_key,
        media_type=asset.mime_type,
        width=asset.width or 1,
        height=asset.height or 1,
        content_key=content_key(asset),
    )


def _soundtrack(asset: Asset) -> Soundtrack:
    return Soundtrack(object_key=asset.object_key, content_key=content_key(asset))


def gone(asset_id: UUID) -> Unfit:
    """The refusal of an asset that was deleted while it was bound."""
    return Unfit("asset_not_found", [FieldError(field="asset_ids", message=f"{asset_id} was deleted just now")])


def _called(asset: Asset) -> str:
    return f"the asset {asset.name!r}"[:160]


def _unknown(where: str) -> FieldError:
    return FieldError(field=where, message="is no asset of yours; upload it first")


def _brand(name: str, message: str) -> Unfit:
    return Unfit("brand_guidelines_invalid", [FieldError(field=f"brand_guidelines.{name}", message=message)])
