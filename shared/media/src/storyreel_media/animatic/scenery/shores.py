"""By the sea: open water, beach, coast, island."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import mix
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
    line = smooth(
        np.stack(
            [t * w * 1.1 - w * 0.05, shore + slope * (t - 0.5) + u * 0.03 * np.sin(t * 8 + dice.uniform(0, 6))], 1
        ),
        6,
        closed=False,
    )
    floor = [(line[-1, 0], stage.height + 4.0), (line[0, 0], stage.height + 4.0)]
    sand = stage.palette.lit(stage.palette.sand)
    wet = mix(stage.shadow(sand, 0.4), stage.palette.low, 0.2)
    stage.canvas.fade(np.vstack([line - np.array([0, u * 0.035]), floor]), wet, wet, 0, 1)
    for lift, width in ((0.035, 0.009), (0.018, 0.006), (-0.002, 0.01)):
        water.foam(stage, line - np.array([0, u * lift]), u * width)
    stage.canvas.fade(
        np.vstack([line + np.array([0, u * 0.03]), floor]),
        mix(wet, sand, 0.6),
        sand,
        float(line[:, 1].min()),
        float(line[:, 1].max() + u * 0.14),
    )
    _ripples(stage, float(line[:, 1].max()) + u * 0.06, sand)
    if stage.rng("palms").random() < 0.6 or stage.scene.season == "summer":
        for number in range(2):
            at = 0.06 + 0.1 * number if stage.scene.anchor > 0.5 else 0.94 - 0.1 * number
            plants.palm(stage, dice, w * at, shore + u * (0.16 + 0.05 * number), u * (0.62 - 0.12 * number), 0.08)


def _ripples(stage: Stage, top: float, sand: tuple[float, float, float]) -> None:
    dice = stage.rng("ripples")
    stage.canvas.modulate(top, stage.height, 1 - (fbm(dice, 120, 50, 9, 3, stretch=6) - 0.5).clip(0, 1) * 0.6)
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
    brow = np.stack(
        [
            out + (inner - out) * t,
            top_y + u * (0.05 * (1 - t) ** 2) - u * 0.05 * t + u * 0.012 * profile(dice, 12, 0.5, 3),
        ],
        1,
    )
    face = np.stack(
        [
            out - side * u * (0.02 + 0.05 * profile(dice, 9, 0.6, 3)) * np.linspace(0.2, 2.2, 9),
            np.linspace(brow[0, 1] + u * 0.03, stage.height + 6, 9),
        ],
        1,
    )
    rock = stage.palette.lit(stage.palette.rock)
    body = np.vstack([brow, [(inner, stage.height + 6.0)], face[::-1]])
    stage.canvas.fade(body, rock, stage.shadow(rock, 0.6), top_y, stage.height)
    for _ in range(26):
        share = dice.random()
        x = out + (inner - out) * share
        y = dice.uniform(min(top_y + u * 0.1, stage.height), stage.height)
        r = u * dice.uniform(0.02, 0.07)
        facet = [
            (x, y),
            (x + r * dice.uniform(-1, 1), y + r * 2),
            (x + side * r, y + r * 1.4),
            (x + side * r * 0.9, y + r * 0.2),
        ]
        stage.canvas.polygon(facet, stage.highlight(rock, 0.2) if dice.random() < 0.45 else stage.shadow(rock, 0.4))
    turf = stage.palette.lit(stage.palette.grass)
    cover = np.vstack(
        [
            brow - np.array([0, u * 0.004]),
            brow[::-1] + np.stack([np.zeros(12), u * (0.03 + 0.05 * profile(dice, 12, 0.6, 5))], 1),
        ]
    )
    stage.canvas.fade(
        smooth(cover, 3), stage.highlight(turf, 0.2), stage.shadow(turf, 0.35), top_y - u * 0.03, top_y + u * 0.1
    )
    for _ in range(9):
        y = dice.uniform(stage.height * 0.86, stage.height)
        x = out - side * dice.uniform(0.02, 0.22) * u
        stage.canvas.oval(
            x,
            y,
            u * dice.uniform(0.02, 0.06),
            u * 0.012,
            mix(stage.palette.lit((250, 252, 255)), stage.palette.light, 0.2),
        )


def island(stage: Stage) -> None:
    """A sand island with palms on open sea."""
    h, u, w = stage.horizon, stage.unit, stage.width
    water.sea(stage, rough=0.3)
    x, y = w * stage.scene.anchor, h + (stage.height - h) * 0.46
    sand = stage.palette.lit(stage.palette.sand)
    stage.canvas.oval(x, y + u * 0.05, u * 0.62, u * 0.09, mix(stage.palette.lit((240, 250, 255)), sand, 0.2))
    stage.canvas.polygon(
        smooth(
            [
                (x - u * 0.56, y + u * 0.06),
                (x - u * 0.3, y - u * 0.03),
                (x, y - u * 0.06),
                (x + u * 0.34, y - u * 0.02),
                (x + u * 0.56, y + u * 0.06),
                (x, y + u * 0.12),
            ],
            7,
        ),
        stage.highlight(sand, 0.2),
    )
    dice = stage.rng("palms")
    for number in range(3):
        plants.palm(
            stage,
            dice,
            x + u * (0.2 + 0.1 * number) * -stage.scene.facing,
            y + u * 0.01,
            u * dice.uniform(0.36, 0.56),
            0.08,
        )
