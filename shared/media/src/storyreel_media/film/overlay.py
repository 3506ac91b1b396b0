"""What lies over the pictures: an RGBA drawing turned into planes once, then blended where it has paint."""

import cv2
import numpy as np
from numpy.typing import NDArray

from storyreel_media.film.planes import Plane, Planes, from_rgb


class Overlay:
    """A drawing of the frame's size, (height, width, 4) RGBA with straight alpha; only its painted part is kept."""

    def __init__(self, rgba: NDArray[np.uint8]) -> None:
        self._top, self._left, bottom, right = _painted(rgba[:, :, 3])
        part = rgba[self._top : bottom, self._left : right]
        alpha = np.ascontiguousarray(part[:, :, 3])
        small = cv2.resize(alpha, (alpha.shape[1] // 2, alpha.shape[0] // 2), interpolation=cv2.INTER_AREA)
        self._alphas: tuple[Plane, ...] = (alpha, small.astype(np.uint8, copy=False))
        self._color = from_rgb(np.ascontiguousarray(part[:, :, :3]))
        self._faded: tuple[float, tuple[tuple[Plane, Plane], ...]] = (-1.0, ())

    def blend(self, planes: Planes, strength: float) -> None:
        """Lay the drawing over a frame, in place; `strength` in 0..1."""
        if strength <= 0:
            return
        for (through, paint), plane, half in zip(self._at(strength), planes, (1, 2, 2), strict=True):
            y, x = self._top // half, self._left // half
            target = plane[y : y + paint.shape[0], x : x + paint.shape[1]]
            target[:] = cv2.add(cv2.multiply(target, through, scale=1 / 255), paint)

    def _at(self, strength: float) -> tuple[tuple[Plane, Plane], ...]:
        """(What shines through, premultiplied paint) of every plane."""
        if self._faded[0] != strength:
            alphas = [np.asarray(cv2.convertScaleAbs(alpha, alpha=strength), np.uint8) for alpha in self._alphas]
            pairs = zip((alphas[0], alphas[1], alphas[1]), self._color, strict=True)
            layers = tuple(
                (255 - alpha, np.asarray(cv2.multiply(alpha, color, scale=1 / 255), np.uint8)) for alpha, color in pairs
            )
            self._faded = (strength, layers)
        return self._faded[1]


def _painted(alpha: Plane) -> tuple[int, int, int, int]:
    """(top, left, bottom, right) of what is not transparent, on even pixels; two by two at least."""
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not rows.size:
        return 0, 0, 2, 2
    low = (int(rows[0]) // 2 * 2, int(columns[0]) // 2 * 2)
    return *low, (int(rows[-1]) // 2 + 1) * 2, (int(columns[-1]) // 2 + 1) * 2
