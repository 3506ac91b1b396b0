"""docs/capacity.md: what films take, from the calculator that `storyreel capacity` is."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from storyreel.capacity import telling
from storyreel.capacity.demand import Wish
from storyreel.capacity.measured import Measured, read
from storyreel.capacity.sizing import plan

RATES = (10, 100, 500, 2000)
KINDS = (
    ("Animatic, 30 s at 1080p, copied to MP4 and WebM", Wish(films_per_hour=0, formats=("mp4", "webm"))),
    ("Replicate, 30 s at 720p, copied to MP4", Wish(films_per_hour=0, quality="720p", provider="replicate")),
)
_HEAD = """\
# Capacity

Generated from the code by `make docs`. The same for other films, and with your own machine's figures:

```
storyreel capacity --films-per-hour 200 --length 60 --provider replicate
storyreel capacity --films-per-hour 200 --calibrate mine.json      # measures this machine first, about a minute
storyreel capacity --films-per-hour 200 --measured mine.json
```

Films an hour are an average over a day; the busiest hour has three times as many (`--peak`), and cores are then 70 %
busy. Rows and files are kept 30 days, the event stream seven. Sizes have half as much again for what is not average.

"""
_SCALING = """\
## What scales how

| part | more of it | what it takes to have more |
|---|---|---|
| storyboard, renderer, exporter | any number, from 0 | nothing: work is taken under leases; one renderer makes a film |
| gateway | any number, from 2 | a load balancer; streams and webhooks are shared out through Postgres |
| Postgres | one primary; a replica stands by | more cores, faster disks; a film is a few dozen short transactions |
| NATS | one, or three with STORYREEL_STREAM_REPLICAS=3 | its disk: `max_file` and STORYREEL_STREAM_MEBIBYTES |
| Redis | one | nothing: it holds what can be read from Postgres |
| object store | as it scales itself | bandwidth between it and renderer and exporter |

An autoscaler (KEDA) starts workers by the lag of their queue, messages waiting and under way, over `lagThreshold`; a
message is acknowledged when its work is done, so the lag is the true backlog.

## What it is reckoned from

"""


def page() -> str:
    """The page's text."""
    known = read()
    parts = [_HEAD]
    for title, wish in KINDS:
        parts += [f"## {title}\n", *_plans(wish, known), ""]
    return "\n".join([*parts, _SCALING.rstrip("\n"), "", *_constants(known)]) + "\n"


def _plans(wish: Wish, known: Measured) -> Iterator[str]:
    """One column a rate, one line a thing to have, then the scaling and what breaks first."""
    fields = {name: getattr(wish, name) for name in Wish.__slots__}
    plans = [plan(Wish(**fields | {"films_per_hour": rate}), known) for rate in RATES]
    columns = [{what: much for what, much, _ in telling.rows(one)} for one in plans]
    yield f"| films an hour | {' | '.join(map(str, RATES))} |"
    yield f"|---|{'---|' * len(RATES)}"
    for what in columns[0]:
        yield f"| {what} | {' | '.join(column[what] for column in columns)} |"
    for place, name in enumerate(("storyboard", "renderer", "exporter")):
        yield f"| {name}: lagThreshold | {' | '.join(str(one.workers[place].lag_threshold) for one in plans)} |"
    yield "\nWhat breaks first, each as it is by default:\n"
    yield from (f"- {telling.breaks(one)}" for one in plans[0].ceilings)


def _constants(known: Measured) -> Iterator[str]:
    yield f"Measured on {known.machine}, {known.day}, by `{known.how}`; CPU is seconds of one core, sizes are bytes.\n"
    yield "| | what | measured |"
    yield "|---|---|---|"
    for kind, model in (("CPU", known.cpu), ("bytes", known.sizes)):
        for name, text in _described(model):
            yield f"| {kind} | {text} | {_figures(getattr(model, name))} |"
    waits = ", ".join(f"{name} {seconds:g} s" for name, seconds in known.wait_seconds.items())
    yield f"| waiting | for Replicate; assumed, not measured | {waits} |"


def _described(model: BaseModel) -> Iterable[tuple[str, str]]:
    return [(name, field.description or name) for name, field in type(model).model_fields.items()]


def _figures(value: float | Mapping[str, Any]) -> str:
    if not isinstance(value, Mapping):
        return f"{value:,g}"
    return ", ".join(f"{name} {_figures(one)}" if not isinstance(one, Mapping) else f"{name}: {_figures(one)}"
                     for name, one in value.items())  # fmt: skip
