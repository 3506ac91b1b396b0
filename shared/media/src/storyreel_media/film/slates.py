"""The slate that lies over the first seconds of a shot."""

import numpy as np
from numpy.typing import NDArray

from storyreel_media.animatic import Slate, slate_overlay
from storyreel_media.film.spec import SlateText

_MARGIN = 0.05  # of the short side, as at the left: inside the title-safe area


def slate_image(slate: SlateText, width: int, height: int) -> NDArray[np.uint8]:
    """The slate on a transparent frame, (height, width, 4) RGBA, straight alpha; at the top, off the caption."""
    text = Slate(
        scene_number=slate.scene_number,
        scenes_total=slate.scenes_total,
        shot=slate.shot,
        start=float(slate.start),
        duration=float(slate.duration),
    )
    drawn = slate_overlay(text, width, height)
    rows = np.flatnonzero(drawn[:, :, 3].any(axis=1))
    return np.roll(drawn, round(min(width, height) * _MARGIN) - int(rows[0]), axis=0)
