"""Water: the open sea, still lakes with reflections, shores, glitter under the sun."""

import cv2
import numpy as np

from storyreel_media.animatic.colour import mix, times
from storyreel_media.animatic.noise import fbm
from storyreel_media.animatic.stage import Stage


def sea(stage: Stage, top: float | None = None, bottom: float | None = None, *, rough: float = 0.4) -> None:
    """Open water from the horizon to `bottom` px, waves growing towards the viewer."""
    top = stage.horizon if top is None else top
    bottom = stage.height if bottom is None else bottom
    palette = stage.palette
    far = mix(palette.low, palette.lit(palette.water), 0.45)
    near = mix(palette.lit(palette.water), palette.near, 0.35)
    box = [(0.0, top), (stage.width, top), (stage.width, bottom), (0.0, bottom)]
    stage.canvas.fade(box, far, near, top, stage.height)
    _swell(stage, top, bottom, rough)
    if stage.scene.has("storm"):
        billows(stage, top, bottom, (0.04, 0.13, 0.26, 0.44, 0.68, 0.95))
    glitter(stage, top, bottom)


def _swell(stage: Stage, top: float, bottom: float, rough: float) -> None:
    """Wave crests as flat lens shapes, lit above and dark below."""
    dice = stage.rng("swell")
    palette = stage.palette
    count = int(150 + 130 * rough)
    depth = np.sort(dice.random(count) ** 0.8)
    span = stage.height - top
    t = np.linspace(0, 1, 9)
    bulge = np.sin(np.pi * t)
    rise = bulge**1.3
    for i in range(count):
        y = top + span * (0.01 + depth[i] ** 1.8)
        if y > bottom:
            break
        length = stage.unit * (0.02 + 0.26 * depth[i] ** 1.5) * dice.uniform(0.5, 1.4)
        height = stage.unit * (0.0015 + (0.006 + 0.022 * rough) * depth[i] ** 1.6)
        x = dice.uniform(-0.05, 1.05) * stage.width
        body = mix(mix(palette.low, palette.lit(palette.water), 0.5), palette.near, 0.35 * depth[i])
        along = x + (t - 0.5) * length
        arch = np.stack([along, y - height * rise], 1)
        under = np.stack([along[::-1], y + height * 0.55 * bulge], 1)
        dark = times(body, 0.8 if dice.random() < 0.7 else 0.9)
        stage.canvas.polygon(np.vstack([arch, under]), dark)
        lit = mix(body, palette.low, 0.5 if rough < 0.7 else 0.7)
        rim = np.stack([along[::-1], y - height * 0.62 * rise], 1)
        stage.canvas.polygon(np.vstack([arch, rim]), lit)


def billows(stage: Stage, top: float, bottom: float, rows: tuple[float, ...]) -> None:
    """Steep waves with torn white crests, in rows at these shares of the way from `top` to the frame's foot."""
    dice, u = stage.rng(f"billows{rows[0]:.2f}"), stage.unit
    deep = mix(stage.palette.lit(stage.palette.water), stage.palette.near, 0.4)
    white = mix(stage.palette.lit((240, 247, 252)), stage.palette.low, 0.3)
    x = np.linspace(-0.02, 1.02, 90) * stage.width
    for share in rows:
        base, rise = top + (stage.height - top) * share, u * (0.02 + 0.15 * share)
        length = u * (0.2 + 0.46 * share)
        phase = (x / length + dice.uniform(0, 1)) * np.pi + 0.5 * np.sin(x / length * 1.7)
        crest = base - rise * (1 - np.abs(np.sin(phase))) ** 1.4 * (0.7 + 0.3 * np.sin(x / length * 0.9 + share * 9))
        line = np.stack([x, crest], 1)
        if base > bottom:
            break
        body = np.vstack([line, [(x[-1], base + rise * 1.2), (x[0], base + rise * 1.2)]])
        stage.canvas.fade(body, mix(deep, stage.palette.low, 0.75), times(deep, 0.7), base - rise, base + rise * 0.5)
        stage.canvas.line(line, max(u * (0.002 + 0.004 * share), 1), mix(white, deep, 0.3))
        for at in np.flatnonzero(np.abs(np.sin(phase)) < 0.2):
            r = rise * dice.uniform(0.05, 0.13)
            stage.canvas.oval(x[at], crest[at] + r * 0.4, r * 2.6, r, white)


def glitter(stage: Stage, top: float, bottom: float) -> None:
    """The path of light under a low sun or the moon: flat dashes, denser towards the horizon."""
    if stage.sun is None or stage.scene.has("storm") or stage.scene.has("rain") or stage.scene.has("fog"):
        return
    x0 = stage.sun[0]
    dice = stage.rng("glitter")
    light = stage.palette.light
    low = stage.scene.time in ("dawn", "golden", "dusk", "night", "evening")
    count = 130 if low else 60
    stage.canvas.veil(
        x0 - stage.unit * 0.2,
        top,
        x0 + stage.unit * 0.2,
        bottom,
        light,
        np.outer(np.linspace(0.5, 0.12, 24), np.sin(np.linspace(0, np.pi, 24)) ** 2).astype(np.float32)
        * (0.8 if low else 0.4),
    )
    for _ in range(count):
        depth = dice.random() ** 1.5
        y = top + (bottom - top) * depth
        spread = stage.unit * (0.02 + 0.1 * depth)
        x = x0 + dice.normal(0, 0.6) * spread
        length = stage.unit * (0.006 + 0.035 * depth) * dice.uniform(0.4, 1.2)
        thick = max(stage.unit * (0.0008 + 0.0028 * depth), 0.8)
        stage.canvas.oval(x, y, length, thick, mix(light, (255, 255, 255), dice.uniform(0, 0.5)))


def mirror(stage: Stage, top: float, bottom: float) -> None:
    """Still water: what stands above `top` px upside down, darker, rippled, tinted with the water."""
    top_px, bottom_px = int(top), min(int(bottom), stage.height)
    span = bottom_px - top_px
    if span < 4 or top_px < 8:
        return
    source = stage.canvas.pixels[max(top_px - span, 0) : top_px][::-1]
    width, rows = stage.width, np.arange(span, dtype=np.float32)
    near = rows / span
    dice = stage.rng("mirror")
    wobble = fbm(dice, max(width // 16, 8), max(span // 4, 4), 8, 3, stretch=4.0) - 0.5
    offset = cv2.resize(wobble, (width, span), interpolation=cv2.INTER_LINEAR)
    offset = offset * (stage.unit * (0.004 + 0.035 * near))[:, None]
    map_y = (rows[:, None] * (len(source) - 1) / max(span - 1, 1)) + offset * 0.9
    map_x = np.arange(width, dtype=np.float32)[None, :] + offset
    flipped = cv2.remap(
        np.ascontiguousarray(source), map_x, map_y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    water = np.empty_like(flipped)
    tint = mix(stage.palette.lit(stage.palette.water), stage.palette.near, 0.25)
    water[:] = np.round(tint).astype(np.uint8)
    mask = np.repeat((175 - 75 * near).astype(np.uint8)[:, None], width, 1)
    stage.canvas.pixels[top_px:bottom_px] = water
    stage.canvas.paste(flipped, mask, 0, top_px)
    for _ in range(26):
        depth = dice.random() ** 1.4
        y = top_px + span * depth
        length = stage.unit * (0.05 + 0.3 * depth) * dice.uniform(0.3, 1)
        thin = max(stage.unit * 0.0012 * (0.5 + depth), 0.7)
        stage.canvas.oval(dice.uniform(0, width), y, length, thin, mix(tint, stage.palette.low, 0.45))


def ice(stage: Stage, top: float, bottom: float) -> None:
    """Frozen water: pale, streaked with snow and a few cracks."""
    u, w = stage.unit, stage.width
    tone = stage.palette.lit((206, 224, 236))
    box = [(0.0, top), (w, top), (w, bottom), (0.0, bottom)]
    stage.canvas.fade(box, mix(tone, stage.palette.low, 0.5), tone, top, bottom)
    dice = stage.rng("ice")
    for share in np.sort(dice.random(40)):
        y = top + (bottom - top) * share
        reach = u * (0.04 + 0.24 * share) * dice.uniform(0.4, 1.2)
        stage.canvas.oval(dice.uniform(0, w), y, reach, max(u * 0.008 * share, 1), stage.palette.lit((244, 248, 252)))
    for _ in range(7):
        x, y = dice.uniform(0, w), top + (bottom - top) * dice.uniform(0.1, 0.9)
        crack = [(x, y)]
        for _ in range(5):
            x, y = x + u * dice.uniform(0.02, 0.09), y + u * dice.uniform(-0.008, 0.012)
            crack.append((x, y))
        stage.canvas.line(crack, max(u * 0.0016, 1), stage.shadow(tone, 0.3))


def foam(stage: Stage, line: np.ndarray, thickness: float) -> None:
    """White water along a shore line (n, 2) px."""
    stage.canvas.line(line, thickness, mix(stage.palette.lit((250, 252, 255)), stage.palette.light, 0.15))
