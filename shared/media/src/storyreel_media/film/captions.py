"""Captions as pictures: any script, wrapped to two lines in the frame's lowest 16 %, drawn and never interpreted."""

import unicodedata
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from storyreel_media.fonts import draw_text, text_width

MAX_LINES = 2
_ELLIPSIS = "…"
_SIZE = {True: 0.052, False: 0.042}  # of the short side: 45 px at 1080p; more in portrait, which is seen on telephones
_LINE = 1.28  # line height in text sizes, high enough for Devanagari and Thai
_ASCENT, _DESCENT = 1.1, 0.48  # from the pill's top to the first baseline, and from the last one to its bottom
_MEASURE = 0.84  # of the width: inside the title-safe area of 90 % (SMPTE ST 2046-1), with the pill around
_BOTTOM = {True: 0.045, False: 0.04}  # of the height below the pill; more in portrait, where players put their buttons
_NO_LINE_START = set("、。，．！？：；」』）】〉》〕’”…‥ー々ァィゥェォッャュョぁぃぅぇぉっゃゅょ")
_WIDE = {"W", "F"}


def caption_overlay(text: str, width: int, height: int) -> NDArray[np.uint8] | None:
    """The caption on a transparent frame: (height, width, 4) RGBA, straight alpha; None where there is no text."""
    size = _size(width, height)
    lines = wrap(text, size, width * _MEASURE)
    if not lines:
        return None
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    box = _pill(lines, size, width, height)
    _shade(image, box, size)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        left = (width - text_width(line, size)) / 2
        baseline = box[1] + size * _ASCENT + row * size * _LINE
        draw_text(draw, (left, baseline), line, size, fill=(255, 255, 255, 255))
    return np.asarray(image)


def caption_top(width: int, height: int) -> int:
    """The highest line of pixels that a caption may reach."""
    return round(height * (1 - _BOTTOM[height > width]) - _depth(MAX_LINES, _size(width, height)))


def wrap(text: str, size: int, measure: float) -> list[str]:
    """At most two lines no wider than `measure` pixels, about equally long; what is left over ends in an ellipsis."""
    pieces = list(_pieces(" ".join(text.split())))
    lines = _fill(pieces, size, measure)
    if len(lines) == MAX_LINES:
        return _balance(pieces, size, measure, lines)
    if len(lines) < MAX_LINES:
        return lines
    return [*lines[: MAX_LINES - 1], _elide(" ".join(lines[MAX_LINES - 1 :]), size, measure)]


def _fill(pieces: list[str], size: int, measure: float) -> list[str]:
    """As many lines as it takes (one more than are shown is enough), each as full as it gets."""
    lines: list[str] = []
    line = ""
    for place, piece in enumerate(pieces):
        if line and text_width((line + piece).rstrip(), size) > measure:
            lines.append(line.rstrip())
            line = ""
            if len(lines) == MAX_LINES:
                return [*lines, "".join(pieces[place:])]
        line += piece
        while text_width(line.rstrip(), size) > measure:
            cut = _longest(line, size, measure)
            lines.append(line[:cut])
            line = line[cut:]
            if len(lines) == MAX_LINES:
                return [*lines, line + "".join(pieces[place + 1 :])]
    return [*lines, line.rstrip()] if line.strip() else lines


def _balance(pieces: list[str], size: int, measure: float, lines: list[str]) -> list[str]:
    """Two lines as narrow as they can be: the measure is halved in on."""
    best, low, high = lines, measure / 2, measure
    for _ in range(7):
        middle = (low + high) / 2
        tried = _fill(pieces, size, middle)
        if len(tried) <= MAX_LINES:
            best, high = tried, middle
        else:
            low = middle
    return best


def _elide(text: str, size: int, measure: float) -> str:
    """The longest start that fits with an ellipsis, cut at a word's end where one is near."""
    kept = text[: _longest(text, size, measure - text_width(_ELLIPSIS, size))]
    space = kept.rfind(" ")
    if space > len(kept) * 2 / 3:
        kept = kept[:space]
    return kept.rstrip(" ,.;:-–—、。，") + _ELLIPSIS


def _longest(text: str, size: int, measure: float) -> int:
    """How many characters fit: one at least, and no cut within a character and its marks."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text_width(text[:middle], size) <= measure else (low, middle - 1)
    while low > 1 and low < len(text) and _sticks(text[low], text[low - 1]):
        low -= 1
    return low


def _pieces(text: str) -> Iterator[str]:
    """What must stay together: words with the space after them; wide (CJK) characters alone."""
    piece = ""
    for index, character in enumerate(text):
        piece += character
        after = text[index + 1 : index + 2]
        if character == " " or (after.strip() and _may_break(character, after)):
            yield piece
            piece = ""
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    wide = unicodedata.east_asian_width(before) in _WIDE or unicodedata.east_asian_width(after) in _WIDE
    opens = unicodedata.category(before) in {"Ps", "Pi"}
    return wide and not opens and not _sticks(after, before) and unicodedata.category(after) not in {"Pe", "Pf", "Po"}


def _sticks(character: str, before: str) -> bool:
    joiner = "\N{ZERO WIDTH JOINER}"
    marks = unicodedata.category(character)[0] == "M" or character in {joiner, "\N{VARIATION SELECTOR-16}"}
    return marks or before == joiner or character in _NO_LINE_START


def _size(width: int, height: int) -> int:
    return max(10, round(min(width, height) * _SIZE[height > width]))


def _depth(lines: int, size: int) -> float:
    return (lines - 1) * size * _LINE + (_ASCENT + _DESCENT) * size


def _pill(lines: list[str], size: int, width: int, height: int) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of the ground behind the lines."""
    across = max(text_width(line, size) for line in lines) + 1.5 * size
    down = _depth(len(lines), size)
    bottom = height * (1 - _BOTTOM[height > width])
    return round((width - across) / 2), round(bottom - down), round((width + across) / 2), round(bottom)


def _shade(image: Image.Image, box: tuple[int, int, int, int], size: int) -> None:
    """A translucent ground with round, slightly soft edges."""
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius=0.55 * size, fill=148)
    margin = size
    area = (max(0, box[0] - margin), max(0, box[1] - margin), box[2] + margin, min(image.height, box[3] + margin))
    soft = mask.crop(area).filter(ImageFilter.GaussianBlur(size * 0.06))
    image.paste(Image.merge("RGBA", [*(Image.new("L", soft.size, level) for level in (10, 11, 14)), soft]), area[:2])
