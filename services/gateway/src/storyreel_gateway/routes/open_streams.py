"""How many event streams each key has open here, and how many of all of them ask the database at once."""

import asyncio
from collections import Counter
from collections.abc import Callable
from uuid import UUID

from storyreel_gateway.domain.refusals import REFUSALS, NotYet

AGAIN_SECONDS = 5
READS = 3
"""Of the pool's connections, 4 at least: however many streams wake up together, requests find one."""


class OpenStreams:
    """Counted in this process: behind several gateways a key may have as many at each."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[UUID] = Counter()
        self.reading = asyncio.Semaphore(READS)

    def enter(self, key_id: UUID) -> Callable[[], None]:
        """Count one more stream of the key; the call that counts it off again.

        Raises:
            Refused: the key has as many as it may
        """
        if self._open[key_id] >= self._most:
            raise NotYet("too_many_streams", REFUSALS["too_many_streams"], retry_after=AGAIN_SECONDS)
        self._open[key_id] += 1

        def leave() -> None:
            self._open[key_id] -= 1
            if not self._open[key_id]:
                del self._open[key_id]

        return leave
