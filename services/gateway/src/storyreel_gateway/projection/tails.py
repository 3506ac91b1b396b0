"""The newest changes of the owners who are followed: read once, however many streams want them."""

import asyncio
from bisect import bisect_right
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from storyreel_chassis.errors import Transient
from storyreel_chassis.together import end
from storyreel_gateway.ports import Feed, Page, Place, Told
from storyreel_gateway.projection.changes import Changes, Follower

PAGE = 50
KEPT_BYTES = 1024 * 1024
"""Of an owner's newest changes; a stream that is further behind reads from Postgres for itself."""
PIECE_BYTES = 64 * 1024
"""What a stream holds while its client does not take it."""
NET_SECONDS = 15.0
AGAIN_SECONDS = 1.0
HELD_SECONDS, HELD_MOST = 0.05, 0.5
"""Between looks for changes that an open transaction holds back, the first and the longest."""
READS = 2
"""At once and in this process, so that the streams of many owners leave the database to requests."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A change as it goes over the wire, the same bytes for every stream."""

    place: Place
    told: Told
    wire: bytes


def framed(told: Told) -> Frame:
    """The event of a change."""
    text = f"id: {told.place}\nevent: {told.kind}\ndata: {told.body}\n\n"
    return Frame(told.place, told, text.encode())


class Tail:
    """The newest changes of one owner, without a gap between `start` and `until`."""

    def __init__(self, start: Place) -> None:
        self._start, self.until = start, start
        self._places: list[Place] = []
        self._frames: list[Frame] = []
        self._bytes = 0
        self.followers: set[Follower] = set()
        self.reader: asyncio.Task[None] | None = None

    def take(self, page: Page) -> None:
        """Append what was read behind `until`."""
        for told in page.changes:
            frame = framed(told)
            self._places.append(frame.place)
            self._frames.append(frame)
            self._bytes += len(frame.wire)
        self.until = page.until
        if self._bytes > KEPT_BYTES:
            self._drop()
        if page.changes:
            for follower in self.followers:
                follower.ring()

    def _drop(self) -> None:
        """Forget the older half of what may be kept."""
        count = 0
        while self._bytes > KEPT_BYTES // 2:
            self._bytes -= len(self._frames[count].wire)
            count += 1
        self._start = self._places[count - 1]
        del self._places[:count], self._frames[:count]

    def knows(self, place: Place) -> bool:
        """Whether everything is here that follows a place."""
        return place >= self._start

    def after(self, place: Place) -> tuple[Sequence[Frame], Place]:
        """A piece of what follows a place that it knows, and the place up to which that goes."""
        first = last = bisect_right(self._places, place)
        size = 0
        while last < len(self._frames) and (last == first or size < PIECE_BYTES):
            size += len(self._frames[last].wire)
            last += 1
        frames = self._frames[first:last]
        return frames, frames[-1].place if last < len(self._places) else max(place, self.until)


class Tails:
    """The tails of all owners who are followed in this process."""

    def __init__(self, feed: Feed, changes: Changes) -> None:
        self._feed, self._changes = feed, changes
        self._tails: dict[str, Tail] = {}
        self._reads = asyncio.Semaphore(READS)

    async def now(self) -> Place:
        """See `Feed.now`."""
        async with self._reads:
            return await self._feed.now()

    async def after(self, tail: Tail, owner_id: str, place: Place) -> tuple[Sequence[Frame], Place]:
        """A piece of what follows a place, and the place up to which it goes.

        Raises:
            Transient: the database is away, which is asked for what the tail does not know any more
        """
        if tail.knows(place):
            return tail.after(place)
        page = await self._read(owner_id, place)
        return [framed(told) for told in page.changes], page.until

    @asynccontextmanager
    async def follow(self, owner_id: str, start: Place) -> AsyncIterator[tuple[Tail, Follower]]:
        """The owner's tail for the time of the block; a new one begins at `start`, which is settled."""
        tail = self._tails.get(owner_id)
        if tail is None:
            tail = self._tails[owner_id] = Tail(start)
            tail.reader = asyncio.create_task(self._keep(owner_id, tail))
        follower = Follower()
        tail.followers.add(follower)
        try:
            yield tail, follower
        finally:
            tail.followers.discard(follower)
            if not tail.followers and tail.reader is not None:
                if self._tails.get(owner_id) is tail:
                    del self._tails[owner_id]
                await end([tail.reader])

    async def _keep(self, owner_id: str, tail: Tail) -> None:
        """Read on whenever there may be something; when that ends, for whatever reason, the streams end too."""
        try:
            with self._changes.follow(owner_id) as bell:
                while not bell.closed:
                    await self._look(owner_id, tail, bell)
        finally:
            if self._tails.get(owner_id) is tail:
                del self._tails[owner_id]
            for follower in tail.followers:
                follower.close()

    async def _look(self, owner_id: str, tail: Tail, bell: Follower) -> None:
        """Read what is settled, then wait until there may be more; soon where a transaction holds changes back."""
        pause = HELD_SECONDS
        while not bell.closed:
            try:
                page = await self._read(owner_id, tail.until)
            except Transient:
                await bell.rung(AGAIN_SECONDS)
                return
            tail.take(page)
            if not page.full:
                pause = min(2 * pause, HELD_MOST) if page.held and not page.changes else HELD_SECONDS
                await self._wait(bell, tail, pause if page.held else NET_SECONDS)

    async def _wait(self, bell: Follower, tail: Tail, seconds: float) -> None:
        """Until there may be a change; progress is passed on meanwhile."""
        look = False
        while not look and not bell.closed:
            look = await bell.rung(seconds)
            for data in bell.taken_progress():
                for follower in tail.followers:
                    follower.add_progress(data)

    async def _read(self, owner_id: str, after: Place) -> Page:
        async with self._reads:
            return await self._feed.read(owner_id, after, limit=PAGE)
