"""The slate: scene number, shot and timing on a discreet plate for a frame's corner, drawn over a picture."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from storyreel_media.fonts import font


@dataclass(frozen=True, slots=True)
class Slate:
    """What the plate says; `start` and `duration` in seconds."""

    scene_number: int
    scenes_total: int
    shot: str
    start: float
    duration: float


def timecode(seconds: float) -> str:
    """Minutes, seconds and tenths: "0:07.5"."""
    tenths = round(max(seconds, 0.0) * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


def plate(slate: Slate, unit: float) -> Image.Image:
    """The plate alone, tight, RGBA, for a picture whose short side is `unit` px."""
    size = max(round(unit * 0.024), 9)
    large, small = font(round(size * 1.3), bold=True), font(size)
    number = f"{slate.scene_number:02d}"
    detail = f"/ {slate.scenes_total:02d}    {slate.shot.upper()}    {timecode(slate.start)}  +{slate.duration:.1f}s"
    pad, gap = round(size * 0.7), round(size * 0.5)
    number_width, detail_width = round(large.getlength(number)), round(small.getlength(detail))
    width, height = pad * 2 + gap * 2 + number_width + detail_width, round(size * 2.1)
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, width - 1, height - 1), radius=round(size * 0.45), fill=(10, 12, 18, 150))
    pen.rectangle(
        (pad - round(size * 0.35), round(size * 0.55), pad - round(size * 0.2), height - round(size * 0.55)),
        fill=(255, 196, 84, 230),
    )
    pen.text((pad + gap * 0.4, height / 2), number, font=large, fill=(255, 255, 255, 245), anchor="lm")
    pen.text((pad + gap + number_width, height / 2), detail, font=small, fill=(232, 236, 242, 215), anchor="lm")
    return image


def slate_overlay(slate: Slate, width: int, height: int) -> npt.NDArray[np.uint8]:
    """A full-frame overlay (height, width, 4) RGBA, straight alpha: transparent but for the plate, low on the left.

    The plate keeps within the title-safe area (5 % from the edges). Blend once per clip.
    """
    frame = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    small = plate(slate, min(width, height))
    margin = round(min(width, height) * 0.05)
    room = width - 2 * margin
    if small.width > room:
        small = small.resize((room, max(round(small.height * room / small.width), 1)), Image.Resampling.LANCZOS)
    frame.paste(small, (margin, height - margin - small.height))
    return np.asarray(frame, dtype=np.uint8).copy()
