"""The metrics of making and buying: providers, purchases, kept pieces, encoders. Calls and runs are spans as well."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Literal

from storyreel_chassis.errors import Away, Queued, Refused, StoryreelError
from storyreel_chassis.telemetry import tracing
from storyreel_chassis.telemetry.registry import BUYERS, LONG, Level, counter, gauge, histogram
from storyreel_contracts.types import ProviderName

Purpose = Literal["segment", "compose", "export", "remux"]

PROVIDER = {"provider": "replicate, cog"}
OPERATIONS = "create, get, cancel, list, upload, secret, download; of a Cog server predict, ask, download"
ENCODERS = ("renderer", "exporter")
SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)

CACHE = counter(
    "storyreel_cache_total", "Looks for something that was made before",
    labels={"cache": "picture (storyboard), clip and segment (renderer)", "outcome": "hit, miss"},
    of=BUYERS, question="How much work, and money, do kept pieces save?",
)  # fmt: skip
PROVIDER_REQUESTS = counter(
    "storyreel_provider_requests_total", "Calls to providers, each try by itself",
    labels={
        **PROVIDER,
        "operation": OPERATIONS,
        "outcome": "answered, refused, busy (asked to wait), away (not reached), lost (a paid call without an answer), "
        "failed, canceled",
    },
    of=BUYERS, question="Does a provider answer, and does it let us buy?",
)  # fmt: skip
PROVIDER_SECONDS = histogram(
    "storyreel_provider_request_duration_seconds", "Of one call",
    labels={**PROVIDER, "operation": OPERATIONS}, buckets=LONG,
    of=BUYERS, question="Is a provider slow?",
)  # fmt: skip
PROVIDER_AWAY = gauge(
    "storyreel_provider_away", "1 where the last call was not answered, else 0",
    labels=PROVIDER, of=BUYERS, question="Is a provider out?",
)  # fmt: skip
PURCHASES = Level(
    "storyreel_purchases", "Purchases that have not ended, and those of which nobody can tell how",
    labels={**PROVIDER, "state": "intended, running, unknown (its price counts as spent)"},
    of=BUYERS, question="What is being bought, and what must be looked up in the provider's bill?",
)  # fmt: skip
SPEND = counter(
    "storyreel_spend_usd_total", "What purchases cost that ended in this process",
    labels=PROVIDER, of=BUYERS, question="How fast does money go?",
)  # fmt: skip
RUNS = counter(
    "storyreel_ffmpeg_runs_total", "Runs of encoders",
    labels={
        "purpose": "segment and compose (the renderer's children, by ffmpeg's libraries), export and remux (ffmpeg)",
        "outcome": "done, failed, canceled",
    },
    of=ENCODERS, question="Do encoders fail?",
)  # fmt: skip
SPEED = histogram(
    "storyreel_ffmpeg_speed_ratio", "Seconds of film that a run made in a second",
    labels={"purpose": "as above"}, buckets=SPEEDS,
    of=ENCODERS, question="How many films does a core make, and did that get worse?",
)  # fmt: skip


def looked_for(cache: Literal["picture", "clip", "segment"], *, found: bool) -> None:
    """Whether something was there already."""
    CACHE.labels(cache, "hit" if found else "miss").inc()


@contextmanager
def asking(provider: ProviderName, operation: str) -> Iterator[None]:
    """Around one call to a provider; its errors pass through."""
    told = {"storyreel.provider": provider, "storyreel.operation": operation}
    with (
        tracing.span(f"{provider} {operation}", kind=tracing.SpanKind.CLIENT, attributes=told),
        _counted_call(provider, operation),
    ):
        yield


@contextmanager
def _counted_call(provider: ProviderName, operation: str) -> Iterator[None]:
    began, outcome = perf_counter(), "failed"
    try:
        yield
        outcome = "answered"
    except StoryreelError as error:
        outcome = _outcome(error)
        raise
    except asyncio.CancelledError:
        outcome = "canceled"
        raise
    finally:
        PROVIDER_REQUESTS.labels(provider, operation, outcome).inc()
        PROVIDER_SECONDS.labels(provider, operation).observe(perf_counter() - began)
        if outcome in {"away", "lost"}:
            PROVIDER_AWAY.labels(provider).set(1)
        elif outcome in {"answered", "refused", "busy"}:
            PROVIDER_AWAY.labels(provider).set(0)


def _outcome(error: StoryreelError) -> str:
    if error.code == "answer_lost":
        return "lost"
    kinds = ((Queued, "busy"), (Away, "away"), (Refused, "refused"))
    return next((word for kind, word in kinds if isinstance(error, kind)), "failed")


@contextmanager
def encoding(purpose: Purpose, seconds: float) -> Iterator[None]:
    """Around one run of an encoder that is to make so many seconds of film."""
    with tracing.span(f"ffmpeg {purpose}", attributes={"storyreel.seconds": seconds}), _counted_run(purpose, seconds):
        yield


@contextmanager
def _counted_run(purpose: Purpose, seconds: float) -> Iterator[None]:
    began, outcome = perf_counter(), "failed"
    try:
        yield
        outcome = "done"
        SPEED.labels(purpose).observe(seconds / max(perf_counter() - began, 0.001))
    except asyncio.CancelledError:
        outcome = "canceled"
        raise
    finally:
        RUNS.labels(purpose, outcome).inc()
