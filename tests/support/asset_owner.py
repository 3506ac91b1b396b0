"""What a test of assets looks at: uploads as a browser sends them, objects in the store, rows in the table."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import httpx
from minio import Minio

from storyreel_chassis.ids import new_id
from storyreel_chassis.postgres import connection, open_pool
from support.gateway_owner import owner
from support.gateway_stack import Api
from support.uploads import FILES


@dataclass
class AssetOwner:
    """An owner's client, and a look behind the API."""

    client: httpx.AsyncClient
    name: str
    api: Api

    @property
    def prefix(self) -> str:
        """Where this owner's objects lie."""
        return f"assets/{blake2b(self.name.encode(), digest_size=16).hexdigest()}/"

    async def upload(
        self,
        filename: str,
        content: Any = None,
        *,
        said: str | None = None,
        data: Mapping[str, str] = {},
        key: str | None = None,
        client: httpx.AsyncClient | None = None,
    ) -> httpx.Response:
        """A file; by default a small one of the kind that its name ends in."""
        content = FILES[filename.rpartition(".")[2]]() if content is None else content
        part = (filename, content, said) if said is not None else (filename, content)
        headers = {"Idempotency-Key": key} if key else {}
        headers |= {"Authorization": self.client.headers["Authorization"]}
        sender = client or self.client
        return await sender.post("/api/v2/upload-asset", files={"file": part}, data=dict(data), headers=headers)

    async def made(self, filename: str, content: Any = None, **told: Any) -> dict[str, Any]:
        """An asset."""
        answer = await self.upload(filename, content, **told)
        assert answer.status_code == 201, answer.text
        asset: dict[str, Any] = answer.json()
        return asset

    async def listed(self) -> list[dict[str, Any]]:
        """All that the API shows."""
        found: list[dict[str, Any]] = (await self.client.get("/api/v2/assets?limit=100")).json()
        return found

    def objects(self) -> set[str]:
        """The keys in the store."""
        found = self._store.list_objects(self.api.settings.s3_bucket, self.prefix, recursive=True)
        return {str(one.object_name) for one in found}

    def lose(self) -> None:
        """Let the store forget them all."""
        for key in self.objects():
            self._store.remove_object(self.api.settings.s3_bucket, key)

    @property
    def _store(self) -> Minio:
        settings = self.api.settings
        return Minio(
            settings.s3_endpoint.split("://")[-1],
            settings.s3_access_key.get_secret_value(),
            settings.s3_secret_key.get_secret_value(),
            secure=False,
            region=settings.s3_region,
        )

    async def ask(self, question: str, *values: Any) -> list[Any]:
        """The first column of an answer from the database."""
        url = self.api.settings.database_url.get_secret_value()
        async with open_pool(url, schema="gateway", size=1) as pool, connection(pool) as one:
            return [row[0] for row in await one.fetch(question, *values)]

    async def keys(self) -> set[str]:
        """The keys that rows lead to."""
        rows = await self.ask(
            "select unnest(array[object_key, thumbnail_key]) from assets where owner_id = $1", self.name
        )
        return set(rows)

    async def settled(self) -> bool:
        """Whether there is an object for each row and a row for each object."""
        return self.objects() == await self.keys()


@asynccontextmanager
async def asset_owner(api: Api) -> AsyncIterator[AssetOwner]:
    """Somebody new."""
    name = new_id().hex
    async with owner(api, name) as client:
        yield AssetOwner(client, name, api)
