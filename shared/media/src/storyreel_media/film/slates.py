"""The slate that lies over the first seconds of a shot."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from storyreel_media.animatic.slate import Slate, plate
from storyreel_media.film.logo import Box
from storyreel_media.film.spec import SlateText

_MARGIN = 0.05  # of the short side: inside the title-safe area
_LARGER = 1.15  # than on a still, which is seen for as long as one likes
_TALLER = 1.5  # and more in portrait and square frames, which are shown smaller than they are wide


def slate_image(slate: SlateText, width: int, height: int, clear_of: Box | None = None) -> NDArray[np.uint8]:
    """The slate on a transparent frame, (height, width, 4) RGBA, straight alpha; at the top, off the caption.

    Where it would touch `clear_of` it stands below that.
    """
    text = Slate(
        scene_number=slate.scene_number,
        scenes_total=slate.scenes_total,
        shot=slate.shot,
        start=float(slate.start),
        duration=float(slate.duration),
    )
    short = min(width, height)
    margin = round(short * _MARGIN)
    drawn = _within(plate(text, short * (_LARGER if width > height else _TALLER)), width - 2 * margin)
    frame = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    top = margin
    if clear_of and clear_of.touches(Box(margin, margin, drawn.width, drawn.height)):
        top = clear_of.bottom + margin // 2
    frame.paste(drawn, (margin, top))
    return np.asarray(frame)


def _within(drawn: Image.Image, room: int) -> Image.Image:
    if drawn.width <= room:
        return drawn
    return drawn.resize((room, max(1, round(drawn.height * room / drawn.width))), Image.Resampling.LANCZOS)
