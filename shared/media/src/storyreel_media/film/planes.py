"""Frames as three planes of BT.709 limited-range YUV 4:2:0, the form in which they are drawn, mixed and encoded."""

from typing import NamedTuple

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
Rgb = NDArray[np.uint8]

BLACK = (16, 128, 128)
_KR, _KB = 0.2126, 0.0722  # ITU-R BT.709-6, 3.2
_KG = 1 - _KR - _KB
_LUMA = np.array([_KR, _KG, _KB]) * 219 / 255
_CB = np.array([-_KR, -_KG, 1 - _KB]) / (1 - _KB) * 112 / 255
_CR = np.array([1 - _KR, -_KG, -_KB]) / (1 - _KR) * 112 / 255
_TO_YUV = np.column_stack([np.array([_LUMA, _CB, _CR]), np.array(BLACK)]).astype(np.float32)


class Planes(NamedTuple):
    """Luma (height, width) and the two chroma planes of half that size; views that may be written."""

    y: Plane
    u: Plane
    v: Plane


def planes_of(frame: av.VideoFrame) -> Planes:
    """The planes of a yuv420p frame, without a copy and without the padding at the lines' ends."""
    return Planes(*views(frame))


def views(frame: av.VideoFrame) -> list[Plane]:
    """All planes of a frame of 8 bits, one for its transparency included, as `planes_of` gives them."""
    return [_view(plane) for plane in frame.planes]


def blank(width: int, height: int) -> Planes:
    """Planes of black, for a frame of even size."""
    sizes = ((height, width), (height // 2, width // 2), (height // 2, width // 2))
    return Planes(*(np.full(size, level, np.uint8) for size, level in zip(sizes, BLACK, strict=True)))


def from_rgb(rgb: Rgb) -> Planes:
    """Convert (height, width, 3) of even size; chroma sits where H.264 has it by default (left, between two rows)."""
    yuv = np.asarray(cv2.transform(rgb, _TO_YUV), np.uint8)
    return Planes(np.ascontiguousarray(yuv[:, :, 0]), halve_chroma(yuv[:, :, 1]), halve_chroma(yuv[:, :, 2]))


def halve_chroma(plane: Plane) -> Plane:
    """Half size: rows in pairs, columns by (1 2 1) / 4 around the even ones."""
    paired = cv2.resize(plane, (plane.shape[1], plane.shape[0] // 2), interpolation=cv2.INTER_AREA)
    smooth = cv2.sepFilter2D(paired, -1, np.array([0.25, 0.5, 0.25]), np.array([1.0]), borderType=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(smooth[:, ::2], np.uint8)


def _view(plane: av.video.plane.VideoPlane) -> Plane:
    lines = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return lines[: plane.height, : plane.width]
