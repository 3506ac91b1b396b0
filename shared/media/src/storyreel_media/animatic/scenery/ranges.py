"""Mountain ranges with lit faces and snow, and the edges of far woods."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import Rgb, mix
from storyreel_media.animatic.noise import profile
from storyreel_media.animatic.scenery.land import outline, ridge
from storyreel_media.animatic.stage import Stage


def mountains(stage: Stage, name: str, base: float, rise: float, depth: float, *, snow: bool) -> None:
    """A rocky range: peaks with a lit face, a shaded face and snow."""
    dice = stage.rng(f"mountains-{name}")
    peaks = int(dice.integers(3, 6))
    heights = profile(dice, 129, 0.52, peaks) ** 1.15
    line = outline(stage, heights, base, rise)
    ridge(stage, line, stage.palette.rock, depth)
    side = -1 if stage.sun and stage.sun[0] < stage.width / 2 else 1
    body = stage.surface(stage.palette.rock, depth)
    bright = mix(stage.highlight(body, 0.5), stage.palette.haze, depth * 0.4)
    white = mix(stage.surface((244, 248, 255), depth * 0.8), stage.palette.light, 0.15)
    for at in range(4, len(heights) - 4):
        if heights[at] == heights[max(at - 7, 0) : at + 8].max() and heights[at] > 0.3:
            _face(stage, line, at, side, bright, dice)
            if snow:
                _snowcap(stage, line, at, side, (white, mix(white, body, 0.45)), dice)


def _face(stage: Stage, line: np.ndarray, at: int, side: int, colour: Rgb, dice: np.random.Generator) -> None:
    """The face towards the light: along the ridge, then back to the peak by a jagged line."""
    end = at
    while 0 < end < len(line) - 1 and line[end + side, 1] >= line[end, 1] - 1 and abs(end - at) < 26:
        end += side
    ridge_points = line[at : end + 1] if side > 0 else line[end : at + 1][::-1]
    drop = max(line[end, 1] - line[at, 1], 4.0) * 1.15
    steps = np.linspace(1, 0, 7)[:, None]
    spine = line[at] + steps * np.array([side * drop * 0.18, drop])
    spine[1:-1, 0] += dice.uniform(-0.11, 0.11, 5) * drop
    foot = stage.palette.haze
    shape = np.vstack([ridge_points, spine])
    top = float(line[at, 1])
    stage.canvas.fade(shape, colour, mix(colour, foot, 0.55), top, top + drop, 0.62)


def _snowcap(
    stage: Stage, line: np.ndarray, at: int, side: int, whites: tuple[Rgb, Rgb], dice: np.random.Generator
) -> None:
    span = int(np.clip((line[:, 1].max() - line[at, 1]) / max(np.ptp(line[:, 1]), 1.0) * 9, 3, 9))
    left, right = max(at - span, 0), min(at + span, len(line) - 1)
    top = line[left : right + 1]
    depth = max(float(top[:, 1].max() - line[at, 1]), stage.unit * 0.02)
    lower = top[::-1].copy()
    zigzag = np.where(np.arange(len(lower)) % 2 == 0, 0.12, 0.5) + dice.uniform(0, 0.25, len(lower))
    edge = np.abs(np.linspace(-1, 1, len(lower)))
    lower[:, 1] = np.maximum(lower[:, 1], lower[:, 1] + zigzag * depth * (1 - edge**2))
    stage.canvas.polygon(np.vstack([top, lower]), whites[1])
    half = len(top) // 2
    lit = (
        np.vstack([top[half:], lower[: len(lower) - half]])
        if side > 0
        else np.vstack([top[: half + 1], lower[-half - 1 :]])
    )
    stage.canvas.polygon(lit, whites[0])


def treeline(stage: Stage, name: str, base: float, size: float, depth: float, *, pine: bool) -> None:
    """A far wood as one jagged or puffy silhouette."""
    dice = stage.rng(f"treeline-{name}")
    colour = stage.surface(stage.palette.leaf, depth)
    tops: list[tuple[float, float]] = []
    x = -size
    wander = profile(dice, 64, 0.45, 3)
    while x < stage.width + size:
        local = (
            size * (0.55 + 0.5 * float(wander[int(np.clip(x / stage.width, 0, 0.99) * 64)])) * dice.uniform(0.75, 1.15)
        )
        if pine:
            width = local * 0.34
            for share in (1.0, 0.72, 0.42):
                tops += [
                    (x - width * (1.1 - share), base - local * (share - 0.14)),
                    (x - width * (0.8 - share * 0.8), base - local * share),
                ]
            tops += [(x, base - local * 1.05)]
            for share in (0.72, 0.42):
                tops += [
                    (x + width * (1 - share), base - local * share),
                    (x + width * (0.6 - share * 0.5), base - local * (share - 0.04)),
                ]
            x += width * dice.uniform(0.9, 1.7)
        else:
            width = local * 0.8
            tops += [
                (x + width * t, base - local * (0.62 + 0.38 * np.sin(np.pi * t))) for t in (0.0, 0.25, 0.5, 0.75, 1.0)
            ]
            x += width * dice.uniform(0.7, 0.95)
    line = np.array([(-size, base), *tops, (stage.width + size, base)])
    if not pine:
        line = smooth(line, 3, closed=False)
    foot = np.vstack([line, [(line[-1, 0], base + size * 0.5), (line[0, 0], base + size * 0.5)]])
    stage.canvas.fade(foot, colour, mix(colour, stage.palette.haze, 0.45), base - size, base + size * 0.4)
