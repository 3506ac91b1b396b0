"""How many event streams each key has open here, for how long, and how many of all of them ask the database at once."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from uuid import UUID

from storyreel_chassis.errors import Transient
from storyreel_gateway.domain.refusals import REFUSALS, NotYet
from storyreel_gateway.metrics import RATE_LIMITED, STREAMS_OPEN
from storyreel_gateway.projection.changes import Follower

Lapsed = Callable[[Collection[UUID]], Awaitable[Sequence[UUID]]]
"""Those of some keys that are revoked or expired by now."""
AGAIN_SECONDS = 5
LOOK_SECONDS = 5.0
"""Between looks at the keys of the open streams; how long one outlives its key."""
READS = 3
"""Of the pool's connections, 4 at least: however many streams wake up together, requests find one."""


class OpenStreams:
    """Counted in this process: behind several gateways a key may have as many at each."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[UUID] = Counter()
        self._followers: defaultdict[UUID, set[Follower]] = defaultdict(set)
        self.reading = asyncio.Semaphore(READS)

    def enter(self, key_id: UUID) -> Callable[[], None]:
        """Count one more stream of the key; the call that counts it off again.

        Raises:
            Refused: the key has as many as it may
        """
        if self._open[key_id] >= self._most:
            RATE_LIMITED.labels("streams").inc()
            raise NotYet("too_many_streams", REFUSALS["too_many_streams"], retry_after=AGAIN_SECONDS)
        self._open[key_id] += 1
        STREAMS_OPEN.inc()

        def leave() -> None:
            STREAMS_OPEN.dec()
            self._open[key_id] -= 1
            if not self._open[key_id]:
                del self._open[key_id]

        return leave

    @contextmanager
    def allowed(self, key_id: UUID, follower: Follower) -> Iterator[None]:
        """Close the follower when its key is revoked or expires within the block."""
        self._followers[key_id].add(follower)
        try:
            yield
        finally:
            self._followers[key_id].discard(follower)
            if not self._followers[key_id]:
                del self._followers[key_id]

    async def watch(self, lapsed: Lapsed) -> None:
        """End the streams of keys that open nothing any more, for ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with suppress(Transient):
                for key_id in await lapsed(list(self._followers)) if self._followers else ():
                    for follower in self._followers.get(key_id, ()):
                        follower.close()
