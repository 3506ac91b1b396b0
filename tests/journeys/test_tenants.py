"""What belongs to one owner is not there for another: tried with every operation that the API itself describes."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_gateway.openapi import document
from storyreel_gateway.routes.problems import UNKNOWN
from support.gateway_owner import new_key, user_of
from support.gateway_resources import BODIES, FIRST, MARK, RESOURCES, Ids, one_of_everything, operations, unknown
from support.gateway_stack import Api, gateway_on

OWNER, STRANGER = "cartographer-of-old", "stranger"
SERVED = document()
WITH_IDS = [(m, p, o) for m, p, o in operations(SERVED) if o.get("security")]
NAMED = [f"{method} {path}" for method, path, _ in WITH_IDS]
ADMINISTRATION = ("/api/v2/keys/",)
"""Whoever has the scope `admin` may do this for every owner, and nobody else at all."""
NOT_TOLD = {"api_keys", "idempotency_keys", "webhook_attempts"}
"""Tables that change by whoever asks, or by nobody: when a key was last used, what the asker was answered, how often a
webhook was sent that nobody takes."""
ITSELF = {"sent_at", "round", "attempts", "next_attempt_at", "sending_until", "last_status", "last_error", "failures"}
"""Columns that change by themselves."""


@dataclass
class Two:
    """An owner, who has one of everything, and somebody else."""

    api: Api
    ids: Ids
    stranger: httpx.AsyncClient


@pytest.fixture(scope="module")
async def two(infra: Infrastructure, module_database: str) -> AsyncIterator[Two]:
    """A gateway and its two users; the owner's key is an administrator's, the stranger's has every other scope."""
    async with gateway_on(infra, module_database) as api:
        mine = await new_key(api, OWNER, "jobs:read", "jobs:write", "assets:write", "admin")
        theirs = await new_key(api, STRANGER)
        api.client.headers["Authorization"] = f"Bearer {mine['key']}"
        async with user_of(api, theirs["key"]) as stranger:
            yield Two(api, await one_of_everything(api), stranger)


async def everything(two: Two) -> dict[str, list[str]]:
    """All rows of the gateway's tables that have to do with the owner, as text; not what changes by itself."""
    connection = await asyncpg.connect(two.api.settings.database_url.get_secret_value())
    telling = {OWNER, *(one for one in two.ids.values() if len(one) > 1)}
    try:
        tables = await connection.fetch("select tablename from pg_tables where schemaname = 'gateway' order by 1")
        found = {}
        for (name,) in tables:
            query = f'select (to_jsonb(t) - $1::text[])::text from gateway."{name}" t order by 1'  # noqa: S608
            rows = [] if name in NOT_TOLD else [row[0] for row in await connection.fetch(query, [*ITSELF])]
            found[name] = [row for row in rows if any(one in row for one in telling)]
        return found
    finally:
        await connection.close()


async def ask(client: httpx.AsyncClient, method: str, path: str, ids: Ids) -> httpx.Response:
    """One operation with these ids."""
    async with client.stream(method, path.format(**ids), json=BODIES.get(f"{method} {path}")) as answer:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            return answer
        await answer.aread()
        return answer


def said(answer: httpx.Response) -> dict[str, Any]:
    """What a problem tells, whichever request it was about."""
    body: dict[str, Any] = answer.json()
    return {name: value for name, value in body.items() if name not in {"instance", "request_id", "trace_id"}}


def test_there_is_one_of_everything_that_has_an_id() -> None:
    """Else the tests below would pass over what was added: a line in `support/gateway_resources.py` mends it."""
    assert {name for _, path, _ in operations(SERVED) for name in re.findall(r"{(\w+)}", path)} == RESOURCES.keys()
    needing = {f"{m} {p}" for m, p, o in operations(SERVED) if o.get("requestBody", {}).get("required")}
    assert needing <= BODIES.keys() <= set(NAMED)
    assert len(NAMED) >= 18


@pytest.mark.parametrize(("method", "path", "operation"), WITH_IDS, ids=NAMED)
async def test_what_belongs_to_another_is_not_there(two: Two, method: str, path: str, operation: object) -> None:
    """The answer is the one that an id gets which nobody has; it tells nothing of the owner, and changes nothing."""
    nobodys = {name: unknown(name) for name in two.ids}
    before = await everything(two)
    for method_ in (method, "HEAD") if method == "GET" else (method,):
        answer = await ask(two.stranger, method_, path, two.ids)
        if path.startswith(ADMINISTRATION):
            assert answer.status_code == 403
            if answer.content:
                assert answer.json()["code"] == "scope_missing"
            continue
        assert answer.status_code == 404, answer.text
        if method_ != "HEAD":
            assert said(answer) == said(await ask(two.stranger, method_, path, nobodys))
            assert answer.json()["code"].endswith("_not_found")
        for mine in (MARK, OWNER, "cartographer"):
            assert mine not in answer.text
            assert mine not in str(answer.headers)
    assert await everything(two) == before
    assert before["jobs"]
    if method == "GET":
        assert (await ask(two.api.client, method, path, two.ids)).status_code == 200, "the owner has it, all the same"


async def test_somebody_elses_part_of_ones_own_thing_is_not_there_either(two: Two) -> None:
    """An id further down a path is looked for below the one before it, not anywhere."""
    wish = {"prompt": "Something of the stranger's own", "duration": 5}
    made = await two.stranger.post("/api/v2/generate", json=wish)
    own = made.json()["job_id"]
    nested = [
        (m, p)
        for m, p, _ in WITH_IDS
        if "{job_id}" in p and any(unknown(name) != FIRST for name in re.findall(r"{(\w+)}", p) if name != "job_id")
    ]
    assert nested
    for method, path in nested:
        answer = await ask(two.stranger, method, path, two.ids | {"job_id": own})
        further = [name for name in re.findall(r"{(\w+)}", path) if name != "job_id"]
        assert (answer.status_code, answer.json()["code"]) in {(404, UNKNOWN[name]) for name in further}, path


async def test_lists_hold_only_ones_own(two: Two) -> None:
    """Every list that takes no id is empty for who has nothing, and administrators' lists are theirs alone."""
    newcomer = await new_key(two.api, "newcomer")
    lists = 0
    async with user_of(two.api, newcomer["key"]) as client:
        for path, item in SERVED["paths"].items():
            content = item.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
            if "{" in path or content.get("application/json", {}).get("schema", {}).get("type") != "array":
                continue
            answer, lists = await client.get(path), lists + 1
            if f"{path}/".startswith(ADMINISTRATION):
                assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
            else:
                assert (answer.status_code, answer.json()) == (200, []), path
    assert lists >= 2
