"""What tasks left open when they ended is brought to an end: stopped, its cost noted, and kept if it was made."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from decimal import Decimal
from pathlib import Path

from storyreel_chassis.errors import Away, Broken, Fenced, StoryreelError, Transient
from storyreel_chassis.logs import logger
from storyreel_media.outputs.judging import Received
from storyreel_media.purchasing.patience import STOPPING_SECONDS, between_looks, shown
from storyreel_media.purchasing.ports import (
    Bought,
    Ended,
    Entry,
    NotKnownThere,
    Purchases,
    PurchasingUnits,
    Salvage,
    Seller,
    Sold,
)
from storyreel_media.purchasing.reconcile import reconcile
from storyreel_media.purchasing.second_look import look_again
from storyreel_media.purchasing.verdict import output_lost, stopped, without_output

MOST_FETCHES = 3
AGAIN_SECONDS = 30.0
"""Before what went wrong with one purchase is tried again."""
LONGEST_PAUSE = 60.0
"""The longest pause while the provider is away, in seconds; the first one is `every`."""


class Settler:
    """Works through a provider's purchases that no task will go on with; any number may, in any number of processes.

    `every` is how often it looks (seconds), `lease` for how long it holds one without a sign of life, `at_once` how
    many it settles at a time; `grace` is the `Buyer`'s. What was looked for in vain is looked for once more, after
    `second_look` seconds.
    """

    def __init__(
        self,
        units: PurchasingUnits,
        seller: Seller,
        salvage: Salvage,
        *,
        grace: float,
        second_look: float = 600.0,
        every: float = 2.0,
        lease: float = 15.0,
        at_once: int = 4,
    ) -> None:
        self._units, self._seller, self._salvage = units, seller, salvage
        self._grace, self._second_look, self._every, self._lease = grace, second_look, every, lease
        self._slots, self._woken = asyncio.Semaphore(at_once), asyncio.Event()
        self._pause = 0.0
        self._log = logger(__name__)

    def wake(self) -> None:
        """There may be something to settle: a job was canceled, or a task given up."""
        self._woken.set()

    async def run(self) -> None:
        """Settle until cancelled; what is in hand is let go then."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._slots.acquire()
                entry = await self._next()
                group.create_task(self._settled(entry)).add_done_callback(lambda _: self._slots.release())

    async def _next(self) -> Entry:
        while True:
            self._woken.clear()
            await asyncio.sleep(self._pause)
            with suppress(Transient):  # the database is away: looked for again like the rest
                async with self._units() as unit:
                    entry = await self._claimed(unit.purchases)
                if entry is not None:
                    return entry
            with suppress(TimeoutError):
                async with asyncio.timeout(self._every * random.uniform(0.8, 1.2)):  # noqa: S311 - spreads the looks
                    await self._woken.wait()

    async def _claimed(self, purchases: Purchases) -> Entry | None:
        name = self._seller.name
        claimed = await purchases.claim(name, self._lease)
        return claimed or await purchases.claim_missed(name, self._lease, after=self._second_look)

    async def _settled(self, entry: Entry) -> None:
        """Settle one; whatever goes wrong with it, it is tried again later, and the others are settled."""
        try:
            async with self._holding(entry):
                await self._settle(entry)
            self._pause = 0.0
        except asyncio.CancelledError:
            with suppress(Transient):
                await asyncio.shield(self._put_off(entry, 0))
            raise
        except Fenced:
            self._log.info("purchase_taken_over", purchase_id=str(entry.purchase_id))
        except Exception as error:  # noqa: BLE001 - this is where every failure of a settlement ends
            self._log.warning(
                "purchase_not_settled",
                purchase_id=str(entry.purchase_id),
                reason=getattr(error, "code", type(error).__name__),
                exc_info=None if isinstance(error, StoryreelError) else error,
            )
            if isinstance(error, Away):
                self._pause = min(LONGEST_PAUSE, 2 * self._pause or self._every)
            wish = error.retry_after if isinstance(error, Transient) else None
            with suppress(Transient):
                await self._put_off(entry, wish or (self._every if isinstance(error, Away) else AGAIN_SECONDS))

    @asynccontextmanager
    async def _holding(self, entry: Entry) -> AsyncIterator[None]:
        """Keep it claimed during the block. A claim that is lost is found out by the purchase's `hold`."""
        beating = asyncio.create_task(self._beat(entry))
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    async def _beat(self, entry: Entry) -> None:
        while True:
            await asyncio.sleep(self._lease / 3)
            with suppress(Away):
                async with self._units() as unit:
                    await unit.purchases.keep(entry, self._lease)

    async def _settle(self, entry: Entry) -> None:
        if entry.state == "void":
            return await self._look_again(entry)
        if entry.prediction_id is None and entry.sent_at is None:
            return await self._end(entry, "void", Decimal(0))
        if entry.prediction_id is None:
            entry = await reconcile(self._units, self._seller, entry, grace=self._grace)
        if entry.state == "intended":
            return await self._put_off(entry, between_looks(self._grace))
        return await self._stop(entry) if entry.state == "running" else None

    async def _look_again(self, entry: Entry) -> None:
        if not await look_again(self._units, self._seller, entry):
            await self._put_off(entry, AGAIN_SECONDS)

    async def _stop(self, entry: Entry) -> None:
        try:
            prediction_id = str(entry.prediction_id)
            sold = await shown(lambda: self._seller.cancel(prediction_id, entry.model), grace=self._grace)
        except NotKnownThere as unknown:
            return await self._end(entry, "unknown", None, unknown)
        if sold.state == "running":
            return await self._put_off(entry, STOPPING_SECONDS)
        if sold.state == "canceled":
            return await self._end(entry, "canceled", sold.cost_of(entry.price_usd), stopped(entry, sold))
        if not sold.outputs:
            return await self._end(entry, *without_output(entry, sold))
        if entry.surplus and await self._needless(entry):
            return await self._end(entry, "succeeded", entry.price_usd)
        return await self._save(entry, sold)

    async def _needless(self, entry: Entry) -> bool:
        """One of the same content may be shown in films already, and stays as it is."""
        async with self._units() as unit:
            return await unit.purchases.needless(entry)

    async def _save(self, entry: Entry, sold: Sold) -> None:
        """It was made, and is paid for: keep it for who asks for the same again."""
        with tempfile.TemporaryDirectory(prefix="storyreel-") as folder:
            file = await self._fetched(entry, sold, Path(folder))
            if file is not None:
                await self._salvage(Bought(entry, file, entry.price_usd))

    async def _fetched(self, entry: Entry, sold: Sold, folder: Path) -> Received | None:
        try:
            return await self._seller.fetch(sold, entry.model, folder / "made", entry.medium)
        except (Transient, Broken) as error:
            if isinstance(error, Transient) and entry.fetches + 1 < MOST_FETCHES:
                await self._put_off(entry, AGAIN_SECONDS, fetched=True)
                return None
            await self._end(entry, "succeeded", entry.price_usd, output_lost(entry))
            return None

    async def _end(
        self, entry: Entry, state: Ended, cost_usd: Decimal | None, error: StoryreelError | None = None
    ) -> None:
        async with self._units() as unit:
            await unit.purchases.end(entry, state, cost_usd, None if error is None else error.problem())

    async def _put_off(self, entry: Entry, seconds: float, *, fetched: bool = False) -> None:
        async with self._units() as unit:
            await unit.purchases.put_off(entry, seconds, fetched=fetched)
