"""What a foreground element is drawn with."""

from dataclasses import dataclass

import numpy as np

from storyreel_media.animatic.canvas import Canvas


@dataclass(frozen=True, slots=True)
class Lens:
    """Where a foreground element is drawn: a mask, its short side in px, and its side (1 right, -1 left)."""

    mask: Canvas
    dice: np.random.Generator
    unit: int
    side: int


FULL = (255.0, 255.0, 255.0)
