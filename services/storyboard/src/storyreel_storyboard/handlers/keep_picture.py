"""A finished picture's bytes go to the object store, under its owner and what it was made from."""

from decimal import Decimal

from storyreel_chassis.ports import ObjectStore
from storyreel_contracts.types import ProviderName
from storyreel_storyboard.ports import KeptPicture, MadePicture


async def keep_picture(
    objects: ObjectStore, owner_id: str, content_key: str, made: MadePicture, provider: ProviderName
) -> KeptPicture:
    """Store it; what is left is to note it.

    Raises:
        Transient: the store is away
    """
    suffix = made.media_type.rpartition("/")[2].replace("jpeg", "jpg")
    image_key = f"{owner_id}/pictures/{content_key}.{suffix}"
    await objects.put_bytes(image_key, made.data, media_type=made.media_type)
    return KeptPicture(
        image_key=image_key,
        media_type=made.media_type,
        width=made.width,
        height=made.height,
        provider=provider,
        model=made.model,
        cost_usd=Decimal(made.cost_usd),
    )
