"""Requests are counted by what they are, never by what clients write."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import APIRouter
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response
from starlette.routing import Route

from storyreel_chassis.ids import age_of, first_id, now
from storyreel_chassis.telemetry.registry import CATALOGUE, REGISTRY
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.metrics import Traffic, moved
from storyreel_gateway.routes.api import api_router
from storyreel_gateway.routes.openapi import described_routes
from storyreel_gateway.routes.paths import Paths
from support.samples import Samples, counted


@pytest.fixture
def traffic(monkeypatch: pytest.MonkeyPatch) -> Iterator[Traffic]:
    """One that nobody else counts in, under names of its own."""
    monkeypatch.setattr(Traffic, "REQUESTS", "toy_requests_total")
    monkeypatch.setattr(Traffic, "SECONDS", "toy_request_seconds")
    made = Traffic()
    yield made
    REGISTRY.unregister(made)
    del CATALOGUE["toy_requests_total"], CATALOGUE["toy_request_seconds"]


def shown(traffic: Traffic) -> Samples:
    """What it would say."""
    return Samples(
        {(one.name, frozenset(one.labels.items())): one.value for family in traffic.collect() for one in family.samples}
    )


def test_requests_are_counted_and_their_times_add_up(traffic: Traffic) -> None:
    """Buckets hold all that was as quick or quicker, over all statuses of a route."""
    for status, seconds in ((200, 0.0007), (200, 0.001), (404, 0.03), (200, 99)):
        traffic.seen("GET", "/jobs/{job_id}", status, seconds)
    traffic.seen("POST", "/jobs/{job_id}", 202, 0.2)
    found = shown(traffic)
    assert found.sum("toy_requests_total", method="GET", status="200") == 3
    assert found.sum("toy_requests_total", method="GET", status="404") == 1
    buckets = {end: found.sum("toy_request_seconds_bucket", method="GET", le=end) for end in ("0.001", "0.05", "+Inf")}
    assert buckets == {"0.001": 2, "0.05": 3, "+Inf": 4}
    assert found.sum("toy_request_seconds_count", method="GET") == 4
    assert found.sum("toy_request_seconds_sum", method="GET") == pytest.approx(99.0317)
    assert found.sum("toy_request_seconds_count") == 5


def test_invented_methods_are_one(traffic: Traffic) -> None:
    """A client that makes up methods does not make up series."""
    for number in range(50):
        traffic.seen(f"X{number}", "other", 405, 0.001)
    found = shown(traffic)
    assert found.values("toy_requests_total", "method") == {"other"}
    assert found.sum("toy_requests_total") == 50


PATHS = Paths(described_routes(api_router()))


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), max_size=6))
def test_any_path_has_one_of_few_names(parts: list[str]) -> None:
    """However many paths are tried, the series are as many as there are templates."""
    path = "/" + "/".join(parts)
    templates = {template for _, template, _ in PATHS._known}
    assert PATHS.named(path) in templates | {"other"}


def test_a_path_is_named_by_its_template_and_a_page_by_itself() -> None:
    """What belongs together is one series; pages outside the document have their own."""
    assert PATHS.named("/api/v2/jobs/0b7e1c5e-0000-7000-8000-000000000000/approve") == "/api/v2/jobs/{job_id}/approve"

    async def page(_request: object) -> Response:
        return Response()

    paths = Paths(APIRouter().routes)
    paths.also([Route("/livez", page), Route("/some/{thing}", page)])
    assert [paths.named(path) for path in ("/livez", "/some/thing", "/some/{thing}")] == ["/livez", "other", "other"]


def test_a_stage_is_as_long_as_its_status_lasted() -> None:
    """What ended well is timed; what failed is a transition only."""
    at = now()
    with counted() as rose:
        moved(None, None, VideoStatus.PENDING, at)
        moved(VideoStatus.RENDERING, at - timedelta(seconds=20), VideoStatus.COMPLETED, at)
        moved(VideoStatus.RENDERING, at - timedelta(seconds=90), VideoStatus.FAILED, at)
        moved(VideoStatus.GENERATING_STORYBOARD, at + timedelta(seconds=1), VideoStatus.STORYBOARD_READY, at)
    assert rose("storyreel_job_transitions_total") == 4
    assert rose("storyreel_job_transitions_total", to="failed") == 1
    assert rose("storyreel_stage_duration_seconds_count") == 2
    assert rose("storyreel_stage_duration_seconds_sum", stage="rendering") == pytest.approx(20)
    assert rose("storyreel_stage_duration_seconds_sum", stage="illustrating") == 0  # clocks apart are no negative time


def test_an_id_knows_its_age() -> None:
    """The time from a request to its copy needs no column."""
    assert age_of(first_id(now() - timedelta(seconds=30))) == pytest.approx(30, abs=20)
    assert age_of(first_id(now() + timedelta(hours=1))) == 0
