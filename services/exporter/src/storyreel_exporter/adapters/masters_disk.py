"""Films kept at hand: fetched once, the least recently used given up when they fill too much of the disk."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from storyreel_chassis.ids import new_id
from storyreel_chassis.ports import ObjectStore


@dataclass
class _Kept:
    path: Path
    size: int = 0
    there: bool = False
    holders: int = 0
    fetching: asyncio.Lock = field(default_factory=asyncio.Lock)


class DiskMasters:
    """See `ports.Masters`."""

    def __init__(self, objects: ObjectStore, folder: Path, *, most_bytes: int) -> None:
        self._objects, self._folder, self._most_bytes = objects, folder, most_bytes
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[Path]:
        """See `ports.Masters.hold`."""
        kept = self._kept.setdefault(key, _Kept(self._folder / f"master-{new_id()}"))
        self._kept.move_to_end(key)
        kept.holders += 1
        try:
            async with kept.fetching:
                if not kept.there:
                    kept.size = (await self._objects.get_file(key, kept.path)).size
                    kept.there = True
            yield kept.path
        finally:
            kept.holders -= 1
            self._give_up()

    def _give_up(self) -> None:
        """Remove what failed to be fetched, then the oldest that nobody holds, until the rest fits."""
        total = sum(kept.size for kept in self._kept.values())
        for key, kept in list(self._kept.items()):
            if kept.holders == 0 and (not kept.there or total > self._most_bytes):
                kept.path.unlink(missing_ok=True)
                del self._kept[key]
                total -= kept.size
