"""The sky: gradient, glow, clouds, sun, moon, stars, aurora. Painted small, then stretched."""

import cv2
import numpy as np

from storyreel_media.animatic.canvas import Canvas
from storyreel_media.animatic.colour import Pixels, Plane, mix, times
from storyreel_media.animatic.composition import Composition
from storyreel_media.animatic.noise import fbm, smoothstep
from storyreel_media.animatic.palette import Palette
from storyreel_media.animatic.stage import Stage

_DETAIL = 6  # the sky is computed at a sixth of the picture's size
_COVER = {
    "storm": 0.86,
    "cloud": 0.62,
    "rain": 0.72,
    "snow": 0.6,
    "fog": 0.3,
    "clear": 0.14,
    "stars": 0.08,
    "aurora": 0.0,
}


def sky_pixels(width: int, height: int, scene: Composition, palette: Palette, dice: np.random.Generator) -> Pixels:
    """The sky as pixels (height, width, 3) without sun, moon and stars."""
    w, h = max(width // _DETAIL, 16), max(height // _DETAIL, 16)
    horizon = max(scene.horizon, 0.35)
    y = (np.arange(h, dtype=np.float32) / h / horizon)[:, None].clip(0, 1.4)
    stops = np.array([palette.top, palette.mid, palette.low, palette.haze], np.float32)
    column = np.stack([np.interp(y[:, 0], [0, 0.56, 1.0, 1.4], stops[:, c]) for c in range(3)], 1)
    image = np.repeat(column[:, None, :], w, 1).astype(np.float32)
    if scene.sun:
        image += _sun_glow(w, h, scene)[..., None] * (np.asarray(palette.light, np.float32) - image) * 0.9
    cover = max([_COVER.get(weather, 0.0) for weather in scene.weather] or [0.3 if scene.time != "night" else 0.2])
    if cover > 0.02 and scene.style not in ("flat", "papercut", "clay"):
        _clouds(image, scene, palette, cover, horizon, dice)
    if scene.has("aurora"):
        _aurora(image, dice)
    small = cv2.resize(image, (width // 2, height // 2), interpolation=cv2.INTER_CUBIC)
    dithered = cv2.add(small, _dither(dice, width // 2, height // 2), dtype=cv2.CV_8U)
    return cv2.resize(dithered, (width, height), interpolation=cv2.INTER_LINEAR)


def _dither(dice: np.random.Generator, width: int, height: int) -> Plane:
    """Noise of under a level, so that rounding to 8 bits leaves no bands (height, width, 3)."""
    tile = dice.random((256, 256), dtype=np.float32) * 2 - 1
    noise = np.ascontiguousarray(np.tile(tile, (height // 256 + 1, width // 256 + 1))[:height, :width])
    return cv2.merge((noise, noise, noise))


def _sun_glow(w: int, h: int, scene: Composition) -> Plane:
    assert scene.sun is not None  # noqa: S101 - the caller asked
    x = (np.arange(w, dtype=np.float32) / w - scene.sun[0]) * w / min(w, h)
    y = (np.arange(h, dtype=np.float32) / h - scene.sun[1]) * h / min(w, h)
    distance = np.sqrt(x[None, :] ** 2 + (y[:, None] * 1.25) ** 2)
    reach = {"night": 0.22, "evening": 0.2}.get(scene.time, 0.5)
    closed = 0.35 if scene.has("storm") or scene.has("rain") else 1.0
    glow = 0.85 * np.exp(-distance / (reach * 0.35)) + 0.45 * np.exp(-((distance / reach) ** 2))
    strength = {"night": 0.3, "evening": 0.25, "noon": 0.6, "morning": 0.6}.get(scene.time, 0.85)
    return np.asarray((glow * strength * closed).clip(0, 1), dtype=np.float32)


def _clouds(
    image: Plane, scene: Composition, palette: Palette, cover: float, horizon: float, dice: np.random.Generator
) -> None:
    """Noise seen in perspective (flatter and smaller towards the horizon), lit from where the sun is."""
    h, w = image.shape[:2]
    field = fbm(dice, w, int(h * 1.6), h * 0.55, 5, stretch=2.2)
    rows = (np.arange(h, dtype=np.float32) / h / horizon).clip(0, 1)
    depth = 1.0 / (1.25 - rows * 0.92)  # 0.8 overhead .. 3 at the horizon
    map_y = np.repeat(((depth - 0.8) / 2.3 * (h * 1.5)).astype(np.float32)[:, None], w, 1)
    squeeze = (0.55 + 0.45 / depth * 1.6).clip(0.4, 1.2).astype(np.float32)[:, None]
    map_x = (np.arange(w, dtype=np.float32)[None, :] - w / 2) * (1.15 - 0.25 * squeeze) + w / 2
    noise = cv2.remap(field, map_x.astype(np.float32), map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    threshold = 0.92 - 0.62 * cover
    density = smoothstep(threshold - 0.1, threshold + 0.2, noise)
    density = density * (smoothstep(1.05, 0.75, rows)[:, None] * 0.5 + 0.5)
    side = 1 if scene.sun and scene.sun[0] > 0.5 else -1
    shift = np.array([[1, 0, -4 * side], [0, 1, 3]], np.float32)
    moved = cv2.warpAffine(noise, shift, (w, h), borderMode=cv2.BORDER_REPLICATE)
    shifted = cv2.GaussianBlur(moved, (0, 0), 2.0)
    lit = ((noise - shifted) * 5 + 0.55).clip(0, 1)[..., None]
    bright = mix(palette.low, palette.light, 0.6) if not scene.dark else mix(palette.mid, palette.light, 0.28)
    shade = mix(palette.mid, palette.haze, 0.45) if not scene.has("storm") else times(palette.mid, 0.55)
    colour = np.asarray(shade, np.float32) * (1 - lit) + np.asarray(bright, np.float32) * lit
    image += (colour - image) * (density * 0.92)[..., None]


def _aurora(image: Plane, dice: np.random.Generator) -> None:
    h, w = image.shape[:2]
    x = np.arange(w, dtype=np.float32) / w
    rows = (np.arange(h, dtype=np.float32) / h)[:, None]
    for colour, base in (((70, 255, 170), 0.46), ((90, 200, 255), 0.36), ((190, 90, 255), 0.3)):
        phase, pace = dice.uniform(0, 6.3), dice.uniform(5, 9)
        edge = base + 0.09 * np.sin(pace * x + phase) + 0.04 * np.sin(2.7 * pace * x + phase * 2)
        rays = 0.55 + 0.45 * fbm(dice, w, 1, w / 40, 3)[0]
        rise = edge[None, :] - rows
        curtain = np.where(rise > 0, np.exp(-rise / 0.16), np.exp(rise / 0.018)) * rays[None, :]
        image += curtain[..., None] * np.asarray(colour, np.float32) * 0.5


def paint_lights(stage: Stage) -> None:
    """Stars, then the sun or the moon, on a canvas that holds the sky."""
    scene = stage.scene
    closed = scene.has("storm") or scene.has("rain") or scene.has("fog") or (scene.has("snow") and not scene.dark)
    if stage.plain and scene.style != "anime":
        _puffs(stage, 7 if closed or scene.has("cloud") else 4)
    if scene.time in ("night", "evening") and not (closed or scene.has("cloud")):
        _stars(stage, 420 if scene.has("stars") else 190)
    if stage.sun is None or closed:
        return
    x, y = stage.sun
    if scene.time in ("night", "evening"):
        moon = any(subject.kind == "moon" for subject in scene.subjects)
        if not (scene.has("aurora") or scene.has("fireworks")) or moon:
            _moon(stage, x, y, stage.unit * (0.12 if moon else 0.045))
        return
    large = any(subject.kind == "sun" for subject in scene.subjects)
    radius = stage.unit * (0.11 if large else {"dusk": 0.06, "dawn": 0.055, "golden": 0.05}.get(scene.time, 0.034))
    stage.canvas.glow(x, y, radius * 5.5, stage.palette.light, 0.55)
    stage.canvas.disc(x, y, radius, mix(stage.palette.light, (255, 255, 250), 0.55))


def _puffs(stage: Stage, count: int) -> None:
    """Flat-bottomed clouds of round shapes, for styles without texture."""
    dice = stage.rng("puffs")
    for _ in range(count):
        x, y = dice.uniform(0, stage.width), stage.horizon * dice.uniform(0.08, 0.62)
        size = stage.unit * dice.uniform(0.08, 0.18)
        base = mix(stage.palette.low, stage.palette.mid, 0.3 if not stage.scene.dark else 0.8)
        tone = mix(base, (255, 255, 255), 0.3 if not stage.scene.dark else 0.04)
        angle = np.linspace(np.pi, 2 * np.pi, 41)
        bumps = np.abs(np.sin(angle * 2.5 + dice.uniform(0, 3))) * 0.3 + 0.75
        shape = np.stack(
            [x + np.cos(angle) * size * 1.5 * (0.85 + 0.15 * bumps), y + np.sin(angle) * size * 0.62 * bumps], 1
        )
        stage.canvas.fade(shape, tone, mix(tone, stage.palette.mid, 0.25), y - size * 0.6, y)


def _stars(stage: Stage, count: int) -> None:
    dice = stage.rng("stars")
    x = dice.uniform(0, stage.width, count)
    y = dice.uniform(0, stage.height * max(stage.scene.horizon, 0.3), count)
    size = dice.pareto(2.6, count).clip(0, 2.4)
    for i in range(count):
        fade = 1 - 0.75 * y[i] / stage.height / max(stage.scene.horizon, 0.3)
        bright = mix(stage.palette.top, (235, 240, 255), float(np.clip(fade * (0.35 + size[i] * 0.4), 0, 1)))
        stage.canvas.disc(x[i], y[i], stage.unit * 0.0007 * (1.1 + size[i]), bright)
        if size[i] > 1.9:
            stage.canvas.glow(x[i], y[i], stage.unit * 0.012, (200, 215, 255), 0.5)


def _moon(stage: Stage, x: float, y: float, radius: float) -> None:
    canvas: Canvas = stage.canvas
    canvas.glow(x, y, radius * 6, (150, 175, 225), 0.5)
    canvas.disc(x, y, radius, (244, 242, 228))
    dice = stage.rng("moon")
    for _ in range(7):
        angle, away = dice.uniform(0, 6.3), dice.uniform(0, 0.72)
        spot = radius * dice.uniform(0.07, 0.2)
        canvas.disc(x + np.cos(angle) * radius * away, y + np.sin(angle) * radius * away, spot, (222, 221, 209))
    canvas.glow(x - radius * 0.25, y - radius * 0.25, radius * 1.2, (255, 255, 250), 0.35)
