"""How a picture is made to look: each style is one change of the finished pixels."""

from collections.abc import Callable

import numpy as np

from storyreel_media.animatic.brief import Dice
from storyreel_media.animatic.colour import Pixels
from storyreel_media.animatic.composition import Composition
from storyreel_media.animatic.looks import grade, media, print_looks
from storyreel_media.animatic.palette import Palette

Look = Callable[[Pixels, Palette, np.random.Generator], Pixels]


def _cinematic(pixels: Pixels, _palette: Palette, dice: np.random.Generator) -> Pixels:
    grade.bloom(pixels, 0.55)
    grade.contrast(pixels, 1.06)
    grade.vignette(pixels, 0.3)
    grade.grain(pixels, dice, 2)
    return pixels


LOOKS: dict[str, Look] = {
    "cinematic": _cinematic,
    "tinted": _cinematic,
    "watercolour": media.watercolour,
    "oil": media.oil,
    "sketch": media.sketch,
    "anime": print_looks.anime,
    "flat": print_looks.flat,
    "pixel": print_looks.pixel,
    "papercut": print_looks.papercut,
    "noir": print_looks.noir,
    "cyberpunk": print_looks.cyberpunk,
    "vintage": print_looks.vintage,
    "clay": print_looks.clay,
}


def develop(pixels: Pixels, scene: Composition, palette: Palette, dice: Dice) -> Pixels:
    """The scene's style over its picture (changed in place where that is quicker)."""
    return LOOKS[scene.style](pixels, palette, dice.stream("look"))
