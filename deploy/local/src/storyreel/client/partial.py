"""A file that arrives in pieces: continued after a broken connection or in a later run, whole or not there at all."""

from pathlib import Path
from typing import BinaryIO

import httpx

from storyreel.client.errors import StoryreelError


class Partial:
    """`<name>.part` beside the target, with the `ETag` of what it is a part of in `<name>.part.etag`."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self._part = target.with_name(f"{target.name}.part")
        self._tag = target.with_name(f"{target.name}.part.etag")
        self._file: BinaryIO | None = None
        self._total: int | None = None
        self._grew = False

    def headers(self) -> dict[str, str]:
        """Ask for the rest of the same thing, or for all of it when it is another one by now."""
        etag = self._tag.read_text() if self._tag.exists() else ""
        have = self._part.stat().st_size if self._part.exists() else 0
        return {"Range": f"bytes={have}-", "If-Range": etag} if have and etag else {}

    def begin(self, response: httpx.Response) -> None:
        """Open the file for a 200 (from the start) or a 206 (from where it asked)."""
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self.close()
        continued = response.status_code == httpx.codes.PARTIAL_CONTENT
        etag = response.headers.get("ETag", "")
        if not continued:
            self._part.unlink(missing_ok=True)
            self._tag.write_text("" if etag.startswith("W/") else etag)
        self._file = self._part.open("ab")
        self._total = _total(response.headers, continued=continued)

    def write(self, piece: bytes) -> None:
        """Add a piece."""
        if self._file is None:
            raise RuntimeError("begin first")
        self._grew = True
        self._file.write(piece)

    def grew(self) -> bool:
        """Whether anything came since this was last asked."""
        grew, self._grew = self._grew, False
        return grew

    def close(self) -> None:
        """Leave the part as it is, for another time."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def discard(self) -> None:
        """Forget the part."""
        self.close()
        self._part.unlink(missing_ok=True)
        self._tag.unlink(missing_ok=True)

    def finish(self) -> Path:
        """Put the whole file in its place.

        Raises:
            StoryreelError: it is not as long as the server said
        """
        self.close()
        have = self._part.stat().st_size
        if self._total is not None and have != self._total:
            self.discard()
            raise StoryreelError(f"{self.target} came with {have} bytes instead of {self._total}")
        self._part.replace(self.target)
        self._tag.unlink(missing_ok=True)
        return self.target


def _total(headers: httpx.Headers, *, continued: bool) -> int | None:
    length = headers.get("Content-Range", "").rpartition("/")[2] if continued else headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else None


def put(data: bytes, to: Path) -> bytes:
    """Write a small file so that it is there whole or not at all; the same bytes."""
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f"{to.name}.part")
    part.write_bytes(data)
    part.replace(to)
    return data
