"""Batches on gateways that are killed, that know fewer providers, that allow less."""

from typing import Any

import httpx
import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.keys import new_api_key
from storyreel_contracts.events import GenerationRequested
from support.deadlines import eventually
from support.gateway_batches import jobs_of, resting, states, submit, wishes
from support.gateway_stack import gateway_api, gateway_settings, provisioned, spawned_gateway


async def test_what_can_never_be_made_is_refused_at_once(infra: Infrastructure, nats_url: str, database: str) -> None:
    """Nobody waits for a provider that is not here."""
    async with gateway_api(nats_url=nats_url, database=database, redis_url=infra.redis_url, s3_env=infra.s3) as other:
        made = await submit(other.client, [*wishes(1), *wishes(1, provider="replicate")])
        assert states(made) == ["queued", "refused"]
        assert made["items"][1]["error"]["code"] == "provider_unavailable"
        assert (await resting(other.client, made["batch_id"]))["status"] == "completed"


async def test_a_batch_counts_as_one_request(infra: Infrastructure, nats_url: str, database: str) -> None:
    """However many films it asks for; the third of two a minute is told to wait."""
    async with gateway_api(
        nats_url=nats_url,
        database=database,
        redis_url=infra.redis_url,
        s3_env=infra.s3,
        limit_generate="2/minute",
    ) as limited:
        for left in (1, 0):
            answer = await limited.client.post("/api/v2/batches", json={"requests": wishes(3)})
            assert (answer.status_code, f"r={left};" in answer.headers["ratelimit"]) == (202, True)
        third = await limited.client.post("/api/v2/batches", json={"requests": wishes(1)})
        assert (third.status_code, third.json()["code"]) == (429, "rate_limited")


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_gateway_that_is_killed_loses_no_item_and_starts_none_twice(
    infra: Infrastructure, nats_url: str, database: str, moment: str
) -> None:
    """Killed right before or right after the commit that makes the third job; the next gateway goes on from there."""
    key = new_api_key()
    where: Any = {"nats_url": nats_url, "database": database, "redis_url": infra.redis_url, "s3_env": infra.s3}
    settings = gateway_settings(**where, api_key=key)
    await provisioned(nats_url)
    more = {"STORYREEL_API_KEY": key, "STORYREEL_OWNER_CONCURRENCY": "4", "DIES": moment}
    async with spawned_gateway(settings, module="support.gateway_dies_starting", more=more) as doomed:
        doomed.headers["Authorization"] = f"Bearer {key}"
        made = await submit(doomed, wishes(10))

        async def dead() -> bool:
            try:
                await doomed.get("/livez")
            except httpx.TransportError:
                return True
            return False

        await eventually(dead, what="its death")
    async with gateway_api(**where, api_key=key, owner_concurrency=4) as heir:
        heir.client.headers["Authorization"] = f"Bearer {key}"
        batch = await resting(heir.client, made["batch_id"])
        jobs = await jobs_of(heir.client, made["batch_id"])
        assert batch["counts"]["completed"] == 10
        assert [job["job_id"] for job in jobs] == [item["job_id"] for item in batch["items"]]
        assert len((await heir.client.get("/api/v2/jobs?limit=100")).json()) == 10
        heard = [event.prompt for event in heir.script.heard if isinstance(event, GenerationRequested)]
        assert sorted(set(heard)) == sorted(wish["prompt"] for wish in wishes(10))
