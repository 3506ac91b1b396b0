"""The registry, and what is shown of it."""

import re
from collections.abc import Iterator

import httpx
import pytest
from scripts.pages import metrics as page

from storyreel_chassis.health import Health
from storyreel_chassis.telemetry import registry
from storyreel_chassis.telemetry.metrics import OUTBOX_PUBLISHED
from storyreel_chassis.telemetry.registry import CATALOGUE, REGISTRY, Level, Tally
from storyreel_chassis.telemetry.watch import Reading
from support.samples import here, parsed

PUBLISHED = "storyreel_outbox_published_total"


def asked(health: Health) -> httpx.AsyncClient:
    """A client of its app."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(health.app()), base_url="http://toy")


@pytest.fixture
def level() -> Iterator[Level]:
    """One that is not in the documentation."""
    made = Level("toy_things", "Things", question="How many?", labels={"kind": "a, b", "state": "x, y"})
    yield made
    REGISTRY.unregister(made)
    del CATALOGUE["toy_things"]


def test_a_level_shows_its_last_reading_and_nothing_else(level: Level) -> None:
    """A kind of work that is done is gone from the picture; what cannot be read is not shown as it was."""
    reading = Reading("toy", "", (("things", level),))
    reading.take([{"kind": "a", "state": "x", "things": 3}, {"kind": "b", "state": "x", "things": 1}])
    assert here().sum("toy_things", kind="a", state="x") == 3
    reading.take([{"kind": "b", "state": "y", "things": 2}, {"kind": "a", "state": "y", "things": None}])
    assert {values for (name, values) in here().all if name == "toy_things"} == {
        frozenset({("kind", "b"), ("state", "y")})
    }
    reading.forget()
    assert not here().has("toy_things")


def test_of_several_rows_with_the_same_labels_the_largest_counts(level: Level) -> None:
    """The oldest of all is told, whoever has it."""
    row = {"kind": "a", "state": "x"}
    Reading("toy", "", (("age", level),)).take([{**row, "age": 3.5}, {**row, "age": 70}, {**row, "age": 2}])
    assert here().sum("toy_things") == 70


def test_a_tally_counts_what_it_was_made_for() -> None:
    """A series for each value from the start, so that a rate begins at zero; and no other."""
    tally = Tally("toy_total", "Toys", question="?", of=("toy",), label="kind", values=("a", "b"))
    try:
        tally.counts["a"] += 2
        assert (here().sum("toy_total", kind="a"), here().sum("toy_total", kind="b")) == (2, 0)
        assert here().values("toy_total", "kind") == {"a", "b"}
    finally:
        REGISTRY.unregister(tally)
        del CATALOGUE["toy_total"]


async def test_what_a_dependency_said_is_shown() -> None:
    """Readiness is visible to who does not ask for it."""

    async def fine() -> None:
        pass

    async def broken() -> None:
        raise OSError

    async with asked(Health("toy", {"toy_well": fine, "toy_ill": broken})) as client:
        await client.get("/readyz")
        shown = parsed((await client.get("/metrics")).text)
    assert shown.sum("storyreel_dependency_up", dependency="toy_well") == 1
    assert ("storyreel_dependency_up", frozenset({("dependency", "toy_ill")})) in shown.all
    assert shown.sum("storyreel_dependency_up", dependency="toy_ill") == 0


@pytest.mark.parametrize(
    ("accept", "told", "end"),
    [
        ("*/*", "text/plain; version=0.0.4", ""),
        ("application/openmetrics-text; version=1.0.0", "application/openmetrics-text; version=1.0.0", "# EOF\n"),
    ],
)
async def test_a_scraper_gets_the_form_that_it_asks_for(accept: str, told: str, end: str) -> None:
    """Prometheus of any age."""
    async with asked(Health("toy", {})) as client:
        answer = await client.get("/metrics", headers={"accept": accept})
    assert answer.headers["content-type"].startswith(told)
    assert answer.text.endswith(end)
    assert "\nstoryreel_outbox_published_total " in answer.text


async def test_a_crowd_of_scrapers_costs_a_tenth_of_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The endpoint asks for no key; who asks again at once gets the same answer, and later a new one."""
    clock = iter([100.0, 101.0, 110.9, 111.1, 111.2])  # written for a second: good for ten
    monkeypatch.setattr("storyreel_chassis.telemetry.exposition.perf_counter", lambda: next(clock))
    async with asked(Health("toy", {})) as client:
        texts = []
        for _ in range(3):
            texts.append((await client.get("/metrics")).text)
            OUTBOX_PUBLISHED.inc()
    assert texts[0] == texts[1]
    assert parsed(texts[2]).sum(PUBLISHED) == parsed(texts[0]).sum(PUBLISHED) + 2


def test_every_metric_is_named_as_prometheus_wants_it_and_is_on_the_page() -> None:
    """An operator finds each number, with its unit, its labels, and the question that it answers."""
    text = page.page()
    for name, one in CATALOGUE.items():
        assert re.fullmatch(r"storyreel_[a-z_]+", name), name
        assert name.endswith("_total") == (one.kind == "counter"), name
        assert one.question.endswith(("?", ".")), name
        assert one.says, name
        assert set(one.of) <= set(registry.ALL), name
        assert f"| `{name}` | {one.kind} | {one.unit} |" in text
    collected = {family.name for family in REGISTRY.collect()} - {"process_" + one for one in _PROCESS}
    assert {name.removesuffix("_total") for name in CATALOGUE} == collected


_PROCESS = (
    "virtual_memory_bytes", "resident_memory_bytes", "start_time_seconds", "cpu_seconds", "open_fds", "max_fds",
)  # fmt: skip
