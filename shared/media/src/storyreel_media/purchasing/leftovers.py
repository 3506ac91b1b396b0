"""What was bought from a provider who is not configured here any more comes to an end, too."""

import asyncio
from collections.abc import Collection
from contextlib import suppress

from storyreel_chassis.errors import Transient
from storyreel_chassis.logs import logger
from storyreel_contracts.events import Problem
from storyreel_contracts.types import ProviderName
from storyreel_media.purchasing.ports import PurchasingUnits

EVERY_SECONDS = 60.0
AFTER_SECONDS = 3600.0
"""After the call. A provider stops what takes too long by itself, long before; and its token may only be gone for the
time of a restart."""


class Leftovers:
    """Ends purchases that no task will go on with and no `Settler` can ask about; `here` is who has one.

    Whoever waits for their end would wait for ever, and their price would be reserved for ever.
    """

    def __init__(
        self, units: PurchasingUnits, here: Collection[ProviderName], *, after: float = AFTER_SECONDS
    ) -> None:  # fmt: skip
        self._units, self._here, self._after = units, here, after
        self._log = logger(__name__)

    async def run(self) -> None:
        """Look for some until cancelled."""
        while True:
            with suppress(Transient):  # the database is away: they are found the next time
                await self.look()
            await asyncio.sleep(EVERY_SECONDS)

    async def look(self) -> None:
        """End all there are.

        Raises:
            Transient: the database is away
        """
        while await self._one_ended():
            pass

    async def _one_ended(self) -> bool:
        async with self._units() as unit:
            entry = await unit.purchases.left_over(self._here, after=self._after)
            if entry is None:
                return False
            if entry.sent_at is None:
                await unit.purchases.end(entry, "void")
            else:
                await unit.purchases.end(entry, "unknown", None, _unknown(entry.provider))
        self._log.warning("purchase_left_over", purchase_id=str(entry.purchase_id), provider=entry.provider)
        return True


def _unknown(provider: ProviderName) -> Problem:
    return Problem(
        code="purchase_unknown",
        message=f"{provider} is not set up here any more and cannot be asked what became of it: see its bill; its price"
        " counts as spent",
    )
