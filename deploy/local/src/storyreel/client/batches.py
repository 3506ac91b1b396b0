"""Batches: ask for many films at once, follow the whole, stop it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from storyreel.client.calls import Call, path
from storyreel.client.pages import every, every_async
from storyreel.client.patience import Deadline
from storyreel.client.wire import Wire
from storyreel.client.wire_async import AsyncWire
from storyreel_contracts.api import BatchRequest, BatchResponse, BatchSummary

BATCH = BatchResponse.model_validate_json
BATCHES = TypeAdapter(list[BatchSummary]).validate_json
LOOKS = 0.5, 5.0
"""Seconds between two looks at a batch: at first, and at most."""


def submit(request: BatchRequest, key: str | None) -> Call[BatchResponse]:
    """Ask for many films."""
    return Call("POST", path("batches"), BATCH, request, key=key or str(uuid4()))


def batch(batch_id: UUID | str) -> Call[BatchResponse]:
    """A batch as it stands."""
    return Call("GET", path("batches", batch_id), BATCH)


def batches(page_size: int) -> Call[list[BatchSummary]]:
    """The first page of the caller's batches."""
    return Call("GET", path("batches"), BATCHES, query={"limit": page_size})


def cancel(batch_id: UUID | str) -> Call[BatchResponse]:
    """Stop a batch."""
    return Call("POST", path("batches", batch_id, "cancel"), BATCH, key=str(uuid4()))


def rests(found: BatchSummary) -> bool:
    """Whether nothing of a batch goes on by itself: every item has ended, or waits for its owner."""
    return not (found.counts.queued or found.counts.running)


class Watch:
    """Looks at a batch less and less often while it stays as it is."""

    def __init__(self, on_change: Callable[[BatchResponse], None] | None) -> None:
        self._on_change, self._known, self._pause = on_change, None, LOOKS[0]

    _known: BatchResponse | None

    def look(self, found: BatchResponse) -> float:
        """Take the batch as it is; seconds until the next look."""
        changed = found != self._known
        self._pause = LOOKS[0] if changed else min(2 * self._pause, LOOKS[1])
        self._known = found
        if changed and self._on_change:
            self._on_change(found)
        return self._pause


class Batches:
    """`client.batches`. See `Storyreel` for what each call may raise."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def submit(self, request: BatchRequest, *, idempotency_key: str | None = None) -> BatchResponse:
        """Ask for many films; each starts when there is a place. The same key within a day asks once."""
        return self._wire.send(submit(request, idempotency_key))

    def batch(self, batch_id: UUID | str) -> BatchResponse:
        """A batch as it stands, with its items."""
        return self._wire.send(batch(batch_id))

    def list(self, *, page_size: int = 50) -> Iterator[BatchSummary]:
        """One's own batches, newest first; further pages are fetched as they are needed."""
        return every(self._wire, batches(page_size))

    def cancel(self, batch_id: UUID | str) -> BatchResponse:
        """Stop a batch: what waits never starts, what is in work stops, what was made stays."""
        return self._wire.send(cancel(batch_id))

    def wait(
        self,
        batch_id: UUID | str,
        *,
        timeout: float | None = None,
        on_change: Callable[[BatchResponse], None] | None = None,
    ) -> BatchResponse:
        """Wait until nothing of a batch goes on by itself: every item has ended, or waits for its owner.

        Args:
            batch_id: which
            timeout: seconds
            on_change: told of the batch as it stands, then whenever it has changed

        Raises:
            NotInTime: it did not come to rest within `timeout`
        """
        deadline = Deadline.within(timeout, f"batch {batch_id} did not come to rest")
        watch = Watch(on_change)
        while True:
            found = self.batch(batch_id)
            pause = watch.look(found)
            if rests(found):
                return found
            time.sleep(min(pause, deadline.left()))


class AsyncBatches:
    """`client.batches` under asyncio. See `AsyncStoryreel` for what each call may raise."""

    def __init__(self, wire: AsyncWire) -> None:
        self._wire = wire

    async def submit(self, request: BatchRequest, *, idempotency_key: str | None = None) -> BatchResponse:
        """Ask for many films; each starts when there is a place. The same key within a day asks once."""
        return await self._wire.send(submit(request, idempotency_key))

    async def batch(self, batch_id: UUID | str) -> BatchResponse:
        """A batch as it stands, with its items."""
        return await self._wire.send(batch(batch_id))

    def list(self, *, page_size: int = 50) -> AsyncIterator[BatchSummary]:
        """One's own batches, newest first; further pages are fetched as they are needed."""
        return every_async(self._wire, batches(page_size))

    async def cancel(self, batch_id: UUID | str) -> BatchResponse:
        """Stop a batch: what waits never starts, what is in work stops, what was made stays."""
        return await self._wire.send(cancel(batch_id))

    async def wait(
        self, batch_id: UUID | str, *, on_change: Callable[[BatchResponse], None] | None = None
    ) -> BatchResponse:
        """Wait until nothing of a batch goes on by itself: every item has ended, or waits for its owner. Use
        `asyncio.timeout` to wait no longer than so.

        Args:
            batch_id: which
            on_change: told of the batch as it stands, then whenever it has changed
        """
        watch = Watch(on_change)
        while True:
            found = await self.batch(batch_id)
            pause = watch.look(found)
            if rests(found):
                return found
            await asyncio.sleep(pause)
