"""Places off the ground: space, alien ground, the sky above the clouds."""

import cv2
import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import Plane, mix, rgb
from storyreel_media.animatic.noise import fbm, smoothstep
from storyreel_media.animatic.scenery import land, ranges
from storyreel_media.animatic.stage import Stage


def space(stage: Stage) -> None:
    """Stars, a nebula, a banded planet lit from the sun's side."""
    w, tall, u = stage.width, stage.height, stage.unit
    dice = stage.rng("space")
    stage.canvas.fade(
        [(0, 0), (w, 0), (w, tall), (0, tall)],
        mix(stage.palette.top, (4, 5, 14), 0.6),
        mix(stage.palette.mid, (6, 8, 20), 0.55),
        0,
        tall,
    )
    band = fbm(dice, w // 8, tall // 8, tall / 9, 3)
    for colour, low, strength in (
        (stage.palette.accent, 0.5, 0.9),
        (rgb("#5a4fd0"), 0.42, 0.8),
        (rgb("#2a8ab8"), 0.58, 0.8),
    ):
        cloud = fbm(dice, w // 8, tall // 8, tall / 14, 5, stretch=1.4)
        share = ((cloud - low) * 3).clip(0, 1) * band * strength
        stage.canvas.veil(0, 0, w, tall, colour, share.astype(np.float32))
    for _ in range(520):
        size = u * 0.0009 * (1 + dice.pareto(2.4))
        stage.canvas.disc(
            dice.uniform(0, w),
            dice.uniform(0, tall),
            min(size, u * 0.003),
            mix((160, 175, 220), (255, 250, 240), dice.random()),
        )
    globe(stage, w * (1 - stage.scene.anchor), tall * 0.36, u * 0.24, stage.palette.accent, earth=_earth(stage))
    globe(stage, w * stage.scene.anchor + u * 0.3 * stage.scene.facing * -1, tall * 0.16, u * 0.05, rgb("#b8b2a6"))


def globe(
    stage: Stage, x: float, y: float, radius: float, colour: tuple[float, float, float], *, earth: bool = False
) -> None:
    """A planet: bands, day and night side, a lit rim of air and a ring."""
    box = stage.canvas.clip(x - radius, y - radius, x + radius, y + radius)
    if box is None:
        return
    left, top, right, bottom = box
    gy, gx = np.mgrid[top:bottom, left:right].astype(np.float32)
    nx, ny = (gx - x) / radius, (gy - y) / radius
    far = nx * nx + ny * ny
    nz = np.sqrt((1 - far).clip(0, 1))
    dice = stage.rng(f"globe{radius:.0f}")
    bands = fbm(dice, right - left, bottom - top, radius / 2.2, 4, stretch=6.0)
    side = -1.0 if stage.scene.facing > 0 else 1.0
    light = (nx * side * 0.75 - ny * 0.4 + nz * 0.5).clip(0.03, 1)[..., None]
    base = np.asarray(mix(colour, (255, 240, 220), 0.25), np.float32) * (0.62 + 0.6 * bands[..., None])
    if earth:
        base = _continents(dice, right - left, bottom - top, radius)
    air = (np.exp(-nz * 5) * light[..., 0])[..., None] * np.asarray((150, 200, 255), np.float32)
    image = np.clip(base * light + air, 0, 255).astype(np.uint8)
    mask = np.zeros(far.shape, np.uint8)
    cv2.circle(mask, (round((x - left) * 16), round((y - top) * 16)), round(radius * 16), 255, -1, cv2.LINE_AA, 4)
    stage.canvas.glow(x, y, radius * 1.5, mix(colour, (150, 190, 255), 0.6), 0.35)
    stage.canvas.paste(image, mask, left, top)
    if not earth and radius > stage.unit * 0.12:
        t = np.linspace(-0.12 * np.pi, 1.12 * np.pi, 60)
        for share, width in ((1.42, 0.05), (1.58, 0.09), (1.74, 0.03)):
            ring = np.stack(
                [x + np.cos(t) * radius * share, y + np.sin(t) * radius * share * 0.24 + np.cos(t) * radius * 0.2], 1
            )
            stage.canvas.line(
                ring,
                radius * width,
                mix(mix(colour, (240, 220, 190), 0.5), stage.palette.top, 0.25 if share > 1.5 else 0.45),
            )


def _earth(stage: Stage) -> bool:
    return any(subject.kind == "globe" for subject in stage.scene.subjects)


def _continents(dice: np.random.Generator, width: int, height: int, radius: float) -> Plane:
    """Oceans, land and cloud of a blue world, as colours (height, width, 3)."""
    land_mass = smoothstep(0.5, 0.56, fbm(dice, width, height, radius * 0.8, 5))[..., None]
    cloud = smoothstep(0.52, 0.75, fbm(dice, width, height, radius * 0.7, 5, stretch=2.5))[..., None]
    sea, ground = np.array([38, 98, 176], np.float32), np.array([92, 138, 74], np.float32)
    base = sea + (ground - sea) * land_mass
    return np.asarray(base + (np.array([250, 252, 255], np.float32) - base) * cloud * 0.9, dtype=np.float32)


def planet(stage: Stage) -> None:
    """Alien ground with craters and rocks, worlds in its sky."""
    h, u = stage.horizon, stage.unit
    tone = mix(stage.palette.accent, rgb("#d9a066"), 0.4)
    globe(stage, stage.width * (1 - stage.scene.anchor), h * 0.42, u * 0.15, tone, earth=_earth(stage))
    globe(stage, stage.width * (0.2 + 0.55 * stage.scene.anchor), h * 0.2, u * 0.04, rgb("#c9c4ba"))
    ranges.mountains(stage, "far", h + u * 0.02, u * 0.24, 0.58, snow=False)
    ranges.mountains(stage, "mid", h + u * 0.04, u * 0.12, 0.36, snow=False)
    land.ground(stage, stage.palette.sand, h + u * 0.03, 0.8)
    dice = stage.rng("craters")
    soil = stage.palette.lit(stage.palette.sand)
    for share in np.sort(dice.random(9)):
        x, y = dice.uniform(0, stage.width), h + u * 0.06 + (stage.height - h) * share
        r = u * (0.02 + 0.11 * share) * dice.uniform(0.6, 1.2)
        stage.canvas.oval(
            x, y, r, r * 0.26, stage.highlight(stage.surface(stage.palette.sand, 0.25 * (1 - share)), 0.3)
        )
        stage.canvas.oval(x, y + r * 0.03, r * 0.9, r * 0.2, stage.shadow(soil, 0.45))
        stage.canvas.oval(x, y + r * 0.09, r * 0.76, r * 0.13, stage.shadow(soil, 0.25))


def above_clouds(stage: Stage) -> None:
    """A sea of cloud below, banks of it around."""
    h, u = stage.horizon, stage.unit
    peak = stage.rng("peak").random() < 0.5
    if peak:
        ranges.mountains(stage, "peaks", h + u * 0.07, u * 0.2, 0.45, snow=True)
    for layer, depth in enumerate((0.75, 0.5, 0.25, 0.0)):
        cloud_bank(stage, f"bank{layer}", h + u * (0.02 + 0.1 * layer), u * (0.05 + 0.03 * layer), depth)


def cloud_bank(stage: Stage, name: str, base: float, size: float, depth: float) -> None:
    """A billowing edge of cloud across the picture, lit on top."""
    dice = stage.rng(name)
    white = mix(stage.palette.lit((255, 252, 248)), stage.palette.light, 0.25)
    body = mix(mix(white, stage.palette.haze, 0.35), stage.palette.low, depth * 0.6)
    shade = mix(mix(stage.palette.mid, stage.palette.haze, 0.5), body, 0.35)
    stage.canvas.fade(
        [(0, base), (stage.width, base), (stage.width, stage.height), (0, stage.height)],
        body,
        shade,
        base,
        base + size * 4,
    )
    x = -size
    while x < stage.width + size:
        r = size * dice.uniform(0.5, 1.25)
        y = base + size * dice.uniform(0, 0.3)
        t = np.linspace(0, np.pi * 2, 20)
        puff = np.stack([x + np.cos(t) * r * 1.25, y + np.sin(t) * r], 1)
        stage.canvas.fade(puff, mix(body, (255, 255, 255), 0.18 * (1 - depth)), body, y - r, y + r * 0.4)
        x += r * dice.uniform(0.7, 1.2)
    line = smooth([(0, base + size), (stage.width / 2, base + size * 1.1), (stage.width, base + size)], 4, closed=False)
    stage.canvas.fade(
        np.vstack([line, [(stage.width, stage.height), (0, stage.height)]]), body, shade, base + size, base + size * 5
    )
