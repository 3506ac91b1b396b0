"""What tells a laboratory from a classroom, a museum from a spaceship."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.scenery.furniture import (
    block,
    floor_line,
    free_side,
    lit,
    shelves,
    table,
)
from storyreel_media.animatic.stage import Stage


def laboratory(stage: Stage) -> None:
    """A white bench with glassware that glows."""
    u, w, line, side = stage.unit, stage.width, floor_line(stage), free_side(stage)
    x = w * (0.5 + 0.24 * side)
    shelves(stage, (x - u * 0.32, x + u * 0.32), (line - u * 0.66, line - u * 0.34), 2, "jars")
    block(stage, w * 0.02, line - u * 0.14, w * 0.98, line + u * 0.1, lit(stage, "#eef3f4"))
    dice = stage.rng("glass")
    for at in np.linspace(0.08, 0.92, 9):
        x, size = w * at, u * dice.uniform(0.07, 0.13)
        y, tone = line - u * 0.14, rgb(("#46d6b0", "#5aa8ff", "#ff7ac0", "#ffcf4a", "#9a7aff")[int(dice.integers(5))])
        glass = mix(lit(stage, "#dfeef2"), tone, 0.2)
        if dice.random() < 0.6:
            stage.canvas.polygon(
                [
                    (x - size * 0.12, y - size * 1.5),
                    (x + size * 0.12, y - size * 1.5),
                    (x + size * 0.12, y - size),
                    (x + size * 0.5, y),
                    (x - size * 0.5, y),
                    (x - size * 0.12, y - size),
                ],
                glass,
            )
            stage.canvas.polygon(
                [
                    (x + size * 0.26, y - size * 0.55),
                    (x + size * 0.46, y - size * 0.05),
                    (x - size * 0.46, y - size * 0.05),
                    (x - size * 0.26, y - size * 0.55),
                ],
                tone,
            )
        else:
            stage.canvas.rectangle(x - size * 0.16, y - size * 1.4, x + size * 0.16, y, glass)
            stage.canvas.rectangle(x - size * 0.13, y - size * 0.8, x + size * 0.13, y - size * 0.04, tone)
        stage.canvas.glow(x, y - size * 0.4, size * 1.5, tone, 0.4)


def spaceship(stage: Stage) -> None:
    """Consoles with lights beneath the window."""
    u, w, line = stage.unit, stage.width, floor_line(stage)
    panel, dice = lit(stage, "#8a97a4"), stage.rng("panel")
    stage.canvas.fade(
        [(0, line - u * 0.16), (w, line - u * 0.16), (w, line + u * 0.1), (0, line + u * 0.1)],
        panel,
        stage.shadow(panel, 0.6),
        line - u * 0.16,
        line + u * 0.1,
    )
    for _ in range(90):
        x, y = dice.uniform(0, w), line - u * 0.14 + u * 0.2 * dice.random()
        tone = ((90, 230, 255), (255, 110, 90), (255, 210, 100), (130, 255, 160))[int(dice.integers(4))]
        stage.canvas.rectangle(x, y, x + u * dice.uniform(0.008, 0.03), y + u * 0.008, tone)
    for at in (0.16, 0.4, 0.64, 0.88):
        stage.canvas.fade(
            [
                (w * at - u * 0.09, line - u * 0.3),
                (w * at + u * 0.09, line - u * 0.3),
                (w * at + u * 0.1, line - u * 0.17),
                (w * at - u * 0.1, line - u * 0.17),
            ],
            (20, 60, 80),
            (60, 190, 210),
            line - u * 0.3,
            line - u * 0.17,
        )
        stage.canvas.glow(w * at, line - u * 0.22, u * 0.2, (80, 210, 255), 0.35)
    for at in (0.0, 1.0):
        stage.canvas.polygon(
            [(w * at - u * 0.2, 0), (w * at + u * 0.2, 0), (w * at + u * 0.06, line), (w * at - u * 0.06, line)],
            stage.shadow(panel, 0.45),
        )


def classroom(stage: Stage) -> None:
    """A board with chalk lines, rows of desks."""
    u, w, line, side = stage.unit, stage.width, floor_line(stage), free_side(stage)
    x = w * (0.5 + 0.2 * side)
    stage.canvas.rectangle(x - u * 0.44, line - u * 0.62, x + u * 0.44, line - u * 0.2, lit(stage, "#8a5f3c"))
    board = lit(stage, "#2f4f44")
    stage.canvas.fade(
        [
            (x - u * 0.42, line - u * 0.6),
            (x + u * 0.42, line - u * 0.6),
            (x + u * 0.42, line - u * 0.22),
            (x - u * 0.42, line - u * 0.22),
        ],
        board,
        stage.highlight(board, 0.15),
        line - u * 0.6,
        line - u * 0.22,
    )
    chalk, t = mix(board, (255, 255, 255), 0.7), np.linspace(0, 1, 24)
    stage.canvas.line(
        np.stack([x - u * 0.34 + u * 0.26 * t, line - u * 0.4 - u * 0.09 * np.sin(t * 6.3)], 1), u * 0.005, chalk
    )
    stage.canvas.line(
        [
            (x + u * 0.06, line - u * 0.28),
            (x + u * 0.2, line - u * 0.52),
            (x + u * 0.34, line - u * 0.28),
            (x + u * 0.06, line - u * 0.28),
        ],
        u * 0.005,
        chalk,
    )
    for row, (y, scale) in enumerate(((0.08, 0.7), (0.24, 1.0))):
        for at in np.linspace(0.1, 0.9, 4 - row):
            table(stage, w * at, line + u * y, u * 0.15 * scale, lit(stage, "#c29458"))


def museum(stage: Stage) -> None:
    """Columns and framed pictures under spots."""
    u, w, line = stage.unit, stage.width, floor_line(stage)
    dice = stage.rng("frames")
    for at, wide in ((0.16, 0.15), (0.4, 0.1), (0.6, 0.12), (0.86, 0.16)):
        x, top, tall = w * at, line - u * 0.62, u * dice.uniform(0.26, 0.36)
        stage.canvas.rectangle(
            x - u * (wide + 0.018),
            top - u * 0.018,
            x + u * (wide + 0.018),
            top + tall + u * 0.018,
            lit(stage, "#b58d3c"),
        )
        a, b = (
            lit(stage, ("#3f6a8a", "#c8604a", "#d9a94a", "#4a7a5a", "#6b4a7a")[int(dice.integers(5))]) for _ in range(2)
        )
        stage.canvas.fade(
            [(x - u * wide, top), (x + u * wide, top), (x + u * wide, top + tall), (x - u * wide, top + tall)],
            a,
            b,
            top,
            top + tall,
        )
        stage.canvas.polygon(
            [(x - u * wide, top + tall), (x - u * wide * 0.2, top + tall * 0.45), (x + u * wide, top + tall)],
            stage.shadow(b, 0.35),
        )
        stage.canvas.disc(x + u * wide * 0.4, top + tall * 0.3, u * 0.022, mix(a, (255, 240, 200), 0.7))
        stage.canvas.glow(x, top - u * 0.02, u * 0.4, (255, 236, 200), 0.35)
    stone = lit(stage, "#e9e1d4")
    for at in (0.0, 0.285, 0.73, 1.0):
        x = w * at
        stage.canvas.fade(
            [(x - u * 0.04, 0), (x + u * 0.04, 0), (x + u * 0.045, line + u * 0.03), (x - u * 0.045, line + u * 0.03)],
            stage.shadow(stone, 0.15),
            stone,
            0,
            line,
        )
        stage.canvas.rectangle(x + u * 0.012, 0, x + u * 0.042, line, stage.shadow(stone, 0.22))
        stage.canvas.rectangle(x - u * 0.06, line - u * 0.01, x + u * 0.06, line + u * 0.035, stone)
