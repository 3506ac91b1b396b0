"""Lists that come in pages: the same call again, as the answer's `Link` says."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import TypeVar

import httpx

from storyreel.client.calls import Call
from storyreel.client.wire import Wire
from storyreel.client.wire_async import AsyncWire

T = TypeVar("T")


def following(call: Call[list[T]], response: httpx.Response) -> Call[list[T]] | None:
    """The call for the page after this answer; never to another path than the list's own."""
    link = response.links.get("next", {}).get("url")
    return replace(call, query=dict(httpx.URL(link).params)) if link else None


def every(wire: Wire, call: Call[list[T]]) -> Iterator[T]:
    """All entries; further pages are fetched as they are needed."""
    page: Call[list[T]] | None = call
    while page is not None:
        response = wire.respond(page)
        yield from page.read(response.content)
        page = following(page, response)


async def every_async(wire: AsyncWire, call: Call[list[T]]) -> AsyncIterator[T]:
    """The same for asyncio."""
    page: Call[list[T]] | None = call
    while page is not None:
        response = await wire.respond(page)
        for one in page.read(response.content):
            yield one
        page = following(page, response)
