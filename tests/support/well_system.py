"""A system in which all is well, as the gateway tells it, to break one thing in at a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

from storyreel_contracts import topology
from storyreel_contracts.api import SystemHealth

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
JOB = "01920000-0000-7000-8000-000000000001"
LETTER = "01920000-0000-7000-8000-0000000000aa"
NEEDED = {
    "gateway": ("database", "bus", "storage", "redis", "work_dir"),
    "storyboard": ("postgres", "nats", "objects", "disk"),
    "renderer": ("postgres", "nats", "objects", "disk"),
    "exporter": ("postgres", "nats", "objects", "disk"),
}


def earlier(**length: float) -> str:
    """So long before."""
    return (AT - timedelta(**length)).isoformat()


def well() -> dict[str, Any]:
    """All of it, as JSON, free to be changed."""
    now = AT.isoformat()
    return {
        "at": now, "version": "1.0.0", "dependencies": dict.fromkeys(NEEDED["gateway"], "ok"),
        "providers": ["animatic", "replicate"], "called_at": "https://films.example",
        "services": [_service(name) for name in NEEDED],
        "bus": {
            "bytes": 1_000, "max_bytes": 1_000_000, "messages": 3, "missing": [], "clock_skew_seconds": 0,
            "consumers": [queue(one.durable) for one in topology.consumers()],
        },
        "database": {"version": "18.1", "bytes": 1, "connections": 10, "max_connections": 100, "milliseconds": 1,
                     "clock_skew_seconds": 0},
        "storage": {"milliseconds": 9},
        "cache": {"hits": 1, "misses": 0, "errors": 0, "hit_rate": 1, "ttl_seconds": 30, "connected": True},
        "jobs": {"in_work": [{"status": "rendering", "count": 2, "oldest_at": now}], "quiet": [], "failures": []},
        "money": {"owner_monthly_usd": 50, "budgets": [], "purchases": []},
        "webhooks": {"overdue": 0, "oldest_due_at": None, "given_up": 0, "disabled": []},
        "public": {"url": "https://films.example", "reached": True, "detail": "", "certificate_ends_at":
                   (AT + timedelta(days=60)).isoformat()},
        "not_asked": [],
    }  # fmt: skip


def _service(name: str) -> dict[str, Any]:
    now = AT.isoformat()
    return {
        "service": name,
        "instances": [{
            "instance": f"{name}-1", "version": "1.0.0", "started_at": now, "draining": False, "tasks": 0,
            "dependencies": dict.fromkeys(NEEDED[name], "ok"), "clock_skew_seconds": 0, "whole": True,
        }],
        "books": {
            "tasks": [], "troubles": [], "letters": {"count": 0, "oldest_at": None, "newest": []},
            "outbox": {"waiting": 0, "oldest_at": None}, "database_schema": {"pending": [], "ahead": []},
            "database_at": now,
        },
    }  # fmt: skip


def queue(name: str, **more: Any) -> dict[str, Any]:
    """A consumer with nothing to do."""
    idle = {"pending": 0, "unacknowledged": 0, "redelivered": 0, "listeners": 1, "last_handled_at": None}
    return {"name": name, **idle, **more}


def changed(told: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The same with another value at a path, as in `services.renderer.books.outbox` or `bus.bytes`."""
    place: Any = told
    *way, last = path.split(".")
    for step in way:
        place = place[step] if isinstance(place, dict) else _named(place, step)
    if isinstance(place, list):
        place[place.index(_named(place, last))] = value
    else:
        place[last] = value
    return told


def _named(things: list[dict[str, Any]], name: str) -> dict[str, Any]:
    if name.isdecimal():
        return things[int(name)]
    return next(one for one in things if name in {one.get("service"), one.get("name")})


def system(path: str | None = None, value: Any = None) -> SystemHealth:
    """The system, with one thing changed where a path is named."""
    told = well() if path is None else changed(well(), path, value)
    return SystemHealth.model_validate(told)
