"""Waiting for what a provider does not show yet."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from storyreel_media.purchasing.ports import NotKnownThere, Sold

LONGEST_PAUSE = 5.0
"""Seconds between two looks for a prediction."""
STOPPING_SECONDS = 5.0
"""Before a prediction that was asked to stop is looked at again."""


def between_looks(grace: float) -> float:
    """Seconds between two looks for what may be missing for `grace` seconds."""
    return min(grace / 4, LONGEST_PAUSE)


async def word(told: asyncio.Event, *, seconds: float) -> None:
    """Wait for so long, or until there is word; it is cleared for the next time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await told.wait()
    told.clear()


async def shown(look: Callable[[], Awaitable[Sold]], *, grace: float) -> Sold:
    """What `look` sees of a prediction, which the provider may deny for `grace` seconds: its servers are not all up to
    date at the same moment.

    Raises:
        NotKnownThere: it was denied all that time
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + grace
    while True:
        try:
            return await look()
        except NotKnownThere:
            if loop.time() >= end:
                raise
        await asyncio.sleep(between_looks(grace))
