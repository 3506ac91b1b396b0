"""Who comes next, where requests have to wait for each other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Turns:
    """One request at a time under each key of an owner: however many wait, one of them has a database connection."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, owner_id: str, key: str, *, within: float) -> AsyncIterator[bool]:
        """Wait for this request's turn and keep it for the block; False where it did not come in time (seconds)."""
        lock = self._locks.setdefault((owner_id, key), asyncio.Lock())
        try:
            async with asyncio.timeout(within):
                await lock.acquire()
        except TimeoutError:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()
