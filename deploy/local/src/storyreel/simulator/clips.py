"""What the clip model makes: a picture, given or painted, over which the camera moves; H.264 in an mp4, silent."""

import io
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import av
import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from storyreel.simulator.models import SEEDANCE_SIZES
from storyreel.simulator.pictures import middle, painted
from storyreel.simulator.predictions import Made
from storyreel_media.animatic.colour import Pixels

FPS = 24
ROOM = 1.16
"""How much larger than the frame the picture is, so that the camera has somewhere to go."""


class BadImage(Exception):
    """The given picture cannot be read."""


def clip(asked: Mapping[str, Any], seed: int, image: bytes | None) -> Made:
    """The clip of an input with its defaults; where a picture is given, its shape counts and not `aspect_ratio`."""
    fixed = bool(asked["camera_fixed"])
    data = _coded(asked["prompt"], seed, asked["resolution"], asked["aspect_ratio"], int(asked["duration"]), fixed, image)
    return Made("tmp.mp4", "video/mp4", data)


@lru_cache(maxsize=16)
def _coded(  # noqa: PLR0913 - what the bytes depend on
    prompt: str, seed: int, resolution: str, aspect: str, duration: int, fixed: bool, image: bytes | None
) -> bytes:  # fmt: skip
    sizes = SEEDANCE_SIZES[resolution]
    plate = None if image is None else _read(image)
    if plate is not None:
        shape = plate.shape[1] / plate.shape[0]
        aspect = min(sizes, key=lambda one: abs(np.log(sizes[one][0] / sizes[one][1] / shape)))
    width, height = sizes[aspect]
    roomy = _roomy(prompt, seed, width, height) if plate is None else _cover(plate, width, height)
    return _encoded(roomy, width, height, duration * FPS, None if fixed else seed)


def _read(image: bytes) -> Pixels:
    try:
        opened = ImageOps.exif_transpose(Image.open(io.BytesIO(image))).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise BadImage("cannot identify image file") from error
    return np.asarray(opened)


def _roomy(prompt: str, seed: int, width: int, height: int) -> Pixels:
    return painted(prompt, seed, round(width * ROOM), round(height * ROOM))


def _cover(plate: Pixels, width: int, height: int) -> Pixels:
    across, down = round(width * ROOM), round(height * ROOM)
    scale = max(across / plate.shape[1], down / plate.shape[0])
    size = (int(np.ceil(plate.shape[1] * scale)), int(np.ceil(plate.shape[0] * scale)))
    resized = np.asarray(cv2.resize(plate, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    return middle(resized, across, down)


def _encoded(plate: Pixels, width: int, height: int, frames: int, seed: int | None) -> bytes:
    """`seed` chooses the camera's way; without one it stands still."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "superfast", "crf": "23"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, FPS)
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(_view(plate, width, height, number / max(frames - 1, 1), seed))
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def _view(plate: Pixels, width: int, height: int, time: float, seed: int | None) -> Pixels:
    """What the camera sees: it pushes in and drifts from one corner of its room to another, eased at both ends."""
    eased = (1 - np.cos(np.pi * time)) / 2 if seed is not None else 0.5
    dice = np.random.default_rng(seed)
    start, end = dice.uniform(0.2, 0.8, size=(2, 2))
    scale = 1 + (0.12 if seed is not None else 0.0) * (1 - eased)
    free = np.array([plate.shape[1] - width * scale, plate.shape[0] - height * scale])
    offset = np.maximum(free, 0) * (start + (end - start) * eased)
    matrix = np.array([[scale, 0, offset[0]], [0, scale, offset[1]]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(plate, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, dtype=np.uint8)
