"""Which characters a font file has glyphs for, from its `cmap` table (OpenType 1.9, formats 4 and 12)."""

import struct
from collections.abc import Iterator
from pathlib import Path

UNICODE_ENCODINGS = ((3, 10), (0, 4), (0, 6), (3, 1), (0, 3))
"""(platform, encoding) of the Unicode subtables, the widest first."""


def covered(path: Path) -> frozenset[int]:
    """The code points that a TrueType or OpenType file maps to a glyph.

    Raises:
        ValueError: the file has no Unicode cmap of format 4 or 12.
    """
    data = path.read_bytes()
    cmap = _table(data, b"cmap")
    subtables = {
        struct.unpack_from(">HH", cmap, at): struct.unpack_from(">I", cmap, at + 4)[0]
        for at in range(4, 4 + 8 * struct.unpack_from(">H", cmap, 2)[0], 8)
    }
    for encoding in UNICODE_ENCODINGS:
        if encoding in subtables:
            return frozenset(_points(cmap[subtables[encoding] :]))
    raise ValueError(f"{path.name} has no Unicode cmap")


def _table(data: bytes, tag: bytes) -> bytes:
    for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16):
        name, _checksum, offset, length = struct.unpack_from(">4sIII", data, at)
        if name == tag:
            return data[offset : offset + length]
    raise ValueError(f"no table {tag!r}")


def _points(subtable: bytes) -> Iterator[int]:
    form = struct.unpack_from(">H", subtable)[0]
    if form == 12:
        for group in range(struct.unpack_from(">I", subtable, 12)[0]):
            first, last, _glyph = struct.unpack_from(">III", subtable, 16 + 12 * group)
            yield from range(first, last + 1)
    elif form == 4:
        yield from _segments(subtable)
    else:
        raise ValueError(f"cmap format {form}")


def _segments(subtable: bytes) -> Iterator[int]:
    count = struct.unpack_from(">H", subtable, 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", subtable, 14)
    starts = struct.unpack_from(f">{count}H", subtable, 16 + 2 * count)
    for first, last in zip(starts, ends, strict=True):
        if first != 0xFFFF:
            yield from range(first, last + 1)
