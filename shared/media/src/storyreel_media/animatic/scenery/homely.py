"""What tells a living room from a kitchen, a café from a library."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.scenery.furniture import block, floor_line, free_side, lamp, lit, shelves, table
from storyreel_media.animatic.stage import Stage


def room(stage: Stage) -> None:
    """Sofa, picture, floor lamp, rug."""
    u, w, line, side = stage.unit, stage.width, floor_line(stage), free_side(stage)
    stage.canvas.oval(
        w * 0.5, line + u * 0.24, u * 0.62, u * 0.11, stage.shadow(stage.palette.lit(stage.palette.accent), 0.2)
    )
    stage.canvas.oval(
        w * 0.5,
        line + u * 0.24,
        u * 0.56,
        u * 0.09,
        mix(stage.palette.lit(stage.palette.accent), lit(stage, "#e8d8b8"), 0.35),
    )
    x = w * (0.5 + 0.27 * side)
    cloth = mix(lit(stage, "#5a7a80"), stage.palette.lit(stage.palette.accent), 0.2)
    block(stage, x - u * 0.34, line - u * 0.2, x + u * 0.34, line + u * 0.03, cloth)
    block(stage, x - u * 0.4, line - u * 0.12, x - u * 0.3, line + u * 0.05, stage.shadow(cloth, 0.1))
    block(stage, x + u * 0.3, line - u * 0.12, x + u * 0.4, line + u * 0.05, stage.shadow(cloth, 0.1))
    block(stage, x - u * 0.3, line - u * 0.07, x + u * 0.3, line + u * 0.03, stage.highlight(cloth, 0.15))
    for dx, tone in ((-0.2, "#d9a441"), (0.17, "#c8604a")):
        stage.canvas.oval(x + u * dx, line - u * 0.12, u * 0.06, u * 0.055, lit(stage, tone), 12)
    for dx, size in ((-0.12, 0.1), (0.13, 0.07)):
        stage.canvas.rectangle(
            x + u * (dx - size) - u * 0.01,
            line - u * 0.52,
            x + u * (dx + size * 0.7) + u * 0.01,
            line - u * (0.52 - size * 1.7),
            lit(stage, "#4a3626"),
        )
        stage.canvas.fade(
            [
                (x + u * (dx - size), line - u * 0.51),
                (x + u * (dx + size * 0.7), line - u * 0.51),
                (x + u * (dx + size * 0.7), line - u * (0.53 - size * 1.7)),
                (x + u * (dx - size), line - u * (0.53 - size * 1.7)),
            ],
            stage.palette.mid,
            stage.surface(stage.palette.leaf, 0.3),
            line - u * 0.51,
            line - u * 0.36,
        )
    lx = x - side * u * 0.52
    stage.canvas.line([(lx, line + u * 0.05), (lx, line - u * 0.42)], u * 0.008, lit(stage, "#3c322c"))
    stage.canvas.polygon(
        [
            (lx - u * 0.05, line - u * 0.54),
            (lx + u * 0.05, line - u * 0.54),
            (lx + u * 0.1, line - u * 0.4),
            (lx - u * 0.1, line - u * 0.4),
        ],
        mix(stage.palette.lamp, lit(stage, "#f0dcb4"), 0.2 if stage.scene.dark else 0.75),
    )
    if stage.scene.dark:
        stage.canvas.glow(lx, line - u * 0.42, u * 0.62, stage.palette.lamp, 0.7)


def kitchen(stage: Stage) -> None:
    """Counter, stove, shelves with jars, hanging pans."""
    u, w, line, side = stage.unit, stage.width, floor_line(stage), free_side(stage)
    x = w * (0.5 + 0.24 * side)
    shelves(stage, (x - u * 0.34, x + u * 0.34), (line - u * 0.72, line - u * 0.4), 2, "jars")
    stage.canvas.rectangle(
        0, line - u * 0.36, w, line - u * 0.1, mix(lit(stage, "#dfe6e0"), stage.palette.lit(stage.palette.wall), 0.3)
    )
    for gx in np.arange(0, w, u * 0.06):
        stage.canvas.line([(gx, line - u * 0.36), (gx, line - u * 0.1)], max(u * 0.0015, 1), lit(stage, "#b9c2ba"))
    for gy in (0.3, 0.24, 0.18):
        stage.canvas.line([(0, line - u * gy), (w, line - u * gy)], max(u * 0.0015, 1), lit(stage, "#b9c2ba"))
    block(
        stage,
        0,
        line - u * 0.12,
        w,
        line + u * 0.1,
        mix(lit(stage, "#6f8f88"), stage.palette.lit(stage.palette.accent), 0.2),
    )
    stage.canvas.rectangle(0, line - u * 0.13, w, line - u * 0.1, lit(stage, "#e6d6bc"))
    for gx in np.arange(u * 0.1, w, u * 0.28):
        stage.canvas.rectangle(gx + u * 0.1, line - u * 0.05, gx + u * 0.16, line - u * 0.04, lit(stage, "#e0c07a"))
        stage.canvas.line([(gx, line - u * 0.09), (gx, line + u * 0.1)], u * 0.003, lit(stage, "#46605c"))
    ox = w * (0.5 - 0.3 * side)
    block(stage, ox - u * 0.15, line - u * 0.12, ox + u * 0.15, line + u * 0.1, lit(stage, "#43464c"))
    stage.canvas.rectangle(
        ox - u * 0.11, line - u * 0.06, ox + u * 0.11, line + u * 0.06, mix(rgb("#ff8a3c"), lit(stage, "#2a2420"), 0.25)
    )
    stage.canvas.glow(ox, line, u * 0.22, (255, 140, 60), 0.5)
    stage.canvas.oval(ox, line - u * 0.17, u * 0.07, u * 0.045, lit(stage, "#b5563c"))
    lamp(stage, w * 0.5, 0, u * 0.16, lit(stage, "#3d5a58"))


def library(stage: Stage) -> None:
    """Shelves of books to the ceiling, a ladder, a lamp."""
    u, w, line, side = stage.unit, stage.width, floor_line(stage), free_side(stage)
    clear = w * (0.5 - 0.27 * side)
    for x0 in np.arange(0, w, u * 0.36):
        if abs(x0 + u * 0.17 - clear) > u * 0.4:
            shelves(stage, (x0, x0 + u * 0.34), (-u * 0.02, line), max(int((line + u * 0.02) / (u * 0.15)), 3), "books")
    x = w * (0.5 + 0.2 * side)
    wood = lit(stage, "#9a6a42")
    for rail in (0.0, 0.09):
        stage.canvas.line([(x + u * rail, line + u * 0.06), (x + u * (rail + 0.12 * side), 0)], u * 0.011, wood)
    for t in np.linspace(0.08, 0.92, 9):
        stage.canvas.line(
            [
                (x + u * 0.12 * side * t, line + u * 0.06 - (line + u * 0.06) * t),
                (x + u * (0.09 + 0.12 * side * t), line + u * 0.06 - (line + u * 0.06) * t),
            ],
            u * 0.008,
            wood,
        )
    lamp(stage, w * 0.5, 0, u * 0.14, lit(stage, "#2f5a48"))


def cafe(stage: Stage) -> None:
    """Bar with bottles, pendant lamps, small tables."""
    u, w, line, side = stage.unit, stage.width, floor_line(stage), free_side(stage)
    x = w * (0.5 + 0.26 * side)
    shelves(stage, (x - u * 0.36, x + u * 0.36), (line - u * 0.68, line - u * 0.32), 2, "jars")
    block(
        stage,
        x - u * 0.48,
        line - u * 0.22,
        x + u * 0.48,
        line + u * 0.06,
        mix(lit(stage, "#6b3f30"), stage.palette.lit(stage.palette.accent), 0.15),
    )
    stage.canvas.rectangle(x - u * 0.5, line - u * 0.24, x + u * 0.5, line - u * 0.205, lit(stage, "#d9b98a"))
    machine = lit(stage, "#c9ced2")
    block(stage, x - u * 0.12, line - u * 0.38, x + u * 0.12, line - u * 0.24, machine)
    stage.canvas.rectangle(x - u * 0.08, line - u * 0.31, x + u * 0.08, line - u * 0.25, stage.shadow(machine, 0.7))
    for at in (0.2, 0.42, 0.64, 0.86):
        lamp(stage, w * at, 0, u * (0.1 + 0.05 * (at > 0.5)), lit(stage, "#8a4a2f"))
    for at, y in ((0.5 - 0.34 * side, 0.05), (0.5 - 0.08 * side, 0.12)):
        table(stage, w * at, line + u * y, u * 0.15, lit(stage, "#8a5a3a"))
