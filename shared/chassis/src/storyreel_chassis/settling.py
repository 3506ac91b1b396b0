"""Waiting until every task of an event has ended, whoever of the workers here, or elsewhere, ends it."""

import asyncio
from contextlib import suppress
from uuid import UUID

from storyreel_chassis.errors import Leaving
from storyreel_chassis.leases import Leases
from storyreel_chassis.telemetry.tracing import uncollected

LOOK_SECONDS = 1.0
"""Between two looks for tasks that another process ended."""


class Settling:
    """What workers side by side tell those who wait: that a task ended, and that the last one has left."""

    def __init__(self, leases: Leases) -> None:
        self._leases = leases
        self._ended = asyncio.Condition()
        self._workers = 0

    def come(self) -> None:
        """One more worker is here."""
        self._workers += 1

    async def leave(self) -> None:
        """A worker has left."""
        self._workers -= 1
        await self.tell()

    async def tell(self) -> None:
        """A task may have ended."""
        async with self._ended:
            self._ended.notify_all()

    async def settled(self, cause: UUID) -> None:
        """Wait until every task of an event has ended, here or in another process.

        Raises:
            Leaving: nobody works here any more
        """
        with uncollected():
            while await self._leases.open_of(cause):
                if not self._workers:
                    raise Leaving
                with suppress(TimeoutError):
                    async with self._ended:
                        async with asyncio.timeout(LOOK_SECONDS):
                            await self._ended.wait()
