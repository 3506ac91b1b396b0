"""Text in any script as runs of one font and one direction each, in the order in which they are drawn.

The order follows the Unicode Bidirectional Algorithm (UAX #9) without explicit embeddings, which captions do not use:
their control characters are dropped. Within a run raqm shapes and orders the glyphs where Pillow has it.
"""

import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from PIL import ImageDraw, ImageFont

from storyreel_media.fonts.faces import BOLD, EMOJI, REGULAR, coverage, face_of, load, shapes
from storyreel_media.fonts.shaping import visual

_MISSING = "\N{REPLACEMENT CHARACTER}"
_STRONG = {"L": "L", "R": "R", "AL": "R"}
_INVISIBLE = {
    "\N{ZERO WIDTH JOINER}",
    "\N{ZERO WIDTH NON-JOINER}",
    "\N{VARIATION SELECTOR-16}",
    "\N{VARIATION SELECTOR-15}",
}


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one font and direction. `text` is in logical order; draw it with `direction` (None: as it is)."""

    text: str
    font: ImageFont.FreeTypeFont
    rtl: bool

    @property
    def direction(self) -> Literal["rtl", "ltr"] | None:
        """What to pass to Pillow."""
        return ("rtl" if self.rtl else "ltr") if shapes() else None

    @property
    def shown(self) -> str:
        """The text to pass to Pillow."""
        return visual(self.text) if self.rtl and not shapes() else self.text

    @property
    def width(self) -> float:
        """Advance in pixels."""
        return self.font.getlength(self.shown, direction=self.direction)


def fonts_for(text: str, size_px: int, *, bold: bool = False) -> tuple[Run, ...]:
    """The runs of one line, from left to right as seen. What no face has shows as a replacement character."""
    default = BOLD if bold else REGULAR
    runs = [
        Run("".join(character for character, *_ in group), load(face, size_px), level % 2 == 1)
        for (face, level), group in groupby(_marked(text, default), key=lambda item: item[1:])
    ]
    levels = [level for (_face, level), _ in groupby(_marked(text, default), key=lambda item: item[1:])]
    return tuple(runs[index] for index in _order(levels))


def text_width(text: str, size_px: int, *, bold: bool = False) -> float:
    """The advance of one line in pixels."""
    return sum(run.width for run in fonts_for(text, size_px, bold=bold))


def draw_text(
    draw: ImageDraw.ImageDraw,
    position: tuple[float, float],
    text: str,
    size_px: int,
    *,
    fill: tuple[int, ...] | str | int,
    bold: bool = False,
) -> None:
    """Draw one line; `position` is the left end of its baseline."""
    x, y = position
    for run in fonts_for(text, size_px, bold=bold):
        draw.text((x, y), run.shown, fill=fill, font=run.font, anchor="ls", direction=run.direction)
        x += run.width


@functools.lru_cache(maxsize=512)
def _marked(text: str, default: str) -> tuple[tuple[str, str, int], ...]:
    """(Character, face, level) in logical order."""
    clean = "".join(_printable(unicodedata.normalize("NFC", text)))
    faced = list(_faces(clean, default))
    levels = _levels("".join(character for character, _ in faced))
    return tuple((character, face, level) for (character, face), level in zip(faced, levels, strict=True))


def _printable(text: str) -> Iterator[str]:
    for character in text:
        category = unicodedata.category(character)
        if category == "Zs" or character in "\t\n\r\u2028\u2029":
            yield " "
        elif character in _INVISIBLE or category not in {"Cc", "Cf", "Cs"}:
            yield character


def _faces(text: str, default: str) -> Iterator[tuple[str, str]]:
    """A face for every character: marks, joiners and spaces stay with what is before them where its face has them."""
    face = default
    for character in text:
        # an emoji's space is as wide as an emoji
        kinds = "MP" if face == EMOJI else "MPZ"
        stays = character in _INVISIBLE or unicodedata.category(character)[0] in kinds
        if stays and ord(character) in coverage(face):
            yield character, face
        elif found := face_of(character, default):
            face = found
            yield character, face
        elif character not in _INVISIBLE:
            face = default
            yield _MISSING, face


def _levels(text: str) -> list[int]:
    """The embedding level of every character: even runs left to right, odd right to left (UAX #9, W, N and I rules)."""
    kinds = [unicodedata.bidirectional(character) for character in text]
    base = next((_STRONG[kind] for kind in kinds if kind in _STRONG), "L")
    sides = _sides(_weak(kinds, base), base)
    levels = {"L": 0 if base == "L" else 2, "R": 1, "N": 2}
    return [levels[side] for side in sides]


def _weak(kinds: list[str], base: str) -> list[str]:
    """L, R, N (a number) or blank (neutral) for every character."""
    out: list[str] = []
    strong = base
    for index, kind in enumerate(kinds):
        if kind in _STRONG:
            strong = _STRONG[kind]
            out.append(strong)
        elif kind in {"EN", "AN"}:
            out.append("L" if strong == "L" else "N")
        elif kind == "NSM":
            out.append(out[-1] if out else base)
        elif _belongs_to_number(kind, out[-1:], kinds[index + 1 : index + 2], strong):
            out.append("N")
        else:
            out.append("")
    return out


def _belongs_to_number(kind: str, before: list[str], after: list[str], strong: str) -> bool:
    """Separators between digits, and currency or percent signs beside them."""
    if kind in {"CS", "ES"}:
        return before == ["N"] and after in (["EN"], ["AN"])
    return kind == "ET" and (before == ["N"] or (strong == "R" and after == ["EN"]))


def _sides(kinds: list[str], base: str) -> list[str]:
    """Neutrals take the side of what is on both sides of them, else the base; a number counts as right to left."""
    out: list[str] = []
    before = base
    for kind, group in groupby(enumerate(kinds), key=lambda item: item[1]):
        places = [index for index, _ in group]
        if kind:
            out += [kind] * len(places)
            before = "L" if kind == "L" else "R"
        else:
            after = kinds[places[-1] + 1] if places[-1] + 1 < len(kinds) else base
            out += [before if before == ("L" if after == "L" else "R") else base] * len(places)
    return out


def _order(levels: list[int]) -> list[int]:
    """Indices of runs from left to right (UAX #9, L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order
