"""What every part of the painter is handed: the canvas, the plan, the palette and the dice."""

from dataclasses import dataclass

import numpy as np

from storyreel_media.animatic.brief import Dice
from storyreel_media.animatic.canvas import Canvas
from storyreel_media.animatic.colour import Rgb, mix, times
from storyreel_media.animatic.composition import Composition
from storyreel_media.animatic.palette import Palette


@dataclass(frozen=True, slots=True)
class Stage:
    """One picture being painted. `unit` is its short side in px: the yardstick for every size.

    `dice` are the scene's own, `film` are shared by all scenes of one style and brand: who returns looks the same.
    """

    canvas: Canvas
    scene: Composition
    palette: Palette
    dice: Dice
    film: Dice

    @property
    def width(self) -> int:
        """Width in px."""
        return self.canvas.width

    @property
    def height(self) -> int:
        """Height in px."""
        return self.canvas.height

    @property
    def unit(self) -> float:
        """Short side in px."""
        return float(min(self.canvas.width, self.canvas.height))

    @property
    def horizon(self) -> float:
        """The eye line, px from the top."""
        return self.scene.horizon * self.canvas.height

    @property
    def sun(self) -> tuple[float, float] | None:
        """Where the sun or moon stands, px."""
        at = self.scene.sun
        return (at[0] * self.width, at[1] * self.height) if at else None

    @property
    def plain(self) -> bool:
        """Whether the style wants clean shapes: no texture, no haze of noise."""
        return self.scene.style in ("flat", "papercut", "clay", "anime")

    def rng(self, name: str) -> np.random.Generator:
        """The random stream of one part of the picture."""
        return self.dice.stream(name)

    def surface(self, colour: Rgb, depth: float) -> Rgb:
        """A surface in this light seen through this much air: depth 0 is near, 1 lost in haze."""
        return mix(self.palette.lit(colour), self.palette.haze, depth)

    def shadow(self, colour: Rgb, share: float = 0.35) -> Rgb:
        """The shaded side of a (lit) surface."""
        return mix(times(colour, 1 - share), self.palette.near, share * 0.4)

    def highlight(self, colour: Rgb, share: float = 0.3) -> Rgb:
        """The side of a (lit) surface that faces the light."""
        strength = share * (0.55 if self.scene.dark else 1.0)
        return mix(colour, self.palette.light, strength)
