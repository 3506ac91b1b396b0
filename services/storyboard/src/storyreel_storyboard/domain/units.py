"""The units a prompt falls into, before they become scenes."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of content: its text, its place on the clock (seconds), its slug line and the setting that names."""

    text: str
    start: Decimal | None = None
    end: Decimal | None = None
    setting: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of scenes that tell one piece of text, the first of them under the slug line if there is one.

    With `opens` its place is shown before the text is told.
    """

    text: str
    scenes: int
    setting: str = ""
    heading: str = ""
    opens: bool = False


def weight(text: str) -> float:
    """How much there is to show in `text`: its length in letters, a Chinese character counting for three."""
    return 12.0 + len(text) + 2.0 * sum("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in text)
