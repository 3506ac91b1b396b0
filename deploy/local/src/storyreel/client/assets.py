"""Own files: uploaded with progress, listed, fetched, deleted. The calls as data, and both clients of them."""

import mimetypes
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

import httpx
from pydantic import TypeAdapter

from storyreel.client.calls import Call, nothing, path
from storyreel.client.pages import every, every_async
from storyreel.client.partial import put
from storyreel.client.wire import Wire
from storyreel.client.wire_async import AsyncWire
from storyreel_contracts.api import Asset, AssetUpload
from storyreel_contracts.formats import AssetType

ASSET = Asset.model_validate_json
ASSETS = TypeAdapter(list[Asset]).validate_json
PIECE = 64 * 2**10
OnProgress = Callable[[int, int], None]
"""Told (bytes sent, bytes in all) as a file goes; from the start again when it has to be sent again."""


def asset_path(asset_id: UUID | str, *rest: str) -> str:
    """`/api/v2/assets/<id>/…`."""
    return path("assets", asset_id, *rest)


def assets(asset_type: AssetType | None, client_id: str | None, page_size: int) -> Call[list[Asset]]:
    """The first page of the caller's assets."""
    query: dict[str, str | int] = {"limit": page_size}
    query |= {"type": asset_type} if asset_type else {}
    query |= {"client_id": client_id} if client_id else {}
    return Call("GET", path("assets"), ASSETS, query=query)


def metadata(asset_id: UUID | str) -> Call[Asset]:
    """What is known about an asset."""
    return Call("GET", asset_path(asset_id, "metadata"), ASSET)


def thumbnail(asset_id: UUID | str) -> Call[bytes]:
    """Its picture."""
    return Call("GET", asset_path(asset_id, "thumbnail"), bytes)


def delete(asset_id: UUID | str) -> Call[None]:
    """Delete an asset."""
    return Call("DELETE", asset_path(asset_id), nothing)


@dataclass(frozen=True, slots=True)
class Upload(Call[Asset]):
    """A file, read anew for every attempt and never whole in memory."""

    source: Path = field(default_factory=Path)
    said: Mapping[str, str] = field(default_factory=dict)
    on_progress: OnProgress | None = None

    def to_request(self, client: "httpx.Client | httpx.AsyncClient") -> httpx.Request:
        """See `Call.to_request`."""
        boundary = uuid4().hex
        head, tail = _around(boundary, self.said, self.source.name)
        size = self.source.stat().st_size
        pieces = _Pieces(self.source, head, tail, size, self.on_progress)
        headers = {
            "Accept": "application/json",
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(head) + size + len(tail)),
            "Idempotency-Key": self.key or "",
        }
        request = client.build_request(self.method, self.path, headers=headers)
        request.stream = pieces
        return request


class _Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an upload."""

    def __init__(self, source: Path, head: bytes, tail: bytes, size: int, on_progress: OnProgress | None) -> None:
        self._source, self._head, self._tail, self._size = source, head, tail, size
        self._on_progress = on_progress or (lambda _sent, _size: None)

    def __iter__(self) -> Iterator[bytes]:
        yield self._head
        with self._opened() as file:
            sent = 0
            while piece := file.read(min(PIECE, self._size - sent)):
                yield piece
                sent += len(piece)
                self._on_progress(sent, self._size)
        yield self._tail

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in iter(self):
            yield piece

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        with self._source.open("rb") as file:
            yield file


def upload(
    source: Path, name: str | None, client_id: str | None, key: str | None, on_progress: OnProgress | None
) -> Upload:
    """Send a file."""
    said = AssetUpload(name=name, client_id=client_id).model_dump(exclude_none=True)
    to = path("upload-asset")
    return Upload("POST", to, ASSET, key=key or str(uuid4()), source=source, said=said, on_progress=on_progress)


def _around(boundary: str, said: Mapping[str, str], filename: str) -> tuple[bytes, bytes]:
    """What comes before the file's bytes, and after (RFC 7578; quotes and line ends as browsers write them)."""
    plain = filename.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    start = f"--{boundary}\r\nContent-Disposition: form-data; name="
    fields = "".join(f'{start}"{name}"\r\n\r\n{text}\r\n' for name, text in said.items())
    file = f'{start}"file"; filename="{plain}"\r\nContent-Type: {kind}\r\n\r\n'
    return (fields + file).encode("utf-8", "surrogateescape"), f"\r\n--{boundary}--\r\n".encode()


class Assets:
    """The caller's own files."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def upload(
        self,
        source: Path,
        *,
        name: str | None = None,
        client_id: str | None = None,
        idempotency_key: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Asset:
        """Send a file from disk, piece by piece; a broken connection is tried again under one key."""
        return self._wire.send(upload(source, name, client_id, idempotency_key, on_progress))

    def list(
        self,
        *,
        type: AssetType | None = None,  # noqa: A002 - the API's own word
        client_id: str | None = None,
        page_size: int = 50,
    ) -> Iterator[Asset]:
        """One's own assets, newest first; further pages are fetched as they are needed."""
        return every(self._wire, assets(type, client_id, page_size))

    def get(self, asset_id: UUID | str) -> Asset:
        """What is known about an asset."""
        return self._wire.send(metadata(asset_id))

    def download(self, asset_id: UUID | str, to: Path) -> Path:
        """Fetch the content to a file; one that was cut off, also in an earlier run, is continued."""
        return self._wire.download(asset_path(asset_id), {}, to)

    def thumbnail(self, asset_id: UUID | str, to: Path | None = None) -> bytes:
        """Its picture; also written to the file `to`."""
        picture = self._wire.send(thumbnail(asset_id))
        return picture if to is None else put(picture, to)

    def delete(self, asset_id: UUID | str) -> None:
        """Delete it; refused while a job that has not ended uses it."""
        self._wire.send(delete(asset_id))


class AsyncAssets:
    """The caller's own files, for asyncio."""

    def __init__(self, wire: AsyncWire) -> None:
        self._wire = wire

    async def upload(
        self,
        source: Path,
        *,
        name: str | None = None,
        client_id: str | None = None,
        idempotency_key: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Asset:
        """Send a file from disk, piece by piece; a broken connection is tried again under one key."""
        return await self._wire.send(upload(source, name, client_id, idempotency_key, on_progress))

    def list(
        self,
        *,
        type: AssetType | None = None,  # noqa: A002 - the API's own word
        client_id: str | None = None,
        page_size: int = 50,
    ) -> AsyncIterator[Asset]:
        """One's own assets, newest first; further pages are fetched as they are needed."""
        return every_async(self._wire, assets(type, client_id, page_size))

    async def get(self, asset_id: UUID | str) -> Asset:
        """What is known about an asset."""
        return await self._wire.send(metadata(asset_id))

    async def download(self, asset_id: UUID | str, to: Path) -> Path:
        """Fetch the content to a file; one that was cut off, also in an earlier run, is continued."""
        return await self._wire.download(asset_path(asset_id), {}, to)

    async def thumbnail(self, asset_id: UUID | str, to: Path | None = None) -> bytes:
        """Its picture; also written to the file `to`."""
        picture = await self._wire.send(thumbnail(asset_id))
        return picture if to is None else put(picture, to)

    async def delete(self, asset_id: UUID | str) -> None:
        """Delete it; refused while a job that has not ended uses it."""
        await self._wire.send(delete(asset_id))
