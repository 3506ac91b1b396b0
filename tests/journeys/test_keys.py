"""Keys are made, used, told apart and revoked; what is stolen from the database opens nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import now
from support.deadlines import eventually
from support.dump import dump, spellings
from support.gateway_owner import NO_ADMIN, new_key, user_of
from support.gateway_stack import Api, gateway_api, spawned_gateway
from support.stack import clear_streams

KEYS = "/api/v2/keys"
WISH: dict[str, Any] = {"name": "build server", "scopes": ["jobs:read"]}
RECORD = {
    "key_id", "name", "prefix", "owner_id", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at",
}  # fmt: skip


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module."""
    await clear_streams(infra.nats_url)
    async with gateway_api(
        nats_url=infra.nats_url, database=module_database, redis_url=infra.redis_url, s3_env=infra.s3
    ) as running:
        yield running


async def allowed(api: Api, key: str, path: str = "/api/v2/jobs") -> int:
    """What this gateway answers a key."""
    async with user_of(api, key) as user:
        return (await user.get(path)).status_code


async def test_a_key_is_shown_once_and_works_at_once(api: Api) -> None:
    """Its record says what it is without saying it; the key itself may ask who it is."""
    answer = await api.client.post(KEYS, json=WISH | {"name": "  build server ", "owner_id": "ada"})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made.keys() == RECORD | {"key"}
    record = {name: value for name, value in made.items() if name != "key"}
    assert answer.headers["location"] == f"{KEYS}/{made['key_id']}"
    assert answer.headers["cache-control"] == "no-store"
    assert (made["name"], made["owner_id"], made["scopes"]) == ("build server", "ada", ["jobs:read"])
    assert made["key"].startswith(made["prefix"])
    assert (len(made["prefix"]), made["last_used_at"], made["revoked_at"]) == (9, None, None)
    assert (await api.client.get(f"{KEYS}/{made['key_id']}")).json() == record
    async with user_of(api, made["key"]) as ada:
        own = (await ada.get(f"{KEYS}/self")).json()
        assert own["last_used_at"] is not None
        assert own | {"last_used_at": None} == record
    listed = await api.client.get(KEYS, params={"owner_id": "ada"})
    assert [one["key_id"] for one in listed.json()] == [made["key_id"]]
    assert made["key"] not in listed.text


async def test_a_key_is_its_makers_unless_somebody_else_is_named(api: Api) -> None:
    """Administrators make keys for every owner."""
    own = (await api.client.get(f"{KEYS}/self")).json()
    assert (own["owner_id"], own["name"]) == ("owner", "STORYREEL_API_KEY")
    assert (await api.client.post(KEYS, json=WISH)).json()["owner_id"] == own["owner_id"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "n" * 101}, "name"),
        ({"name": "a\u0000b"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["jobs:read", "everything"]}, "scopes.1"),
        ({"scopes": ["jobs:read", "jobs:read"]}, "scopes"),
        ({"scopes": "admin"}, "scopes"),
        ({"owner_id": "o" * 101}, "owner_id"),
        ({"owner_id": "a\nb"}, "owner_id"),
        ({"owner_id": "../ada"}, "owner_id"),
        ({"owner_id": ""}, "owner_id"),
        ({"expires_at": "2031-01-01T00:00:00"}, "expires_at"),
        ({"expires_at": 4_000_000_000}, "expires_at"),
        ({"expires_at": "9999-12-31T23:59:59-23:59"}, "expires_at"),
        ({"expires_in_days": 0}, "expires_in_days"),
        ({"expires_in_days": 1.0}, "expires_in_days"),
        ({"expires_at": "2031-01-01T00:00:00Z", "expires_in_days": 2}, "body"),
        ({"key": "sr_mine"}, "key"),
        ({"key_id": str(uuid4())}, "key_id"),
        ({"prefix": "sr_"}, "prefix"),
        ({"digest": "00"}, "digest"),
        ({"revoked_at": None}, "revoked_at"),
        ({"last_used_at": None}, "last_used_at"),
        ({"created_at": "2020-01-01T00:00:00Z"}, "created_at"),
    ],
)
async def test_a_wrong_wish_says_which_field(api: Api, wrong: dict[str, Any], field: str) -> None:
    """Also one that nobody may choose: there is no way to bring a key, or a past, of one's own."""
    answer = await api.client.post(KEYS, json=WISH | wrong)
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_key_ends_when_it_was_said_to(api: Api) -> None:
    """Not before and not later, whatever is remembered of it; what ends in the past is not made."""
    late = await api.client.post(KEYS, json=WISH | {"expires_at": "2020-01-01T00:00:00Z"})
    assert (late.status_code, late.json()["code"]) == (422, "expiry_invalid")
    lasting = (await api.client.post(KEYS, json=WISH | {"expires_in_days": 90})).json()
    assert abs(datetime.fromisoformat(lasting["expires_at"]) - now() - timedelta(days=90)) < timedelta(minutes=1)
    end = now() + timedelta(seconds=1.5)
    made = (await api.client.post(KEYS, json=WISH | {"expires_at": end.isoformat()})).json()
    seen = []

    async def refused() -> bool:
        before = now()
        status = await allowed(api, made["key"])
        seen.append((before, now(), status))
        return status == 401

    await eventually(refused)
    assert any(status == 200 for *_, status in seen)
    assert all(before < end for before, _, status in seen if status == 200)
    assert all(after >= end for _, after, status in seen if status == 401)


async def test_a_repetition_gets_the_key_again_and_a_thief_does_not(api: Api) -> None:
    """Under one Idempotency-Key there is one key; neither it nor its digest's origin stands in the database."""
    headers = {"Idempotency-Key": str(uuid4())}
    first, second = [await api.client.post(KEYS, json=WISH, headers=headers) for _ in range(2)]
    assert (first.status_code, second.status_code, first.content) == (201, 201, second.content)
    assert second.headers["idempotent-replayed"] == "true"
    assert first.headers["location"] == second.headers["location"]
    key = first.json()["key"]
    assert await allowed(api, key) == 200
    other = await api.client.post(KEYS, json=WISH | {"name": "another"}, headers=headers)
    assert other.json()["code"] == "idempotency_key_reused"
    stolen = await dump(api.settings.database_url.get_secret_value())
    assert first.json()["key_id"] in stolen
    for secret in (key, api.key, api.settings.secret.get_secret_value()):
        assert not [one for one in spellings(secret) if one in stolen]
    assert not [start for start in range(3, 40) if key[start : start + 12] in stolen]


async def test_a_key_that_was_sealed_under_another_secret_is_not_shown_again(api: Api, infra: Infrastructure) -> None:
    """Whoever changes STORYREEL_SECRET is told so, not handed nonsense."""
    headers = {"Idempotency-Key": str(uuid4())}
    assert (await api.client.post(KEYS, json=WISH, headers=headers)).status_code == 201
    changed = api.settings.model_copy(update={"secret": type(api.settings.secret)("quite another secret")})
    async with spawned_gateway(changed) as second:
        again = await second.post(KEYS, json=WISH, headers={**headers, "X-API-Key": api.key})
    assert (again.status_code, again.json()["code"]) == (409, "key_not_shown_again")


async def test_only_an_admin_key_manages_keys(api: Api) -> None:
    """A scope is what a key may do, and nothing else: an administrator's key alone reads no jobs."""
    plain, admin = await new_key(api, "ada", *NO_ADMIN), await new_key(api, "ada", "admin")
    async with user_of(api, plain["key"]) as ada, user_of(api, admin["key"]) as boss:
        for method, path in (("POST", KEYS), ("GET", KEYS), ("GET", f"{KEYS}/{plain['key_id']}"),
                             ("DELETE", f"{KEYS}/{plain['key_id']}"), ("DELETE", f"{KEYS}/{uuid4()}")):  # fmt: skip
            answer = await ada.request(method, path, json=WISH if method == "POST" else None)
            assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing"), path
        assert (await ada.get(f"{KEYS}/self")).json()["key_id"] == plain["key_id"]
        assert (await boss.get("/api/v2/jobs")).json()["code"] == "scope_missing"
        assert (await boss.post(KEYS, json=WISH | {"owner_id": "grace"})).status_code == 201
        for unknown in (uuid4(), "not-an-id"):
            for method in ("GET", "DELETE"):
                answer = await boss.request(method, f"{KEYS}/{unknown}")
                assert (answer.status_code, answer.json()["code"]) == (404, "key_not_found")


async def test_keys_are_listed_newest_first_in_pages(api: Api) -> None:
    """By owner, revoked or not; pages do not shift while keys are added."""
    made = [(await new_key(api, "lister", name=f"number {n}"))["key_id"] for n in range(5)]
    await api.client.delete(f"{KEYS}/{made[1]}")
    page = await api.client.get(KEYS, params={"owner_id": "lister", "limit": 2})
    seen = [one["key_id"] for one in page.json()]
    await new_key(api, "lister", name="late")
    while "next" in page.links:
        page = await api.client.get(page.links["next"]["url"])
        seen += [one["key_id"] for one in page.json()]
    assert seen == made[::-1]
    for revoked, expected in (("true", {made[1]}), ("false", {*made} - {made[1]})):
        found = await api.client.get(KEYS, params={"owner_id": "lister", "revoked": revoked})
        assert {one["key_id"] for one in found.json() if one["name"] != "late"} == expected
    assert (await api.client.get(KEYS, params={"cursor": "x"})).json()["code"] == "cursor_invalid"


async def test_a_revoked_key_opens_nothing_any_more(api: Api) -> None:
    """At once where it was revoked, within five seconds on another gateway; revoking twice is revoking once."""
    made = await new_key(api, "ada")
    async with spawned_gateway(api.settings) as second:
        second.headers["X-API-Key"] = made["key"]
        assert (await second.get("/api/v2/jobs")).status_code == 200
        assert await allowed(api, made["key"]) == 200
        first, again = [await api.client.delete(f"{KEYS}/{made['key_id']}") for _ in range(2)]
        assert (first.status_code, again.status_code, first.content) == (204, 204, b"")
        assert await allowed(api, made["key"]) == 401

        async def refused() -> bool:
            return (await second.get("/api/v2/jobs")).status_code == 401

        await eventually(refused, within=7, what="the other gateway's refusal")
    record = (await api.client.get(f"{KEYS}/{made['key_id']}")).json()
    assert datetime.fromisoformat(record["revoked_at"]) <= datetime.now(UTC)
    assert record["key_id"] in {one["key_id"] for one in (await api.client.get(KEYS)).json()}


async def test_a_revoked_admin_key_makes_no_other_even_while_it_is_remembered(api: Api) -> None:
    """Who stole it cannot use the last seconds to stay."""
    stolen, victim = await new_key(api, "ada", "admin"), await new_key(api, "ada")
    async with spawned_gateway(api.settings) as second:
        second.headers["X-API-Key"] = stolen["key"]
        assert (await second.get(KEYS)).status_code == 200
        assert (await api.client.delete(f"{KEYS}/{stolen['key_id']}")).status_code == 204
        for answer in (await second.post(KEYS, json=WISH), await second.delete(f"{KEYS}/{victim['key_id']}")):
            assert (answer.status_code, answer.json()["code"]) == (401, "key_revoked")
    assert await allowed(api, victim["key"]) == 200


async def test_nobody_locks_everybody_out(api: Api) -> None:
    """A key does not revoke itself; of two that revoke each other at the same moment one stays."""
    own = (await api.client.get(f"{KEYS}/self")).json()["key_id"]
    refused = await api.client.delete(f"{KEYS}/{own}")
    assert (refused.status_code, refused.json()["code"]) == (409, "key_in_use")
    for _ in range(5):
        two = [await new_key(api, "duellist", "admin") for _ in range(2)]
        async with user_of(api, two[0]["key"]) as one, user_of(api, two[1]["key"]) as other:
            await asyncio.gather(one.get(KEYS), other.get(KEYS))
            answers = await asyncio.gather(
                one.delete(f"{KEYS}/{two[1]['key_id']}"), other.delete(f"{KEYS}/{two[0]['key_id']}")
            )
        assert sorted(answer.status_code for answer in answers) == [204, 401]
        records = [(await api.client.get(f"{KEYS}/{one['key_id']}")).json() for one in two]
        assert sum(record["revoked_at"] is None for record in records) == 1
