"""How a metric is declared: its kind, its place in the one registry of this process, and a line in docs/metrics.md.

A process is one service, so no metric names its service: the scraper does. What a metric may be labelled with is a
short list that is known beforehand, never an id, a path or an address.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

disable_created_metrics()  # type: ignore[no-untyped-call]  # a counter began with its process, which is told once
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

ALL = ("gateway", "storyboard", "renderer", "exporter")
GATEWAY = ("gateway",)
WORKERS = ("storyboard", "renderer", "exporter")
BUYERS = ("storyboard", "renderer")

SHORT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds of an answer that somebody waits for."""
LONG = (0.05, 0.25, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)
"""Seconds of a piece of work."""

Labels = Mapping[str, str]
"""The names of labels, each with the values that it may have, in words."""
NONE: Labels = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Described:
    """A line in docs/metrics.md."""

    name: str
    kind: str
    labels: Labels
    of: Sequence[str]
    says: str
    question: str
    shared: bool = False
    """Whether all processes of a service say the same."""

    @property
    def unit(self) -> str:
        """As the name ends."""
        ends = {"seconds": "seconds", "bytes": "bytes", "usd": "US dollars", "ratio": "times real time"}
        return next((unit for end, unit in ends.items() if end in self.name.split("_")), "a number")


CATALOGUE: dict[str, Described] = {}
"""Every metric that was declared, by name."""


def note(
    name: str, kind: str, labels: Labels, of: Sequence[str], says: str, question: str, *, shared: bool = False
) -> None:
    """Put a metric into the catalogue; for who collects one in a way of its own."""
    CATALOGUE[name] = Described(name, kind, labels, of, says, question, shared)


def counter(name: str, says: str, *, question: str, of: Sequence[str] = ALL, labels: Labels = NONE) -> Counter:
    """What only rises; `name` ends in `_total`."""
    note(name, "counter", labels, of, says, question)
    return Counter(name, says, list(labels), registry=REGISTRY)


def gauge(name: str, says: str, *, question: str, of: Sequence[str] = ALL, labels: Labels = NONE) -> Gauge:
    """What is set by whoever knows it."""
    note(name, "gauge", labels, of, says, question)
    return Gauge(name, says, list(labels), registry=REGISTRY)


def histogram(
    name: str, says: str, *, question: str, buckets: Sequence[float], of: Sequence[str] = ALL, labels: Labels = NONE
) -> Histogram:
    """How often a value lay where; `buckets` are their upper ends."""
    note(name, "histogram", labels, of, says, question)
    return Histogram(name, says, list(labels), buckets=buckets, registry=REGISTRY)


class Level(Collector):
    """A gauge that is read as a whole: it has the samples of its last reading, and none where that failed."""

    def __init__(self, name: str, says: str, *, question: str, of: Sequence[str] = ALL, labels: Labels = NONE) -> None:
        note(name, "gauge", labels, of, says, question, shared=True)
        self.name, self._says, self.labels = name, says, tuple(labels)
        self._samples: Mapping[tuple[str, ...], float] = {}
        REGISTRY.register(self)

    def put(self, samples: Mapping[tuple[str, ...], float]) -> None:
        """These, by the values of the labels, take the place of all others."""
        self._samples = samples

    def forget(self) -> None:
        """Nobody knows now: no sample is better than an old one."""
        self._samples = {}

    def collect(self) -> Iterator[Metric]:
        """See `Collector`."""
        family = GaugeMetricFamily(self.name, self._says, labels=self.labels)
        for values, sample in self._samples.items():
            family.add_metric(values, sample)
        yield family


class Tally(Collector):
    """A counter for where every microsecond counts: `counts[key] += 1` costs a tenth of the library's, because nothing
    is locked. So it belongs to the event loop's thread, as its reader does."""

    def __init__(self, name: str, says: str, *, question: str, of: Sequence[str], label: str, values: Sequence[str]):
        note(name, "counter", {label: ", ".join(values)}, of, says, question)
        self._name, self._says, self._label = name, says, label
        self.counts = dict.fromkeys(values, 0)
        REGISTRY.register(self)

    def collect(self) -> Iterator[Metric]:
        """See `Collector`."""
        family = CounterMetricFamily(self._name, self._says, labels=[self._label])
        for value, count in self.counts.items():
            family.add_metric([value], count)
        yield family
