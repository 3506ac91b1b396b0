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

Color = tuple[int, int, int]

PAD = 64
"""Pixels of repeated edge around a picture: room for the resize's whole-pixel regions and the cubic kernel."""
SHARP = 1.3
"""How much larger than the frame a picture is kept where it has the pixels: no move comes nearer than 1.19, so views
are always scaled down, which keeps twice the detail of a picture of the frame's size."""
_ENOUGH = 1.15
ODD = 1.6
"""Where a picture's aspect ratio is so many times the frame's, or the other way round, cropping would leave less than
5/8 of it: it is shown whole."""
DIM = 0.62
"""The light of the ground behind a picture that is shown whole."""
_LIGHT = 150  # luma
_DARK_GROUND, _LIGHT_GROUND = (26, 28, 32), (240, 240, 238)
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
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
    """The picture, for frames of `size`. Kept for the few shots that neighbouring segments share.

    Raises:
        UnreadableSource: it is no PNG, JPEG, WebP or GIF, is damaged, or has more than 50 million pixels.
    """
    image = open_picture(picture, (ceil(size[0] * SHARP), ceil(size[1] * SHARP)))
    plain = None if image.mode == "RGB" else _ground(image)
    rgb = np.asarray(image if plain is None else _laid_on(plain, image))
    across, down = rgb.shape[1] / size[0], rgb.shape[0] / size[1]
    odd = max(across / down, down / across) > ODD
    scale = SHARP if (max if odd else min)(across, down) >= _ENOUGH else 1.0
    room = (ceil(size[0] * scale / 2) * 2, ceil(size[1] * scale / 2) * 2)
    fitted = whole(rgb, room, plain) if odd else cover(rgb, room)
    padded = cv2.copyMakeBorder(fitted, PAD, PAD, PAD, PAD, cv2.BORDER_REPLICATE)
    return Prepared(from_rgb(np.asarray(padded, np.uint8)), scale)


def cover(rgb: Rgb, size: tuple[int, int]) -> Rgb:
    """Crop the middle to the aspect ratio of `size` (width, height), then resize to it."""
    width, height = size
    ratio = min(rgb.shape[1] / width, rgb.shape[0] / height)
    across, down = max(1, round(width * ratio)), max(1, round(height * ratio))
    x, y = (rgb.shape[1] - across) // 2, (rgb.shape[0] - down) // 2
    return _resized(rgb[y : y + down, x : x + across], size)


def whole(rgb: Rgb, size: tuple[int, int], plain: Color | None = None) -> Rgb:
    """All of the picture, as large as fits, on a `plain` colour or on a dimmed blur of itself."""
    width, height = size
    ratio = max(rgb.shape[1] / width, rgb.shape[0] / height)
    inner = (max(2, round(rgb.shape[1] / ratio)), max(2, round(rgb.shape[0] / ratio)))
    if plain is None:
        ground = _blurred(cover(rgb, (max(2, width // 16), max(2, height // 16))), size)
    else:
        ground = np.full((height, width, 3), plain, np.uint8)
    x, y = (width - inner[0]) // 2, (height - inner[1]) // 2
    ground[y : y + inner[1], x : x + inner[0]] = _resized(rgb, inner)
    return ground


def _blurred(small: Rgb, size: tuple[int, int]) -> Rgb:
    reach = max(small.shape[:2]) / 24
    soft = cv2.GaussianBlur(small, (0, 0), reach, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.convertScaleAbs(cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC), alpha=DIM), np.uint8)


def _resized(rgb: Rgb, size: tuple[int, int]) -> Rgb:
    method = cv2.INTER_AREA if rgb.shape[1] > size[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(rgb, size, interpolation=method), np.uint8)


def open_picture(picture: Path, size: tuple[int, int]) -> Image.Image:
    """A decoded picture (the first one, of several) as RGB, or as RGBA where it may be transparent.

    Where that is cheap it comes reduced, though not below `size`.

    Raises:
        UnreadableSource: see `prepare`
    """
    try:
        with warnings.catch_warnings(), Image.open(picture, formats=_FORMATS) as image:
            warnings.simplefilter("ignore")
            if image.width * image.height > _MAX_PIXELS:
                raise UnreadableSource(f"{picture.name} has {image.width}x{image.height} pixels")
            image.draft("RGB", size)
            if image.mode.startswith("I"):  # 16 bits of grey, of which Pillow's own conversion keeps the low ones
                return Image.fromarray((np.asarray(image, np.uint32) >> 8).astype(np.uint8)).convert("RGB")
            return image.convert("RGBA" if image.has_transparency_data else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise UnreadableSource(f"{picture.name} is no readable picture") from error


def _ground(image: Image.Image) -> Color:
    """What a transparent picture is laid on: something dark where what is painted is light."""
    alpha = np.asarray(image.getchannel("A"), np.float32)
    painted = float((np.asarray(image.convert("L"), np.float32) * alpha).sum() / max(float(alpha.sum()), 1.0))
    return _DARK_GROUND if painted > _LIGHT else _LIGHT_GROUND


def _laid_on(color: Color, image: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", image.size, (*color, 255)), image).convert("RGB")
