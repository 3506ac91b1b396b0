"""Objects over HTTP: ranges, conditions, and no more than asked for (RFC 9110, sections 13 and 14)."""

import re
import unicodedata
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from storyreel_chassis.errors import Refused
from storyreel_chassis.ports import ObjectMissing, ObjectStore
from storyreel_gateway.routes.streams import Stream

_MOST_NAME = 120
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._()+-]")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Served:
    """An object as a client gets it; `etag` is strong and without quotes."""

    key: str
    media_type: str
    etag: str
    filename: str
    missing: Refused
    """What is said where the object is gone."""
    extension: str = ""
    """What the file's name has to end in; it is added where it is not there."""
    attached: bool = False
    """To be saved rather than shown."""


async def _nothing() -> None:
    pass


def tags(header: str) -> set[str]:
    """The entity tags of an `If-None-Match`; a weak one counts as its strong form."""
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


def disposition(name: str, extension: str, *, attached: bool) -> str:
    """A `Content-Disposition` (RFC 6266): no path, nothing invisible, the ending that the content has, and for all but
    ASCII a second form (RFC 8187)."""
    last = name.replace("\\", "/").rpartition("/")[2]
    safe = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip(" .")[:_MOST_NAME]
    if extension and not safe.lower().endswith(f".{extension}"):
        safe = f"{safe or 'file'}.{extension}"
    plain = _UNSAFE.sub("_", safe)
    said = f'{"attachment" if attached else "inline"}; filename="{plain}"'
    return said if plain == safe else f"{said}; filename*=UTF-8''{quote(safe, safe='')}"


async def send_object(
    request: Request, objects: ObjectStore, served: Served, *, begun: Callable[[], Awaitable[None]] = _nothing
) -> Response:
    """200, 206, 304 or 416; `begun` is awaited where a GET is about to get the first byte.

    Raises:
        Refused: the object is gone
        Transient: the store is away
    """
    etag = f'"{served.etag}"'
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": disposition(served.filename, served.extension, attached=served.attached),
    }
    if tags(request.headers.get("if-none-match", "")) & {etag, "*"}:
        return Response(status_code=304, headers=headers)
    try:
        size = (await objects.stat(served.key)).size
    except ObjectMissing:
        raise served.missing from None
    start, stop, partial = _span(request, etag, size)
    if partial and start >= stop:
        raise RangeRefused(size)
    headers["Content-Length"] = str(stop - start)
    if partial:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    status = 206 if partial else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=served.media_type)
    pieces = _pieces(objects.read(served.key, start=start, length=stop - start))
    try:
        await anext(pieces)  # nothing is promised before the store gives something
        if start == 0:
            await begun()
    except ObjectMissing:
        raise served.missing from None
    except BaseException:
        await pieces.aclose()
        raise
    return Stream(pieces, status=status, headers=headers, media_type=served.media_type)


async def _pieces(read: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """What is read, after an empty piece that only says that there is something."""
    async with aclosing(read):  # type: ignore[type-var]  # every store's `read` is a generator
        first = await anext(read, b"")
        yield b""
        yield first
        async for piece in read:
            yield piece


class RangeRefused(Refused):
    """The range lies outside the object; `size` in bytes."""

    def __init__(self, size: int) -> None:
        super().__init__("range_not_satisfiable", f"The file has {size} bytes. Ask for a range within them.")
        self.size = size


def _span(request: Request, etag: str, size: int) -> tuple[int, int, bool]:
    """(first byte, byte after the last, whether it is a part). A malformed or multiple range is no range, and only a
    GET has one."""
    whole = (0, size, False)
    if request.method != "GET":
        return whole
    found = _RANGE.match(request.headers.get("range", "").strip())
    if found is None or request.headers.get("if-range", etag) != etag:
        return whole
    first, last = found.groups()
    if first:
        if last and int(last) < int(first):
            return whole
        return int(first), min(int(last) + 1, size) if last else size, True
    if last:
        return (max(0, size - int(last)), size, True) if int(last) else (size, size, True)
    return whole
