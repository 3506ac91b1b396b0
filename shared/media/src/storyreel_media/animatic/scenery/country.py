"""Open country: mountains, hills, meadow, field."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.scenery import land, plants, ranges
from storyreel_media.animatic.stage import Stage


def mountain(stage: Stage) -> None:
    """Three ranges, firs, an alpine meadow."""
    h, u = stage.horizon, stage.unit
    snow = stage.scene.season != "summer" or stage.rng("snow").random() < 0.8
    ranges.mountains(stage, "far", h + u * 0.02, u * 0.42, 0.66, snow=snow)
    ranges.mountains(stage, "mid", h + u * 0.04, u * 0.26, 0.4, snow=snow)
    ranges.treeline(stage, "firs", h + u * 0.035, u * 0.075, 0.34, pine=True)
    land.ground(stage, stage.palette.grass, h + u * 0.02)
    land.hills(stage, "near", h + u * 0.2, u * 0.07, 0.06)
    _scatter(stage, 7, h + u * 0.05, h + u * 0.17, u * 0.16)
    land.grass(stage, stage.palette.grass, h + u * 0.16)


def hills(stage: Stage) -> None:
    """Rolling country with scattered trees."""
    h, u = stage.horizon, stage.unit
    land.hills(stage, "far", h + u * 0.01, u * 0.16, 0.66)
    land.hills(stage, "mid", h + u * 0.07, u * 0.13, 0.42)
    _scatter(stage, 6, h + u * 0.0, h + u * 0.07, u * 0.08, depth=0.4)
    land.hills(stage, "near", h + u * 0.16, u * 0.08, 0.16, mix(stage.palette.grass, stage.palette.leaf, 0.3))
    _scatter(stage, 4, h + u * 0.1, h + u * 0.17, u * 0.15, depth=0.15)
    land.ground(stage, stage.palette.grass, h + u * 0.19)
    land.grass(stage, stage.palette.grass, h + u * 0.2)


def meadow(stage: Stage) -> None:
    """Wild flowers up to a wood's edge."""
    h, u = stage.horizon, stage.unit
    land.hills(stage, "far", h + u * 0.01, u * 0.13, 0.62)
    ranges.treeline(stage, "edge", h + u * 0.02, u * 0.1, 0.4, pine=False)
    land.ground(stage, stage.palette.grass, h + u * 0.01)
    land.grass(stage, stage.palette.grass, h + u * 0.03, 560)
    plants.blossoms(stage, h + u * 0.04, 190)


def field(stage: Stage) -> None:
    """Furrows or ripe rows running to the horizon, a far farm."""
    h, u = stage.horizon, stage.unit
    land.hills(stage, "far", h + u * 0.005, u * 0.09, 0.6)
    ranges.treeline(stage, "hedge", h + u * 0.012, u * 0.045, 0.45, pine=False)
    gold = mix(rgb("#dcb455"), stage.palette.grass, 0.15 if stage.scene.season in ("summer", "autumn") else 0.7)
    land.ground(stage, gold, h)
    body = stage.surface(gold, 0.05)
    vanish = (stage.width * (0.5 + 0.2 * stage.scene.facing), h)
    for row in np.linspace(-2.2, 3.2, 30):
        x = row * stage.width
        gap = stage.width * 0.055
        stage.canvas.fade(
            [vanish, (x, stage.height), (x + gap, stage.height)],
            mix(body, stage.palette.haze, 0.5),
            stage.shadow(body, 0.34),
            h,
            stage.height,
            0.75,
        )
    land.grass(stage, gold, h + u * 0.06, 620, 1.5)


def _scatter(stage: Stage, count: int, top: float, bottom: float, size: float, depth: float = 0.2) -> None:
    """Some trees on the slopes, kept off the subject's place."""
    dice = stage.rng(f"scatter{top:.0f}")
    for share in np.sort(dice.random(count)):
        x = dice.uniform(0, 1)
        if abs(x - stage.scene.anchor) < 0.12:
            x = (x + 0.3) % 1
        plants.tree(
            stage,
            dice,
            x * stage.width,
            top + (bottom - top) * share,
            size * dice.uniform(0.7, 1.2) * (0.7 + 0.5 * share),
            depth * (1.2 - 0.4 * share),
        )
