"""Keys are made, used, told apart and revoked; what is stolen from the database opens nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from storyreel.client import AsyncStoryreel, Storyreel, StoryreelApiError
from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import now
from storyreel_chassis.keys import new_api_key
from storyreel_contracts.api import KeyRequest, NewApiKey
from storyreel_gateway.handlers import authenticate
from support.deadlines import eventually
from support.dump import dump, spellings
from support.gateway_owner import NO_ADMIN, new_key, user_of
from support.gateway_stack import DEADLINE, Api, gateway_on, running_gateway, spawned_gateway
from support.parallel import free_port

KEYS = "/api/v2/keys"
OTHER_SECRET = "quite another secret"
WISH: dict[str, Any] = {"name": "build server", "scopes": ["jobs:read"]}
RECORD = {
    "key_id", "name", "prefix", "owner_id", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at",
}  # fmt: skip


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module."""
    async with gateway_on(infra, module_database) as running:
        yield running


@pytest.fixture(scope="module")
async def second(api: Api, log: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A gateway beside it with a memory of its own, another secret, and much to say; a client without a key."""
    other = api.settings.model_copy(update={"secret": SecretStr(OTHER_SECRET)})
    async with spawned_gateway(other, log_level="DEBUG", log=log) as client:
        yield client


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the second gateway writes."""
    return tmp_path_factory.mktemp("second") / "gateway.log"


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
        ({"expires_in_days": 1.5}, "expires_in_days"),
        ({"expires_in_days": "2"}, "expires_in_days"),
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
    for seconds in (1.5, 10, 60):  # the longer ones where the machine is too busy to see it open
        end = now() + timedelta(seconds=seconds)
        made = await api.client.post(KEYS, json=WISH | {"expires_at": end.isoformat()})
        seen = await _until_refused(api, made.json()["key"]) if made.status_code == 201 else []
        assert all(before < end for before, _, status in seen if status == 200)
        assert all(after >= end for _, after, status in seen if status == 401)
        if any(status == 200 for *_, status in seen):
            return
    raise AssertionError("no key was ever seen open")


async def _until_refused(api: Api, key: str) -> list[tuple[datetime, datetime, int]]:
    """When a key was tried, when that was answered, and with which status: from now on until it opens nothing."""
    seen = []

    async def refused() -> bool:
        before = now()
        status = await allowed(api, key)
        seen.append((before, now(), status))
        return status == 401

    await eventually(refused)
    return seen


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


async def test_a_key_that_was_sealed_under_another_secret_is_not_shown_again(
    api: Api, second: httpx.AsyncClient
) -> None:
    """Whoever changes STORYREEL_SECRET is told so, not handed nonsense."""
    headers = {"Idempotency-Key": str(uuid4())}
    assert (await api.client.post(KEYS, json=WISH, headers=headers)).status_code == 201
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


async def test_a_revoked_key_opens_nothing_any_more(api: Api, second: httpx.AsyncClient) -> None:
    """At once where it was revoked, within five seconds on another gateway; revoking twice is revoking once."""
    made = await new_key(api, "ada")
    headers = {"X-API-Key": made["key"]}
    assert (await second.get("/api/v2/jobs", headers=headers)).status_code == 200
    assert await allowed(api, made["key"]) == 200
    first, again = [await api.client.delete(f"{KEYS}/{made['key_id']}") for _ in range(2)]
    assert (first.status_code, again.status_code, first.content) == (204, 204, b"")
    assert await allowed(api, made["key"]) == 401

    async def refused() -> bool:
        return (await second.get("/api/v2/jobs", headers=headers)).status_code == 401

    await eventually(refused, what="the other gateway's refusal")
    record = (await api.client.get(f"{KEYS}/{made['key_id']}")).json()
    assert datetime.fromisoformat(record["revoked_at"]) <= datetime.now(UTC)
    assert record["key_id"] in {one["key_id"] for one in (await api.client.get(KEYS)).json()}


async def test_a_revoked_admin_key_makes_no_other_even_while_it_is_remembered(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who stole it cannot use the last seconds to stay, on a gateway that has an hour of them."""
    monkeypatch.setattr(authenticate, "KNOWN_FOR", 3600.0)
    stolen, victim = await new_key(api, "ada", "admin"), await new_key(api, "ada")
    headers = {"X-API-Key": stolen["key"]}
    async with running_gateway(api.settings.model_copy(update={"port": free_port()})) as second:
        assert (await second.get(KEYS, headers=headers)).status_code == 200
        assert (await api.client.delete(f"{KEYS}/{stolen['key_id']}")).status_code == 204
        made = await second.post(KEYS, json=WISH, headers=headers)
        gone = await second.delete(f"{KEYS}/{victim['key_id']}", headers=headers)
    assert {(answer.status_code, answer.json()["code"]) for answer in (made, gone)} == {(401, "key_revoked")}
    assert await allowed(api, victim["key"]) == 200


async def test_nobody_locks_everybody_out(api: Api) -> None:
    """A key does not revoke itself; of two that revoke each other at the same moment one stays."""
    own = (await api.client.get(f"{KEYS}/self")).json()["key_id"]
    refused = await api.client.delete(f"{KEYS}/{own}")
    assert (refused.status_code, refused.json()["code"]) == (409, "key_in_use")
    refused = await api.client.delete(f"{KEYS}/self")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
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


async def test_the_python_clients_do_all_of_it(api: Api) -> None:
    """Keys and links, in plain code and in asyncio, with typed answers."""
    base, job_id = str(api.client.base_url), (await api.ready())["job_id"]

    def plain() -> NewApiKey:
        with Storyreel(base, api.key) as client:
            made = client.keys.create(KeyRequest(name="plain", scopes=["jobs:read"], owner_id="by-client"))
            assert [one.key_id for one in client.keys.list(owner_id="by-client", page_size=1)] == [made.key_id]
            assert client.keys.get(made.key_id).prefix == made.key[:9]
            link = client.shares.create(job_id, "storyboard", expires_in=timedelta(minutes=5))
            assert link.url is not None
            assert httpx.get(link.url, timeout=DEADLINE).json()["what"] == "storyboard"
            assert list(client.shares.list(job_id, page_size=1)) == [link] == [client.shares.get(job_id, link.share_id)]
            client.shares.revoke(job_id, link.share_id)
            assert httpx.get(link.url, timeout=DEADLINE).json()["code"] == "share_revoked"
        return made

    made = await asyncio.to_thread(plain)
    async with AsyncStoryreel(base, made.key) as own:
        assert (await own.keys.own()).key_id == made.key_id
    async with AsyncStoryreel(base, api.key) as client:
        link = await client.shares.create(job_id, "storyboard")
        listed = [one.share_id async for one in client.shares.list(job_id, page_size=1)]
        assert (len(listed), listed[0]) == (2, link.share_id)
        assert await client.shares.get(job_id, link.share_id) == link
        await client.shares.revoke(job_id, link.share_id)
        second = await client.keys.create(KeyRequest(name="second", scopes=["jobs:read"], owner_id="by-client"))
        await client.keys.revoke(made.key_id)
        assert (await client.keys.get(made.key_id)).revoked_at is not None
        left = [one.key_id async for one in client.keys.list(owner_id="by-client", revoked=False, page_size=1)]
        assert left == [second.key_id]
    async with AsyncStoryreel(base, made.key) as own:
        with pytest.raises(StoryreelApiError, match="revoked"):
            await own.keys.own()


async def test_no_secret_is_written_down(api: Api, second: httpx.AsyncClient, log: Path) -> None:
    """Keys where they belong and where they do not, links, and the secrets of the environment."""
    job_id = (await api.filmed())["job_id"]
    async with httpx.AsyncClient(base_url=second.base_url, timeout=DEADLINE) as talkative:
        admin = {"Authorization": f"Bearer {api.key}"}
        wish = {"name": "canary", "scopes": ["jobs:read", "jobs:write"]}
        made = await talkative.post("/api/v2/keys", json=wish, headers=admin | {"Idempotency-Key": "a-canary"})
        key = made.json()["key"]
        talkative.headers["X-API-Key"] = key
        link = (await talkative.post(f"/api/v2/jobs/{job_id}/share", json={"what": "film"})).json()
        token, stray = link["url"].rpartition("/")[2], new_api_key()
        for path in (
            f"/shared/{token}", f"/shared/{token}/video", f"/shared/{token[:-2]}", f"/shared/{token}/no/such/thing",
            f"/api/v2/keys/{key}", f"/api/v2/jobs/{stray}", f"/api/v2/jobs/{token}", f"/api/v2/nowhere/{key}",
            f"/api/v2/jobs?cursor={key}", f"/api/v2/jobs?api_key={key}",
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
    for secret in (key, api.key, stray, token, OTHER_SECRET, api.settings.s3_secret_key.get_secret_value()):
        assert (secret[12:30] if len(secret) > 40 else secret) not in written
