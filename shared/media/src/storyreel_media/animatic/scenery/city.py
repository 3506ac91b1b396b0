"""The city from a distance: skyline, rooftops, a bridge."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.scenery import land, ranges, water
from storyreel_media.animatic.scenery.facades import house_row, skyline
from storyreel_media.animatic.stage import Stage


def city(stage: Stage) -> None:
    """Three rows of towers in haze above a river, a park or streets."""
    h, u = stage.horizon, stage.unit
    lit = 0.5 if stage.scene.dark else 0.12 if stage.scene.time in ("dusk", "dawn") else 0.02
    skyline(stage, "far", h + u * 0.01, u * 0.62, 0.7, lit=lit)
    skyline(stage, "mid", h + u * 0.02, u * 0.5, 0.45, lit=lit)
    skyline(stage, "near", h + u * 0.03, u * 0.27, 0.22, lit=lit)
    if stage.rng("river").random() < (0.6 if stage.scene.subjects else 0.9):
        water.mirror(stage, h + u * 0.03, stage.height)
        _quay(stage)
        return
    _quay(stage, h + u * 0.05)


def _quay(stage: Stage, top: float | None = None) -> None:
    """The promenade the subject stands on."""
    u = stage.unit
    top = top or stage.height - (stage.height - stage.horizon) * 0.52
    stone = mix(stage.palette.rock, stage.palette.earth, 0.25)
    land.ground(stage, stone, top, 0.25)
    edge = stage.palette.lit(stone)
    stage.canvas.rectangle(0, top - u * 0.008, stage.width, top + u * 0.006, stage.highlight(edge, 0.25))
    vanish = stage.width / 2
    for x in np.linspace(-1.5, 2.5, 22):
        stage.canvas.line(
            [(vanish + (x - 0.5) * stage.width * 0.45, top), (x * stage.width, stage.height)],
            u * 0.0022,
            stage.shadow(edge, 0.3),
        )


def rooftops(stage: Stage) -> None:
    """Roofs below a wide sky, the nearest one underfoot."""
    h, u = stage.horizon, stage.unit
    lit = 0.5 if stage.scene.dark else 0.05
    skyline(stage, "far", h + u * 0.02, u * 0.3, 0.66, lit=lit)
    house_row(stage, "a", h + u * 0.08, u * 0.17, 0.42)
    house_row(stage, "b", h + u * 0.18, u * 0.25, 0.22)
    tile = stage.palette.lit(rgb("#a85a42"))
    top = h + u * 0.2
    stage.canvas.fade(
        [(0, top + u * 0.06), (stage.width, top - u * 0.02), (stage.width, stage.height), (0, stage.height)],
        stage.highlight(tile, 0.2),
        stage.shadow(tile, 0.5),
        top,
        stage.height,
    )
    for row in range(9):
        y = top + u * 0.05 + u * 0.022 * row**1.4
        t = np.linspace(0, 1, int(46 - row * 3))
        wave = np.stack(
            [
                t * stage.width,
                y - t * u * 0.07 + u * 0.006 * (1 + row * 0.4) * np.abs(np.sin(t * 90 / (1 + row * 0.12))),
            ],
            1,
        )
        stage.canvas.line(wave, u * 0.004, stage.shadow(tile, 0.42))
    x = stage.width * (0.12 if stage.scene.anchor > 0.5 else 0.86)
    brick = stage.palette.lit(rgb("#8a4f40"))
    stage.canvas.fade(
        [
            (x - u * 0.06, top + u * 0.16),
            (x - u * 0.06, top - u * 0.14),
            (x + u * 0.06, top - u * 0.14),
            (x + u * 0.06, top + u * 0.16),
        ],
        brick,
        stage.shadow(brick, 0.4),
        top - u * 0.14,
        top + u * 0.16,
    )
    stage.canvas.rectangle(x - u * 0.075, top - u * 0.165, x + u * 0.075, top - u * 0.135, stage.highlight(brick, 0.2))


def bridge(stage: Stage) -> None:
    """A suspension bridge over wide water."""
    h, u, w = stage.horizon, stage.unit, stage.width
    ranges.mountains(stage, "far", h, u * 0.17, 0.66, snow=False)
    if stage.rng("town").random() < 0.5 or stage.scene.dark:
        skyline(stage, "town", h + 2, u * 0.14, 0.5, lit=0.5 if stage.scene.dark else 0.0)
    water.sea(stage, rough=0.25)
    steel = stage.surface(mix(rgb("#b8483a"), stage.palette.accent, 0.3), 0.2)
    deck = h - u * 0.03
    towers = (w * 0.24, w * 0.76)
    t = np.linspace(0, 1, 25)
    for span, (x0, x1, dip) in enumerate(
        ((-w * 0.28, towers[0], 0.6), (towers[0], towers[1], 1.0), (towers[1], w * 1.28, 0.6))
    ):
        along = x0 + (x1 - x0) * t
        sag = 4 * dip * t * (1 - t)
        y = deck - u * 0.36 + u * 0.32 * sag if span == 1 else deck - u * 0.36 + u * 0.36 * (1 - t if span == 0 else t)
        stage.canvas.line(np.stack([along, y], 1), u * 0.006, steel)
        for px, py in zip(along[1:-1], y[1:-1], strict=True):
            stage.canvas.line([(px, py), (px, deck)], max(u * 0.0016, 1), steel)
    stage.canvas.fade(
        [(-2, deck), (w + 2, deck), (w + 2, deck + u * 0.03), (-2, deck + u * 0.03)],
        stage.highlight(steel, 0.2),
        stage.shadow(steel, 0.4),
        deck,
        deck + u * 0.03,
    )
    for x in towers:
        for leg in (-0.028, 0.016):
            stage.canvas.fade(
                [
                    (x + u * leg, h + u * 0.1),
                    (x + u * leg, deck - u * 0.42),
                    (x + u * (leg + 0.014), deck - u * 0.42),
                    (x + u * (leg + 0.014), h + u * 0.1),
                ],
                stage.highlight(steel, 0.2),
                stage.shadow(steel, 0.3),
                deck - u * 0.42,
                h,
            )
        for rung in (0.4, 0.27, 0.14):
            stage.canvas.rectangle(x - u * 0.03, deck - u * rung, x + u * 0.03, deck - u * (rung - 0.018), steel)
        if stage.scene.dark:
            stage.canvas.glow(x, deck - u * 0.42, u * 0.1, (255, 90, 80), 0.9)
    _quay(stage, stage.height - (stage.height - h) * 0.52)
