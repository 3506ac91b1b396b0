"""What the picture model makes: the animatic painter's pictures at the size and in the format that were asked for."""

import io
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

from storyreel.simulator.models import FLUX_SIZES
from storyreel.simulator.predictions import Made
from storyreel_media.animatic import Brief
from storyreel_media.animatic.brief import ASPECTS
from storyreel_media.animatic.colour import Pixels
from storyreel_media.animatic.painter import paint_pixels

_FORMATS: Mapping[str, tuple[str, str]] = {
    "webp": ("WEBP", "image/webp"), "jpg": ("JPEG", "image/jpeg"), "png": ("PNG", "image/png"),
}  # fmt: skip


def pictures(asked: Mapping[str, Any], seed: int, scale: float = 1) -> list[Made]:
    """The pictures of an input with its defaults; the same input and seed give the same bytes."""
    width, height = scaled(FLUX_SIZES[asked["aspect_ratio"]], scale)
    if asked["megapixels"] == "0.25":
        width, height = width // 2, height // 2
    kind, quality = asked["output_format"], int(asked["output_quality"])
    count = int(asked["num_outputs"])
    coded = [_coded(asked["prompt"], seed + number, width, height, kind, quality) for number in range(count)]
    return [Made(f"out-{number}.{kind}", _FORMATS[kind][1], data) for number, data in enumerate(coded)]


@lru_cache(maxsize=32)
def _coded(prompt: str, seed: int, width: int, height: int, kind: str, quality: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(painted(prompt, seed, width, height)).save(out, _FORMATS[kind][0], quality=quality)
    return out.getvalue()


def painted(prompt: str, seed: int, width: int, height: int) -> Pixels:
    """A picture of exactly that size: painted in the nearest of the painter's shapes, the middle of it."""
    aspect = min(ASPECTS, key=lambda one: abs(np.log(ASPECTS[one][0] / ASPECTS[one][1] * height / width)))
    across, down = ASPECTS[aspect]
    unit = max(width / across, height / down)
    brief = Brief(prompt=prompt, aspect_ratio=aspect, short_side=int(np.ceil(unit * min(across, down))) + 2, seed=seed)
    return middle(paint_pixels(brief), width, height)


def scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    """A size that many times as large, even in both directions."""
    width, height = (max(2 * round(side * scale / 2), 16) for side in size)
    return width, height


def middle(pixels: Pixels, width: int, height: int) -> Pixels:
    """The middle of a picture that is at least as large."""
    top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
    return np.ascontiguousarray(pixels[top : top + height, left : left + width])
