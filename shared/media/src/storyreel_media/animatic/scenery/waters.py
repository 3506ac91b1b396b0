"""Places by the water: sea, beach, coast, harbour, island, river, lake, under water."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.noise import fbm, profile
from storyreel_media.animatic.scenery import land, plants, water
from storyreel_media.animatic.stage import Stage


def sea(stage: Stage) -> None:
    """Open water, sometimes a far coast."""
    if stage.rng("coast").random() < 0.5:
        land.hills(stage, "coast", stage.horizon + 2, stage.unit * 0.06, 0.7, stage.palette.rock)
    water.sea(stage, rough=1.0 if stage.scene.has("storm") or stage.scene.has("wind") else 0.45)


def beach(stage: Stage) -> None:
    """Sea, surf, wet and dry sand."""
    h, u, w = stage.horizon, stage.unit, stage.width
    land.hills(stage, "cape", h + 2, u * 0.09, 0.58, mix(stage.palette.leaf, stage.palette.rock, 0.4))
    shore = h + (stage.height - h) * 0.36
    water.sea(stage, h, None, rough=0.35)
    dice = stage.rng("shore")
    t = np.linspace(0, 1, 9)
    slope = u * 0.12 * stage.scene.facing
    line = smooth(np.stack([t * w * 1.1 - w * 0.05, shore + slope * (t - 0.5) + u * 0.03 * np.sin(t * 8 + dice.uniform(0, 6))], 1), 6, closed=False)
    floor = [(line[-1, 0], stage.height + 4.0), (line[0, 0], stage.height + 4.0)]
    sand = stage.palette.lit(stage.palette.sand)
    wet = mix(stage.shadow(sand, 0.4), stage.palette.low, 0.2)
    stage.canvas.fade(np.vstack([line - (0, u * 0.035), floor]), wet, wet, 0, 1)
    for lift, width in ((0.035, 0.009), (0.018, 0.006), (-0.002, 0.01)):
        water.foam(stage, line - (0, u * lift), u * width)
    stage.canvas.fade(np.vstack([line + (0, u * 0.03), floor]), mix(wet, sand, 0.6), sand, float(line[:, 1].min()), float(line[:, 1].max() + u * 0.14))
    _ripples(stage, float(line[:, 1].max()) + u * 0.06, sand)
    if stage.rng("palms").random() < 0.6 or stage.scene.season == "summer":
        for number in range(2):
            at = 0.06 + 0.1 * number if stage.scene.anchor > 0.5 else 0.94 - 0.1 * number
            plants.palm(stage, dice, w * at, shore + u * (0.16 + 0.05 * number), u * (0.62 - 0.12 * number), 0.08)


def _ripples(stage: Stage, top: float, sand: tuple[float, float, float]) -> None:
    dice = stage.rng("ripples")
    stage.canvas.veil(0, top, stage.width, stage.height, stage.shadow(sand, 0.35), (fbm(dice, 120, 50, 9, 3, stretch=6) - 0.5).clip(0, 1) * 1.3)
    for share in np.sort(dice.random(34)):
        y, x = top + (stage.height - top) * share, dice.uniform(0, stage.width)
        r = stage.unit * (0.002 + 0.008 * share)
        stage.canvas.oval(x, y, r * 1.5, r * 0.7, stage.shadow(sand, 0.45))
        stage.canvas.oval(x - r * 0.2, y - r * 0.25, r, r * 0.4, stage.highlight(sand, 0.4))


def coast(stage: Stage) -> None:
    """A headland over the sea, grass on top, surf at its foot; the subject stands on the cliff."""
    h, u, w = stage.horizon, stage.unit, stage.width
    land.hills(stage, "cape", h + 2, u * 0.1, 0.62, stage.palette.rock)
    water.sea(stage, rough=0.9 if stage.scene.has("storm") else 0.5)
    side = 1 if stage.scene.anchor > 0.5 else -1
    dice = stage.rng("cliff")
    top_y = h + u * 0.17
    out = w * (0.5 - side * 0.16)
    inner = w * 1.05 if side > 0 else -w * 0.05
    t = np.linspace(0, 1, 12)
    brow = np.stack([out + (inner - out) * t, top_y + u * (0.05 * (1 - t) ** 2) - u * 0.05 * t + u * 0.012 * profile(dice, 12, 0.5, 3)], 1)
    face = np.stack([out - side * u * (0.02 + 0.05 * profile(dice, 9, 0.6, 3)) * np.linspace(0.2, 2.2, 9), np.linspace(brow[0, 1] + u * 0.03, stage.height + 6, 9)], 1)
    rock = stage.palette.lit(stage.palette.rock)
    body = np.vstack([brow, [(inner, stage.height + 6.0)], face[::-1]])
    stage.canvas.fade(body, rock, stage.shadow(rock, 0.6), top_y, stage.height)
    for _ in range(26):
        share = dice.random()
        x = out + (inner - out) * share
        y = dice.uniform(top_y + u * 0.1, stage.height)
        r = u * dice.uniform(0.02, 0.07)
        facet = [(x, y), (x + r * dice.uniform(-1, 1), y + r * 2), (x + side * r, y + r * 1.4), (x + side * r * 0.9, y + r * 0.2)]
        stage.canvas.polygon(facet, stage.highlight(rock, 0.2) if dice.random() < 0.45 else stage.shadow(rock, 0.4))
    turf = stage.palette.lit(stage.palette.grass)
    cover = np.vstack([brow - (0, u * 0.004), brow[::-1] + np.stack([np.zeros(12), u * (0.03 + 0.05 * profile(dice, 12, 0.6, 5))], 1)])
    stage.canvas.fade(smooth(cover, 3), stage.highlight(turf, 0.2), stage.shadow(turf, 0.35), top_y - u * 0.03, top_y + u * 0.1)
    for _ in range(9):
        y = dice.uniform(stage.height * 0.86, stage.height)
        x = out - side * dice.uniform(0.02, 0.22) * u
        stage.canvas.oval(x, y, u * dice.uniform(0.02, 0.06), u * 0.012, mix(stage.palette.lit((250, 252, 255)), stage.palette.light, 0.2))


def island(stage: Stage) -> None:
    """A sand island with palms on open sea."""
    h, u, w = stage.horizon, stage.unit, stage.width
    water.sea(stage, rough=0.3)
    x, y = w * stage.scene.anchor, h + (stage.height - h) * 0.46
    sand = stage.palette.lit(stage.palette.sand)
    stage.canvas.oval(x, y + u * 0.05, u * 0.62, u * 0.09, mix(stage.palette.lit((240, 250, 255)), sand, 0.2))
    stage.canvas.polygon(smooth([(x - u * 0.56, y + u * 0.06), (x - u * 0.3, y - u * 0.03), (x, y - u * 0.06), (x + u * 0.34, y - u * 0.02), (x + u * 0.56, y + u * 0.06), (x, y + u * 0.12)], 7), stage.highlight(sand, 0.2))
    dice = stage.rng("palms")
    for number in range(3):
        plants.palm(stage, dice, x + u * (0.2 + 0.1 * number) * -stage.scene.facing, y + u * 0.01, u * dice.uniform(0.36, 0.56), 0.08)


def harbour(stage: Stage) -> None:
    """A quay of houses and masts mirrored in the basin, a jetty in front."""
    from storyreel_media.animatic.scenery import town  # noqa: PLC0415 - town uses this module's water

    h, u, w = stage.horizon, stage.unit, stage.width
    land.hills(stage, "far", h, u * 0.15, 0.55)
    town.house_row(stage, "quay", h + u * 0.015, u * 0.14, 0.25)
    dice = stage.rng("masts")
    for _ in range(7):
        x, tall = dice.uniform(0, w), u * dice.uniform(0.1, 0.2)
        hull = stage.surface(rgb(("#e8e4da", "#3a6f9a", "#b5483a")[int(dice.integers(3))]), 0.2)
        stage.canvas.line([(x, h + u * 0.02), (x, h - tall)], u * 0.0028, stage.surface(rgb("#4a3a30"), 0.2))
        stage.canvas.polygon([(x - u * 0.045, h + u * 0.005), (x + u * 0.05, h + u * 0.005), (x + u * 0.034, h + u * 0.028), (x - u * 0.034, h + u * 0.028)], hull)
    water.mirror(stage, h + u * 0.026, stage.height)
    jetty(stage)


def jetty(stage: Stage) -> None:
    """Planks from the viewer out over the water, under the subject."""
    u, h = stage.unit, stage.horizon
    x = stage.width * stage.scene.anchor
    far_y = h + (stage.height - h) * 0.3
    wood = stage.palette.lit(rgb("#8a6a4c"))
    quad = [(x - u * 0.09, far_y), (x + u * 0.09, far_y), (x + u * 0.42, stage.height + 2), (x - u * 0.42, stage.height + 2)]
    for side in (-1, 1):
        for t in (0.12, 0.4, 0.8):
            px, py = x + side * u * (0.09 + 0.33 * t), far_y + (stage.height - far_y) * t
            stage.canvas.rectangle(px - u * 0.012 * (1 + t), py - u * 0.02, px + u * 0.012 * (1 + t), py + u * 0.09 * (0.4 + t), stage.shadow(wood, 0.5))
    stage.canvas.fade(quad, mix(wood, stage.palette.haze, 0.25), stage.shadow(wood, 0.15), far_y, stage.height)
    for t in np.linspace(0.02, 1, 16) ** 1.6:
        y, half = far_y + (stage.height - far_y) * t, u * (0.09 + 0.33 * t)
        stage.canvas.line([(x - half, y), (x + half, y)], u * (0.0012 + 0.003 * t), stage.shadow(wood, 0.5))


def lake(stage: Stage) -> None:
    """Mountains and woods upside down in still water, a near bank."""
    h, u = stage.horizon, stage.unit
    land.mountains(stage, "far", h, u * 0.34, 0.62, snow=True)
    land.hills(stage, "mid", h + 2, u * 0.12, 0.45, stage.palette.leaf)
    land.treeline(stage, "bank", h + 2, u * 0.075, 0.3, pine=stage.scene.season == "winter" or stage.rng("pine").random() < 0.6)
    water.mirror(stage, h, stage.height)
    water.glitter(stage, h, stage.height)
    _bank(stage, stage.height - (stage.height - h) * 0.34)


def _bank(stage: Stage, y: float) -> None:
    dice, u, w = stage.rng("bank"), stage.unit, stage.width
    t = np.linspace(0, 1, 10)
    away = np.abs(t - stage.scene.anchor)
    line = smooth(np.stack([t * w * 1.1 - w * 0.05, y + u * 0.16 * away + u * 0.03 * profile(dice, 10, 0.4, 3)], 1), 5, closed=False)
    turf = stage.palette.lit(stage.palette.grass)
    stage.canvas.line(line + (0, u * 0.004), u * 0.02, stage.shadow(stage.palette.lit(stage.palette.earth), 0.4))
    stage.canvas.fade(np.vstack([line, [(w * 1.05, stage.height + 4.0), (-w * 0.05, stage.height + 4.0)]]), stage.highlight(turf, 0.12), stage.shadow(turf, 0.4), y, stage.height)
    land.grass(stage, stage.palette.grass, y + u * 0.03, 300, 1.3)


def river(stage: Stage) -> None:
    """A river winding out of the hills between grassy banks."""
    h, u, w = stage.horizon, stage.unit, stage.width
    land.mountains(stage, "far", h + u * 0.01, u * 0.26, 0.66, snow=False)
    land.hills(stage, "mid", h + u * 0.03, u * 0.12, 0.42)
    land.treeline(stage, "bank", h + u * 0.035, u * 0.06, 0.35, pine=False)
    land.ground(stage, stage.palette.grass, h + u * 0.03)
    t = np.linspace(0, 1, 12)
    y = h + u * 0.03 + (stage.height - h) * t
    bend = w * (1 - stage.scene.anchor) + w * 0.14 * np.sin(t * 5.5) * (1.1 - t)
    half = u * (0.012 + 0.3 * t**1.7)
    left = smooth(np.stack([bend - half, y], 1), 4, closed=False)
    right = smooth(np.stack([bend + half, y], 1)[::-1], 4, closed=False)
    stream = mix(stage.palette.lit(stage.palette.water), stage.palette.mid, 0.35)
    shape = np.vstack([left, right])
    stage.canvas.line(left, u * 0.012, stage.shadow(stage.palette.lit(stage.palette.earth), 0.35))
    stage.canvas.line(right, u * 0.012, stage.shadow(stage.palette.lit(stage.palette.earth), 0.35))
    stage.canvas.fade(shape, mix(stream, stage.palette.low, 0.65), stream, h, stage.height)
    dice = stage.rng("current")
    for _ in range(44):
        share = dice.random()
        at = int(share * 11)
        x = bend[at] + dice.uniform(-0.7, 0.7) * half[at]
        stage.canvas.oval(x, y[at] + u * 0.03 * dice.random(), half[at] * 0.2, max(u * 0.0016 * (0.4 + share), 0.8), mix(stream, stage.palette.low, 0.6))
    plants.tree(stage, dice, w * (0.1 if stage.scene.anchor > 0.5 else 0.9), h + u * 0.2, u * 0.42, 0.12)
    land.grass(stage, stage.palette.grass, h + u * 0.2, 160, 1.3)


def underwater(stage: Stage) -> None:
    """Blue depth with shafts of light, reef shapes, sand, bubbles."""
    w, tall, u = stage.width, stage.height, stage.unit
    deep = mix(rgb("#06304f"), stage.palette.near, 0.2 if not stage.scene.dark else 0.5)
    bright = mix(rgb("#5fd0d8"), stage.palette.light, 0.25) if not stage.scene.dark else rgb("#1d6a94")
    stage.canvas.fade([(0, 0), (w, 0), (w, tall), (0, tall)], bright, deep, -0.1 * tall, tall * 0.92)
    dice = stage.rng("reef")
    stage.canvas.glow(w * 0.5, -u * 0.1, u * 0.8, (190, 255, 250), 0.5)
    for depth in (0.6, 0.3, 0.0):
        colour = mix(mix(rgb("#1f5a6c"), deep, 0.3), bright, depth * 0.45)
        base = tall * (0.8 + 0.13 * (0.6 - depth))
        line = smooth(land.outline(stage, profile(dice, 16, 0.5, 4), base + u * 0.03, u * 0.16), 4, closed=False)
        stage.canvas.fade(np.vstack([line, [(w * 1.05, tall + 4.0), (-w * 0.05, tall + 4.0)]]), colour, deep, base - u * 0.12, tall)
        for _ in range(6):
            _coral(stage, dice, dice.uniform(0, w), base + u * 0.03, u * dice.uniform(0.08, 0.2) * (1.2 - depth), depth, bright)
    for _ in range(44):
        x, y, r = dice.uniform(0, w), dice.uniform(0, tall), u * dice.uniform(0.002, 0.009)
        stage.canvas.disc(x, y, r, mix(bright, deep, 0.35 + 0.3 * y / tall))
        stage.canvas.disc(x - r * 0.3, y - r * 0.3, r * 0.35, mix(bright, (255, 255, 255), 0.6))


def _coral(stage: Stage, dice: np.random.Generator, x: float, y: float, size: float, depth: float, air: tuple[float, float, float]) -> None:
    colour = mix(rgb(("#e0607a", "#f0a04a", "#a05ac0", "#3fa58a", "#d94f4f")[int(dice.integers(5))]), air, 0.2 + depth * 0.65)
    colour = stage.palette.lit(colour)
    if dice.random() < 0.5:
        for sway in np.linspace(-0.7, 0.7, 6):
            t = np.linspace(0, 1, 7)
            frond = np.stack([x + size * (sway * t * 0.7 + 0.06 * np.sin(t * 9 + sway * 6)), y - size * 1.5 * t * (1 - abs(sway) * 0.3)], 1)
            stage.canvas.line(frond, size * 0.07, colour)
        return
    for angle in np.linspace(0.5, 2.6, 6):
        tip = (x + np.cos(angle) * size * 0.6, y - np.sin(angle) * size)
        stage.canvas.line([(x, y), ((x + tip[0]) / 2, y - size * 0.45), tip], size * 0.12, colour)
        stage.canvas.disc(*tip, size * 0.09, mix(colour, (255, 255, 255), 0.2))
