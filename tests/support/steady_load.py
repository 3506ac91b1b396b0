"""What users do all the time, each thing once: no request is tried again, so one that fails is seen."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from storyreel_contracts.api import GenerationRequest
from support.faults_stack import API
from support.gateway_sse import told

WAIT_SECONDS = 30.0
"""For one answer; a gateway that leaves finishes what it has begun."""


@dataclass
class Seen:
    """What came of it all."""

    answers: Counter[str] = field(default_factory=Counter)
    """How often each kind of request was answered."""
    failures: list[str] = field(default_factory=list)
    jobs: list[str] = field(default_factory=list)
    """Those that a gateway has said yes to."""
    changes: dict[str, list[int]] = field(default_factory=dict)
    """The versions of each job as the stream of all events told them, in its order."""
    streams: int = 0
    """How often the stream began: once, and once more for each time that it ended."""


@asynccontextmanager
async def steady_load(
    base_url: str, api_key: str, wish: GenerationRequest, *, pollers: int = 4, every: float = 4.0
) -> AsyncIterator[Seen]:
    """Polls, a stream of all events, and a new job every so many seconds, for the time of the block."""
    seen, headers = Seen(), {"Authorization": f"Bearer {api_key}"}

    def client() -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=base_url, headers=headers, timeout=WAIT_SECONDS)

    async with client() as one, client() as other, client() as third:
        tasks = [
            asyncio.create_task(_create(one, seen, wish, every)),
            asyncio.create_task(_listen(third, seen)),
            *(asyncio.create_task(_poll(other, seen)) for _ in range(pollers)),
        ]
        try:
            yield seen
        finally:
            for task in tasks:
                task.cancel()
            for outcome in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(outcome, Exception):
                    seen.failures.append(f"{type(outcome).__name__}: {outcome}")


async def _create(client: httpx.AsyncClient, seen: Seen, wish: GenerationRequest, every: float) -> None:
    for seed in itertools.count(5000):
        body = wish.model_copy(update={"seed": seed}).model_dump(mode="json", exclude_none=True)
        answer = await _asked(
            seen, "POST /generate", client.post(f"{API}/generate", json=body, headers={"Idempotency-Key": uuid4().hex})
        )
        if answer is not None:
            seen.jobs.append(answer.json()["job_id"])
        await asyncio.sleep(every)


async def _poll(client: httpx.AsyncClient, seen: Seen) -> None:
    while True:
        for job_id in seen.jobs[-5:]:
            await _asked(seen, "GET /jobs/{id}", client.get(f"{API}/jobs/{job_id}"))
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.1)


async def _listen(client: httpx.AsyncClient, seen: Seen) -> None:
    """Each time from the change that was told last; an end without an error is a gateway that leaves."""
    last: str | None = None
    while True:
        seen.streams += 1
        try:
            async for event in told(client, last):
                last = event.id or last
                if event.id and "version" in event.data:
                    job_id, version = event.change
                    seen.changes.setdefault(job_id, []).append(version)
        except httpx.HTTPError as error:
            seen.failures.append(f"GET /events: {type(error).__name__}: {error}")


async def _asked(seen: Seen, what: str, asking: Awaitable[httpx.Response]) -> httpx.Response | None:
    try:
        answer = await asking
    except httpx.HTTPError as error:
        seen.failures.append(f"{what}: {type(error).__name__}: {error}")
        return None
    if answer.is_error:
        seen.failures.append(f"{what}: {answer.status_code} {answer.text[:300]}")
        return None
    seen.answers[what] += 1
    return answer
