"""A logo as it stands in a corner of every frame: about equally large whatever its shape, and seen on any ground."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from storyreel_contracts.types import LogoPosition
from storyreel_media.film.captions import caption_top
from storyreel_media.film.picture import open_picture
from storyreel_media.film.spec import Film

_MARGIN = 0.05  # of each side: the title-safe area is the middle 90 % (SMPTE ST 2046-1)
_SIZE = 0.12  # of the short side: the side of a square logo; others have its area
_WIDEST, _HIGHEST = 0.3, 0.16  # of the frame's width and of its short side
_OPACITY = 0.95
_HALO = 0.62  # how much of the ground a halo covers right behind a white or a black logo
_SWELL, _SOFT = 0.003, 0.008  # of the short side: by how much a halo is larger than the logo, and how softly it ends
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_MIDDLE = 140  # the luma that is seen on white and on black alike: such a logo needs no halo


class Box(NamedTuple):
    """Where something stands in the frame, pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column beyond it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first line below it."""
        return self.top + self.height

    def touches(self, other: "Box") -> bool:
        """Whether they share a pixel."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Mark(NamedTuple):
    """The logo on a transparent frame, (height, width, 4) RGBA, straight alpha, and the box that it fills."""

    rgba: NDArray[np.uint8]
    box: Box


def logo_of(film: Film) -> Mark | None:
    """The film's logo.

    Raises:
        UnreadableSource: it is no picture
    """
    if film.logo is None:
        return None
    return _mark(film.logo.picture, film.logo.content_key, film.logo.position, film.size, captioned=film.captioned)


@lru_cache(maxsize=2)
def _mark(
    picture: Path,
    content_key: str,  # noqa: ARG001 - part of the cache's key
    position: LogoPosition,
    size: tuple[int, int],
    *,
    captioned: bool,
) -> Mark:
    logo = _trimmed(open_picture(picture, (512, 512)).convert("RGBA"))
    box = place(position, size, logo.size, captioned=captioned)
    frame = Image.new("RGBA", size, (0, 0, 0, 0))
    frame.paste(logo.resize((box.width, box.height), Image.Resampling.LANCZOS), (box.left, box.top))
    halo = _halo(frame)
    strength = frame.getchannel("A").point([round(level * _OPACITY) for level in range(256)])
    frame.putalpha(strength)
    return Mark(np.asarray(Image.alpha_composite(halo, frame)), box)


def place(position: LogoPosition, frame: tuple[int, int], logo: tuple[int, int], *, captioned: bool) -> Box:
    """Where a logo of the size `logo` (width, height) stands in a frame: title-safe, and above where captions are."""
    width, height = frame
    short = min(frame)
    scale = min(
        short * _SIZE / (logo[0] * logo[1]) ** 0.5, width * _WIDEST / logo[0], short * _HIGHEST / logo[1]
    )  # fmt: skip
    across, down = max(2, round(logo[0] * scale)), max(2, round(logo[1] * scale))
    aside, above = round(width * _MARGIN), round(height * _MARGIN)
    low = min(height - above, caption_top(width, height) - above // 2) if captioned else height - above
    left = aside if position.endswith("left") else width - aside - across
    return Box(left, above if position.startswith("top") else low - down, across, down)


def _trimmed(logo: Image.Image) -> Image.Image:
    """Without the empty margins that many a logo file has."""
    return logo.crop(logo.getchannel("A").point([0] * 9 + [255] * 247).getbbox() or (0, 0, *logo.size))


def _halo(frame: Image.Image) -> Image.Image:
    """A soft ground behind the logo, dark behind a light one: it is seen on snow as on a night sky."""
    pixels, short = np.asarray(frame, np.float32), min(frame.size)
    alpha = pixels[:, :, 3]
    luma = float(((pixels[:, :, :3] @ _LUMA) * alpha).sum() / max(float(alpha.sum()), 1.0))
    cover = _HALO * min(1.0, abs(luma - _MIDDLE) / 90)
    swollen = frame.getchannel("A").filter(ImageFilter.MaxFilter(2 * max(1, round(short * _SWELL)) + 1))
    shade = swollen.filter(ImageFilter.GaussianBlur(short * _SOFT))
    ground = (12, 13, 16) if luma > _MIDDLE else (246, 246, 244)
    strength = shade.point([min(255, round(1.3 * level * cover)) for level in range(256)])
    return Image.merge("RGBA", [*(Image.new("L", frame.size, level) for level in ground), strength])
