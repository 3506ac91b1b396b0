"""A batch is told as what its items are."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyreel_chassis.ids import new_id
from storyreel_contracts.api import BatchItemError
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.domain.batches import ENDED, Batch, Item, JobGlance, batch_response
from storyreel_gateway.domain.job import IN_WORK

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
REFUSED = Item(0, "refused", Decimal(0), error=BatchItemError(code="x", message="y"), settled_at=AT)
QUEUED, CANCELED = Item(0, "queued", Decimal(1)), Item(0, "canceled", Decimal(1), settled_at=AT)


def job(status: VideoStatus, percent: float = 0.0, **more: Any) -> Item:
    """An item that became a job."""
    glance = JobGlance(new_id(), status, percent, None, AT + timedelta(minutes=1), AT + timedelta(minutes=2))
    return Item(0, "started", Decimal(1), settled_at=AT, job=glance, **more)


def batch(*items: Item, canceled_at: datetime | None = None) -> Batch:
    """A batch of these."""
    return Batch(new_id(), "owner", None, AT, canceled_at, items)


@pytest.mark.parametrize(
    ("items", "status", "percent"),
    [
        ([QUEUED, QUEUED], "queued", 0),
        ([QUEUED, REFUSED], "queued", 50),
        ([job(VideoStatus.PENDING), QUEUED], "running", 0),
        ([job(VideoStatus.GENERATING_STORYBOARD, 50.0)], "running", 25),
        ([job(VideoStatus.STORYBOARD_READY, 100.0)], "running", 50),
        ([job(VideoStatus.RENDERING, 50.0)], "running", 75),
        ([job(VideoStatus.COMPLETED, 100.0), job(VideoStatus.FAILED, 10.0), REFUSED], "completed", 100),
        ([REFUSED, REFUSED], "completed", 100),
    ],
)
def test_status_and_percent_follow_from_the_items(items: list[Item], status: str, percent: float) -> None:
    """Half for the storyboard, half for the film; what has ended is whole."""
    told = batch_response(batch(*items))
    assert (told.status, told.percent) == (status, percent)
    assert (told.ended_at is not None) == (status == "completed") == ("cancel" not in told.links)


def test_a_batch_that_was_stopped_says_so_whatever_its_items_are() -> None:
    """It ended when the last of them did."""
    told = batch_response(batch(CANCELED, job(VideoStatus.COMPLETED), canceled_at=AT))
    assert (told.status, told.counts.canceled, told.counts.completed) == ("canceled", 1, 1)
    assert told.ended_at == AT + timedelta(minutes=1)
    assert told.estimated_cost == 1


ITEMS = st.one_of(
    st.sampled_from([QUEUED, CANCELED, REFUSED]),
    st.builds(job, st.sampled_from(list(VideoStatus)), st.floats(0, 100)),
)


@given(st.lists(ITEMS, min_size=1, max_size=100))
def test_the_counts_add_up(items: list[Item]) -> None:
    """Whatever the items are; the whole has ended when they all have, and only then is it at a hundred."""
    told = batch_response(batch(*items))
    counts = told.counts.model_dump()
    assert counts.pop("total") == len(items) == sum(counts.values())
    in_work = sum(item.job is not None and item.job.status in IN_WORK for item in items)
    assert counts["running"] == in_work
    ended = all(item.state in ENDED for item in told.items)
    assert ended == (told.ended_at is not None)
    assert 0 <= told.percent <= 100
    assert not ended or told.percent == 100
    assert told.updated_at >= told.created_at
