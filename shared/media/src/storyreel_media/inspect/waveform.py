"""A sound as a picture."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from storyreel_media.inspect.found import THUMBNAIL

_HEIGHT, _MARGIN, _BARS, _SCALE = 240, 24, 98, 2
_GROUND, _QUIET, _LOUD = (17, 22, 33), (64, 116, 214), (126, 226, 208)
_LEAST = 0.012
"""Of the height: silence is a line, not nothing."""


def draw_waveform(loudness: NDArray[np.float32], out: Path) -> None:
    """Write a PNG: one bar for each part of the sound, as high and as bright as it is loud."""
    bars = _bars(loudness)
    image = Image.new("RGB", (THUMBNAIL * _SCALE, _HEIGHT * _SCALE), _GROUND)
    draw = ImageDraw.Draw(image)
    step = (THUMBNAIL - 2 * _MARGIN) * _SCALE / _BARS
    middle, reach = _HEIGHT * _SCALE / 2, (_HEIGHT / 2 - _MARGIN) * _SCALE
    width = step * 0.6
    for number, height in enumerate(bars):
        left = _MARGIN * _SCALE + number * step + (step - width) / 2
        half = max(float(height) * reach, width / 2, _LEAST * reach)
        draw.rounded_rectangle(
            (left, middle - half, left + width, middle + half), radius=width / 2, fill=_colour(float(height))
        )
    image.resize((THUMBNAIL, _HEIGHT), Image.Resampling.BOX).save(out, "PNG", compress_level=6)


def _bars(loudness: NDArray[np.float32]) -> NDArray[np.float64]:
    """The sound in `_BARS` parts, the loudest of them 1, with the quiet ones raised as ears do."""
    edges = np.linspace(0, len(loudness), _BARS + 1)
    parts = [loudness[int(start) : max(int(start) + 1, int(np.ceil(stop)))] for start, stop in pairwise(edges)]
    heights = np.array([np.sqrt(np.mean(part.astype(np.float64) ** 2)) for part in parts])
    loudest = heights.max()
    return heights if loudest < 1e-4 else (heights / loudest) ** 0.7


def _colour(height: float) -> tuple[int, int, int]:
    red, green, blue = (round(low + (high - low) * height) for low, high in zip(_QUIET, _LOUD, strict=True))
    return red, green, blue
