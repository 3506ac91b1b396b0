"""A clip that was made goes into the object store, under its owner and its content."""

from storyreel_chassis.ports import ObjectStore
from storyreel_contracts.types import ProviderName
from storyreel_media.outputs.judging import MEDIA_TYPES, Received
from storyreel_renderer.ports import KeptClip


async def store_clip(
    objects: ObjectStore, owner_id: str, content_key: str, file: Received, provider: ProviderName, model: str
) -> KeptClip:  # fmt: skip
    """Store it; what is to be noted of it. A clip of the same content takes its place.

    Raises:
        Transient: the store is away
    """
    object_key = f"{owner_id}/clips/{content_key}.{file.format}"
    media_type = MEDIA_TYPES[file.format]
    await objects.put_file(object_key, file.path, media_type=media_type)
    return KeptClip(object_key, media_type, provider, model)
