"""A small reader of server-sent events."""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Said:
    """One event; `id` is the job's version, None for progress."""

    id: int | None
    kind: str
    data: dict[str, Any]


async def said(client: httpx.AsyncClient, job_id: str, last: int | None = None) -> AsyncGenerator[Said, None]:
    """The events of a job's stream until it ends."""
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    async with client.stream("GET", f"/api/v2/jobs/{job_id}/events", headers=headers) as answer:
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        fields: dict[str, str] = {}
        async for line in answer.aiter_lines():
            if line:
                name, _, value = line.partition(":")
                fields[name] = value.strip()
                continue
            if "data" in fields:
                number = int(fields["id"]) if "id" in fields else None
                yield Said(number, fields["event"], json.loads(fields["data"]))
            fields = {}
