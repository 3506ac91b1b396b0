"""Small pictures of large things."""

from pathlib import Path

from PIL import Image

from storyreel_media.inspect.found import THUMBNAIL

_DEEP = {"I", "I;16", "I;16B", "I;16L", "F"}


def shown(image: Image.Image) -> Image.Image:
    """The picture in 8 bits a channel, RGB, or RGBA where something shines through."""
    if image.mode in _DEEP:
        return image.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return image if image.getchannel("A").getextrema() != (255, 255) else image.convert("RGB")
    return image.convert("RGB")


def save_thumbnail(image: Image.Image, folder: Path) -> str:
    """Write the picture, `THUMBNAIL` pixels at most, as PNG where it has holes, else as JPEG; the file's name."""
    small = shown(image)
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS, reducing_gap=3.0)
    small.info = {}
    if small.mode == "RGBA":
        small.save(folder / "thumbnail.png", "PNG", compress_level=6)
        return "thumbnail.png"
    small.save(folder / "thumbnail.jpg", "JPEG", quality=85)
    return "thumbnail.jpg"
