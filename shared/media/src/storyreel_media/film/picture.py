"""A still picture under a moving camera."""

import warnings
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from storyreel_media.film.camera import Path as CameraPath
from storyreel_media.film.errors import UnreadableSource
from storyreel_media.film.planes import Planes, Rgb, from_rgb
from storyreel_media.film.warp import Warper

PAD = 64
"""Pixels of repeated edge around a picture: room for the resize's whole-pixel regions and the cubic kernel."""
SHARP = 1.3
"""How much larger than the frame a picture is kept where it has the pixels: no move comes nearer than 1.19, so views
are always scaled down, which keeps twice the detail of a picture of the frame's size."""
_ENOUGH = 1.15
_FORMATS = ("PNG", "JPEG", "WEBP")
_MAX_PIXELS = 50_000_000


class Still:
    """A shot of a picture: draws any frame of its camera path."""

    def __init__(self, picture: Path, content_key: str, path: CameraPath, size: tuple[int, int], fps: int) -> None:
        self._picture = prepare(picture, content_key, size)
        self._path = path
        self._size = size
        self._fps = fps
        self._warper = Warper()

    def draw(self, frame: int, out: Planes) -> None:
        """Fill `out` with frame number `frame` of the shot."""
        view = self._path.at(frame / self._fps)
        scale = self._picture.scale / view.zoom
        # the position of the first pixel's middle, in pixels of the padded picture
        left, top = (
            share * side * self._picture.scale + PAD - 0.5 * side * scale + 0.5 * scale - 0.5
            for share, side in zip((view.x, view.y), self._size, strict=True)
        )
        padded = self._picture.planes
        self._warper.draw(scale, (left, top), (padded.y, out.y))
        # chroma sample (x, y) sits at luma (2 x, 2 y + 0.5), in the frame as in the picture
        offset = (left / 2, (top + 0.5 * scale - 0.5) / 2)
        chroma = ((padded.u, out.u), (padded.v, out.v))
        # at half size already, so the eye finds nothing of the cubic kernel's detail here
        self._warper.draw(scale, offset, *chroma, interpolation=cv2.INTER_LINEAR)


class Prepared(NamedTuple):
    """A picture ready to be drawn: cropped to `scale` times the frame's size and padded."""

    planes: Planes
    scale: float


@lru_cache(maxsize=4)
def prepare(picture: Path, content_key: str, size: tuple[int, int]) -> Prepared:  # noqa: ARG001 - part of the cache's key
    """The picture's middle, for frames of `size`. Kept for the few shots that neighbouring segments share.

    Raises:
        UnreadableSource: it is no PNG, JPEG or WebP, is damaged, or has more than 50 million pixels.
    """
    rgb = _read(picture, size)
    detail = min(rgb.shape[1] / size[0], rgb.shape[0] / size[1])
    scale = SHARP if detail >= _ENOUGH else 1.0
    fitted = cover(rgb, (ceil(size[0] * scale / 2) * 2, ceil(size[1] * scale / 2) * 2))
    padded = cv2.copyMakeBorder(fitted, PAD, PAD, PAD, PAD, cv2.BORDER_REPLICATE)
    return Prepared(from_rgb(np.asarray(padded, np.uint8)), scale)


def cover(rgb: Rgb, size: tuple[int, int]) -> Rgb:
    """Crop the middle to the aspect ratio of `size` (width, height), then resize to it."""
    width, height = size
    ratio = min(rgb.shape[1] / width, rgb.shape[0] / height)
    across, down = round(width * ratio), round(height * ratio)
    x, y = (rgb.shape[1] - across) // 2, (rgb.shape[0] - down) // 2
    method = cv2.INTER_AREA if ratio > 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(rgb[y : y + down, x : x + across], size, interpolation=method), np.uint8)


def _read(picture: Path, size: tuple[int, int]) -> Rgb:
    try:
        with warnings.catch_warnings(), Image.open(picture, formats=_FORMATS) as image:
            warnings.simplefilter("ignore")
            if image.width * image.height > _MAX_PIXELS:
                raise UnreadableSource(f"{picture.name} has {image.width}x{image.height} pixels")
            image.draft("RGB", (ceil(size[0] * SHARP), ceil(size[1] * SHARP)))
            return np.asarray(image.convert("RGB"))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise UnreadableSource(f"{picture.name} is no readable picture") from error
