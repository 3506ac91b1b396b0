"""Clients with keys of their own, on a gateway that runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from storyreel_chassis.ids import new_id
from storyreel_chassis.keys import new_api_key
from storyreel_chassis.postgres import open_pool
from storyreel_contracts.types import Scope
from storyreel_gateway.adapters.keys import PostgresKeys
from support.gateway_stack import DEADLINE, Api


@asynccontextmanager
async def owner(api: Api, name: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a new key, of a new owner unless one is named."""
    key = new_api_key()
    async with open_pool(api.settings.database_url.get_secret_value(), schema="gateway", size=2) as pool:
        await PostgresKeys(pool).bootstrap(key, owner_id=name or new_id().hex)
    headers = {"Authorization": f"Bearer {key}"}
    many = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(
        base_url=api.client.base_url, headers=headers, timeout=DEADLINE, limits=many
    ) as client:
        yield client


NO_ADMIN: tuple[Scope, ...] = ("jobs:read", "jobs:write", "assets:write")


async def new_key(api: Api, owner_id: str, *scopes: Scope, **wish: Any) -> dict[str, Any]:
    """A key of that owner, made by the API's own; all scopes but `admin` where none is named."""
    body = {"name": f"key of {owner_id}", "scopes": scopes or NO_ADMIN, "owner_id": owner_id, **wish}
    answer = await api.client.post("/api/v2/keys", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


@asynccontextmanager
async def user_of(api: Api, key: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client with this key."""
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=api.client.base_url, headers=headers, timeout=DEADLINE) as client:
        yield client
