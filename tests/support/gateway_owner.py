"""Clients with keys of their own, on a gateway that runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from storyreel_chassis.ids import new_id
from storyreel_chassis.keys import new_api_key
from storyreel_chassis.postgres import open_pool
from storyreel_gateway.adapters.keys import PostgresKeys
from support.gateway_stack import Api


@asynccontextmanager
async def owner(api: Api, name: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a new key, of a new owner unless one is named."""
    key = new_api_key()
    async with open_pool(api.settings.database_url.get_secret_value(), schema="gateway", size=2) as pool:
        await PostgresKeys(pool).bootstrap(key, owner_id=name or new_id().hex)
    headers = {"Authorization": f"Bearer {key}"}
    many = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=api.client.base_url, headers=headers, timeout=30, limits=many) as client:
        yield client
