"""Pieces of furniture, and where floor and wall meet."""

import numpy as np

from storyreel_media.animatic.colour import Rgb, mix, rgb
from storyreel_media.animatic.stage import Stage


def floor_line(stage: Stage) -> float:
    """Where the back wall meets the floor, px."""
    return min(stage.height * (stage.scene.horizon + 0.12), stage.height * 0.84)


def free_side(stage: Stage) -> int:
    """The side of the picture away from the window: 1 right, -1 left."""
    return -1 if stage.scene.anchor < 0.5 else 1


def lit(stage: Stage, code: str) -> Rgb:
    """A colour "#rrggbb" in the scene's light."""
    return stage.palette.lit(rgb(code))


def block(stage: Stage, x0: float, y0: float, x1: float, y1: float, colour: Rgb) -> None:
    """A piece of furniture's front with light from above and a lit top edge."""
    stage.canvas.fade(
        [(x0, y0), (x1, y0), (x1, y1), (x0, y1)], stage.highlight(colour, 0.12), stage.shadow(colour, 0.35), y0, y1
    )
    stage.canvas.rectangle(x0, y0, x1, y0 + stage.unit * 0.006, stage.highlight(colour, 0.4))


def lamp(stage: Stage, x: float, top: float, length: float, shade: Rgb) -> None:
    """A pendant lamp."""
    u = stage.unit
    stage.canvas.line([(x, top), (x, top + length)], max(u * 0.003, 1), stage.shadow(shade, 0.6))
    y = top + length
    stage.canvas.polygon(
        [(x - u * 0.02, y), (x + u * 0.02, y), (x + u * 0.07, y + u * 0.06), (x - u * 0.07, y + u * 0.06)], shade
    )
    stage.canvas.oval(x, y + u * 0.06, u * 0.05, u * 0.012, mix(stage.palette.lamp, (255, 250, 225), 0.6))
    stage.canvas.glow(
        x, y + u * 0.07, u * (0.55 if stage.scene.dark else 0.24), stage.palette.lamp, 0.6 if stage.scene.dark else 0.35
    )


def shelves(stage: Stage, span: tuple[float, float], rise: tuple[float, float], rows: int, fill: str) -> None:
    """Boards from span[0] to span[1] and rise[0] to rise[1] px with "books", "jars" or "boxes" on them."""
    (x0, x1), (top, bottom) = span, rise
    wood, dice, u = lit(stage, "#6e4a30"), stage.rng(f"shelf{x0:.0f}"), stage.unit
    stage.canvas.rectangle(x0, top, x1, bottom, stage.shadow(wood, 0.5))
    step = (bottom - top) / rows
    palettes = {"books": ("#a5483c", "#3f6a7a", "#c79a4a", "#5a6b4a", "#7a4a66", "#d8c9a8", "#34445e"),
        "jars": ("#c9b08a", "#8fb0a0", "#d98a4a", "#e6dcc4", "#b0563c"),
                "boxes": ("#a98a5e", "#8a6c46", "#7f8a94", "#b59a6a")}  # fmt: skip
    for row in range(rows):
        base = top + step * (row + 1) - u * 0.01
        x = x0 + u * 0.012
        while x < x1 - u * 0.03:
            wide = u * (dice.uniform(0.009, 0.022) if fill == "books" else dice.uniform(0.03, 0.055))
            tall = step * dice.uniform(0.5, 0.82)
            tone = lit(stage, palettes[fill][int(dice.integers(len(palettes[fill])))])
            if dice.random() < 0.9:
                stage.canvas.rectangle(x, base - tall, min(x + wide, x1 - u * 0.01), base, tone)
                stage.canvas.rectangle(
                    x + wide * 0.62, base - tall, min(x + wide, x1 - u * 0.01), base, stage.shadow(tone, 0.28)
                )
                if fill == "jars":
                    stage.canvas.rectangle(x, base - tall, x + wide, base - tall * 0.86, stage.shadow(tone, 0.5))
            x += wide + u * (0.002 if fill == "books" else 0.014)
        stage.canvas.rectangle(x0, base, x1, base + u * 0.012, wood)
    for x in (x0, x1):
        stage.canvas.rectangle(x - u * 0.008, top - u * 0.01, x + u * 0.008, bottom, wood)


def table(stage: Stage, x: float, y: float, half: float, colour: Rgb) -> None:
    """A table top in perspective with legs."""
    u = stage.unit
    for side in (-0.85, 0.8):
        stage.canvas.rectangle(x + half * side, y, x + half * side + u * 0.02, y + u * 0.3, stage.shadow(colour, 0.45))
    stage.canvas.polygon(
        [(x - half * 0.88, y - u * 0.05), (x + half * 0.88, y - u * 0.05), (x + half, y), (x - half, y)],
        stage.highlight(colour, 0.28),
    )
    stage.canvas.rectangle(x - half, y, x + half, y + u * 0.026, stage.shadow(colour, 0.2))


def pot_plant(stage: Stage, x: float, y: float, size: float) -> None:
    """A leafy plant in a pot."""
    leaf = stage.palette.lit(stage.palette.leaf)
    for number, angle in enumerate(np.linspace(0.5, 2.64, 8)):
        tip = (x + np.cos(angle) * size * 0.5, y - size * 0.35 - np.sin(angle) * size * 0.62)
        middle = ((x + tip[0]) / 2, (y - size * 0.3 + tip[1]) / 2)
        stage.canvas.line([(x, y - size * 0.3), tip], size * 0.02, stage.shadow(leaf))
        stage.canvas.oval(
            (tip[0] + middle[0]) / 2,
            (tip[1] + middle[1]) / 2,
            size * 0.21,
            size * 0.065,
            stage.highlight(leaf, 0.25 * (number % 2)),
            -float(np.degrees(angle)),
        )
    pot = lit(stage, "#b5694a")
    stage.canvas.polygon(
        [
            (x - size * 0.17, y - size * 0.32),
            (x + size * 0.17, y - size * 0.32),
            (x + size * 0.12, y),
            (x - size * 0.12, y),
        ],
        pot,
    )
    stage.canvas.polygon(
        [
            (x + size * 0.05, y - size * 0.32),
            (x + size * 0.17, y - size * 0.32),
            (x + size * 0.12, y),
            (x + size * 0.03, y),
        ],
        stage.shadow(pot, 0.3),
    )
