"""Postgres, NATS, Redis, the object store and the disk, as the gateway sees them."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from storyreel.doctor.care import Care
from storyreel.doctor.findings import Finding, Section, Severity
from storyreel_contracts.api import SystemHealth
from storyreel_contracts.api.health import Area

CROWDED = 0.9
"""Of Postgres' connections."""
OK = "ok"


class Server(NamedTuple):
    """What a dependency of the gateway's is, and what it means that it is away."""

    name: str
    service: str
    """Of the containers."""
    severity: Severity
    users: str


SERVERS: Mapping[str, Server] = {
    "database": Server("Postgres", "postgres", "broken", "every request that is no status read is answered by 503"),
    "bus": Server(
        "NATS", "nats", "broken", "requests are taken, but nothing moves on until it is back; nothing is lost"
    ),
    "storage": Server(
        "the object store", "minio", "broken", "pictures, films and uploads are answered by 503; work waits"
    ),
    "redis": Server(
        "Redis", "redis", "warning", "status reads come from Postgres: slower, never older; nothing is lost"
    ),
}
ASKED: Mapping[str, Area] = {"database": "database", "bus": "bus", "storage": "storage", "redis": "cache"}


def judge(words: Mapping[str, str], health: SystemHealth | None, care: Care) -> Section:
    """By the gateway's readiness, which answers without a key, and by a look at each, where there was one."""
    return Section("servers", _well(health), tuple(_findings(words, health, care)))


def _findings(words: Mapping[str, str], health: SystemHealth | None, care: Care) -> Iterator[Finding]:
    unseen = {} if health is None else {one.area: one.why for one in health.not_asked}
    for dependency, server in SERVERS.items():
        word = words.get(dependency, OK)
        why = word if word != OK else unseen.get(ASKED[dependency])
        if why:
            yield Finding(
                server.severity,
                f"{server.name} is away: {why}",
                server.users,
                care.restart(server.service),
                runbook="StoryreelDependencyDown",
            )
    if words.get("work_dir", OK) != OK:
        yield Finding(
            "broken",
            "the gateway's disk for uploads is full",
            "uploads are answered by 503",
            "free space in STORYREEL_WORK_DIR, or name a larger disk there",
            runbook="StoryreelWorkDiskLow",
        )
    database = health and health.database
    if database and database.connections >= CROWDED * database.max_connections:
        yield Finding(
            "warning",
            f"{database.connections} of Postgres' {database.max_connections} connections are taken",
            "soon requests wait for a connection, then are answered by 503",
            "raise `max_connections`, or lower STORYREEL_DATABASE_POOL of the services",
        )


def _well(health: SystemHealth | None) -> str:
    if health is None or health.database is None or health.storage is None:
        return "Postgres, NATS, Redis and the object store answer"
    return (
        f"Postgres {health.database.version}, NATS, Redis answer; an object was written, read and removed in "
        f"{health.storage.milliseconds:.0f} ms"
    )
