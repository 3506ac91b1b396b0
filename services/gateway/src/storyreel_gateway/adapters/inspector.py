"""The `Inspector` port: a few children at a time, each with little room."""

import asyncio
from pathlib import Path

from storyreel_chassis.errors import Refused
from storyreel_chassis.logs import logger
from storyreel_chassis.scratch import storage_full
from storyreel_contracts.formats import AssetFormat
from storyreel_media.inspect.run import DEADLINE, Inspected, NoRoom, Unreadable, inspect


class ChildInspector:
    """See `ports.Inspector`."""

    def __init__(self, *, at_once: int, deadline: float = DEADLINE) -> None:
        self._turn, self._deadline = asyncio.Semaphore(at_once), deadline

    async def __call__(self, source: Path, asset_format: AssetFormat, folder: Path) -> Inspected:
        """See `ports.Inspector.__call__`."""
        async with self._turn:
            try:
                return await inspect(source, asset_format, folder, deadline=self._deadline)
            except NoRoom:
                raise storage_full() from None
            except Unreadable as error:
                logger(__name__).info("asset_unreadable", format=asset_format, reason=error.reason, said=error.said)
                detail = f"The file {error.reason}. Open it on your side and save it anew."
                raise Refused("asset_unreadable", detail) from None
