"""What frames the view from right before the lens: dark, large, a little out of focus."""

import cv2
import numpy as np

from storyreel_media.animatic.canvas import Canvas
from storyreel_media.animatic.colour import mix
from storyreel_media.animatic.scenery.lens import Lens
from storyreel_media.animatic.scenery.near_plants import branch, ferns, flowers, grass, leaves, palmleaf, reeds
from storyreel_media.animatic.scenery.near_things import pine, post, railing, rocks, trunk
from storyreel_media.animatic.stage import Stage

_BLUR = 0.0028  # of the short side


_SHAPES = {
    "grass": grass,
    "flowers": flowers,
    "reeds": reeds,
    "branch": branch,
    "leaves": leaves,
    "ferns": ferns,
    "palmleaf": palmleaf,
    "trunk": trunk,
    "rocks": rocks,
    "pine": pine,
    "post": post,
    "railing": railing,
}


def paint_foreground(stage: Stage) -> None:
    """Paints the scene's foreground element at half size, softens it and lays it over the picture."""
    if stage.scene.foreground == "none":
        return
    w, h = stage.width // 2, stage.height // 2
    lens = Lens(
        Canvas(np.zeros((h, w), np.uint8)), stage.rng("foreground"), min(w, h), 1 if stage.scene.anchor < 0.5 else -1
    )
    _SHAPES[stage.scene.foreground](lens)
    soft = cv2.GaussianBlur(lens.mask.pixels, (0, 0), max(stage.unit * _BLUR / 2, 0.6))
    full = cv2.resize(soft, (stage.width, stage.height), interpolation=cv2.INTER_LINEAR)
    tone = mix(stage.palette.near, stage.palette.lit(stage.palette.leaf), 0.22)
    over = np.empty_like(stage.canvas.pixels)
    over[:] = np.round(tone).astype(np.uint8)
    stage.canvas.paste(over, full, 0, 0)
