"""A plan in words: one row for each thing to have, for the screen and for docs/capacity.md alike."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from storyreel.capacity.demand import Wish
from storyreel.capacity.sizing import CREATES_PER_MINUTE, ROOM, UTILISATION, Ceiling, Plan, Workers

Row = tuple[str, str, str]
"""What, how much, and why so much."""
LEAST_CACHE = 64e6
"""A Redis with less is not worth having."""


def rows(plan: Plan) -> Sequence[Row]:
    """Everything to have. NATS' is `STORYREEL_STREAM_MEBIBYTES`."""
    return [*_computing(plan), *_keeping(plan), *_provider(plan)]


def _computing(plan: Plan) -> Iterator[Row]:
    film = plan.film
    demands = {"storyboard": film.storyboard, "renderer": film.renderer, "exporter": film.exporter}
    for one in plan.workers:
        why = f"{_seconds(demands[one.service])} of a core a film; {UTILISATION:.0%} busy at the peak"
        yield one.service, f"{_counted(one.cores, 'core')}: {one.replicas} × {one.cores_each}", why
    why = f"{_seconds(film.gateway)} of a core a film; one core a process"
    yield "gateway", _counted(plan.gateways, "replica"), why
    rows = f"{size(film.database_bytes)} of rows a film, kept {plan.wish.keep_days} days"
    much = f"{_counted(plan.database_cores, 'core')}, {size(plan.database_bytes)}"
    yield "Postgres", much, f"{rows}; max_connections {plan.database_connections} or more"


def _keeping(plan: Plan) -> Iterator[Row]:
    film, days = plan.film, plan.wish.keep_days
    events = f"{film.messages:.0f} events of {size(film.stream_bytes)} a film, kept 7 days"
    stream = f"a stream of {plan.stream_mebibytes} MiB"
    yield "NATS", stream, f"{events}; {plan.messages_per_second:.1f} a second at the peak"
    yield "Redis", size(max(plan.cache_bytes, LEAST_CACHE)), f"{_counted(plan.jobs_in_work, 'job')} in work at the peak"
    why = f"{size(film.object_bytes)} a film, its segments and copies too, kept {days} days"
    yield "object store", size(plan.object_bytes), why
    yield "bandwidth", f"{plan.megabits_out:.1f} Mbit/s", f"a film is fetched {plan.wish.views:g} times; at the peak"


def _provider(plan: Plan) -> Iterator[Row]:
    film = plan.film
    if not film.predictions:
        return
    why = f"{film.predictions:.0f} a film; Replicate takes {CREATES_PER_MINUTE} a minute"
    yield "predictions", f"{plan.predictions_per_minute:.0f} a minute", why
    why = f"{plan.known.wait_seconds['clip']:.0f} s each (assumed); STORYREEL_RENDER_CLIPS × renderers"
    yield "clips at once", f"{plan.clips_at_once}", why
    yield "cost", f"{dollars(plan.usd_per_month)} a month", f"{dollars(film.usd)} a film at list prices"


def headline(wish: Wish) -> str:
    """What is wished for."""
    rate = f"{wish.films_per_hour:g} films an hour ({wish.films_per_hour * wish.peak:g} in the busiest)"
    kind = f"of {wish.length} s at {wish.quality} by {wish.provider}"
    return f"{rate} {kind}, copies: {', '.join(wish.formats) or 'none'}"


def assumed() -> str:
    """What was added to the measured, so that nobody adds it again."""
    return (
        f"sizes to have are × {ROOM:g} of what was measured, a reserve of {ROOM - 1:.0%} for what is not average; "
        f"cores are {UTILISATION:.0%} busy at the peak"
    )


def keda(one: Workers) -> str:
    """How many replicas an autoscaler may start, and when."""
    return f"{one.service}: maxReplicaCount {one.replicas}, lagThreshold {one.lag_threshold}"


def breaks(ceiling: Ceiling) -> str:
    """`300 films/h: one API key's requests (more keys …)`."""
    return f"{ceiling.films_per_hour:,.0f} films/h: {ceiling.what} ({ceiling.then})"


def dollars(amount: Decimal) -> str:
    """`$1,234.50`."""
    return f"${amount:,.2f}"


def size(number: float) -> str:
    """`812 bytes`, `4.1 kB`, `2.3 TB`."""
    for unit, factor in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= factor:
            return f"{number / factor:.1f} {unit}"
    return f"{number:.0f} bytes"


def _seconds(number: float) -> str:
    return f"{number:.2g} s" if number < 10 else f"{number:.0f} s"


def _counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"
