"""A batch: requests that wait for their turn, and the jobs that they became, as their owner sees them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from storyreel_contracts.api import (
    BatchCounts,
    BatchItem,
    BatchItemError,
    BatchItemState,
    BatchResponse,
    BatchStatus,
    BatchSummary,
    GenerationRequest,
)
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.domain.view import batch_url, job_url

ItemState = Literal["queued", "started", "refused", "canceled"]
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Wish:
    """One request of a new batch; `error` where it is clear at once that no job can be made of it."""

    index: int
    request: GenerationRequest
    estimated_cost: Decimal
    error: BatchItemError | None


@dataclass(frozen=True, slots=True)
class Queued:
    """A request whose turn it is."""

    batch_id: UUID
    index: int
    request: Mapping[str, Any]
    """As it was kept; a later release may read it otherwise."""
    key_id: UUID | None = None
    """The key that the batch was asked for with; its endpoint is told of the job."""


@dataclass(frozen=True, slots=True)
class JobGlance:
    """What a batch tells of a job."""

    job_id: UUID
    status: VideoStatus
    percent: float
    """Of the present stage."""
    error: BatchItemError | None
    stage_since: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One request and what became of it; `settled_at` is when it stopped waiting."""

    index: int
    state: ItemState
    estimated_cost: Decimal
    error: BatchItemError | None = None
    settled_at: datetime | None = None
    job: JobGlance | None = None

    @property
    def told_state(self) -> BatchItemState:
        """The state that its owner sees: a job's where there is one."""
        if self.job is not None:
            return _STATES[self.job.status]
        return "running" if self.state == "started" else self.state

    @property
    def told_percent(self) -> float:
        """Half for the storyboard, half for the film."""
        state = self.told_state
        if state in ENDED:
            return 100.0
        if self.job is None or state == "queued":
            return 0.0
        return _FROM.get(self.job.status, 0.0) + self.job.percent * _SHARE.get(self.job.status, 0.0)


_STATES: Mapping[VideoStatus, BatchItemState] = {
    VideoStatus.PENDING: "running",
    VideoStatus.PARSING: "running",
    VideoStatus.GENERATING_STORYBOARD: "running",
    VideoStatus.STORYBOARD_READY: "waiting",
    VideoStatus.RENDERING: "running",
    VideoStatus.COMPLETED: "completed",
    VideoStatus.FAILED: "failed",
    VideoStatus.CANCELED: "canceled",
}
_FROM = {VideoStatus.STORYBOARD_READY: 50.0, VideoStatus.RENDERING: 50.0}
_SHARE = {VideoStatus.GENERATING_STORYBOARD: 0.5, VideoStatus.RENDERING: 0.5}
ENDED = frozenset({"completed", "failed", "refused", "canceled"})


@dataclass(frozen=True, slots=True)
class Batch:
    """Requests under one budget; amounts are US dollars."""

    batch_id: UUID
    owner_id: str
    max_cost_usd: Decimal | None
    created_at: datetime
    canceled_at: datetime | None = None
    items: tuple[Item, ...] = ()
    reserved: Decimal = NOTHING
    actual: Decimal | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more comes of it by itself or by its owner."""
        return all(item.told_state in ENDED for item in self.items)

    @property
    def status(self) -> BatchStatus:
        """See `BatchSummary.status`."""
        if self.canceled_at is not None:
            return "canceled"
        if self.ended:
            return "completed"
        return "queued" if all(item.state in {"queued", "refused"} for item in self.items) else "running"


def batch_summary(batch: Batch) -> BatchSummary:
    """A batch in a list."""
    counted = Counter[str](item.told_state for item in batch.items)
    ended = batch.ended
    moments = _moments(batch.items)
    updated_at = max([batch.created_at, *moments, *filter(None, [batch.canceled_at])])
    return BatchSummary(
        batch_id=batch.batch_id,
        status=batch.status,
        counts=BatchCounts(total=len(batch.items), **counted),
        percent=round(sum(item.told_percent for item in batch.items) / len(batch.items), 1),
        estimated_cost=sum((item.estimated_cost for item in batch.items if _counts(item)), NOTHING),
        reserved_cost=batch.reserved,
        actual_cost=batch.actual,
        max_cost_usd=batch.max_cost_usd,
        created_at=batch.created_at,
        updated_at=updated_at,
        ended_at=max(_ends(batch.items), default=batch.canceled_at) if ended else None,
        links=_links(batch),
    )


def batch_response(batch: Batch) -> BatchResponse:
    """A batch with its items."""
    return BatchResponse(**dict(batch_summary(batch)), items=[_item(item) for item in batch.items])


def _counts(item: Item) -> bool:
    return item.state in {"queued", "started"}


def _moments(items: Sequence[Item]) -> list[datetime]:
    settled = [item.settled_at for item in items if item.settled_at is not None]
    return settled + [item.job.updated_at for item in items if item.job is not None]


def _ends(items: Sequence[Item]) -> list[datetime]:
    """When each item ended: its job's stage began, or it stopped waiting for nothing."""
    ends = [item.job.stage_since if item.job is not None else item.settled_at for item in items]
    return [end for end in ends if end is not None]


def _item(item: Item) -> BatchItem:
    job = item.job
    return BatchItem(
        index=item.index,
        state=item.told_state,
        percent=round(item.told_percent, 1),
        job_id=None if job is None else job.job_id,
        job_url=None if job is None else job_url(job.job_id),
        error=item.error if job is None else job.error,
    )


def _links(batch: Batch) -> dict[str, str]:
    url = batch_url(batch.batch_id)
    links = {"self": url, "jobs": f"/api/v2/jobs?batch_id={batch.batch_id}"}
    return links if batch.ended else links | {"cancel": f"{url}/cancel"}
