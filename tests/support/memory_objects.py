"""An object store in memory; it passes the same suite as the real one."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from storyreel_chassis.ids import now
from storyreel_chassis.ports import ObjectInfo, ObjectMissing


class MemoryObjects:
    """See `storyreel_chassis.ports.ObjectStore`."""

    def __init__(self) -> None:
        self._objects: dict[str, tuple[bytes, ObjectInfo]] = {}

    def _found(self, key: str) -> tuple[bytes, ObjectInfo]:
        if key not in self._objects:
            raise ObjectMissing(key)
        return self._objects[key]

    async def put_bytes(self, key: str, data: bytes, *, media_type: str) -> ObjectInfo:
        """Keep the bytes."""
        info = ObjectInfo(key, len(data), hashlib.md5(data).hexdigest(), media_type, now())  # noqa: S324 - as S3 does
        self._objects[key] = (data, info)
        return info

    async def put_file(self, key: str, path: Path, *, media_type: str) -> ObjectInfo:
        """Keep the file's bytes."""
        return await self.put_bytes(key, await asyncio.to_thread(path.read_bytes), media_type=media_type)

    async def get_bytes(self, key: str) -> bytes:
        """The bytes kept."""
        return self._found(key)[0]

    async def get_file(self, key: str, path: Path) -> ObjectInfo:
        """Write beside, then rename."""
        data, info = self._found(key)
        partial = path.with_name(f".{path.name}.partial")
        await asyncio.to_thread(partial.write_bytes, data)
        partial.replace(path)
        return info

    async def read(self, key: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """The range in one piece."""
        data, _ = self._found(key)
        yield data[start : None if length is None else start + length]

    async def stat(self, key: str) -> ObjectInfo:
        """What is known."""
        return self._found(key)[1]

    async def delete(self, key: str) -> None:
        """Forget it."""
        self._objects.pop(key, None)

    async def list(self, prefix: str) -> Sequence[ObjectInfo]:
        """Those whose key begins so."""
        return [info for key, (_, info) in sorted(self._objects.items()) if key.startswith(prefix)]
