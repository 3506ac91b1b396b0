"""Read the outermost structure of a media file: what it is, whether all of it is there, whether it starts fast.

Only the boxes of ISO 14496-12 (mp4, mov) or the elements of RFC 8794 (EBML: webm) at the top are walked, a few reads
a file, so that a file cut anywhere is found without demuxing it.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

Container = Literal["mp4", "mov", "webm", "matroska"]

_EBML, _SEGMENT, _DOCTYPE = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67", b"\x42\x82"
_MOST_BOXES = 1000  # at the top of a file; ours have four


class NotAFilm(ValueError):
    """The file is not the film it should be; `reason` says why in a few words, without its path."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Layout:
    """`faststart`: the index precedes the media, so a player starts before it has all (None where there is no such)."""

    container: Container
    faststart: bool | None


def read_layout(path: Path) -> Layout:
    """Return how the file at `path` is laid out; raise NotAFilm for another format or a file shorter than it says."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        file.seek(0)
        if start[4:] == b"ftyp":
            return _boxes(file, size)
        if start[:4] == _EBML:
            return _elements(file, size)
    raise NotAFilm("neither mp4, mov nor webm")


def _boxes(file: BinaryIO, size: int) -> Layout:
    places: dict[bytes, int] = {}
    offset, brand = 0, b""
    while offset < size and len(places) < _MOST_BOXES:
        file.seek(offset)
        head = file.read(16)
        length, kind = struct.unpack(">I4s", head[:8].ljust(8, b"\0"))
        brand = head[8:12] if kind == b"ftyp" else brand
        places.setdefault(kind, offset)
        offset += _box_length(length, head, size - offset)
    if offset != size or not {b"moov", b"mdat"} <= places.keys():
        raise NotAFilm("cut short")
    return Layout("mov" if brand == b"qt  " else "mp4", faststart=places[b"moov"] < places[b"mdat"])


def _box_length(length: int, head: bytes, rest: int) -> int:
    if length == 0:  # to the end of the file
        return rest
    if length == 1 and len(head) == 16:
        return max(int.from_bytes(head[8:]), 16)
    return max(length, 8)


def _elements(file: BinaryIO, size: int) -> Layout:
    file.seek(4)
    length = _vint(file)
    header = file.read(min(length or 0, 4096))
    at = header.find(_DOCTYPE)
    doctype = header[at + 3 : at + 3 + (header[at + 2] & 0x7F)] if 0 <= at < len(header) - 2 else b""
    length = _vint(file) if file.read(4) == _SEGMENT else None
    if length is None or file.tell() + length != size:
        raise NotAFilm("cut short")
    return Layout("webm" if doctype.rstrip(b"\0") == b"webm" else "matroska", faststart=None)


def _vint(file: BinaryIO) -> int | None:
    """Return a variable-length size, or None for 'unknown', which a writer leaves when it does not finish."""
    first = file.read(1)
    if not first or not first[0]:
        return None
    extra = 8 - first[0].bit_length()
    value = int.from_bytes(bytes([first[0] & (0x7F >> extra)]) + file.read(extra))
    return None if value == (1 << 7 * (extra + 1)) - 1 else value
