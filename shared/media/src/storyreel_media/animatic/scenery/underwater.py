"""Under water."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import Rgb, mix, rgb
from storyreel_media.animatic.noise import profile
from storyreel_media.animatic.scenery import land
from storyreel_media.animatic.stage import Stage


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
        stage.canvas.fade(
            np.vstack([line, [(w * 1.05, tall + 4.0), (-w * 0.05, tall + 4.0)]]), colour, deep, base - u * 0.12, tall
        )
        for _ in range(6):
            _coral(
                stage,
                dice,
                (dice.uniform(0, w), base + u * 0.03),
                u * dice.uniform(0.08, 0.2) * (1.2 - depth),
                depth,
                bright,
            )
    for _ in range(44):
        x, y, r = dice.uniform(0, w), dice.uniform(0, tall), u * dice.uniform(0.002, 0.009)
        stage.canvas.disc(x, y, r, mix(bright, deep, 0.35 + 0.3 * y / tall))
        stage.canvas.disc(x - r * 0.3, y - r * 0.3, r * 0.35, mix(bright, (255, 255, 255), 0.6))


def _coral(
    stage: Stage, dice: np.random.Generator, foot: tuple[float, float], size: float, depth: float, air: Rgb
) -> None:
    x, y = foot
    colour = mix(
        rgb(("#e0607a", "#f0a04a", "#a05ac0", "#3fa58a", "#d94f4f")[int(dice.integers(5))]), air, 0.2 + depth * 0.65
    )
    colour = stage.palette.lit(colour)
    if dice.random() < 0.5:
        for sway in np.linspace(-0.7, 0.7, 6):
            t = np.linspace(0, 1, 7)
            frond = np.stack(
                [
                    x + size * (sway * t * 0.7 + 0.06 * np.sin(t * 9 + sway * 6)),
                    y - size * 1.5 * t * (1 - abs(sway) * 0.3),
                ],
                1,
            )
            stage.canvas.line(frond, size * 0.07, colour)
        return
    for angle in np.linspace(0.5, 2.6, 6):
        tip = (x + np.cos(angle) * size * 0.6, y - np.sin(angle) * size)
        stage.canvas.line([(x, y), ((x + tip[0]) / 2, y - size * 0.45), tip], size * 0.12, colour)
        stage.canvas.disc(*tip, size * 0.09, mix(colour, (255, 255, 255), 0.2))
