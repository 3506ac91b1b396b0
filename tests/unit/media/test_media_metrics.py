"""Counting around calls to providers and runs of encoders."""

import asyncio
from contextlib import nullcontext

import pytest

from storyreel_chassis.errors import Away, Queued, Refused, StoryreelError, Transient
from storyreel_contracts.types import ProviderName
from storyreel_media.metrics import asking, encoding, looked_for
from support.samples import counted, here

LOST = Transient("answer_lost", "nobody knows")


@pytest.mark.parametrize(
    ("error", "outcome", "away"),
    [
        (None, "answered", 0),
        (Refused("provider_input", "no"), "refused", 0),
        (Queued("provider_throttled", "wait"), "busy", 0),
        (Away("provider_away", "gone"), "away", 1),
        (LOST, "lost", 1),
        (Transient("provider_failed", "500"), "failed", None),
        (ValueError("ours"), "failed", None),
        (asyncio.CancelledError(), "canceled", None),
    ],
)
def test_a_call_is_counted_by_what_came_of_it(error: BaseException | None, outcome: str, away: int | None) -> None:
    """An operator tells a provider that is out from one that refuses, and neither from our own defects."""
    provider: ProviderName = "cog"
    for before in (Away("provider_away", "gone"), None):  # a failure of the model tells nothing about its server
        with pytest.raises(StoryreelError) if before else nullcontext(), asking(provider, "ask"):
            if before:
                raise before
        expected = here().sum("storyreel_provider_away", provider=provider) if away is None else away
        with counted() as rose, pytest.raises(type(error)) if error else nullcontext(), asking(provider, "predict"):
            if error:
                raise error
        assert rose("storyreel_provider_requests_total", provider=provider, operation="predict") == 1
        assert rose("storyreel_provider_requests_total", operation="predict", outcome=outcome) == 1
        assert rose("storyreel_provider_request_duration_seconds_count", operation="predict") == 1
        assert here().sum("storyreel_provider_away", provider=provider) == expected


def test_a_run_is_counted_and_its_speed_is_film_by_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only runs that made their film say how fast encoding is."""
    clock = iter([10.0, 12.0, 20.0, 30.0])
    monkeypatch.setattr("storyreel_media.metrics.perf_counter", lambda: next(clock))
    with counted() as rose, encoding("segment", 4):
        pass
    assert rose("storyreel_ffmpeg_runs_total", purpose="segment", outcome="done") == 1
    assert rose("storyreel_ffmpeg_speed_ratio_count", purpose="segment") == 1
    assert rose("storyreel_ffmpeg_speed_ratio_sum", purpose="segment") == pytest.approx(2)
    for error, outcome in ((RuntimeError(), "failed"), (asyncio.CancelledError(), "canceled")):
        with counted() as rose, pytest.raises(type(error)), encoding("segment", 4):
            raise error
        assert rose("storyreel_ffmpeg_runs_total", purpose="segment", outcome=outcome) == 1
        assert rose("storyreel_ffmpeg_speed_ratio_count") == 0


def test_looks_into_a_cache_are_hits_or_misses() -> None:
    """The share of hits is what kept pieces save."""
    with counted() as rose:
        for found in (True, False, True):
            looked_for("clip", found=found)
    assert rose("storyreel_cache_total", cache="clip", outcome="hit") == 2
    assert rose("storyreel_cache_total", cache="clip", outcome="miss") == 1
    assert rose("storyreel_cache_total", cache="picture") == 0
