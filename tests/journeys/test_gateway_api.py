"""What a client of the REST API lives through, on the real gateway and real servers."""

from collections.abc import AsyncIterator

import pytest

from support.gateway_stack import Api, gateway_api


@pytest.fixture
async def api(nats_url: str, database: str, redis_url: str, s3_env: dict[str, str]) -> AsyncIterator[Api]:
    """A gateway with workers that do well."""
    async with gateway_api(nats_url=nats_url, database=database, redis_url=redis_url, s3_env=s3_env) as running:
        yield running


async def test_a_prompt_becomes_a_film_that_can_be_watched(api: Api) -> None:
    """The whole way: prompt, storyboard, approval, render, bytes."""
    job = await api.ready()
    job_id = job["job_id"]
    assert job["storyboard_version"] == 1
    assert [entry["generation_status"] for entry in job["storyboard"]] == ["completed", "completed"]

    assert (await api.post(job_id, "render", 409))["code"] == "storyboard_not_approved"
    assert (await api.post(job_id, "approve", 200))["approved"] is True
    assert (await api.post(job_id, "render", 202))["status"] == "rendering"
    done = await api.until(job_id, "completed")
    assert done["actual_cost"] == 0.12

    film = await api.client.get(done["video_url"])
    assert film.status_code == 200
    assert film.content == api.script.film
