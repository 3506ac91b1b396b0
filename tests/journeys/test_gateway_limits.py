"""Keys have limits; what is over them is told so, and nobody is turned away because Redis is."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from structlog.testing import capture_logs

from storyreel.infrastructure import Infrastructure
from support.gateway_owner import owner
from support.gateway_stack import PROMPT, Api, gateway_on, spawned_gateway
from support.samples import here

WISH = {"prompt": PROMPT, "duration": 5}


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """A gateway with the limits that it has by itself."""
    async with gateway_on(infra, module_database, limit_generate="5/minute", limit_render="2/minute") as running:
        yield running


async def generate(client: httpx.AsyncClient, **headers: str) -> httpx.Response:
    """A request for a film."""
    return await client.post(
        "/api/v2/generate", json=WISH, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def limited(answer: httpx.Response, policy: str, name: str) -> None:
    """The answer is a limit's."""
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert answer.headers["content-type"] == "application/problem+json"
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.headers["ratelimit-policy"] == policy
    assert answer.headers["ratelimit"] == f'"{name}";r=0;t={answer.headers["retry-after"]}'


async def test_the_sixth_film_of_a_minute_waits(api: Api) -> None:
    """Answers count down; no forwarded address makes a new caller of a key; another key has its own limit."""
    async with owner(api, "ada") as mine, owner(api, "ada") as second_key:
        answers = [await generate(mine) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [202] * 5
        assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"generate";q=5;w=60'}
        left = [answer.headers["ratelimit"].split(";")[:2] for answer in answers]
        assert left == [['"generate"', f"r={n}"] for n in (4, 3, 2, 1, 0)]
        told = here()
        limited(await generate(mine), '"generate";q=5;w=60', "generate")
        for address in ("203.0.113.7", "198.51.100.1, 203.0.113.9"):
            limited(await generate(mine, X_Forwarded_For=address), '"generate";q=5;w=60', "generate")
        assert (await generate(second_key)).status_code == 202
        turned_away = here().sum("storyreel_rate_limited_total", rule="generate")
        assert turned_away - told.sum("storyreel_rate_limited_total", rule="generate") == 3


async def test_a_crowd_gets_no_more_than_the_limit(api: Api) -> None:
    """Two gateways count together."""
    async with owner(api) as mine, spawned_gateway(api.settings, module="support.gateway_patient") as second:
        second.headers.update(mine.headers)
        answers = await asyncio.gather(*(generate((mine, second)[n % 2]) for n in range(60)))
        assert sorted(answer.status_code for answer in answers) == [202] * 5 + [429] * 55
        assert len((await mine.get("/api/v2/jobs")).json()) == 5


async def test_a_repetition_is_not_counted(api: Api) -> None:
    """Nor does it tell of a limit; under a key that was limited, the request is made once there is room."""
    async with owner(api) as mine:
        for _ in range(9):
            answer = await generate(mine, Idempotency_Key="one")
            assert answer.status_code == 202
        assert "ratelimit" not in answer.headers
        left = [(await generate(mine)).headers["ratelimit"].split(";")[1] for _ in range(4)]
        assert left == ["r=3", "r=2", "r=1", "r=0"]
        limited(await generate(mine, Idempotency_Key="two"), '"generate";q=5;w=60', "generate")
        limited(await generate(mine, Idempotency_Key="two"), '"generate";q=5;w=60', "generate")
        assert (await generate(mine, Idempotency_Key="one")).status_code == 202


async def test_renders_have_a_limit_of_their_own_and_nothing_else_has_one(api: Api) -> None:
    """Refused ones count: they are work too."""
    async with owner(api) as mine:
        job = (await generate(mine)).json()["job_id"]
        answers = [await mine.post(f"/api/v2/jobs/{job}/render") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [409, 409, 429]
        assert answers[0].headers["ratelimit"].startswith('"render";r=1;')
        limited(answers[2], '"render";q=2;w=60', "render")
        other = await mine.post(f"/api/v2/jobs/{job}/cancel")
        assert (other.status_code, other.headers.get("ratelimit")) == (202, None)


async def test_without_redis_each_gateway_counts_alone(api: Api, infra: Infrastructure) -> None:
    """Nobody is refused because Redis is away, nobody gets without measure; the log says it once."""
    async with owner(api) as mine:
        assert [(await generate(mine)).status_code for _ in range(5)] == [202] * 5
        valkey = infra.servers["valkey"]
        await valkey.stop()
        try:
            with capture_logs() as log:
                answers = [await generate(mine) for _ in range(6)]
        finally:
            await valkey.start()
        assert [answer.status_code for answer in answers] == [202] * 5 + [429]
        limited(answers[5], '"generate";q=5;w=60', "generate")
        assert [entry["event"] for entry in log].count("limits_counted_alone") == 1
