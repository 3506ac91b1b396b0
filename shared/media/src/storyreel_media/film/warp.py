"""Sub-pixel camera views by one resize of a whole-pixel region and a whole-pixel crop.

Along an axis the frame's sample d should show the picture's position scale * d + offset. A region of w samples from x
on, resized to n samples and cropped from c on, shows x + (d + c + 0.5) * w / n - 0.5. `solve` finds the x, w, n and c
that come closest; OpenCV's resize is then about as fast as a copy, where a general warp computes every sample's place.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]

TOLERANCE = 0.05
"""The largest error of a frame's edge, in samples of the picture, that the eye does not see in motion."""
_GOOD = 0.03  # good enough to stop looking for a larger region: 0.02 px rms over a move
_CANDIDATES = 80  # regions tried; about one view in a hundred then needs the general warp


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a view: a region of the picture, the size it is resized to, and where the frame begins in that."""

    start: int
    length: int
    resized: int
    crop: int
    error: float

    def position(self, sample: float) -> float:
        """The picture's position that a sample of the frame shows."""
        return self.start + (sample + self.crop + 0.5) * self.length / self.resized - 0.5


def solve(scale: float, offset: float, samples: int, available: int) -> Axis:
    """The best whole numbers for a frame of `samples` on a picture of `available` samples; `error` at its edges."""
    least = min(int(np.ceil(samples * scale)), available)
    lengths = np.arange(least, min(least + _CANDIDATES, available) + 1)[:, None]
    resized = np.maximum(np.round(lengths / scale).astype(int), samples)
    steps = lengths / resized
    crops = np.arange(int((resized - samples).max()) + 1)[None, :]
    first = (crops + 0.5) * steps - 0.5
    middle = offset + (scale - steps) * (samples - 1) / 2
    starts = np.clip(np.round(middle - first), 0, available - lengths)
    left = starts + first - offset
    right = left + (steps - scale) * (samples - 1)
    errors = np.where(crops <= resized - samples, np.maximum(abs(left), abs(right)), np.inf)
    good = np.flatnonzero(errors.min(axis=1) <= _GOOD)
    row = int(good[0]) if good.size else int(errors.min(axis=1).argmin())
    column = int(errors[row].argmin())
    return Axis(
        start=int(starts[row, column]),
        length=int(lengths[row, 0]),
        resized=int(resized[row, 0]),
        crop=column,
        error=float(errors[row, column]),
    )


class Warper:
    """Draws views of planes into frames; keeps its scratch memory, so it is for one thread."""

    def __init__(self) -> None:
        self._scratch = np.empty(0, np.uint8)

    def draw(
        self,
        scale: float,
        offset: tuple[float, float],
        *pairs: tuple[Plane, Plane],
        interpolation: int = cv2.INTER_CUBIC,
    ) -> None:
        """Fill every `out` of the (plane, out) `pairs`, all of one size, with a view of its plane.

        Sample (x, y) of the view lies at scale * (x, y) + `offset` (x, y) of the plane.
        """
        (rows, columns), (height, width) = pairs[0][0].shape, pairs[0][1].shape
        across, down = solve(scale, offset[0], width, columns), solve(scale, offset[1], height, rows)
        for plane, out in pairs:
            if max(across.error, down.error) > TOLERANCE:
                _warp(plane, scale, offset, out)
            else:
                self._resize(plane, (across, down), out, interpolation)

    def _resize(self, plane: Plane, axes: tuple[Axis, Axis], out: Plane, interpolation: int) -> None:
        across, down = axes
        height, width = out.shape
        region = plane[down.start : down.start + down.length, across.start : across.start + across.length]
        size = (across.resized, down.resized)
        resized = cv2.resize(region, size, dst=self._room(size), interpolation=interpolation)
        out[:] = resized[down.crop : down.crop + height, across.crop : across.crop + width]

    def _room(self, size: tuple[int, int]) -> Plane:
        needed = size[0] * size[1]
        if self._scratch.size < needed:
            self._scratch = np.empty(needed * 5 // 4, np.uint8)
        return self._scratch[:needed].reshape(size[1], size[0])


def _warp(plane: Plane, scale: float, offset: tuple[float, float], out: Plane) -> None:
    matrix = np.array([[scale, 0, offset[0]], [0, scale, offset[1]]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    out[:] = cv2.warpAffine(plane, matrix, out.shape[::-1], flags=flags, borderMode=cv2.BORDER_REPLICATE)
