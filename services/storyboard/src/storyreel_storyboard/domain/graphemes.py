"""Cutting text without cutting what a reader sees as one character (UAX #29, the rules that matter for storage)."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

ZWJ = "\u200d"
_ELLIPSIS = "…"
_VIRAMA_CLASS = 9  # canonical combining class of the Indic viramas, which bind the next consonant
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u231a-\u23ff]")


@lru_cache(maxsize=4096)
def _extends(char: str) -> bool:
    code = ord(char)
    return (
        unicodedata.category(char) in {"Mn", "Mc", "Me"}
        or char in {ZWJ, "\u200c"}
        or 0x1F3FB <= code <= 0x1F3FF  # skin tones
        or 0xE0020 <= code <= 0xE007F  # flag tags
        or 0x1160 <= code <= 0x11FF  # Hangul vowels and finals
    )


def _regional(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def _pairs_flag(text: str, index: int) -> bool:
    """Whether the regional indicator at `index` completes a flag begun just before it."""
    first = index
    while first and _regional(text[first - 1]):
        first -= 1
    return (index - first) % 2 == 1


def is_boundary(text: str, index: int) -> bool:
    """Whether `text` may be cut before `index`."""
    if index <= 0 or index >= len(text):
        return True
    before, after = text[index - 1], text[index]
    if before == ZWJ or _extends(after) or unicodedata.combining(before) == _VIRAMA_CLASS:
        return False
    return not (_regional(after) and _regional(before) and _pairs_flag(text, index))


def clusters(text: str) -> Iterator[str]:
    """The grapheme clusters of `text`, in order."""
    start = 0
    for index in range(1, len(text) + 1):
        half_flag = index == start + 1 and _regional(text[start]) and _regional(text[index : index + 1] or " ")
        if index == len(text) or (not half_flag and (_regional(text[index]) or is_boundary(text, index))):
            yield text[start:index]
            start = index


def boundary_before(text: str, index: int) -> int:
    """The last place at or before `index` where a cut is safe; `index` itself when one cluster fills everything."""
    place = index
    while place > 0 and not is_boundary(text, place):
        place -= 1
    return place or index


def elide(text: str, limit: int) -> str:
    """`text` in at most `limit` code points, cut at a word boundary where there is one and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    room = limit - len(_ELLIPSIS)
    space = text.rfind(" ", 0, room + 1)
    cut = space if space > room // 2 else boundary_before(text, room)
    return text[:cut].rstrip(" ,;:、，،-–—") + _ELLIPSIS


def is_pictographic(text: str) -> bool:
    """Whether `text` speaks in emoji alone: pictures, and not one letter or digit."""
    return bool(_EMOJI.search(text)) and not any(char.isalnum() for char in text)
