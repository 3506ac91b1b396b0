"""What a file is by its first bytes; a decoder has the last word."""

from storyreel_contracts.formats import AssetFormat

HEAD = 4096
"""Bytes that are enough."""
_MP4_BRANDS = {
    b"avc1", b"dash", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"isom", b"M4V ",
    b"M4VH", b"M4VP", b"mmp4", b"mp41", b"mp42", b"MSNV", b"av01",
}  # fmt: skip
_RATES = (44100, 48000, 32000)
_KILOBITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    0: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Of MPEG 1, 2 and 2.5 layer III by the header's version bits (ISO 11172-3, 13818-3)."""


def sniff(head: bytes) -> AssetFormat | None:
    """The format that a file's first `HEAD` bytes (all of a shorter file) are of; None for anything else."""
    starts: dict[bytes, AssetFormat] = {
        b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"GIF87a": "gif", b"GIF89a": "gif", b"%PDF-": "pdf",
    }  # fmt: skip
    for start, found in starts.items():
        if head.startswith(start):
            return found
    if head[:4] == b"RIFF":
        kinds: dict[bytes, AssetFormat] = {b"WEBP": "webp", b"WAVE": "wav"}
        return kinds.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _film(head)
    return "mp3" if _is_mp3(head) else None


def _film(head: bytes) -> AssetFormat | None:
    brand = head[8:12]
    if brand == b"qt  ":
        return "mov"
    return "mp4" if brand in _MP4_BRANDS else None


def _is_mp3(head: bytes) -> bool:
    if head[:3] == b"ID3":
        return len(head) > 10 and head[3] in {2, 3, 4} and all(byte < 0x80 for byte in head[6:10])
    length = _frame_length(head)
    return length > 0 and (len(head) < length + 4 or _frame_length(head[length:]) > 0)


def _frame_length(head: bytes) -> int:
    """Bytes of the layer III frame that begins here, 0 where none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, kilobits = head[2] >> 2 & 3, head[2] >> 4
    if version == 1 or layer != 1 or rate == 3 or kilobits in {0, 15}:
        return 0
    hertz = _RATES[rate] if version == 3 else _RATES[rate] // (2 if version == 2 else 4)
    samples = 144 if version == 3 else 72
    return samples * _KILOBITS[version][kilobits] * 1000 // hertz + (head[2] >> 1 & 1)
