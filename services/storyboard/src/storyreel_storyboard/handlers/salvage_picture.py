"""A picture that was paid for, and that nobody waits for any more, is kept for its owner's next film."""

import asyncio

from storyreel_chassis.ports import ObjectStore
from storyreel_media.outputs.judging import MEDIA_TYPES
from storyreel_media.purchasing.ports import Bought
from storyreel_storyboard.handlers.keep_picture import keep_picture
from storyreel_storyboard.ports import MadePicture, StoryboardUnits


class SalvagePicture:
    """See `storyreel_media.purchasing.ports.Salvage`."""

    def __init__(self, units: StoryboardUnits, objects: ObjectStore) -> None:
        self._units, self._objects = units, objects

    async def __call__(self, bought: Bought) -> None:
        """Store it, note it and close its purchase.

        Raises:
            Transient: the store or the database is away
            Fenced: somebody goes on with it after all
        """
        entry, file = bought.entry, bought.file
        data = await asyncio.to_thread(file.path.read_bytes)
        made = MadePicture(data, MEDIA_TYPES[file.format], file.width, file.height, entry.price_usd, entry.model)
        picture = await keep_picture(self._objects, entry.owner_id, entry.content_key, made, entry.provider)
        async with self._units() as unit:
            await unit.purchases.received(bought)
            await unit.pictures.keep(entry.owner_id, entry.content_key, picture)
