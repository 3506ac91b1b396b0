"""Decoded pictures of any kind as planes of the film's size, shape and colours."""

from math import ceil
from typing import Any

import av
import cv2
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation, VideoReformatter

from storyreel_media.film.mixing import fade
from storyreel_media.film.picture import DIM, ODD
from storyreel_media.film.planes import BLACK, Plane, Planes, blank, planes_of, views

_BT709, _UNSPECIFIED, _BT2020 = 1, 2, (9, 10)  # ITU-T H.273, table 4
_WIDE = {ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67, ColorTrc.BT2020_10, ColorTrc.BT2020_12, ColorTrc.BT709}
"""Of BT.2020's primaries: PQ, HLG and what is coded like BT.709. Of what is not used libswscale refuses some, and one
(`LOG_SQRT`) never ends there."""
_SMALL = (1280, 576)
_SOFT = 16  # by how much smaller the ground behind an odd shape is before it is blurred


class Fitter:
    """Fits the pictures of one clip into frames of `size` (width, height).

    The middle fills the frame. Where cropping would leave less than 5/8 of it, as with a portrait clip in a landscape
    film, all of it stands on a dimmed blur of itself, as stills do. What may be transparent lies on black.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._large, self._little = VideoReformatter(), VideoReformatter()

    def fitted(self, frame: av.VideoFrame, pixel: float) -> Planes:
        """A picture upright; `pixel` is how many times wider than high one of its pixels is."""
        turns = round(frame.rotation / 90) % 4
        width, height = self._size if turns % 2 == 0 else self._size[::-1]
        shape = frame.width * pixel / frame.height
        odd = max(shape * height / width, width / height / shape) > ODD
        planes = (self._whole if odd else self._cover)(frame, shape, (width, height))
        return planes if not turns else Planes(*(np.rot90(plane, turns) for plane in planes))

    def _cover(self, frame: av.VideoFrame, shape: float, size: tuple[int, int]) -> Planes:
        width, height = size
        across, down = _even_up(max(width, height * shape)), _even_up(max(height, width / shape))
        x, y = (across - width) // 4 * 2, (down - height) // 4 * 2
        luma, *chroma = _converted(self._large, frame, (across, down))
        return Planes(
            luma[y : y + height, x : x + width],
            *(plane[y // 2 : (y + height) // 2, x // 2 : (x + width) // 2] for plane in chroma),
        )

    def _whole(self, frame: av.VideoFrame, shape: float, size: tuple[int, int]) -> Planes:
        width, height = size
        across, down = min(width, _even_up(height * shape)), min(height, _even_up(width / shape))
        ground = self._ground(frame, shape, size)
        x, y = (width - across) // 4 * 2, (height - down) // 4 * 2
        luma, *chroma = _converted(self._large, frame, (across, down))
        ground.y[y : y + down, x : x + across] = luma
        for plane, part in zip(ground[1:], chroma, strict=True):
            plane[y // 2 : (y + down) // 2, x // 2 : (x + across) // 2] = part
        return ground

    def _ground(self, frame: av.VideoFrame, shape: float, size: tuple[int, int]) -> Planes:
        width, height = size
        little = (_even_up(width / _SOFT), _even_up(height / _SOFT))
        across, down = _even_up(max(little[0], little[1] * shape)), _even_up(max(little[1], little[0] / shape))
        ground = blank(width, height)
        for seen, out in zip(_converted(self._little, frame, (across, down)), ground, strict=True):
            rows, columns = little[1] * seen.shape[0] // down, little[0] * seen.shape[1] // across
            top, left = (seen.shape[0] - rows) // 2, (seen.shape[1] - columns) // 2
            out[:] = _blurred(seen[top : top + rows, left : left + columns], (out.shape[1], out.shape[0]))
        fade(ground, DIM)
        return ground


def _converted(reformatter: VideoReformatter, frame: av.VideoFrame, size: tuple[int, int]) -> Planes:
    """The frame at `size` in BT.709, limited range; wide colours and high dynamic range are brought into it."""
    clear = any(component.is_alpha for component in frame.format.components)
    wide: dict[str, Any] = {}
    if frame.color_primaries == ColorPrimaries.BT2020 and frame.color_trc in _WIDE:
        wide = {"dst_color_trc": ColorTrc.BT709, "dst_color_primaries": ColorPrimaries.BT709}
    fitted = reformatter.reformat(
        frame,
        *size,
        "yuva420p" if clear else "yuv420p",
        src_colorspace=_matrix(frame),
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        interpolation=Interpolation.BICUBIC,
        threads=1,
        **wide,
    )
    return _on_black(fitted) if clear else planes_of(fitted)


def _matrix(frame: av.VideoFrame) -> Colorspace:
    """How a frame's colours are coded; where that is not said, as players take it: by its size."""
    if frame.colorspace in _BT2020:
        return Colorspace.BT2020
    small = frame.width < _SMALL[0] and frame.height <= _SMALL[1]
    if frame.colorspace == _BT709 or (frame.colorspace == _UNSPECIFIED and not small):
        return Colorspace.ITU709
    return Colorspace.ITU601


def _on_black(frame: av.VideoFrame) -> Planes:
    luma, *chroma, alpha = views(frame)
    half = cv2.resize(alpha, (chroma[0].shape[1], chroma[0].shape[0]), interpolation=cv2.INTER_AREA)
    return Planes(*(
        np.asarray(black + (plane.astype(np.float32) - black) * (np.asarray(cover, np.float32) / 255) + 0.5, np.uint8)
        for plane, cover, black in zip((luma, *chroma), (alpha, half, half), BLACK, strict=True)
    ))  # fmt: skip


def _blurred(plane: Plane, size: tuple[int, int]) -> Plane:
    soft = cv2.GaussianBlur(plane, (0, 0), max(plane.shape) / 24, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _even_up(pixels: float) -> int:
    return max(ceil(pixels / 2 - 1e-6) * 2, 2)
