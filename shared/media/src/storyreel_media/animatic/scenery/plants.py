"""Trees and flowers as parts of the scenery: clumps of leaves in three tones, tiered firs, palms, bare branches."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import Rgb, mix, rgb
from storyreel_media.animatic.stage import Stage

_BARK = rgb("#5d4534")


def broadleaf(
    stage: Stage, dice: np.random.Generator, x: float, y: float, size: float, depth: float, *, colour: Rgb
) -> None:
    """A round-crowned tree standing at (x, y) px, `size` px tall."""
    bark = stage.surface(_BARK, depth)
    lean = dice.uniform(-0.04, 0.04) * size
    trunk = [
        (x - size * 0.05, y),
        (x - size * 0.025 + lean, y - size * 0.5),
        (x + size * 0.025 + lean, y - size * 0.5),
        (x + size * 0.05, y),
    ]
    stage.canvas.fade(trunk, stage.shadow(bark), bark, y - size * 0.5, y)
    for side in (-1, 1):
        branch = [(x + lean * 0.7, y - size * 0.36), (x + side * size * 0.17, y - size * 0.58)]
        stage.canvas.line(branch, size * 0.026, stage.shadow(bark))
    body = stage.surface(colour, depth)
    tones = (stage.shadow(body, 0.45), body, stage.highlight(body, 0.42))
    light = _light_side(stage, x)
    clumps = [(dice.uniform(-1, 1), dice.uniform(-1, 1), dice.uniform(0.6, 1.0)) for _ in range(15)]
    for tone, shift, scale in ((0, 0.0, 1.0), (1, 0.05, 0.78), (2, 0.1, 0.42)):
        for cx, cy, r in clumps:
            reach = np.sqrt(max(1 - cy * cy, 0.1))
            px = x + lean + cx * reach * size * 0.3 + light * shift * size
            py = y - size * 0.66 - cy * size * 0.22 - shift * size * 0.9
            stage.canvas.oval(px, py, size * 0.155 * r * scale, size * 0.135 * r * scale, tones[tone])


def _light_side(stage: Stage, x: float) -> int:
    return 1 if stage.sun is None or stage.sun[0] > x else -1


def fir(stage: Stage, dice: np.random.Generator, x: float, y: float, size: float, depth: float) -> None:
    """A fir in tiers, its light side picked out; snow lies on it in winter."""
    body = stage.surface(mix(stage.palette.leaf, rgb("#20503f"), 0.5), depth)
    tones = (stage.shadow(body, 0.3), stage.highlight(body, 0.25))
    stage.canvas.rectangle(x - size * 0.025, y - size * 0.15, x + size * 0.025, y, stage.surface(_BARK, depth))
    light = _light_side(stage, x)
    snow = stage.scene.season == "winter"
    tiers = 5
    for tier in range(tiers):
        base, top = y - size * (0.1 + 0.155 * tier), y - size * (0.1 + 0.155 * tier + 0.33)
        half = size * (0.25 - 0.041 * tier) * dice.uniform(0.9, 1.1)
        t = np.linspace(-1, 1, 9)
        hem = np.stack(
            [
                x + t * half,
                base + np.where(np.arange(9) % 2 == 0, 0.03, -0.015) * size - (1 - np.abs(t)) * -0.012 * size,
            ],
            1,
        )
        stage.canvas.polygon([(x, max(top, y - size)), *map(tuple, hem[::-1])], tones[0])
        lit = hem[4:] if light > 0 else hem[:5]
        stage.canvas.polygon([(x, max(top, y - size)), *map(tuple, lit[::-1])], tones[1])
        if snow:
            cap = [
                (x, max(top, y - size)),
                (x + half * 0.62, base - size * 0.1),
                (x + half * 0.2, base - size * 0.07),
                (x - half * 0.2, base - size * 0.1),
                (x - half * 0.6, base - size * 0.08),
            ]
            stage.canvas.polygon(cap, stage.surface((240, 246, 252), depth))


def palm(stage: Stage, dice: np.random.Generator, x: float, y: float, size: float, depth: float) -> None:
    """A leaning palm with a head of fronds."""
    lean = dice.choice([-1, 1]) * dice.uniform(0.1, 0.24) * size
    bark = stage.surface(rgb("#8a6a4c"), depth)
    t = np.linspace(0, 1, 10)
    spine = np.stack([x + lean * t**1.7, y - size * 0.8 * t], 1)
    width = (size * (0.034 - 0.016 * t))[:, None] * np.array([1.0, 0.0])
    stage.canvas.polygon(np.vstack([spine - width, (spine + width)[::-1]]), bark)
    stage.canvas.line(spine + width * 0.5, size * 0.01, stage.shadow(bark))
    head = spine[-1]
    body = stage.surface(stage.palette.leaf, depth)
    for number in range(11):
        angle = np.pi * (-0.12 + 1.24 * number / 10) + dice.uniform(-0.08, 0.08)
        length = size * dice.uniform(0.3, 0.4)
        tip = head + np.array([np.cos(angle), -np.sin(angle) * 0.55]) * length + np.array([0, length * 0.3])
        middle = (head + tip) / 2 - np.array([0, length * 0.24])
        tone = stage.highlight(body, 0.3) if number % 3 == 0 else stage.shadow(body, 0.25 * (number % 2))
        upper = smooth([tuple(head), tuple(middle), tuple(tip)], 5, closed=False)
        lower = smooth([tuple(tip), tuple(middle + np.array([0, length * 0.13])), tuple(head)], 5, closed=False)
        stage.canvas.polygon(np.vstack([upper, lower]), tone)


def bare(stage: Stage, dice: np.random.Generator, x: float, y: float, size: float, depth: float) -> None:
    """A leafless tree, branching."""
    colour = stage.surface(rgb("#4a3d38"), depth)

    def grow(px: float, py: float, angle: float, length: float, width: float, left: int) -> None:
        ex, ey = px + np.cos(angle) * length, py - np.sin(angle) * length
        stage.canvas.line([(px, py), (ex, ey)], max(width, 1), colour)
        if left:
            for turn in (-0.42, 0.38):
                grow(
                    ex,
                    ey,
                    angle + turn + dice.uniform(-0.16, 0.16),
                    length * dice.uniform(0.64, 0.8),
                    width * 0.62,
                    left - 1,
                )

    grow(x, y, np.pi / 2 + dice.uniform(-0.08, 0.08), size * 0.3, size * 0.055, 5)


def tree(stage: Stage, dice: np.random.Generator, x: float, y: float, size: float, depth: float) -> None:
    """The tree that belongs to this season and place."""
    place, season = stage.scene.place, stage.scene.season
    if place in ("mountain", "arctic") or (season == "winter" and dice.random() < 0.6):
        fir(stage, dice, x, y, size, depth)
    elif season == "winter" or place in ("volcano", "planet"):
        bare(stage, dice, x, y, size, depth)
    elif place in ("beach", "island", "jungle"):
        palm(stage, dice, x, y, size, depth)
    else:
        colour = stage.palette.leaf
        if season == "spring" and dice.random() < 0.5:
            colour = rgb("#f0a8c0")
        elif season == "autumn":
            colour = mix(colour, rgb(("#d9a02c", "#b8452c", "#d9702c")[int(dice.integers(3))]), 0.6)
        else:
            colour = mix(colour, stage.palette.grass, float(dice.uniform(0, 0.5)))
        broadleaf(stage, dice, x, y, size, depth, colour=colour)


def blossoms(stage: Stage, top: float, count: int = 130, *, size: float = 1.0) -> None:
    """Wild flowers over the ground from `top` px down, larger towards the viewer."""
    if stage.scene.season == "winter":
        return
    dice = stage.rng("blossoms")
    colours = [rgb(c) for c in ("#e8536a", "#f4c542", "#f7f3ea", "#a874d6", "#f08a4b")]
    colours = [stage.palette.accent, *colours[: 2 + int(dice.integers(3))]]
    depth = np.sort(dice.random(count) ** 1.2)
    for share in depth:
        y = top + (stage.height * 1.02 - top) * share
        x = dice.uniform(0, stage.width)
        radius = stage.unit * size * (0.0018 + 0.0115 * share)
        colour = stage.surface(colours[int(dice.integers(len(colours)))], 0.4 * (1 - share))
        stem = stage.shadow(stage.surface(stage.palette.grass, 0.3 * (1 - share)), 0.4)
        stage.canvas.line([(x, y), (x + radius * 0.3, y - radius * 3)], radius * 0.3, stem)
        if radius < 6:
            stage.canvas.disc(x, y - radius * 3, radius, colour)
            continue
        for petal in range(5):
            angle = petal * 1.2566 + share * 9
            stage.canvas.disc(
                x + np.cos(angle) * radius * 0.75, y - radius * 3 + np.sin(angle) * radius * 0.6, radius * 0.55, colour
            )
        stage.canvas.disc(x, y - radius * 3, radius * 0.4, stage.palette.lit(rgb("#f6c544")))
