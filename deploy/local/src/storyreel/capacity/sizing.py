"""From a film's demand to how many of everything, and what breaks first. Pure, and nothing falls as wishes grow."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from storyreel.capacity.demand import Demand, Wish, demand
from storyreel.capacity.measured import Measured

HOUR, DAY, MEBIBYTE = 3600.0, 86_400.0, 2**20
UTILISATION = 0.7
"""Of cores at the busiest hour: beyond it queues grow faster than they are worked off."""
ROOM = 1.5
"""For sizes: what was measured is an average."""
RETENTION_DAYS = 7
"""Of the event stream (`storyreel_contracts.topology.RETENTION`)."""
RENDER_FILMS = 2
"""STORYREEL_RENDER_FILMS, films at once of one renderer, as it is by default."""
EXPORT_COPIES = 2
"""STORYREEL_EXPORT_COPIES, the same for copies."""
CREATES_PER_MINUTE = 600
"""Predictions that Replicate lets one account make (replicate.com/docs/topics/predictions/rate-limits)."""
KEY_PER_HOUR, OWNER_AT_ONCE, STREAM_MEBIBYTES = 300, 20, 1024
"""STORYREEL_LIMIT_GENERATE, STORYREEL_OWNER_CONCURRENCY, STORYREEL_STREAM_MEBIBYTES, as they are by default."""
SERVICE_CONNECTIONS = 8
"""STORYREEL_DATABASE_POOL."""
DATABASE_CORES = 4
"""Of the one Postgres that the ceilings are told for."""
LEAST_GATEWAYS = 2
"""So that one can be replaced."""


@dataclass(frozen=True, slots=True)
class Workers:
    """A service that computes: its cores at the busiest hour, as replicas, and when to have another one."""

    service: str
    cores: int
    replicas: int
    cores_each: int
    lag_threshold: int
    """Messages waiting or under way, a replica (KEDA's `lagThreshold`)."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Something that there is one of, or so much of, and how many films an hour (on average) reach it."""

    what: str
    films_per_hour: float
    then: str
    """What to do before."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many of everything."""

    wish: Wish
    known: Measured
    film: Demand
    workers: tuple[Workers, ...]
    """storyboard, renderer, exporter"""
    gateways: int
    database_cores: int
    database_bytes: float
    database_connections: int
    stream_mebibytes: int
    messages_per_second: float
    cache_bytes: float
    object_bytes: float
    megabits_out: float
    """At the busiest hour, to those who watch."""
    jobs_in_work: int
    """At the busiest hour."""
    predictions_per_minute: float
    clips_at_once: int
    """That wait for the provider."""
    usd_per_month: Decimal
    ceilings: tuple[Ceiling, ...]
    """The nearest first."""


def plan(wish: Wish, known: Measured, *, cores_each: int = 2) -> Plan:
    """What the wish takes; `cores_each`: of one replica of the services that compute."""
    film = demand(wish, known, cores=cores_each)
    rate = wish.films_per_hour * wish.peak / HOUR
    kept = wish.films_per_hour * 24 * wish.keep_days
    workers = _workers(film, rate, cores_each, copies=len(wish.formats))
    gateways = max(LEAST_GATEWAYS, math.ceil(rate * film.gateway / UTILISATION))
    processes = gateways + sum(one.replicas for one in workers)
    in_work = rate * film.seconds
    stream = film.stream_bytes * wish.films_per_hour * 24 * RETENTION_DAYS * ROOM / MEBIBYTE
    return Plan(
        wish=wish,
        known=known,
        film=film,
        workers=workers,
        gateways=gateways,
        database_cores=_cores(rate * film.database),
        database_bytes=kept * film.database_bytes * ROOM,
        database_connections=processes * SERVICE_CONNECTIONS + 20,
        stream_mebibytes=max(STREAM_MEBIBYTES, math.ceil(stream)),
        messages_per_second=rate * film.messages,
        cache_bytes=math.ceil(in_work) * known.sizes.cache_job * ROOM,
        object_bytes=kept * film.object_bytes * ROOM,
        megabits_out=rate * film.fetched_bytes * 8 / 1e6,
        jobs_in_work=math.ceil(in_work),
        predictions_per_minute=rate * 60 * film.predictions,
        clips_at_once=math.ceil(rate * wish.scenes * known.wait_seconds["clip"]) if film.predictions else 0,
        usd_per_month=film.usd * Decimal(str(wish.films_per_hour)) * 24 * 30,
        ceilings=ceilings(wish, film),
    )


def _cores(demanded: float) -> int:
    """Cores for a demand (cores that are never idle)."""
    return max(1, math.ceil(demanded / UTILISATION))


def _workers(film: Demand, rate: float, each: int, *, copies: int) -> tuple[Workers, ...]:
    """`rate`: films a second at the busiest hour."""
    held = {
        "storyboard": rate * film.storyboard_seconds,
        "renderer": rate * film.render_seconds,
        "exporter": rate * film.exporter / each,
    }
    at_least = {"storyboard": each, "renderer": RENDER_FILMS, "exporter": EXPORT_COPIES}
    made = []
    for service, demanded in (
        ("storyboard", film.storyboard), ("renderer", film.renderer), ("exporter", film.exporter),
    ):  # fmt: skip
        cores = _cores(rate * demanded) if service != "exporter" or copies else 1
        replicas = math.ceil(cores / each)
        threshold = max(at_least[service], math.ceil(held[service] / replicas))
        made.append(Workers(service, cores, replicas, each, threshold))
    return tuple(made)


def ceilings(wish: Wish, film: Demand) -> tuple[Ceiling, ...]:
    """What there is one of by default, the nearest first; what is not used has no ceiling."""
    found = [
        Ceiling("one API key's requests", KEY_PER_HOUR / wish.peak, "more keys, or raise STORYREEL_LIMIT_GENERATE"),
        Ceiling("one owner's jobs in work", OWNER_AT_ONCE * HOUR / wish.peak / film.seconds,
                "raise STORYREEL_OWNER_CONCURRENCY; batches wait by themselves"),
        Ceiling("the event stream as it is by default",
                STREAM_MEBIBYTES * MEBIBYTE / (film.stream_bytes * 24 * RETENTION_DAYS * ROOM),
                "raise STORYREEL_STREAM_MEBIBYTES before; a full stream stops all work"),
        Ceiling("one gateway process", UTILISATION * HOUR / wish.peak / film.gateway, "another replica"),
        Ceiling(f"a Postgres of {DATABASE_CORES} cores",
                DATABASE_CORES * UTILISATION * HOUR / wish.peak / film.database, "more cores; there is one primary"),
    ]  # fmt: skip
    if film.predictions:
        per_hour = CREATES_PER_MINUTE * 60 / wish.peak / film.predictions
        found.append(Ceiling("the provider's 600 predictions a minute", per_hour, "ask Replicate for a higher limit"))
    return tuple(sorted(found, key=lambda one: one.films_per_hour))


def breaking(plan_: Plan) -> Sequence[Ceiling]:
    """Those that the wish reaches."""
    return [one for one in plan_.ceilings if one.films_per_hour <= plan_.wish.films_per_hour]
