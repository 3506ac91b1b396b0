"""Old and green places: village, castle, ruins, garden."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.scenery import land, plants, ranges
from storyreel_media.animatic.scenery.facades import gable, house_row, steeple
from storyreel_media.animatic.stage import Stage


def village(stage: Stage) -> None:
    """Houses and a church on a slope, a lane between fields."""
    h, u = stage.horizon, stage.unit
    land.hills(stage, "far", h + u * 0.0, u * 0.18, 0.62)
    ranges.treeline(stage, "wood", h + u * 0.03, u * 0.06, 0.45, pine=False)
    dice = stage.rng("village")
    lit = 0.7 if stage.scene.dark else 0.2 if stage.scene.time in ("dusk", "dawn") else 0.0
    x = stage.width * (0.3 if stage.scene.anchor > 0.5 else 0.7)
    steeple(stage, x, h + u * 0.05, u * 0.34, 0.34)
    house_row(stage, "back", h + u * 0.055, u * 0.13, 0.36)
    land.ground(stage, stage.palette.grass, h + u * 0.05)
    for at, scale in ((0.06, 0.24), (0.86, 0.28), (0.68, 0.18), (0.22, 0.2)):
        if abs(at - stage.scene.anchor) > 0.14:
            gable(
                stage,
                dice,
                (stage.width * at - u * 0.1, h + u * (0.06 + 0.4 * scale)),
                (u * scale * 0.9, u * scale),
                0.14,
                lit,
            )
    land.path(stage, h + u * 0.09, stage.surface(stage.palette.earth, 0.05), 0.5)
    land.grass(stage, stage.palette.grass, h + u * 0.2)


def castle(stage: Stage) -> None:
    """A castle on its hill."""
    h, u = stage.horizon, stage.unit
    ranges.mountains(stage, "far", h + u * 0.02, u * 0.3, 0.68, snow=stage.scene.season == "winter")
    x = stage.width * (1 - stage.scene.anchor)
    hill = smooth(
        [
            (x - u * 0.75, h + u * 0.1),
            (x - u * 0.35, h - u * 0.02),
            (x, h - u * 0.1),
            (x + u * 0.35, h - u * 0.02),
            (x + u * 0.75, h + u * 0.1),
        ],
        6,
        closed=False,
    )
    turf = stage.surface(mix(stage.palette.grass, stage.palette.leaf, 0.4), 0.36)
    keep(stage, x, h - u * 0.05, u * 0.46, 0.34)
    stage.canvas.fade(hill, turf, mix(turf, stage.palette.haze, 0.3), h - u * 0.1, h + u * 0.1)
    ranges.treeline(stage, "wood", h + u * 0.1, u * 0.08, 0.26, pine=True)
    land.ground(stage, stage.palette.grass, h + u * 0.09)
    land.grass(stage, stage.palette.grass, h + u * 0.14)


def keep(stage: Stage, x: float, base: float, size: float, depth: float) -> None:
    """Castle walls and round towers with pointed roofs and flags."""
    stone = stage.surface(rgb("#b8ac9c"), depth)
    roof = stage.surface(rgb("#4f6388"), depth)
    lit = stage.palette.lamp if stage.scene.dark else stage.shadow(stone, 0.6)

    def tower(cx: float, width: float, tall: float) -> None:
        stage.canvas.rectangle(cx - width / 2, base - tall, cx + width / 2, base, stone)
        stage.canvas.rectangle(cx + width * 0.1, base - tall, cx + width / 2, base, stage.shadow(stone, 0.26))
        stage.canvas.rectangle(
            cx - width * 0.6, base - tall - width * 0.14, cx + width * 0.6, base - tall + width * 0.1, stone
        )
        stage.canvas.polygon(
            [
                (cx - width * 0.66, base - tall - width * 0.1),
                (cx, base - tall - width * 1.25),
                (cx + width * 0.66, base - tall - width * 0.1),
            ],
            roof,
        )
        stage.canvas.polygon(
            [
                (cx, base - tall - width * 1.25),
                (cx + width * 0.66, base - tall - width * 0.1),
                (cx + width * 0.1, base - tall - width * 0.1),
            ],
            stage.shadow(roof, 0.3),
        )
        tip = base - tall - width * 1.25
        stage.canvas.line([(cx, tip), (cx, tip - size * 0.07)], max(size * 0.008, 1), stage.palette.near)
        stage.canvas.polygon(
            [(cx, tip - size * 0.07), (cx + size * 0.07, tip - size * 0.052), (cx, tip - size * 0.034)],
            stage.surface(stage.palette.accent, depth * 0.6),
        )
        for share in (0.35, 0.65):
            stage.canvas.oval(cx - width * 0.1, base - tall * share, width * 0.07, width * 0.14, lit)

    stage.canvas.rectangle(x - size * 0.42, base - size * 0.34, x + size * 0.42, base, stage.shadow(stone, 0.12))
    for merlon in np.arange(-0.42, 0.42, 0.07):
        stage.canvas.rectangle(
            x + size * merlon,
            base - size * 0.38,
            x + size * (merlon + 0.04),
            base - size * 0.33,
            stage.shadow(stone, 0.12),
        )
    for cx, width, tall in (
        (-0.2, 0.14, 0.62),
        (0.22, 0.15, 0.54),
        (0.0, 0.2, 0.78),
        (-0.44, 0.17, 0.44),
        (0.45, 0.17, 0.46),
    ):
        tower(x + size * cx, size * width, size * tall)
    stage.canvas.oval(x, base - size * 0.1, size * 0.055, size * 0.1, stage.shadow(stone, 0.7))
    stage.canvas.rectangle(x - size * 0.055, base - size * 0.1, x + size * 0.055, base, stage.shadow(stone, 0.7))


def ruins(stage: Stage) -> None:
    """Broken columns and a far pyramid over dry ground."""
    h, u, w = stage.horizon, stage.unit, stage.width
    land.hills(stage, "far", h, u * 0.08, 0.6, stage.palette.sand)
    stone = mix(rgb("#cdb78f"), stage.palette.sand, 0.4)
    x = w * (1 - stage.scene.anchor)
    body = stage.surface(stone, 0.45)
    stage.canvas.polygon([(x - u * 0.4, h + u * 0.04), (x, h - u * 0.3), (x + u * 0.4, h + u * 0.04)], body)
    stage.canvas.polygon(
        [(x, h - u * 0.3), (x + u * 0.4, h + u * 0.04), (x + u * 0.1, h + u * 0.04)], stage.shadow(body, 0.35)
    )
    land.ground(stage, mix(stage.palette.sand, stage.palette.earth, 0.25), h + u * 0.02)
    dice = stage.rng("columns")
    for at, scale in ((0.1, 0.5), (0.24, 0.36), (0.78, 0.4), (0.92, 0.6)):
        tall, cx, y = u * scale * dice.uniform(0.7, 1.1), w * at, h + u * (0.02 + 0.3 * scale)
        wide = u * 0.13 * scale
        tone = stage.surface(stone, 0.25 * (1 - scale))
        stage.canvas.fade(
            [
                (cx - wide, y),
                (cx - wide * 0.85, y - tall),
                (cx - wide * 0.1, y - tall * 1.05),
                (cx + wide * 0.85, y - tall * 0.95),
                (cx + wide, y),
            ],
            tone,
            stage.shadow(tone, 0.2),
            y - tall,
            y,
        )
        for flute in (-0.55, -0.2, 0.2, 0.55):
            stage.canvas.line(
                [(cx + wide * flute, y), (cx + wide * flute * 0.86, y - tall * 0.95)],
                wide * 0.12,
                stage.shadow(tone, 0.28),
            )
        stage.canvas.rectangle(
            cx - wide * 1.3, y - wide * 0.3, cx + wide * 1.3, y + wide * 0.2, stage.highlight(tone, 0.2)
        )


def garden(stage: Stage) -> None:
    """Lawn, round trees, a path, flower beds."""
    h, u, w = stage.horizon, stage.unit, stage.width
    ranges.treeline(stage, "back", h + u * 0.02, u * 0.16, 0.55, pine=False)
    dice = stage.rng("garden")
    if stage.rng("town").random() < 0.35:
        house_row(stage, "back", h + u * 0.03, u * 0.12, 0.5)
    ranges.treeline(stage, "mid", h + u * 0.03, u * 0.09, 0.34, pine=False)
    land.ground(stage, stage.palette.grass, h + u * 0.02)
    land.path(stage, h + u * 0.03, stage.surface(rgb("#d8c29a"), 0.05), 0.5 - 0.1 * stage.scene.facing)
    for at, y, size in ((0.1, 0.1, 0.36), (0.9, 0.13, 0.44), (0.3, 0.05, 0.22), (0.72, 0.06, 0.24)):
        if abs(at - stage.scene.anchor) > 0.12:
            plants.tree(stage, dice, w * at, h + u * y, u * size, 0.16)
    land.grass(stage, stage.palette.grass, h + u * 0.12, 300)
    plants.blossoms(stage, h + u * 0.22, 110)
