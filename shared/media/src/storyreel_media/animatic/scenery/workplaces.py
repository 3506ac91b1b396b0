"""What tells an office from a workshop or a factory."""

import numpy as np

from storyreel_media.animatic.colour import mix
from storyreel_media.animatic.scenery.furniture import (
    block,
    floor_line,
    free_side,
    lamp,
    lit,
    pot_plant,
    table,
)
from storyreel_media.animatic.stage import Stage


def office(stage: Stage) -> None:
    """Desks with screens, a plant, strip lights."""
    u, w, line = stage.unit, stage.width, floor_line(stage)
    for gx in (0.24, 0.72):
        stage.canvas.rectangle(
            w * gx - u * 0.15, u * 0.02, w * gx + u * 0.2, u * 0.034, mix(stage.palette.light, (255, 255, 255), 0.5)
        )
        stage.canvas.glow(w * gx, u * 0.03, u * 0.4, (235, 242, 255), 0.3)
    for number, at in enumerate((0.12, 0.42, 0.88)):
        x = w * at
        table(stage, x, line - u * 0.1, u * 0.26, lit(stage, "#b58a5c"))
        stage.canvas.rectangle(x - u * 0.1, line - u * 0.31, x + u * 0.1, line - u * 0.17, lit(stage, "#262a30"))
        screen = mix(stage.palette.accent, (170, 215, 245), 0.6)
        stage.canvas.fade(
            [
                (x - u * 0.09, line - u * 0.3),
                (x + u * 0.09, line - u * 0.3),
                (x + u * 0.09, line - u * 0.18),
                (x - u * 0.09, line - u * 0.18),
            ],
            screen,
            mix(screen, (255, 255, 255), 0.4),
            line - u * 0.3,
            line - u * 0.18,
        )
        for row, bar in enumerate((0.12, 0.07, 0.1)):
            stage.canvas.rectangle(
                x - u * 0.075,
                line - u * (0.285 - 0.03 * row),
                x - u * 0.075 + u * bar,
                line - u * (0.275 - 0.03 * row),
                mix(screen, (20, 40, 70), 0.5 if number % 2 else 0.35),
            )
        stage.canvas.rectangle(x - u * 0.012, line - u * 0.17, x + u * 0.012, line - u * 0.14, lit(stage, "#3a3e44"))
        stage.canvas.glow(x, line - u * 0.24, u * 0.22, screen, 0.35)
    pot_plant(stage, w * 0.6, line + u * 0.02, u * 0.3)


def workshop(stage: Stage) -> None:
    """A bench, a board of tools, a hanging lamp."""
    u, w, line, side = stage.unit, stage.width, floor_line(stage), free_side(stage)
    x = w * (0.5 + 0.23 * side)
    board = lit(stage, "#a8845a")
    stage.canvas.rectangle(x - u * 0.4, line - u * 0.66, x + u * 0.4, line - u * 0.28, board)
    steel, grip, dice = lit(stage, "#c3c9cf"), lit(stage, "#a8433a"), stage.rng("tools")
    for number in range(9):
        tx, tall = x - u * 0.35 + u * 0.088 * number, u * dice.uniform(0.1, 0.2)
        top = line - u * 0.61
        stage.canvas.rectangle(
            tx - u * 0.006, top, tx + u * 0.006, top + tall, grip if number % 2 else lit(stage, "#6b4a30")
        )
        if number % 3 == 0:
            stage.canvas.rectangle(tx - u * 0.032, top - u * 0.005, tx + u * 0.032, top + u * 0.025, steel)
        elif number % 3 == 1:
            stage.canvas.oval(tx, top + tall, u * 0.022, u * 0.026, steel)
        else:
            stage.canvas.polygon(
                [
                    (tx - u * 0.02, top),
                    (tx + u * 0.02, top),
                    (tx + u * 0.034, top + tall),
                    (tx - u * 0.034, top + tall),
                ],
                steel,
            )
    block(stage, w * 0.5 - u * 0.9, line - u * 0.14, w * 0.5 + u * 0.9, line - u * 0.09, lit(stage, "#8f6540"))
    for leg in (-0.82, -0.2, 0.5, 0.8):
        stage.canvas.rectangle(
            w * 0.5 + u * leg, line - u * 0.09, w * 0.5 + u * (leg + 0.04), line + u * 0.12, lit(stage, "#5f4128")
        )
    for gear, r in ((-0.5, 0.06), (-0.4, 0.04), (0.36, 0.05)):
        gx, gy = w * 0.5 + u * gear, line - u * 0.14 - u * r
        for tooth in np.linspace(0, 2 * np.pi, 10, endpoint=False):
            stage.canvas.disc(
                gx + np.cos(tooth) * u * r, gy + np.sin(tooth) * u * r, u * r * 0.2, lit(stage, "#b58f4a")
            )
        stage.canvas.disc(gx, gy, u * r * 0.95, lit(stage, "#b58f4a"))
        stage.canvas.disc(gx, gy, u * r * 0.35, lit(stage, "#5a4530"))
    lamp(stage, w * (0.5 + 0.1 * side), 0, u * 0.2, lit(stage, "#3f5a4a"))


def factory(stage: Stage) -> None:
    """Steel frames, cabinets with lights in rows, a conveyor."""
    u, w, line = stage.unit, stage.width, floor_line(stage)
    steel = lit(stage, "#6d7a86")
    for at in np.linspace(0.02, 0.98, 6):
        stage.canvas.rectangle(w * at - u * 0.014, 0, w * at + u * 0.014, line, stage.shadow(steel, 0.25))
    for y in (0.06, 0.15):
        stage.canvas.rectangle(0, u * y, w, u * (y + 0.016), stage.shadow(steel, 0.35))
    dice = stage.rng("cabinets")
    for at in (0.1, 0.26, 0.42, 0.58, 0.74, 0.9):
        x = w * at
        block(stage, x - u * 0.11, line - u * 0.46, x + u * 0.11, line + u * 0.02, lit(stage, "#3c454f"))
        for row in range(9):
            for column in range(4):
                tone = (
                    ((90, 255, 170), (90, 190, 255), (255, 190, 90))[int(dice.integers(3))]
                    if dice.random() < 0.6
                    else lit(stage, "#23292f")
                )
                stage.canvas.rectangle(
                    x - u * 0.085 + u * 0.046 * column,
                    line - u * (0.43 - 0.045 * row),
                    x - u * 0.06 + u * 0.046 * column,
                    line - u * (0.42 - 0.045 * row),
                    tone,
                )
    for at in (0.2, 0.5, 0.8):
        lamp(stage, w * at, u * 0.16, u * 0.06, lit(stage, "#d0b23c"))
