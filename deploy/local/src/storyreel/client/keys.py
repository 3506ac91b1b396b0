"""API keys by the REST API; all but `own` need a key with the scope `admin`."""

from collections.abc import AsyncIterator, Iterator
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from storyreel.client.calls import Call, nothing, path
from storyreel.client.pages import every, every_async
from storyreel.client.wire import Wire
from storyreel.client.wire_async import AsyncWire
from storyreel_contracts.api import ApiKey, KeyRequest, NewApiKey

_KEY = ApiKey.model_validate_json
_KEYS = TypeAdapter(list[ApiKey]).validate_json


def create(wish: KeyRequest, idempotency_key: str | None) -> Call[NewApiKey]:
    """Make a key."""
    return Call("POST", path("keys"), NewApiKey.model_validate_json, wish, key=idempotency_key or str(uuid4()))


def keys(owner_id: str | None, revoked: bool | None, page_size: int) -> Call[list[ApiKey]]:
    """The first page of keys."""
    query: dict[str, str | int] = {"limit": page_size}
    query |= {"owner_id": owner_id} if owner_id is not None else {}
    query |= {"revoked": str(revoked).lower()} if revoked is not None else {}
    return Call("GET", path("keys"), _KEYS, query=query)


def one(key_id: UUID | str) -> Call[ApiKey]:
    """One key's record."""
    return Call("GET", path("keys", key_id), _KEY)


def revoke(key_id: UUID | str) -> Call[None]:
    """Revoke a key."""
    return Call("DELETE", path("keys", key_id), nothing)


class Keys:
    """`client.keys`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def create(self, wish: KeyRequest, *, idempotency_key: str | None = None) -> NewApiKey:
        """Make a key; `key` of the answer is shown this once."""
        return self._wire.send(create(wish, idempotency_key))

    def list(
        self, *, owner_id: str | None = None, revoked: bool | None = None, page_size: int = 50
    ) -> Iterator[ApiKey]:
        """Keys of every owner, newest first; further pages are fetched as they are needed."""
        return every(self._wire, keys(owner_id, revoked, page_size))

    def get(self, key_id: UUID | str) -> ApiKey:
        """One key's record."""
        return self._wire.send(one(key_id))

    def own(self) -> ApiKey:
        """The record of the key that asks."""
        return self._wire.send(one("self"))

    def revoke(self, key_id: UUID | str) -> None:
        """It opens nothing any more; twice is once."""
        self._wire.send(revoke(key_id))


class AsyncKeys:
    """`client.keys` for asyncio."""

    def __init__(self, wire: AsyncWire) -> None:
        self._wire = wire

    async def create(self, wish: KeyRequest, *, idempotency_key: str | None = None) -> NewApiKey:
        """Make a key; `key` of the answer is shown this once."""
        return await self._wire.send(create(wish, idempotency_key))

    def list(
        self, *, owner_id: str | None = None, revoked: bool | None = None, page_size: int = 50
    ) -> AsyncIterator[ApiKey]:
        """Keys of every owner, newest first; further pages are fetched as they are needed."""
        return every_async(self._wire, keys(owner_id, revoked, page_size))

    async def get(self, key_id: UUID | str) -> ApiKey:
        """One key's record."""
        return await self._wire.send(one(key_id))

    async def own(self) -> ApiKey:
        """The record of the key that asks."""
        return await self._wire.send(one("self"))

    async def revoke(self, key_id: UUID | str) -> None:
        """It opens nothing any more; twice is once."""
        await self._wire.send(revoke(key_id))
