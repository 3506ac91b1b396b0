"""`GET /admin/health`: look at everything at once, and wait for nothing that does not answer."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, get_args

from storyreel_chassis.errors import Broken, StoryreelError
from storyreel_chassis.ids import new_id, now
from storyreel_chassis.logs import logger
from storyreel_chassis.ports import ObjectStore
from storyreel_contracts.api import CacheStats, MoneyHealth, NotAsked, StorageHealth, SystemHealth
from storyreel_contracts.api.health import Area
from storyreel_contracts.status import VideoStatus
from storyreel_contracts.types import ProviderName
from storyreel_gateway.domain.costs import Month
from storyreel_gateway.domain.terms import Terms
from storyreel_gateway.ports import BusView, Dependencies, Outside, Records

LOOK_SECONDS = 2.5
"""For each look; all run side by side."""
PATIENCE = {
    VideoStatus.PENDING: timedelta(minutes=2),
    VideoStatus.PARSING: timedelta(minutes=2),
    VideoStatus.GENERATING_STORYBOARD: timedelta(minutes=10),
    VideoStatus.RENDERING: timedelta(minutes=30),
}
"""How long a job may say nothing: a scene's picture or clip is a change of the job, a film is made of minutes."""
NEARLY = Decimal("0.9")
"""Of a budget."""

Look = Callable[[], Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sights:
    """What is looked at."""

    version: str
    dependencies: Dependencies
    records: Records
    bus: BusView
    objects: ObjectStore
    cache: Callable[[], Awaitable[CacheStats]]
    outside: Outside
    terms: Terms
    public_url: str
    """Under which people reach the gateway; empty where nobody said."""
    called_at: str | None
    """Where providers do."""


class CheckSystem:
    """Looks; who asks while another look is under way gets its answer."""

    def __init__(self, sights: Sights) -> None:
        self._sights = sights
        self._looking: asyncio.Task[SystemHealth] | None = None

    async def __call__(self) -> SystemHealth:
        """The system at this moment; never raises, and takes no longer than the slowest look may."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)

    async def _look(self) -> SystemHealth:
        see = self._sights
        looks: dict[Area, Look] = {
            "services": see.bus.services,
            "bus": see.bus.bus,
            "database": see.records.database,
            "storage": self._storage,
            "cache": see.cache,
            "jobs": lambda: see.records.jobs(PATIENCE),
            "money": self._money,
            "webhooks": see.records.webhooks,
        }
        reached_at = see.called_at or see.public_url
        if reached_at:
            looks["public"] = lambda: see.outside(reached_at)
        words, *seen = await asyncio.gather(see.dependencies(), *(_within(area, look) for area, look in looks.items()))
        found = {area: one for area, one in zip(looks, seen, strict=True) if not isinstance(one, NotAsked)}
        return SystemHealth(
            at=now(), version=see.version, dependencies=words,
            providers=[one for one in get_args(ProviderName) if one in see.terms.providers],
            called_at=see.called_at, not_asked=[one for one in seen if isinstance(one, NotAsked)],
            **{area: found.get(area) for area in get_args(Area)},
        )  # fmt: skip

    async def _storage(self) -> StorageHealth:
        """An object of its own is written, read and removed."""
        key, body, began = f".doctor/{new_id()}", b"well", time.perf_counter()
        await self._sights.objects.put_bytes(key, body, media_type="text/plain")
        try:
            read = await self._sights.objects.get_bytes(key)
        finally:
            await self._sights.objects.delete(key)
        if read != body:
            raise Broken("storage_differs", "the object store gave back other bytes than it was given")
        return StorageHealth(milliseconds=round(1000 * (time.perf_counter() - began), 1))

    async def _money(self) -> MoneyHealth:
        see, most = self._sights, self._sights.terms.monthly_usd
        since = Month.of(now()).since
        budgets = [] if most is None else await see.records.budgets(since, most * NEARLY)
        return MoneyHealth(
            owner_monthly_usd=most, budgets=list(budgets), purchases=list(await see.records.purchases())
        )  # fmt: skip


async def _within(area: Area, look: Look) -> object:
    """What a look saw, or why nothing was seen."""
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            return await look()
    except TimeoutError:
        why = f"no answer within {LOOK_SECONDS:g} s"
    except StoryreelError as error:
        why = error.message
    except Exception as error:  # noqa: BLE001 - one look that fails must not blind the others
        logger(__name__).error("look_failed", area=area, exc_info=error)
        why = f"unexpected {type(error).__name__}; it is in the gateway's log"
    return NotAsked(area=area, why=why)
