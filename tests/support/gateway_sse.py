"""A small reader of server-sent events."""

import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Said:
    """One event; `id` is the job's version, None for progress."""

    id: int | None
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Told:
    """One event of all jobs; `id` is opaque, None for progress; a heartbeat has the kind `alive` and no data."""

    id: str | None
    kind: str
    data: dict[str, Any]

    @property
    def change(self) -> tuple[str, int]:
        """Which change of which job."""
        return self.data["job_id"], self.data["version"]


async def said(client: httpx.AsyncClient, job_id: str, last: int | None = None) -> AsyncGenerator[Said, None]:
    """The events of a job's stream until it ends."""
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    async for fields in _frames(client, f"/api/v2/jobs/{job_id}/events", headers, {}):
        if "data" in fields:
            number = int(fields["id"]) if "id" in fields else None
            yield Said(number, fields["event"], json.loads(fields["data"]))


async def told(
    client: httpx.AsyncClient, last: str | None = None, *, alive: bool = False, query: Mapping[str, str] | None = None
) -> AsyncGenerator[Told, None]:
    """The events of all of the caller's jobs until the connection ends; heartbeats too, where they are asked for."""
    headers = {} if last is None else {"Last-Event-ID": last}
    async for fields in _frames(client, "/api/v2/events", headers, query or {}):
        if "data" in fields:
            yield Told(fields.get("id"), fields["event"], json.loads(fields["data"]))
        elif "id" in fields and alive:
            yield Told(fields["id"], "alive", {})


async def _frames(
    client: httpx.AsyncClient, path: str, headers: dict[str, str], query: Mapping[str, str]
) -> AsyncGenerator[dict[str, str], None]:
    async with client.stream("GET", path, headers=headers, params=query) as answer:
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        fields: dict[str, str] = {}
        async for line in answer.aiter_lines():
            if line:
                name, _, value = line.partition(":")
                fields[name] = value.strip()
                continue
            yield fields
            fields = {}
