"""What a gateway writes, at its most talkative, holds no key and no link."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.keys import new_api_key
from support.gateway_stack import Api, gateway_api, spawned_gateway
from support.stack import clear_streams


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """A gateway beside which another one writes its log."""
    await clear_streams(infra.nats_url)
    async with gateway_api(
        nats_url=infra.nats_url, database=module_database, redis_url=infra.redis_url, s3_env=infra.s3
    ) as running:
        yield running


async def test_no_secret_is_written_down(api: Api, tmp_path: Path) -> None:
    """Keys where they belong and where they do not, links, and the secrets of the environment."""
    job_id, log = (await api.filmed())["job_id"], tmp_path / "gateway.log"
    async with spawned_gateway(api.settings, log_level="DEBUG", log=log) as talkative:
        admin = {"Authorization": f"Bearer {api.key}"}
        wish = {"name": "canary", "scopes": ["jobs:read", "jobs:write"]}
        made = await talkative.post("/api/v2/keys", json=wish, headers=admin | {"Idempotency-Key": "a-canary"})
        key = made.json()["key"]
        talkative.headers["X-API-Key"] = key
        link = (await talkative.post(f"/api/v2/jobs/{job_id}/share", json={"what": "film"})).json()
        token, stray = link["url"].rpartition("/")[2], new_api_key()
        for path in (
            f"/shared/{token}", f"/shared/{token}/video", f"/shared/{token[:-2]}", f"/shared/{token}/no/such/thing",
            f"/api/v2/keys/{key}", f"/api/v2/jobs/{stray}", f"/api/v2/nowhere/{key}", f"/api/v2/jobs?cursor={key}",
            f"/api/v2/jobs?api_key={key}",
        ):  # fmt: skip
            await talkative.get(path)
        await talkative.get("/api/v2/jobs", headers={"X-API-Key": stray})
        await talkative.post("/api/v2/keys", json=wish | {"owner_id": key}, headers=admin)
        await talkative.post(f"/api/v2/jobs/{job_id}/refine", json={"scene_number": key})
        revoked = await talkative.delete(f"/api/v2/keys/{made.json()['key_id']}", headers=admin)
        assert (made.status_code, revoked.status_code) == (201, 204)
    written = log.read_text()
    assert written.count("request_served") >= 12
    assert {word for word in ("key_created", "key_revoked", "share_created") if word in written} == {
        "key_created", "key_revoked", "share_created",
    }  # fmt: skip
    environment = [one.get_secret_value() for one in (api.settings.secret, api.settings.s3_secret_key)]
    for secret in (key, api.key, stray, token, *environment):
        middle = secret[12:30] if len(secret) > 40 else secret
        assert middle not in written
