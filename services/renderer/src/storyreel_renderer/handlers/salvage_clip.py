"""A clip that was paid for and that nobody waits for any more: kept, so that it is never paid for again."""

from storyreel_chassis.ports import ObjectStore
from storyreel_media.purchasing.ports import Bought
from storyreel_renderer.handlers.store_clip import store_clip
from storyreel_renderer.ports import RendererUnits


class SalvageClip:
    """See `purchasing.ports.Salvage`."""

    def __init__(self, units: RendererUnits, objects: ObjectStore) -> None:
        self._units, self._objects = units, objects

    async def __call__(self, bought: Bought) -> None:
        """Store the file; note it and close the purchase together.

        Raises:
            Transient: something is away
            Fenced: somebody else has taken the purchase up
        """
        entry = bought.entry
        kept = await store_clip(
            self._objects, entry.owner_id, entry.content_key, bought.file, entry.provider, entry.model
        )
        async with self._units() as unit:
            await unit.footage.keep(entry.owner_id, entry.content_key, kept)
            await unit.purchases.received(bought)
