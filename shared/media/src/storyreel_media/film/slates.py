"""The slate that lies over the first seconds of a shot."""

import numpy as np
from numpy.typing import NDArray

from storyreel_media.film.spec import SlateText


def slate_image(slate: SlateText, width: int, height: int) -> NDArray[np.uint8]:
    """The slate on a transparent frame: (height, width, 4) RGBA, straight alpha."""
    from storyreel_media.animatic import Slate, slate_overlay

    return slate_overlay(Slate(**dict(slate)), width, height)
