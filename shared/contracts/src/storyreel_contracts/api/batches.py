"""Batches: many films asked for at once, under one budget."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from storyreel_contracts.api.base import Answer, Request, ShortText
from storyreel_contracts.api.jobs import GenerationRequest
from storyreel_contracts.types import Budget, Dollars, Moment

BatchStatus = Literal["queued", "running", "completed", "canceled"]
BatchItemState = Literal["queued", "running", "waiting", "completed", "failed", "refused", "canceled"]


class BatchRequest(Request):
    """Films that somebody wants together."""

    requests: list[GenerationRequest] = Field(
        min_length=1, max_length=100, description="They start in this order, as many at once as the owner may have."
    )
    max_cost_usd: Budget | None = Field(
        default=None, description="All jobs of the batch together never spend more than this."
    )
    client_id: ShortText | None = Field(default=None, description="For the requests that have none of their own.")


class BatchItemError(Answer):
    """Why an item did not become a film, or does not go on to be one by itself."""

    code: str
    message: str


class BatchItem(Answer):
    """One request of a batch, and the job that it became."""

    index: int = Field(ge=0, description="Its place in `requests`.")
    state: BatchItemState = Field(
        description="`queued`: its turn has not come. `running`: a job is in work. `waiting`: the job waits for its "
        "owner. `completed`, `failed` and `canceled`: as the job is. `refused`: no job could be made of it."
    )
    percent: float = Field(ge=0, le=100, description="Half for the storyboard, half for the film; 100 when ended.")
    job_id: UUID | None = None
    job_url: str | None = None
    error: BatchItemError | None = None


class BatchCounts(Answer):
    """How many items are in each state."""

    total: int = Field(ge=1)
    queued: int = Field(default=0, ge=0)
    running: int = Field(default=0, ge=0)
    waiting: int = Field(default=0, ge=0)
    completed: int = Field(default=0, ge=0)
    failed: int = Field(default=0, ge=0)
    refused: int = Field(default=0, ge=0)
    canceled: int = Field(default=0, ge=0)


class BatchSummary(Answer):
    """A batch in numbers."""

    batch_id: UUID
    status: BatchStatus = Field(
        description="`queued`: no item has started. `running`: some have not ended, be it that they wait for their "
        "owner. `completed`: every item has ended, whichever way; `counts` says which. `canceled`: the owner stopped "
        "it. A job that is worked at again makes a completed batch `running` once more."
    )
    counts: BatchCounts
    percent: float = Field(ge=0, le=100, description="Of the whole: the mean of the items.")
    estimated_cost: Dollars = Field(description="Of all items that were not refused or canceled in the queue.")
    reserved_cost: Dollars = Field(description="What its jobs may still spend by the decisions taken so far.")
    actual_cost: Dollars | None = Field(default=None, description="What was billed; null until something was.")
    max_cost_usd: Dollars | None = None
    created_at: Moment
    updated_at: Moment
    ended_at: Moment | None = None
    links: dict[str, str] = Field(default_factory=dict)


class BatchResponse(BatchSummary):
    """A batch with its items, in the order of the requests."""

    items: list[BatchItem]
