"""Paints a brief: sky, place, subjects, foreground, air, look; then encodes."""

import cv2
import numpy as np

from storyreel_media.animatic.brief import Brief, Dice, Picture
from storyreel_media.animatic.canvas import Canvas
from storyreel_media.animatic.colour import Pixels
from storyreel_media.animatic.looks import develop
from storyreel_media.animatic.palette import palette_of
from storyreel_media.animatic.reading import read
from storyreel_media.animatic.scenery import paint_place
from storyreel_media.animatic.scenery.foreground import paint_foreground
from storyreel_media.animatic.scenery.sky import paint_lights, sky_pixels
from storyreel_media.animatic.scenery.weather import paint_air, paint_weather
from storyreel_media.animatic.stage import Stage
from storyreel_media.animatic.subjects.staging import paint_subjects

JPEG_QUALITY = 95
_SOFTNESS = {"medium": 0.003, "close-up": 0.008, "macro": 0.014}  # blur (sigma) as a share of the short side


def paint(brief: Brief) -> Picture:
    """The picture of a brief; the same brief always gives the same bytes.

    Raises ValueError for an unknown aspect ratio, a side out of range or a colour that is not "#rrggbb".
    """
    pixels = paint_pixels(brief)
    height, width = pixels.shape[:2]
    return Picture(encode(pixels), "image/jpeg", width, height)


def paint_pixels(brief: Brief) -> Pixels:
    """The picture before encoding: RGB (height, width, 3) uint8."""
    width, height = brief.size()
    scene, dice = read(brief), Dice.of_scene(brief)
    palette = palette_of(brief, scene)
    sky = sky_pixels(width, height, scene, palette, dice.stream("sky"))
    stage = Stage(Canvas(sky), scene, palette, dice, Dice.of_film(brief))
    if scene.style == "papercut":
        stage.canvas.lift = stage.unit * 0.008
    if not scene.indoors:
        paint_lights(stage)
    paint_place(stage)
    paint_air(stage)
    _focus(stage)
    paint_subjects(stage)
    paint_foreground(stage)
    paint_weather(stage)
    return develop(stage.canvas.pixels, scene, palette, dice)


def _focus(stage: Stage) -> None:
    """Depth of field: the tighter the shot on a subject, the softer what is behind it."""
    softness = _SOFTNESS.get(stage.scene.shot, 0.0) * (1.8 if stage.scene.style == "clay" else 1.0)
    if not softness or not stage.scene.subjects or stage.scene.style in ("flat", "papercut", "pixel"):
        return
    pixels = stage.canvas.pixels
    height, width = pixels.shape[:2]
    small = cv2.resize(pixels, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), max(stage.unit * softness / 4, 0.5))
    cv2.resize(small, (width, height), dst=pixels, interpolation=cv2.INTER_CUBIC)


def encode(pixels: Pixels) -> bytes:
    """RGB pixels as a JPEG with full-resolution colour. Raises RuntimeError when the encoder refuses."""
    options = [
        cv2.IMWRITE_JPEG_QUALITY,
        JPEG_QUALITY,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    ]
    done, data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)
    if not done:
        raise RuntimeError("JPEG encoding failed")
    return np.asarray(data).tobytes()
