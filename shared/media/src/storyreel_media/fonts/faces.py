"""The font files of the package: which there are, what each covers, and loaded fonts of a size.

Every file is a Noto face under the SIL Open Font License (`files/LICENSE.txt`), cut to the characters that captions
use, so nothing depends on the fonts of the machine. CJK has one face with the forms of Simplified Chinese: GB 2312,
Big5 level 1, JIS level 1, kana and all modern Hangul.
"""

import functools
from pathlib import Path

from PIL import ImageFont, features

from storyreel_media.fonts.cmap import covered

FILES = Path(__file__).parent / "files"
REGULAR = "NotoSans-Regular.ttf"
BOLD = "NotoSans-Bold.ttf"
EMOJI = "NotoEmoji-Regular.ttf"
SCRIPTS = (
    "Arabic", "Hebrew", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Tamil", "Telugu", "Kannada", "Malayalam",
    "Sinhala", "Thai", "Lao", "Khmer", "Myanmar", "Georgian", "Armenian", "Ethiopic", "Symbols", "Symbols2", "Math",
)  # fmt: skip
FALLBACKS = (
    *(f"NotoSans{script}-Regular.ttf" for script in SCRIPTS[:-3]),
    "NotoSansCJKsc-Regular.otf",
    EMOJI,
    *(f"NotoSans{script}-Regular.ttf" for script in SCRIPTS[-3:]),
)
"""Faces to try, in order, for what the Latin, Greek and Cyrillic face lacks."""


@functools.lru_cache(maxsize=256)
def load(face: str, size_px: int) -> ImageFont.FreeTypeFont:
    """One face of the package at `size_px` pixels an em."""
    engine = ImageFont.Layout.RAQM if shapes() else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(FILES / face), size_px, layout_engine=engine)


@functools.cache
def shapes() -> bool:
    """Whether Pillow can shape text: it has raqm and found FriBidi (`libfribidi0` on Debian) on this machine."""
    return bool(features.check("raqm"))


@functools.cache
def coverage(face: str) -> frozenset[int]:
    """The code points for which a face has a glyph."""
    return covered(FILES / face)


def font(size_px: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The default face (Latin, Greek and Cyrillic) at `size_px` pixels an em. For any text use `fonts_for`."""
    return load(BOLD if bold else REGULAR, size_px)


@functools.lru_cache(maxsize=4096)
def face_of(character: str, default: str = REGULAR) -> str | None:
    """The first face that has a glyph for a character; None where none has."""
    point = ord(character)
    return next((face for face in (default, *FALLBACKS) if point in coverage(face)), None)
