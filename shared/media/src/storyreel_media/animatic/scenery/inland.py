"""Still and flowing water: harbour, lake, river."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.noise import profile
from storyreel_media.animatic.scenery import land, plants, ranges, water
from storyreel_media.animatic.scenery.facades import house_row
from storyreel_media.animatic.stage import Stage


def harbour(stage: Stage) -> None:
    """A quay of houses and masts mirrored in the basin, a jetty in front."""
    h, u, w = stage.horizon, stage.unit, stage.width
    land.hills(stage, "far", h, u * 0.15, 0.55)
    house_row(stage, "quay", h + u * 0.015, u * 0.14, 0.25)
    dice = stage.rng("masts")
    for _ in range(7):
        x, tall = dice.uniform(0, w), u * dice.uniform(0.1, 0.2)
        hull = stage.surface(rgb(("#e8e4da", "#3a6f9a", "#b5483a")[int(dice.integers(3))]), 0.2)
        stage.canvas.line([(x, h + u * 0.02), (x, h - tall)], u * 0.0028, stage.surface(rgb("#4a3a30"), 0.2))
        stage.canvas.polygon(
            [
                (x - u * 0.045, h + u * 0.005),
                (x + u * 0.05, h + u * 0.005),
                (x + u * 0.034, h + u * 0.028),
                (x - u * 0.034, h + u * 0.028),
            ],
            hull,
        )
    water.mirror(stage, h + u * 0.026, stage.height)
    jetty(stage)


def jetty(stage: Stage) -> None:
    """Planks from the viewer out over the water, under the subject."""
    u, h = stage.unit, stage.horizon
    x = stage.width * stage.scene.anchor
    far_y = h + (stage.height - h) * 0.3
    wood = stage.palette.lit(rgb("#8a6a4c"))
    quad = [
        (x - u * 0.09, far_y),
        (x + u * 0.09, far_y),
        (x + u * 0.42, stage.height + 2),
        (x - u * 0.42, stage.height + 2),
    ]
    for side in (-1, 1):
        for t in (0.12, 0.4, 0.8):
            px, py = x + side * u * (0.09 + 0.33 * t), far_y + (stage.height - far_y) * t
            stage.canvas.rectangle(
                px - u * 0.012 * (1 + t),
                py - u * 0.02,
                px + u * 0.012 * (1 + t),
                py + u * 0.09 * (0.4 + t),
                stage.shadow(wood, 0.5),
            )
    stage.canvas.fade(quad, mix(wood, stage.palette.haze, 0.25), stage.shadow(wood, 0.15), far_y, stage.height)
    for t in np.linspace(0.02, 1, 16) ** 1.6:
        y, half = far_y + (stage.height - far_y) * t, u * (0.09 + 0.33 * t)
        stage.canvas.line([(x - half, y), (x + half, y)], u * (0.0012 + 0.003 * t), stage.shadow(wood, 0.5))


def lake(stage: Stage) -> None:
    """Mountains and woods upside down in still water, a near bank."""
    h, u = stage.horizon, stage.unit
    ranges.mountains(stage, "far", h, u * 0.34, 0.62, snow=True)
    land.hills(stage, "mid", h + 2, u * 0.12, 0.45, stage.palette.leaf)
    ranges.treeline(
        stage, "bank", h + 2, u * 0.075, 0.3, pine=stage.scene.season == "winter" or stage.rng("pine").random() < 0.6
    )
    if stage.scene.season == "winter":
        water.ice(stage, h, stage.height)
    else:
        water.mirror(stage, h, stage.height)
    water.glitter(stage, h, stage.height)
    _bank(stage, stage.height - (stage.height - h) * 0.52)


def _bank(stage: Stage, y: float) -> None:
    dice, u, w = stage.rng("bank"), stage.unit, stage.width
    t = np.linspace(0, 1, 10)
    away = np.abs(t - stage.scene.anchor)
    line = smooth(
        np.stack([t * w * 1.1 - w * 0.05, y + u * 0.16 * away + u * 0.03 * profile(dice, 10, 0.4, 3)], 1),
        5,
        closed=False,
    )
    turf = stage.palette.lit(stage.palette.grass)
    stage.canvas.line(
        line + np.array([0, u * 0.004]), u * 0.02, stage.shadow(stage.palette.lit(stage.palette.earth), 0.4)
    )
    stage.canvas.fade(
        np.vstack([line, [(w * 1.05, stage.height + 4.0), (-w * 0.05, stage.height + 4.0)]]),
        stage.highlight(turf, 0.12),
        stage.shadow(turf, 0.4),
        y,
        stage.height,
    )
    land.grass(stage, stage.palette.grass, y + u * 0.03, 300, 1.3)


def river(stage: Stage) -> None:
    """A river winding out of the hills between grassy banks."""
    h, u, w = stage.horizon, stage.unit, stage.width
    ranges.mountains(stage, "far", h + u * 0.01, u * 0.26, 0.66, snow=False)
    land.hills(stage, "mid", h + u * 0.03, u * 0.12, 0.42)
    ranges.treeline(stage, "bank", h + u * 0.035, u * 0.06, 0.35, pine=False)
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
        stage.canvas.oval(
            x,
            y[at] + u * 0.03 * dice.random(),
            half[at] * 0.2,
            max(u * 0.0016 * (0.4 + share), 0.8),
            mix(stream, stage.palette.low, 0.6),
        )
    plants.tree(stage, dice, w * (0.1 if stage.scene.anchor > 0.5 else 0.9), h + u * 0.2, u * 0.42, 0.12)
    land.grass(stage, stage.palette.grass, h + u * 0.2, 160, 1.3)
