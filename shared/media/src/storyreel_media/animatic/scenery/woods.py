"""Among trees: forest, jungle, waterfall."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.noise import profile
from storyreel_media.animatic.scenery import land, plants, ranges, water
from storyreel_media.animatic.stage import Stage


def forest(stage: Stage) -> None:
    """Trunks behind trunks fading into light, ferns, a path."""
    h, u = stage.horizon, stage.unit
    palette, dice = stage.palette, stage.rng("forest")
    glow = mix(palette.haze, palette.light, 0.35)
    leaf = stage.surface(palette.leaf, 0.55)
    stage.canvas.fade(
        [(0, 0), (stage.width, 0), (stage.width, stage.height), (0, stage.height)],
        mix(leaf, palette.top, 0.25),
        glow,
        0,
        h,
        0.82,
    )
    for layer, (depth, count) in enumerate(((0.72, 20), (0.5, 13), (0.26, 8))):
        base = h + u * (0.02 + 0.05 * layer)
        body = stage.surface(rgb("#54463a"), depth)
        ranges.treeline(stage, f"shrubs{layer}", base + u * 0.012, u * (0.07 + 0.05 * layer), depth, pine=False)
        for _ in range(count):
            x, width = dice.uniform(0, stage.width), u * (0.008 + 0.014 * layer) * dice.uniform(0.7, 1.4)
            lean = dice.uniform(-1, 1) * width * 2
            trunk = [
                (x - width * 1.3, base + u * 0.03),
                (x - width * 0.7 + lean, 0),
                (x + width * 0.7 + lean, 0),
                (x + width * 1.3, base + u * 0.03),
            ]
            stage.canvas.fade(trunk, stage.shadow(body, 0.3), mix(body, glow, 0.25), 0, base)
            edge = 1 if stage.sun and stage.sun[0] > x else -1
            stage.canvas.line(
                [(x + width * 1.15 * edge, base), (x + width * 0.6 * edge + lean, 0)],
                width * 0.22,
                stage.highlight(body, 0.5),
            )
        _canopy(stage, dice, layer, depth)
    land.ground(stage, mix(palette.grass, palette.earth, 0.35), h + u * 0.1)
    land.path(stage, h + u * 0.1, stage.surface(palette.earth, 0.1), 0.5)
    land.grass(stage, mix(palette.leaf, palette.grass, 0.5), h + u * 0.11, 420, 1.5)


def _canopy(stage: Stage, dice: np.random.Generator, layer: int, depth: float) -> None:
    body = stage.surface(stage.palette.leaf, depth)
    u = stage.unit
    for tone, lift in ((stage.shadow(body, 0.35), 0.0), (body, -0.02), (stage.highlight(body, 0.25), -0.05)):
        for _ in range(14):
            radius = u * dice.uniform(0.05, 0.11) * (1.0 if lift == 0 else 0.55)
            stage.canvas.oval(
                dice.uniform(0, stage.width),
                u * (0.16 - 0.06 * layer + lift) * dice.uniform(0, 1.1),
                radius * 1.4,
                radius,
                tone,
            )


def jungle(stage: Stage) -> None:
    """Dense green with palms and shafts of air."""
    forest(stage)
    dice, u = stage.rng("jungle"), stage.unit
    for _ in range(4):
        plants.palm(
            stage, dice, dice.uniform(0, stage.width), stage.horizon + u * 0.12, u * dice.uniform(0.4, 0.62), 0.25
        )


def waterfall(stage: Stage) -> None:
    """A fall between rock walls into a pool."""
    h, u, w = stage.horizon, stage.unit, stage.width
    ranges.mountains(stage, "far", h, u * 0.3, 0.6, snow=False)
    x, half = w * (0.5 + 0.17 * stage.scene.facing), u * 0.12
    top, foot = h - u * 0.36, h + u * 0.12
    rock = stage.surface(stage.palette.rock, 0.16)
    for side in (-1, 1):
        dice = stage.rng(f"wall{side}")
        reach = w * 1.05 if side > 0 else -w * 0.05
        edge = np.linspace(x + side * half * 0.9, reach, 14)
        rise = profile(dice, 14, 0.6, 4) * u * 0.16
        line = np.stack([edge, top - rise * np.linspace(0.2, 1.2, 14)], 1)
        stage.canvas.fade(
            np.vstack([line, [(reach, foot + u * 0.05), (edge[0], foot)]]),
            rock,
            stage.shadow(rock, 0.5),
            top - u * 0.1,
            foot,
        )
        for _ in range(46):  # facets of the rock, mossy where it is damp near the fall
            cx, cy = (
                dice.uniform(min(edge[0], reach), max(edge[0], reach)),
                dice.uniform(top - u * 0.02, foot - u * 0.06),
            )
            r = u * dice.uniform(0.02, 0.055)
            damp = float(np.clip(1 - abs(cx - x) / (u * 0.7), 0, 1)) * dice.random()
            tone = mix(rock, stage.surface(stage.palette.leaf, 0.2), damp * 0.7)
            tone = stage.highlight(tone, 0.07) if dice.random() < 0.35 else stage.shadow(tone, 0.2)
            lean = dice.uniform(-0.4, 0.4) * r
            shape = [(cx - r * 0.6, cy), (cx + r * 0.5, cy - r * 0.3), (cx + r * 0.7 + lean, cy + r * 1.7)]
            stage.canvas.polygon([*shape, (cx - r * 0.4 + lean, cy + r * 1.5)], tone)
        for number in range(5):
            plants.tree(
                stage, dice, edge[2 + 2 * number], line[2 + 2 * number, 1] + u * 0.02, u * dice.uniform(0.12, 0.2), 0.2
            )
    white = stage.surface((240, 248, 255), 0.1)
    stage.canvas.fade(
        [(x - half, top), (x + half, top), (x + half * 1.2, foot), (x - half * 1.2, foot)],
        mix(white, stage.palette.lit(stage.palette.water), 0.4),
        white,
        top,
        foot,
    )
    dice = stage.rng("fall")
    for _ in range(46):
        fx = x + dice.uniform(-1, 1) * half
        y = dice.uniform(top, foot - u * 0.08)
        tone = mix(white, stage.palette.lit(stage.palette.water), dice.uniform(0, 0.7))
        stage.canvas.line([(fx, y), (fx + (fx - x) * 0.1, y + u * dice.uniform(0.05, 0.16))], u * 0.004, tone)
    water.sea(stage, foot - u * 0.01, None, rough=0.2)
    stage.canvas.veil(
        x - half * 2.6,
        foot - u * 0.13,
        x + half * 2.6,
        foot + u * 0.1,
        white,
        np.outer(np.sin(np.linspace(0, np.pi, 20)), np.sin(np.linspace(0, np.pi, 20))).astype(np.float32),
    )
