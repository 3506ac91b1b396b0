"""The metrics of the gateway: what clients ask, what jobs do, what is spent."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from storyreel_chassis.telemetry.registry import (
    GATEWAY,
    LONG,
    REGISTRY,
    SHORT,
    Level,
    Tally,
    counter,
    gauge,
    histogram,
    note,
)
from storyreel_contracts.status import VideoStatus

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
"""A method, or a path, that there is none such of: clients make up what they like."""
ROUTES = "the path's template, or `other`"
METHOD = "the usual ones, or `other`"

Series = tuple[str, str, int]


class _Times:
    """Of requests of one kind: how many took how long."""

    __slots__ = ("counts", "seconds")

    def __init__(self) -> None:
        self.counts, self.seconds = [0] * (len(SHORT) + 1), 0.0


class Traffic(Collector):
    """Requests by method, route and status, and how long they took.

    Every status read passes here, so this is plain counting in the event loop's thread: the library's counter and
    histogram, which lock, would take six times as long.
    """

    REQUESTS, SECONDS = "storyreel_http_requests_total", "storyreel_http_request_duration_seconds"
    SAYS = "Requests that were answered", "From a request to the end of its answer"

    def __init__(self) -> None:
        named = {"method": METHOD, "route": ROUTES}
        status = {"status": "the answer's, or 0 where the client was gone before"}
        note(self.REQUESTS, "counter", {**named, **status}, GATEWAY, self.SAYS[0], "What is asked, what goes wrong?")
        note(self.SECONDS, "histogram", named, GATEWAY, self.SAYS[1], "Do users wait, and for what?")
        self._series: dict[Series, _Times] = {}
        REGISTRY.register(self)

    def seen(self, method: str, route: str, status: int, seconds: float) -> None:
        """Once more. `route` is a template, never a path."""
        times = self._series.get((method, route, status))
        if times is None:
            times = self._series.setdefault((method if method in METHODS else OTHER, route, status), _Times())
        times.counts[bisect_left(SHORT, seconds)] += 1
        times.seconds += seconds

    def collect(self) -> Iterator[Metric]:
        """See `Collector`."""
        requests = CounterMetricFamily(self.REQUESTS, self.SAYS[0], labels=("method", "route", "status"))
        seconds = HistogramMetricFamily(self.SECONDS, self.SAYS[1], labels=("method", "route"))
        kinds: dict[tuple[str, str], list[_Times]] = {}
        for (method, route, status), times in self._series.items():
            requests.add_metric((method, route, str(status)), sum(times.counts))
            kinds.setdefault((method, route), []).append(times)
        for kind, found in kinds.items():
            seconds.add_metric(kind, _buckets(found), sum(one.seconds for one in found))
        yield from (requests, seconds)


def _buckets(found: Sequence[_Times]) -> list[tuple[str, float]]:
    ends, reached, buckets = [*map(floatToGoString, SHORT), "+Inf"], 0, []
    for place, end in enumerate(ends):
        reached += sum(one.counts[place] for one in found)
        buckets.append((end, float(reached)))
    return buckets


TRAFFIC = Traffic()
STATUS_READS = Tally(
    "storyreel_status_reads_total", "Reads of a job's status, by where the answer came from",
    label="source", values=("projection", "postgres", "not_modified"),
    of=GATEWAY, question="Does the projection spare the database?",
)  # fmt: skip
STREAMS_OPEN = gauge(
    "storyreel_streams_open", "Event streams that clients have open at this gateway",
    of=GATEWAY, question="How many listen, and how many will come back at once after a restart?",
)  # fmt: skip
RATE_LIMITED = counter(
    "storyreel_rate_limited_total", "Requests that were turned away with 429",
    labels={"rule": "generate, render, upload, streams"},
    of=GATEWAY, question="Are limits too narrow, or is somebody abusing them?",
)  # fmt: skip

JOBS = Level(
    "storyreel_jobs", "Jobs that have not ended",
    labels={"status": "as the API has them"},
    of=GATEWAY, question="What is going on?",
)  # fmt: skip
JOB_OLDEST = Level(
    "storyreel_job_oldest_seconds", "For how long the one has had this status that has had it longest",
    labels={"status": "as above; in `storyboard_ready` a job waits for its owner"},
    of=GATEWAY, question="Is a job stuck?",
)  # fmt: skip
TRANSITIONS = counter(
    "storyreel_job_transitions_total", "Jobs that came into a status",
    labels={"to": "the status"},
    of=GATEWAY, question="How many films are asked for, made, and failed?",
)  # fmt: skip
STAGE_SECONDS = histogram(
    "storyreel_stage_duration_seconds", "How long a stage took that ended well",
    labels={
        "stage": "illustrating (from the parsed prompt, or a refined scene, to the storyboard), rendering, exporting "
        "(from the request to the copy)"
    },
    buckets=LONG, of=GATEWAY, question="How long do users wait for a storyboard, a film, a copy?",
)  # fmt: skip
SPEND_MONTH = Level(
    "storyreel_spend_month_usd", "The ledger's lines of this calendar month (UTC), by the provider who was asked first",
    labels={
        "provider": "animatic, replicate, cog",
        "state": "reserved (may still be billed), actual (billed), unknown (nobody can tell: counts as spent)",
    },
    of=GATEWAY, question="What does this month cost?",
)  # fmt: skip
WEBHOOKS = counter(
    "storyreel_webhooks_total", "Attempts at webhooks, by what came of them",
    labels={"outcome": "delivered, failed (tried again), given_up"},
    of=GATEWAY, question="Do our users' endpoints take what we tell them?",
)  # fmt: skip
WEBHOOKS_WAITING = Level(
    "storyreel_webhooks_waiting", "Webhooks that are not delivered yet",
    of=GATEWAY, question="Are we behind with telling?",
)  # fmt: skip

_STAGES = {
    (VideoStatus.GENERATING_STORYBOARD, VideoStatus.STORYBOARD_READY): "illustrating",
    (VideoStatus.RENDERING, VideoStatus.COMPLETED): "rendering",
}


def moved(former: VideoStatus | None, since: datetime | None, to: VideoStatus, at: datetime) -> None:
    """A job, new or in a `former` status `since` then, came into another one."""
    TRANSITIONS.labels(to.value).inc()
    stage = None if former is None else _STAGES.get((former, to))
    if stage and since:
        STAGE_SECONDS.labels(stage).observe(max(0.0, (at - since).total_seconds()))
