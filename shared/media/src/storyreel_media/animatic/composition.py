"""What was understood from a brief: the plan that the painter follows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """Who or what to draw: a key of the subject lexicon, how many, doing what, in what colours.

    `colour` is "#rrggbb" when the words name one for it; `wears` pairs a garment with its colour.
    """

    kind: str
    count: int = 1
    action: str = "stand"
    colour: str | None = None
    wears: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Composition:
    """Everything the painter decides before it draws; lengths are fractions of the frame, y downwards.

    `horizon` is the eye line's height; `anchor` the main subject's x; `scale` the main subject's height;
    `sun` where the sun or moon stands (None indoors and under a closed sky); `facing` is 1 (right) or -1.
    `known` says whether the words named a place or subject at all.
    """

    time: str
    place: str
    indoors: bool
    weather: tuple[str, ...]
    season: str
    mood: str
    style: str
    style_word: str
    shot: str
    angle: str
    subjects: tuple[Subject, ...]
    horizon: float
    anchor: float
    scale: float
    facing: int
    sun: tuple[float, float] | None
    light: tuple[str, ...]
    foreground: str
    palette: tuple[str, ...]
    known: bool

    def has(self, weather: str) -> bool:
        """Whether the air does this."""
        return weather in self.weather

    @property
    def dark(self) -> bool:
        """Whether lamps are lit: evening, night, or under a storm."""
        return self.time in ("evening", "night") or ("storm" in self.weather and self.time != "noon")
