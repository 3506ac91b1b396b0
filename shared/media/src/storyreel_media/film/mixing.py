"""Two shots in one frame: the transitions, and the fades from and to black."""

import cv2
import numpy as np

from storyreel_media.film.planes import BLACK, Planes
from storyreel_media.film.spec import Transition

_DARK = 0.4  # of a dip's way: eased, that is a quarter of its time in full black
_SOFT = 0.12  # the wipe's soft edge, in frame widths


def fade(planes: Planes, light: float) -> None:
    """Dim a frame in place: 1 leaves it, 0 makes it black."""
    for plane, black in zip(planes, BLACK, strict=True):
        plane[:] = cv2.addWeighted(plane, light, plane, 0, (1 - light) * black)


def mix(kind: Transition, before: Planes, share: float, into: Planes) -> None:
    """Mix the outgoing shot over the incoming one, in place; `share` in 0..1 says how far the transition is."""
    if kind is Transition.DIP:
        _dip(before, share, into)
    elif kind is Transition.WIPE:
        _wipe(before, share, into)
    else:
        for old, new in zip(before, into, strict=True):
            new[:] = cv2.addWeighted(old, 1 - share, new, share, 0)


def _dip(before: Planes, share: float, into: Planes) -> None:
    if share < 0.5:
        for old, new in zip(before, into, strict=True):
            new[:] = old
    fade(into, max(0.0, abs(2 * share - 1) - _DARK) / (1 - _DARK))


def _wipe(before: Planes, share: float, into: Planes) -> None:
    """The incoming shot enters from the left behind a soft edge."""
    for old, new in zip(before, into, strict=True):
        height, width = new.shape
        edge = share * (1 + _SOFT) - np.arange(width, dtype=np.float32) / width
        weight = np.tile(np.clip(edge / _SOFT, 0, 1), (height, 1)).astype(np.float32)
        new[:] = cv2.blendLinear(new, old, weight, 1 - weight)
