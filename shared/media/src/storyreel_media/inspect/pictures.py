"""Pictures: decoded, and written anew, so that nothing survives that is not a pixel.

The orientation of the camera and the colour profile are applied first. Moving pictures keep moving.
"""

import io
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import GifImagePlugin, Image, ImageCms, ImageOps

from storyreel_contracts.formats import AssetFormat
from storyreel_media.inspect.found import MOST_MOVING, MOST_PIXELS, Found, NotReadable
from storyreel_media.inspect.thumbnails import save_thumbnail

CODERS: Mapping[AssetFormat, str] = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}
_HOW: Mapping[AssetFormat, Mapping[str, Any]] = {
    "jpg": {"quality": 90},
    "png": {"compress_level": 1},
    "gif": {"optimize": False, "comment": b""},
    "webp": {"quality": 90, "method": 2},
}
_KEPT_MODES: Mapping[AssetFormat, frozenset[str]] = {
    "jpg": frozenset({"L", "RGB"}),
    "png": frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}),
    "gif": frozenset({"1", "L", "P", "RGB", "RGBA"}),
    "webp": frozenset({"RGB", "RGBA"}),
}
_LEAST_FRAME = 20
"""Milliseconds: what players make of less."""


def picture(source: Path, asset_format: AssetFormat, folder: Path) -> Found:
    """Write the picture anew.

    Raises:
        NotReadable: it has too many pixels
        Exception: it is broken in some way
    """
    GifImagePlugin.LOADING_STRATEGY = GifImagePlugin.LoadingStrategy.RGB_AFTER_DIFFERENT_PALETTE_ONLY
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        opened = Image.open(source, formats=[CODERS[asset_format]])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise too_large() from error
    with opened as image:
        if image.width * image.height > MOST_PIXELS:
            raise too_large()
        name = f"content.{asset_format}"
        frames = 1 if asset_format == "jpg" else getattr(image, "n_frames", 1)
        if frames > 1:
            return _moving(image, asset_format, frames, folder / name)
        still = _still(image, asset_format)
        still.save(folder / name, CODERS[asset_format], **_HOW[asset_format], **_lossless(source, asset_format))
        return Found(save_thumbnail(still, folder), name, still.width, still.height)


def too_large() -> NotReadable:
    """What is said of too many pixels."""
    return NotReadable(f"has more than {MOST_PIXELS // 1_000_000} million pixels; make it smaller")


def _still(image: Image.Image, asset_format: AssetFormat) -> Image.Image:
    image.load()
    turned = _upright(image)
    plain = _in_srgb(turned)
    if plain.mode not in _KEPT_MODES[asset_format]:
        plain = plain.convert("RGBA" if plain.has_transparency_data and asset_format != "jpg" else "RGB")
    return _bare(plain)


def _bare(image: Image.Image) -> Image.Image:
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}
    return image


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except (ValueError, TypeError, KeyError, SyntaxError, struct.error, Warning):
        return image  # the pixels are sound, what is said about them is not


def _in_srgb(image: Image.Image) -> Image.Image:
    """The colours as they were meant, for those who know no profiles."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return image
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha else image
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        told = ImageCms.profileToProfile(colours, meant, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, Warning):
        return image
    if told is None:
        return image
    if alpha:
        told.putalpha(alpha)
    return told


def _lossless(source: Path, asset_format: AssetFormat) -> dict[str, Any]:
    """Whether a WebP was: then it is again."""
    if asset_format != "webp":
        return {}
    with source.open("rb") as file:
        return {"lossless": True, "method": 0, "quality": 20} if b"VP8L" in file.read(64) else {}


def _moving(image: Image.Image, asset_format: AssetFormat, frames: int, out: Path) -> Found:
    if image.width * image.height * frames > MOST_MOVING:
        raise NotReadable(f"has more than {MOST_MOVING // 1_000_000} million pixels in all frames; make it smaller")
    durations = []
    for number in range(frames):
        image.seek(number)
        image.load()
        durations.append(max(_LEAST_FRAME, round(float(image.info.get("duration", 100) or 100))))
    image.seek(0)
    loop = image.info.get("loop", 0 if asset_format != "gif" else None)
    told = {} if loop is None else {"loop": loop}
    dropped: dict[str, Any] = {"exif": b"", "icc_profile": None, "xmp": b""} if asset_format != "gif" else {}
    how = dict(_HOW[asset_format]) | ({"method": 0} if asset_format == "webp" else {})
    image.save(out, CODERS[asset_format], save_all=True, duration=durations, **how, **told, **dropped)
    image.seek(0)
    thumbnail = save_thumbnail(image, out.parent)
    return Found(thumbnail, out.name, image.width, image.height, sum(durations) / 1000)
