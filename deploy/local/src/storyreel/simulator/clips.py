"""What the clip model makes: a picture, given or painted, over which the camera moves; H.264 in an mp4, silent."""

import io
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from storyreel.simulator.models import SEEDANCE_SIZES
from storyreel.simulator.pictures import middle, painted, scaled
from storyreel.simulator.predictions import Made
from storyreel_media.animatic.colour import Pixels

FPS = 24
ROOM = 1.16
"""How much larger than the frame the picture is, so that the camera has somewhere to go."""


class BadImage(Exception):
    """The given picture cannot be read."""


def clip(asked: Mapping[str, Any], seed: int, image: bytes | None, scale: float = 1) -> Made:
    """The clip of an input with its defaults; where a picture is given, its shape counts and not `aspect_ratio`."""
    way = None if asked["camera_fixed"] else seed
    plate = _painted if image is None else _given
    width, height, roomy = plate(asked, seed, image or b"", scale)
    return Made("tmp.mp4", "video/mp4", _encoded(roomy, (width, height), int(asked["duration"]) * FPS, way))


def _painted(asked: Mapping[str, Any], seed: int, _image: bytes, scale: float) -> tuple[int, int, Pixels]:
    width, height = scaled(SEEDANCE_SIZES[asked["resolution"]][asked["aspect_ratio"]], scale)
    return width, height, painted(asked["prompt"], seed, round(width * ROOM), round(height * ROOM))


def _given(asked: Mapping[str, Any], _seed: int, image: bytes, scale: float) -> tuple[int, int, Pixels]:
    sizes, plate = SEEDANCE_SIZES[asked["resolution"]], _read(image)
    shape = plate.shape[1] / plate.shape[0]
    width, height = scaled(min(sizes.values(), key=lambda one: abs(np.log(one[0] / one[1] / shape))), scale)
    return width, height, _cover(plate, width, height)


def _read(image: bytes) -> Pixels:
    try:
        opened = ImageOps.exif_transpose(Image.open(io.BytesIO(image))).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise BadImage("cannot identify image file") from error
    return np.asarray(opened)


def _cover(plate: Pixels, width: int, height: int) -> Pixels:
    across, down = round(width * ROOM), round(height * ROOM)
    scale = max(across / plate.shape[1], down / plate.shape[0])
    size = (int(np.ceil(plate.shape[1] * scale)), int(np.ceil(plate.shape[0] * scale)))
    resized = np.asarray(cv2.resize(plate, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    return middle(resized, across, down)


def _encoded(plate: Pixels, size: tuple[int, int], frames: int, seed: int | None) -> bytes:
    """`seed` chooses the camera's way; without one it stands still."""
    out = io.BytesIO()
    view = _Camera(plate, size, seed)
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "superfast", "crf": "23"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.codec_context.time_base = Fraction(1, FPS)
        stream.codec_context.colorspace, stream.codec_context.color_range = Colorspace.ITU709, ColorRange.MPEG
        for number in range(frames):
            seen = av.VideoFrame.from_ndarray(view.at(number / max(frames - 1, 1)))
            frame = seen.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


class _Camera:
    """Pushes in and drifts through its room, eased at both ends; without a seed it stands still."""

    def __init__(self, plate: Pixels, size: tuple[int, int], seed: int | None) -> None:
        self._plate, self._size, self._moves = plate, size, seed is not None
        self._start, self._end = np.random.default_rng(seed or 0).uniform(0.2, 0.8, size=(2, 2))

    def at(self, time: float) -> NDArray[np.uint8]:
        """What it sees at a time from 0 to 1."""
        eased = (1 - np.cos(np.pi * time)) / 2 if self._moves else 0.5
        scale = 1 + 0.12 * (1 - eased) if self._moves else 1.0
        (height, width), (across, down) = self._plate.shape[:2], self._size
        free = np.maximum([width - across * scale, height - down * scale], 0)
        offset = free * (self._start + (self._end - self._start) * eased)
        matrix = np.array([[scale, 0, offset[0]], [0, scale, offset[1]]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        seen = cv2.warpAffine(self._plate, matrix, self._size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(seen, dtype=np.uint8)
