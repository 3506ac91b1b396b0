"""Share links by the REST API."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from storyreel.client.calls import Call, job_path, nothing
from storyreel.client.pages import every, every_async
from storyreel.client.wire import Wire
from storyreel.client.wire_async import AsyncWire
from storyreel_contracts.api import ShareRequest, ShareResponse
from storyreel_contracts.api.shares import Shared

_SHARE = ShareResponse.model_validate_json
_SHARES = TypeAdapter(list[ShareResponse]).validate_json


def create(
    job_id: UUID | str, what: Shared, expires_in: timedelta | None, idempotency_key: str | None
) -> Call[ShareResponse]:
    """Make a link."""
    wish = ShareRequest(what=what)
    if expires_in is not None:
        wish = ShareRequest(what=what, expires_in=int(expires_in.total_seconds()))
    return Call("POST", job_path(job_id, "share"), _SHARE, wish, key=idempotency_key or str(uuid4()))


def shares(job_id: UUID | str, page_size: int) -> Call[list[ShareResponse]]:
    """The first page of a job's links."""
    return Call("GET", job_path(job_id, "shares"), _SHARES, query={"limit": page_size})


def one(job_id: UUID | str, share_id: UUID | str) -> Call[ShareResponse]:
    """One of a job's links."""
    return Call("GET", job_path(job_id, "shares", str(share_id)), _SHARE)


def revoke(job_id: UUID | str, share_id: UUID | str) -> Call[None]:
    """Revoke a link."""
    return Call("DELETE", job_path(job_id, "shares", str(share_id)), nothing)


def whole(share: ShareResponse, base_url: str) -> ShareResponse:
    """The link with an address that can be sent on, where the API knows only its path."""
    if share.url is None or not share.url.startswith("/"):
        return share
    return share.model_copy(update={"url": base_url + share.url})


class Shares:
    """`client.shares`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def create(
        self,
        job_id: UUID | str,
        what: Shared,
        *,
        expires_in: timedelta | None = None,
        idempotency_key: str | None = None,
    ) -> ShareResponse:
        """Make a link to the storyboard or the film; default: for seven days."""
        return whole(self._wire.send(create(job_id, what, expires_in, idempotency_key)), self._wire.base_url)

    def list(self, job_id: UUID | str, *, page_size: int = 50) -> Iterator[ShareResponse]:
        """A job's links, newest first; further pages are fetched as they are needed."""
        for share in every(self._wire, shares(job_id, page_size)):
            yield whole(share, self._wire.base_url)

    def get(self, job_id: UUID | str, share_id: UUID | str) -> ShareResponse:
        """One of a job's links."""
        return whole(self._wire.send(one(job_id, share_id)), self._wire.base_url)

    def revoke(self, job_id: UUID | str, share_id: UUID | str) -> None:
        """It opens nothing any more; twice is once."""
        self._wire.send(revoke(job_id, share_id))


class AsyncShares:
    """`client.shares` for asyncio."""

    def __init__(self, wire: AsyncWire) -> None:
        self._wire = wire

    async def create(
        self,
        job_id: UUID | str,
        what: Shared,
        *,
        expires_in: timedelta | None = None,
        idempotency_key: str | None = None,
    ) -> ShareResponse:
        """Make a link to the storyboard or the film; default: for seven days."""
        return whole(await self._wire.send(create(job_id, what, expires_in, idempotency_key)), self._wire.base_url)

    async def list(self, job_id: UUID | str, *, page_size: int = 50) -> AsyncIterator[ShareResponse]:
        """A job's links, newest first; further pages are fetched as they are needed."""
        async for share in every_async(self._wire, shares(job_id, page_size)):
            yield whole(share, self._wire.base_url)

    async def get(self, job_id: UUID | str, share_id: UUID | str) -> ShareResponse:
        """One of a job's links."""
        return whole(await self._wire.send(one(job_id, share_id)), self._wire.base_url)

    async def revoke(self, job_id: UUID | str, share_id: UUID | str) -> None:
        """It opens nothing any more; twice is once."""
        await self._wire.send(revoke(job_id, share_id))
