"""Batches as tests ask for them."""

from typing import Any

import httpx

from support.deadlines import eventually
from support.gateway_stack import PROMPT


def wishes(count: int, **more: Any) -> list[dict[str, Any]]:
    """Requests for the shortest films, told apart by their prompts; they go on by themselves."""
    return [{"prompt": f"{PROMPT} {number}", "duration": 5, "auto_approve": True, **more} for number in range(count)]


async def submit(client: httpx.AsyncClient, requests: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A new batch."""
    answer = await client.post("/api/v2/batches", json={"requests": requests, **more})
    assert answer.status_code == 202, answer.text
    made: dict[str, Any] = answer.json()
    assert answer.headers["location"] == made["links"]["self"] == f"/api/v2/batches/{made['batch_id']}"
    return made


async def read(client: httpx.AsyncClient, batch_id: str) -> dict[str, Any]:
    """A batch as it stands."""
    answer = await client.get(f"/api/v2/batches/{batch_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def resting(client: httpx.AsyncClient, batch_id: str, within: float = 180) -> dict[str, Any]:
    """The batch once nothing of it is queued or in work."""

    async def rests() -> dict[str, Any] | None:
        found = await read(client, batch_id)
        return None if found["counts"]["queued"] or found["counts"]["running"] else found

    return await eventually(rests, within=within, what="the batch's rest")


def states(batch: dict[str, Any]) -> list[str]:
    """Of its items, in their order."""
    return [item["state"] for item in batch["items"]]


async def jobs_of(client: httpx.AsyncClient, batch_id: str) -> list[dict[str, Any]]:
    """The jobs of a batch, the oldest first."""
    answer = await client.get("/api/v2/jobs", params={"batch_id": batch_id, "limit": 100})
    assert answer.status_code == 200, answer.text
    return list(reversed(answer.json()))
