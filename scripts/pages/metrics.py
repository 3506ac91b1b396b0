"""docs/metrics.md: every number that a service tells at `/metrics`."""

from collections.abc import Iterator

from storyreel_chassis.telemetry import metrics as chassis
from storyreel_chassis.telemetry.registry import ALL, CATALOGUE, Described
from storyreel_gateway import metrics as gateway
from storyreel_media import metrics as media

DECLARED = (chassis, media, gateway)
"""The modules that declare metrics: loading them fills the catalogue."""

_HEAD = """\
# Metrics

Generated from the code by `make docs`.

Every service answers `GET /metrics`, as Prometheus text or, where a scraper asks for it, OpenMetrics: the gateway at
the root of its port, the others at their health port (`STORYREEL_HEALTH_PORT`). It needs no key, like `/livez`, and
names no owner, job or address. It still tells how busy you are and what you spend: let whatever stands between the
gateway and the world (an Ingress, a reverse proxy) pass on `/api`, `/docs` and the other paths that are for users, and
scrape the gateway inside.

A process is one service, so metrics do not name theirs: the scraper's `job` does. Counters and histograms are of one
process since its start; add them up over all. What is marked *shared* is read from the service's tables, or from
the stream, so that all its processes say the same: take the `max`. Of queues the gateway tells, everybody's, so that
there is a number where no process of a service runs. It is read now and then
(`STORYREEL_METRICS_SECONDS`), off the path of requests, and has no sample while it cannot be read, for an old number
would look well: `storyreel_dependency_up` tells why.

Beside these there are the `process_…` metrics of the client library: CPU, memory and open files.
"""


def page() -> str:
    """The page's text."""
    return "\n".join([_HEAD, *_sections()])


def _sections() -> Iterator[str]:
    names: dict[tuple[str, ...], list[Described]] = {}
    for one in CATALOGUE.values():
        names.setdefault(tuple(one.of), []).append(one)
    for services, found in names.items():
        yield f"## {_title(services)}\n"
        yield "| metric | type | unit | labels | what it says | the question |"
        yield "|---|---|---|---|---|---|"
        yield from map(_row, found)
        yield ""


def _title(services: tuple[str, ...]) -> str:
    if services == ALL:
        return "Every service"
    return "The " + " and the ".join([", the ".join(services[:-1]), services[-1]] if services[1:] else services)


def _row(one: Described) -> str:
    labels = "; ".join(f"`{name}`: {values}" for name, values in one.labels.items())
    says = f"{one.says} *(shared)*" if one.shared else one.says
    return f"| `{one.name}` | {one.kind} | {one.unit} | {labels} | {says} | {one.question} |"
