"""Indoor places without a window: theatre, cave, studio backdrop."""

import cv2
import numpy as np

from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.scenery.furniture import floor_line
from storyreel_media.animatic.stage import Stage


def theatre(stage: Stage) -> None:
    w, h, u = stage.width, stage.height, stage.unit
    line = floor_line(stage)
    back = mix(rgb("#24142c"), stage.palette.near, 0.3)
    stage.canvas.fade(
        [(0, 0), (w, 0), (w, line), (0, line)],
        mix(back, (0, 0, 0), 0.4),
        mix(back, stage.palette.accent, 0.25),
        0,
        line,
    )
    wood = mix(rgb("#7a4e36"), back, 0.25)
    stage.canvas.fade([(0, line), (w, line), (w, h), (0, h)], wood, mix(wood, (0, 0, 0), 0.55), line, h)
    red = mix(rgb("#9c2436"), stage.palette.accent, 0.25)
    for side in (-1, 1):
        for fold in range(7):
            x0 = w / 2 + side * (w * 0.5 - u * 0.05 * (fold - 0.2))
            tone = mix(red, (0, 0, 0), 0.15 + 0.4 * (fold % 2))
            stage.canvas.polygon(
                [
                    (x0, 0),
                    (x0 - side * u * 0.06, 0),
                    (x0 - side * u * (0.05 - 0.012 * fold), h),
                    (x0 + side * u * 0.02, h),
                ],
                tone,
            )
    for x in np.arange(0, w, u * 0.11):
        stage.canvas.oval(x, 0, u * 0.075, u * 0.1, mix(red, (0, 0, 0), 0.28))
    x = w * stage.scene.anchor
    foot = line + (h - line) * 0.55
    for source, strength in (
        (w * 0.5 + u * 0.5 * stage.scene.facing, 0.5),
        (w * 0.5 - u * 0.5 * stage.scene.facing, 0.24),
    ):
        beam = [(source - u * 0.02, -2), (source + u * 0.02, -2), (x + u * 0.3, foot), (x - u * 0.3, foot)]
        tone = mix(stage.palette.lamp, (255, 250, 230), 0.5)
        stage.canvas.fade(beam, tone, tone, 0, 1, 0.22 * strength * 2)
    stage.canvas.oval(x, foot, u * 0.31, u * 0.07, mix(wood, (255, 240, 200), 0.55))
    stage.canvas.glow(x, foot, u * 0.5, (255, 225, 170), 0.4)


def cave(stage: Stage) -> None:
    """Rock around an opening full of light."""
    w, h, u = stage.width, stage.height, stage.unit
    dice = stage.rng("cave")
    rock = stage.palette.lit(rgb("#5f5766"))
    x, y = w * (1 - stage.scene.anchor), stage.horizon - u * 0.05
    stage.canvas.glow(x, y, u * 0.9, stage.palette.light, 0.5)
    for ring, reach in enumerate((0.34, 0.5, 0.7)):
        angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        radius = u * reach * (1 + 0.16 * np.sin(angle * 3 + ring) + dice.uniform(-0.06, 0.06, 40))
        inner = np.stack([x + np.cos(angle) * radius * 1.15, y + np.sin(angle) * radius * 0.9], 1)
        tone = np.round(
            mix(mix(rock, stage.palette.light, 0.24 - 0.1 * ring), stage.palette.near, 0.15 + 0.27 * ring)
        ).astype(np.uint8)
        mask = np.full((h, w), 255, np.uint8)
        cv2.fillPoly(mask, [np.round(inner * 16).astype(np.int32)], 0, cv2.LINE_AA, 4)
        over = np.empty((h, w, 3), np.uint8)
        over[:] = tone
        stage.canvas.paste(over, mask, 0, 0)
    ground = mix(rock, stage.palette.near, 0.45)
    stage.canvas.fade(
        [(0, stage.horizon + u * 0.16), (w, stage.horizon + u * 0.13), (w, h), (0, h)],
        mix(ground, stage.palette.light, 0.14),
        stage.shadow(ground, 0.6),
        stage.horizon + u * 0.13,
        h,
    )
    for _ in range(11):
        px, tall = dice.uniform(0, w), u * dice.uniform(0.08, 0.3)
        stage.canvas.polygon(
            [(px - tall * 0.16, -2), (px + tall * 0.16, -2), (px, tall)], mix(rock, stage.palette.near, 0.72)
        )


def backdrop(stage: Stage) -> None:
    """A seamless paper curve under soft light: for products."""
    w, h, u = stage.width, stage.height, stage.unit
    tone = mix(stage.palette.lit(mix(stage.palette.accent, rgb("#efe8dd"), 0.62)), stage.palette.low, 0.2)
    stage.canvas.fade([(0, 0), (w, 0), (w, h), (0, h)], stage.shadow(tone, 0.28), tone, 0, stage.horizon + u * 0.1)
    stage.canvas.fade(
        [(0, stage.horizon + u * 0.1), (w, stage.horizon + u * 0.1), (w, h), (0, h)],
        tone,
        stage.shadow(tone, 0.3),
        stage.horizon + u * 0.1,
        h,
    )
    stage.canvas.glow(
        w * (1 - stage.scene.anchor), h * 0.2, u * 0.9, mix(stage.palette.light, (255, 255, 255), 0.4), 0.4
    )
    x, y = w * stage.scene.anchor, stage.height * 0.86
    stone = stage.highlight(tone, 0.5)
    stage.canvas.fade(
        [(x - u * 0.32, y), (x + u * 0.32, y), (x + u * 0.32, h + 4), (x - u * 0.32, h + 4)],
        stage.shadow(stone, 0.1),
        stage.shadow(stone, 0.4),
        y,
        h,
    )
    stage.canvas.oval(x, y, u * 0.32, u * 0.06, stone)
