"""On the way: station and road."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.scenery import land, plants, ranges
from storyreel_media.animatic.scenery.facades import skyline
from storyreel_media.animatic.stage import Stage


def station(stage: Stage) -> None:
    """A platform under an iron roof, rails to the eye line."""
    h, u, w, tall = stage.horizon, stage.unit, stage.width, stage.height
    skyline(stage, "town", h + 2, u * 0.16, 0.62, lit=0.4 if stage.scene.dark else 0.05)
    land.ground(stage, rgb("#5e5850"), h)
    vanish = w * (0.5 + 0.12 * stage.scene.facing)
    side = -stage.scene.facing
    iron = stage.palette.lit(rgb("#4a4f58"))
    for rail in (0.16, 0.34):
        stage.canvas.polygon(
            [(vanish, h), (vanish - side * w * rail * 2.2, tall), (vanish - side * w * (rail * 2.2 + 0.012), tall)],
            stage.highlight(iron, 0.6),
        )
    for t in np.linspace(0.05, 1, 14) ** 1.8:
        y = h + (tall - h) * t
        stage.canvas.line(
            [(vanish - side * w * 0.3 * t, y), (vanish - side * w * 0.84 * t, y)],
            max(u * 0.012 * t, 1),
            stage.surface(rgb("#5a4334"), 0.3 * (1 - t)),
        )
    edge = w * (0.5 + 0.62 * side)
    pave = stage.surface(rgb("#b3aa9e"), 0.06)
    slab = [(vanish, h + 2), (vanish - side * w * 0.14, tall), (edge + side * w, tall), (edge + side * w, h + 2)]
    stage.canvas.fade(slab, mix(pave, stage.palette.haze, 0.4), stage.shadow(pave, 0.25), h, tall)
    stage.canvas.line([(vanish, h + 2), (vanish - side * w * 0.12, tall)], u * 0.009, stage.palette.lit(rgb("#f0c83c")))
    roof = [(vanish, h - u * 0.02), (vanish - side * w * 0.3, 0), (edge + side * w, 0), (edge + side * w, h - u * 0.02)]
    stage.canvas.fade(roof, stage.shadow(iron, 0.5), mix(iron, stage.palette.haze, 0.5), 0, h)
    for t in (0.12, 0.26, 0.5, 0.9):
        x = vanish + side * w * 0.5 * t
        stage.canvas.rectangle(
            x - u * 0.014 * t,
            h - u * 0.8 * t,
            x + u * 0.014 * t,
            h + (tall - h) * 0.8 * t,
            mix(iron, stage.palette.haze, 0.3 * (1 - t)),
        )
        stage.canvas.oval(
            x - side * u * 0.1 * t,
            h - u * 0.5 * t,
            u * 0.035 * t,
            u * 0.02 * t,
            mix(stage.palette.lamp, (255, 250, 230), 0.5),
        )
        if stage.scene.dark:
            stage.canvas.glow(x - side * u * 0.1 * t, h - u * 0.5 * t, u * 0.36 * t, stage.palette.lamp, 0.7)


def road(stage: Stage) -> None:
    """A road over open land to the horizon."""
    h, u, w = stage.horizon, stage.unit, stage.width
    dry = stage.scene.season == "summer" and stage.rng("dry").random() < 0.4
    ranges.mountains(stage, "far", h + u * 0.01, u * 0.22, 0.64, snow=not dry)
    land.hills(stage, "mid", h + u * 0.02, u * 0.07, 0.42, stage.palette.sand if dry else None)
    land.ground(stage, stage.palette.sand if dry else stage.palette.grass, h + u * 0.02)
    vanish, top = w * (0.5 + 0.08 * stage.scene.facing), h + u * 0.018
    tar = stage.surface(rgb("#55555c"), 0.08)
    half = w * 0.42
    stage.canvas.fade(
        [
            (vanish - u * 0.008, top),
            (vanish + u * 0.008, top),
            (w * 0.5 + half, stage.height),
            (w * 0.5 - half, stage.height),
        ],
        mix(tar, stage.palette.haze, 0.5),
        stage.shadow(tar, 0.2),
        top,
        stage.height,
    )
    white = stage.palette.lit((238, 232, 214))
    for side in (-1, 1):
        stage.canvas.polygon(
            [
                (vanish + side * u * 0.007, top),
                (w * 0.5 + side * half * 0.93, stage.height),
                (w * 0.5 + side * half * 0.9, stage.height),
            ],
            white,
        )
    for t in (0.04, 0.1, 0.2, 0.36, 0.62):
        y0, y1 = top + (stage.height - top) * t, top + (stage.height - top) * t * 1.5
        x0, x1 = vanish + (w * 0.5 - vanish) * t, vanish + (w * 0.5 - vanish) * t * 1.5
        stage.canvas.polygon(
            [(x0 - u * 0.02 * t, y0), (x0 + u * 0.02 * t, y0), (x1 + u * 0.03 * t, y1), (x1 - u * 0.03 * t, y1)],
            stage.palette.lit(rgb("#f0c648")),
        )
    dice = stage.rng("poles")
    for t in (0.06, 0.12, 0.24, 0.5):
        x = vanish + stage.scene.facing * w * 0.95 * t
        y = top + (stage.height - top) * t
        stage.canvas.line(
            [(x, y), (x, y - u * 0.85 * t)], max(u * 0.012 * t, 1), stage.surface(rgb("#4a3b30"), 0.5 * (1 - t))
        )
        stage.canvas.line(
            [(x - u * 0.09 * t, y - u * 0.76 * t), (x + u * 0.09 * t, y - u * 0.76 * t)],
            max(u * 0.01 * t, 1),
            stage.surface(rgb("#4a3b30"), 0.5 * (1 - t)),
        )
    if not dry:
        plants.tree(stage, dice, w * (0.5 - stage.scene.facing * 0.38), h + u * 0.12, u * 0.3, 0.2)
