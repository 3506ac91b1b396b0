"""What stands in a room and says which room it is."""

from collections.abc import Callable

import numpy as np

from storyreel_media.animatic.colour import Rgb, mix, rgb
from storyreel_media.animatic.stage import Stage


def _floor(stage: Stage) -> float:
    return min(stage.height * (stage.scene.horizon + 0.12), stage.height * 0.84)


def _side(stage: Stage) -> int:
    """The side of the picture away from the window: 1 right, -1 left."""
    return -1 if stage.scene.anchor < 0.5 else 1


def _lit(stage: Stage, code: str) -> Rgb:
    return stage.palette.lit(rgb(code))


def block(stage: Stage, x0: float, y0: float, x1: float, y1: float, colour: Rgb) -> None:
    """A piece of furniture's front with light from above and a lit top edge."""
    stage.canvas.fade([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], stage.highlight(colour, 0.12), stage.shadow(colour, 0.35), y0, y1)
    stage.canvas.rectangle(x0, y0, x1, y0 + stage.unit * 0.006, stage.highlight(colour, 0.4))


def lamp(stage: Stage, x: float, top: float, length: float, shade: Rgb) -> None:
    """A pendant lamp."""
    u = stage.unit
    stage.canvas.line([(x, top), (x, top + length)], max(u * 0.003, 1), stage.shadow(shade, 0.6))
    y = top + length
    stage.canvas.polygon([(x - u * 0.02, y), (x + u * 0.02, y), (x + u * 0.07, y + u * 0.06), (x - u * 0.07, y + u * 0.06)], shade)
    stage.canvas.oval(x, y + u * 0.06, u * 0.05, u * 0.012, mix(stage.palette.lamp, (255, 250, 225), 0.6))
    stage.canvas.glow(x, y + u * 0.07, u * (0.55 if stage.scene.dark else 0.24), stage.palette.lamp, 0.6 if stage.scene.dark else 0.35)


def shelves(stage: Stage, x0: float, x1: float, top: float, bottom: float, rows: int, fill: str) -> None:
    """Boards with books, jars or boxes on them."""
    wood, dice, u = _lit(stage, "#6e4a30"), stage.rng(f"shelf{x0:.0f}"), stage.unit
    stage.canvas.rectangle(x0, top, x1, bottom, stage.shadow(wood, 0.5))
    step = (bottom - top) / rows
    palettes = {"books": ("#a5483c", "#3f6a7a", "#c79a4a", "#5a6b4a", "#7a4a66", "#d8c9a8", "#34445e"), "jars": ("#c9b08a", "#8fb0a0", "#d98a4a", "#e6dcc4", "#b0563c"),
                "boxes": ("#a98a5e", "#8a6c46", "#7f8a94", "#b59a6a")}  # fmt: skip
    for row in range(rows):
        base = top + step * (row + 1) - u * 0.01
        x = x0 + u * 0.012
        while x < x1 - u * 0.03:
            wide = u * (dice.uniform(0.009, 0.022) if fill == "books" else dice.uniform(0.03, 0.055))
            tall = step * dice.uniform(0.5, 0.82)
            tone = _lit(stage, palettes[fill][int(dice.integers(len(palettes[fill])))])
            if dice.random() < 0.9:
                stage.canvas.rectangle(x, base - tall, min(x + wide, x1 - u * 0.01), base, tone)
                stage.canvas.rectangle(x + wide * 0.62, base - tall, min(x + wide, x1 - u * 0.01), base, stage.shadow(tone, 0.28))
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
    stage.canvas.polygon([(x - half * 0.88, y - u * 0.05), (x + half * 0.88, y - u * 0.05), (x + half, y), (x - half, y)], stage.highlight(colour, 0.28))
    stage.canvas.rectangle(x - half, y, x + half, y + u * 0.026, stage.shadow(colour, 0.2))


def room(stage: Stage) -> None:
    """Sofa, picture, floor lamp, rug."""
    u, w, line, side = stage.unit, stage.width, _floor(stage), _side(stage)
    stage.canvas.oval(w * 0.5, line + u * 0.24, u * 0.62, u * 0.11, stage.shadow(stage.palette.lit(stage.palette.accent), 0.2))
    stage.canvas.oval(w * 0.5, line + u * 0.24, u * 0.56, u * 0.09, mix(stage.palette.lit(stage.palette.accent), _lit(stage, "#e8d8b8"), 0.35))
    x = w * (0.5 + 0.27 * side)
    cloth = mix(_lit(stage, "#5a7a80"), stage.palette.lit(stage.palette.accent), 0.2)
    block(stage, x - u * 0.34, line - u * 0.2, x + u * 0.34, line + u * 0.03, cloth)
    block(stage, x - u * 0.4, line - u * 0.12, x - u * 0.3, line + u * 0.05, stage.shadow(cloth, 0.1))
    block(stage, x + u * 0.3, line - u * 0.12, x + u * 0.4, line + u * 0.05, stage.shadow(cloth, 0.1))
    block(stage, x - u * 0.3, line - u * 0.07, x + u * 0.3, line + u * 0.03, stage.highlight(cloth, 0.15))
    for dx, tone in ((-0.2, "#d9a441"), (0.17, "#c8604a")):
        stage.canvas.oval(x + u * dx, line - u * 0.12, u * 0.06, u * 0.055, _lit(stage, tone), 12)
    for dx, size in ((-0.12, 0.1), (0.13, 0.07)):
        stage.canvas.rectangle(x + u * (dx - size) - u * 0.01, line - u * 0.52, x + u * (dx + size * 0.7) + u * 0.01, line - u * (0.52 - size * 1.7), _lit(stage, "#4a3626"))
        stage.canvas.fade([(x + u * (dx - size), line - u * 0.51), (x + u * (dx + size * 0.7), line - u * 0.51), (x + u * (dx + size * 0.7), line - u * (0.53 - size * 1.7)), (x + u * (dx - size), line - u * (0.53 - size * 1.7))], stage.palette.mid, stage.surface(stage.palette.leaf, 0.3), line - u * 0.51, line - u * 0.36)
    lx = x - side * u * 0.52
    stage.canvas.line([(lx, line + u * 0.05), (lx, line - u * 0.42)], u * 0.008, _lit(stage, "#3c322c"))
    stage.canvas.polygon([(lx - u * 0.05, line - u * 0.54), (lx + u * 0.05, line - u * 0.54), (lx + u * 0.1, line - u * 0.4), (lx - u * 0.1, line - u * 0.4)], mix(stage.palette.lamp, _lit(stage, "#f0dcb4"), 0.2 if stage.scene.dark else 0.75))
    if stage.scene.dark:
        stage.canvas.glow(lx, line - u * 0.42, u * 0.62, stage.palette.lamp, 0.7)


def kitchen(stage: Stage) -> None:
    """Counter, stove, shelves with jars, hanging pans."""
    u, w, line, side = stage.unit, stage.width, _floor(stage), _side(stage)
    x = w * (0.5 + 0.24 * side)
    shelves(stage, x - u * 0.34, x + u * 0.34, line - u * 0.72, line - u * 0.4, 2, "jars")
    stage.canvas.rectangle(0, line - u * 0.36, w, line - u * 0.1, mix(_lit(stage, "#dfe6e0"), stage.palette.lit(stage.palette.wall), 0.3))
    for gx in np.arange(0, w, u * 0.06):
        stage.canvas.line([(gx, line - u * 0.36), (gx, line - u * 0.1)], max(u * 0.0015, 1), _lit(stage, "#b9c2ba"))
    for gy in (0.3, 0.24, 0.18):
        stage.canvas.line([(0, line - u * gy), (w, line - u * gy)], max(u * 0.0015, 1), _lit(stage, "#b9c2ba"))
    block(stage, 0, line - u * 0.12, w, line + u * 0.1, mix(_lit(stage, "#6f8f88"), stage.palette.lit(stage.palette.accent), 0.2))
    stage.canvas.rectangle(0, line - u * 0.13, w, line - u * 0.1, _lit(stage, "#e6d6bc"))
    for gx in np.arange(u * 0.1, w, u * 0.28):
        stage.canvas.rectangle(gx + u * 0.1, line - u * 0.05, gx + u * 0.16, line - u * 0.04, _lit(stage, "#e0c07a"))
        stage.canvas.line([(gx, line - u * 0.09), (gx, line + u * 0.1)], u * 0.003, _lit(stage, "#46605c"))
    ox = w * (0.5 - 0.3 * side)
    block(stage, ox - u * 0.15, line - u * 0.12, ox + u * 0.15, line + u * 0.1, _lit(stage, "#43464c"))
    stage.canvas.rectangle(ox - u * 0.11, line - u * 0.06, ox + u * 0.11, line + u * 0.06, mix(rgb("#ff8a3c"), _lit(stage, "#2a2420"), 0.25))
    stage.canvas.glow(ox, line, u * 0.22, (255, 140, 60), 0.5)
    stage.canvas.oval(ox, line - u * 0.17, u * 0.07, u * 0.045, _lit(stage, "#b5563c"))
    lamp(stage, w * 0.5, 0, u * 0.16, _lit(stage, "#3d5a58"))


def office(stage: Stage) -> None:
    """Desks with screens, a plant, strip lights."""
    u, w, line = stage.unit, stage.width, _floor(stage)
    for gx in (0.24, 0.72):
        stage.canvas.rectangle(w * gx - u * 0.15, u * 0.02, w * gx + u * 0.2, u * 0.034, mix(stage.palette.light, (255, 255, 255), 0.5))
        stage.canvas.glow(w * gx, u * 0.03, u * 0.4, (235, 242, 255), 0.3)
    for number, at in enumerate((0.12, 0.42, 0.88)):
        x = w * at
        table(stage, x, line - u * 0.1, u * 0.26, _lit(stage, "#b58a5c"))
        stage.canvas.rectangle(x - u * 0.1, line - u * 0.31, x + u * 0.1, line - u * 0.17, _lit(stage, "#262a30"))
        screen = mix(stage.palette.accent, (170, 215, 245), 0.6)
        stage.canvas.fade([(x - u * 0.09, line - u * 0.3), (x + u * 0.09, line - u * 0.3), (x + u * 0.09, line - u * 0.18), (x - u * 0.09, line - u * 0.18)], screen, mix(screen, (255, 255, 255), 0.4), line - u * 0.3, line - u * 0.18)
        for row, bar in enumerate((0.12, 0.07, 0.1)):
            stage.canvas.rectangle(x - u * 0.075, line - u * (0.285 - 0.03 * row), x - u * 0.075 + u * bar, line - u * (0.275 - 0.03 * row), mix(screen, (20, 40, 70), 0.5 if number % 2 else 0.35))
        stage.canvas.rectangle(x - u * 0.012, line - u * 0.17, x + u * 0.012, line - u * 0.14, _lit(stage, "#3a3e44"))
        stage.canvas.glow(x, line - u * 0.24, u * 0.22, screen, 0.35)
    _plant(stage, w * 0.6, line + u * 0.02, u * 0.3)


def _plant(stage: Stage, x: float, y: float, size: float) -> None:
    leaf = stage.palette.lit(stage.palette.leaf)
    for number, angle in enumerate(np.linspace(0.5, 2.64, 8)):
        tip = (x + np.cos(angle) * size * 0.5, y - size * 0.35 - np.sin(angle) * size * 0.62)
        middle = ((x + tip[0]) / 2, (y - size * 0.3 + tip[1]) / 2)
        stage.canvas.line([(x, y - size * 0.3), tip], size * 0.02, stage.shadow(leaf))
        stage.canvas.oval((tip[0] + middle[0]) / 2, (tip[1] + middle[1]) / 2, size * 0.21, size * 0.065, stage.highlight(leaf, 0.25 * (number % 2)), -float(np.degrees(angle)))
    pot = _lit(stage, "#b5694a")
    stage.canvas.polygon([(x - size * 0.17, y - size * 0.32), (x + size * 0.17, y - size * 0.32), (x + size * 0.12, y), (x - size * 0.12, y)], pot)
    stage.canvas.polygon([(x + size * 0.05, y - size * 0.32), (x + size * 0.17, y - size * 0.32), (x + size * 0.12, y), (x + size * 0.03, y)], stage.shadow(pot, 0.3))


def workshop(stage: Stage) -> None:
    """A bench, a board of tools, a hanging lamp."""
    u, w, line, side = stage.unit, stage.width, _floor(stage), _side(stage)
    x = w * (0.5 + 0.23 * side)
    board = _lit(stage, "#a8845a")
    stage.canvas.rectangle(x - u * 0.4, line - u * 0.66, x + u * 0.4, line - u * 0.28, board)
    steel, grip, dice = _lit(stage, "#c3c9cf"), _lit(stage, "#a8433a"), stage.rng("tools")
    for number in range(9):
        tx, tall = x - u * 0.35 + u * 0.088 * number, u * dice.uniform(0.1, 0.2)
        top = line - u * 0.61
        stage.canvas.rectangle(tx - u * 0.006, top, tx + u * 0.006, top + tall, grip if number % 2 else _lit(stage, "#6b4a30"))
        if number % 3 == 0:
            stage.canvas.rectangle(tx - u * 0.032, top - u * 0.005, tx + u * 0.032, top + u * 0.025, steel)
        elif number % 3 == 1:
            stage.canvas.oval(tx, top + tall, u * 0.022, u * 0.026, steel)
        else:
            stage.canvas.polygon([(tx - u * 0.02, top), (tx + u * 0.02, top), (tx + u * 0.034, top + tall), (tx - u * 0.034, top + tall)], steel)
    block(stage, w * 0.5 - u * 0.9, line - u * 0.14, w * 0.5 + u * 0.9, line - u * 0.09, _lit(stage, "#8f6540"))
    for leg in (-0.82, -0.2, 0.5, 0.8):
        stage.canvas.rectangle(w * 0.5 + u * leg, line - u * 0.09, w * 0.5 + u * (leg + 0.04), line + u * 0.12, _lit(stage, "#5f4128"))
    for gear, r in ((-0.5, 0.06), (-0.4, 0.04), (0.36, 0.05)):
        gx, gy = w * 0.5 + u * gear, line - u * 0.14 - u * r
        for tooth in np.linspace(0, 2 * np.pi, 10, endpoint=False):
            stage.canvas.disc(gx + np.cos(tooth) * u * r, gy + np.sin(tooth) * u * r, u * r * 0.2, _lit(stage, "#b58f4a"))
        stage.canvas.disc(gx, gy, u * r * 0.95, _lit(stage, "#b58f4a"))
        stage.canvas.disc(gx, gy, u * r * 0.35, _lit(stage, "#5a4530"))
    lamp(stage, w * (0.5 + 0.1 * side), 0, u * 0.2, _lit(stage, "#3f5a4a"))


def factory(stage: Stage) -> None:
    """Steel frames, cabinets with lights in rows, a conveyor."""
    u, w, line = stage.unit, stage.width, _floor(stage)
    steel = _lit(stage, "#6d7a86")
    for at in np.linspace(0.02, 0.98, 6):
        stage.canvas.rectangle(w * at - u * 0.014, 0, w * at + u * 0.014, line, stage.shadow(steel, 0.25))
    for y in (0.06, 0.15):
        stage.canvas.rectangle(0, u * y, w, u * (y + 0.016), stage.shadow(steel, 0.35))
    dice = stage.rng("cabinets")
    for at in (0.1, 0.26, 0.42, 0.58, 0.74, 0.9):
        x = w * at
        block(stage, x - u * 0.11, line - u * 0.46, x + u * 0.11, line + u * 0.02, _lit(stage, "#3c454f"))
        for row in range(9):
            for column in range(4):
                tone = ((90, 255, 170), (90, 190, 255), (255, 190, 90))[int(dice.integers(3))] if dice.random() < 0.6 else _lit(stage, "#23292f")
                stage.canvas.rectangle(x - u * 0.085 + u * 0.046 * column, line - u * (0.43 - 0.045 * row), x - u * 0.06 + u * 0.046 * column, line - u * (0.42 - 0.045 * row), tone)
    for at in (0.2, 0.5, 0.8):
        lamp(stage, w * at, u * 0.16, u * 0.06, _lit(stage, "#d0b23c"))


def laboratory(stage: Stage) -> None:
    """A white bench with glassware that glows."""
    u, w, line, side = stage.unit, stage.width, _floor(stage), _side(stage)
    shelves(stage, w * (0.5 + 0.24 * side) - u * 0.32, w * (0.5 + 0.24 * side) + u * 0.32, line - u * 0.66, line - u * 0.34, 2, "jars")
    block(stage, w * 0.02, line - u * 0.14, w * 0.98, line + u * 0.1, _lit(stage, "#eef3f4"))
    dice = stage.rng("glass")
    for at in np.linspace(0.08, 0.92, 9):
        x, size = w * at, u * dice.uniform(0.07, 0.13)
        y, tone = line - u * 0.14, rgb(("#46d6b0", "#5aa8ff", "#ff7ac0", "#ffcf4a", "#9a7aff")[int(dice.integers(5))])
        glass = mix(_lit(stage, "#dfeef2"), tone, 0.2)
        if dice.random() < 0.6:
            stage.canvas.polygon([(x - size * 0.12, y - size * 1.5), (x + size * 0.12, y - size * 1.5), (x + size * 0.12, y - size), (x + size * 0.5, y), (x - size * 0.5, y), (x - size * 0.12, y - size)], glass)
            stage.canvas.polygon([(x + size * 0.26, y - size * 0.55), (x + size * 0.46, y - size * 0.05), (x - size * 0.46, y - size * 0.05), (x - size * 0.26, y - size * 0.55)], tone)
        else:
            stage.canvas.rectangle(x - size * 0.16, y - size * 1.4, x + size * 0.16, y, glass)
            stage.canvas.rectangle(x - size * 0.13, y - size * 0.8, x + size * 0.13, y - size * 0.04, tone)
        stage.canvas.glow(x, y - size * 0.4, size * 1.5, tone, 0.4)


def spaceship(stage: Stage) -> None:
    """Consoles with lights beneath the window."""
    u, w, line = stage.unit, stage.width, _floor(stage)
    panel, dice = _lit(stage, "#8a97a4"), stage.rng("panel")
    stage.canvas.fade([(0, line - u * 0.16), (w, line - u * 0.16), (w, line + u * 0.1), (0, line + u * 0.1)], panel, stage.shadow(panel, 0.6), line - u * 0.16, line + u * 0.1)
    for _ in range(90):
        x, y = dice.uniform(0, w), line - u * 0.14 + u * 0.2 * dice.random()
        tone = ((90, 230, 255), (255, 110, 90), (255, 210, 100), (130, 255, 160))[int(dice.integers(4))]
        stage.canvas.rectangle(x, y, x + u * dice.uniform(0.008, 0.03), y + u * 0.008, tone)
    for at in (0.16, 0.4, 0.64, 0.88):
        stage.canvas.fade([(w * at - u * 0.09, line - u * 0.3), (w * at + u * 0.09, line - u * 0.3), (w * at + u * 0.1, line - u * 0.17), (w * at - u * 0.1, line - u * 0.17)], (20, 60, 80), (60, 190, 210), line - u * 0.3, line - u * 0.17)
        stage.canvas.glow(w * at, line - u * 0.22, u * 0.2, (80, 210, 255), 0.35)
    for at in (0.0, 1.0):
        stage.canvas.polygon([(w * at - u * 0.2, 0), (w * at + u * 0.2, 0), (w * at + u * 0.06, line), (w * at - u * 0.06, line)], stage.shadow(panel, 0.45))


def library(stage: Stage) -> None:
    """Shelves of books to the ceiling, a ladder, a lamp."""
    u, w, line, side = stage.unit, stage.width, _floor(stage), _side(stage)
    clear = w * (0.5 - 0.27 * side)
    for x0 in np.arange(0, w, u * 0.36):
        if abs(x0 + u * 0.17 - clear) > u * 0.4:
            shelves(stage, x0, x0 + u * 0.34, -u * 0.02, line, max(int((line + u * 0.02) / (u * 0.15)), 3), "books")
    x = w * (0.5 + 0.2 * side)
    wood = _lit(stage, "#9a6a42")
    for rail in (0.0, 0.09):
        stage.canvas.line([(x + u * rail, line + u * 0.06), (x + u * (rail + 0.12 * side), 0)], u * 0.011, wood)
    for t in np.linspace(0.08, 0.92, 9):
        stage.canvas.line([(x + u * 0.12 * side * t, line + u * 0.06 - (line + u * 0.06) * t), (x + u * (0.09 + 0.12 * side * t), line + u * 0.06 - (line + u * 0.06) * t)], u * 0.008, wood)
    lamp(stage, w * 0.5, 0, u * 0.14, _lit(stage, "#2f5a48"))


def classroom(stage: Stage) -> None:
    """A board with chalk lines, rows of desks."""
    u, w, line, side = stage.unit, stage.width, _floor(stage), _side(stage)
    x = w * (0.5 + 0.2 * side)
    stage.canvas.rectangle(x - u * 0.44, line - u * 0.62, x + u * 0.44, line - u * 0.2, _lit(stage, "#8a5f3c"))
    board = _lit(stage, "#2f4f44")
    stage.canvas.fade([(x - u * 0.42, line - u * 0.6), (x + u * 0.42, line - u * 0.6), (x + u * 0.42, line - u * 0.22), (x - u * 0.42, line - u * 0.22)], board, stage.highlight(board, 0.15), line - u * 0.6, line - u * 0.22)
    chalk, t = mix(board, (255, 255, 255), 0.7), np.linspace(0, 1, 24)
    stage.canvas.line(np.stack([x - u * 0.34 + u * 0.26 * t, line - u * 0.4 - u * 0.09 * np.sin(t * 6.3)], 1), u * 0.005, chalk)
    stage.canvas.line([(x + u * 0.06, line - u * 0.28), (x + u * 0.2, line - u * 0.52), (x + u * 0.34, line - u * 0.28), (x + u * 0.06, line - u * 0.28)], u * 0.005, chalk)
    for row, (y, scale) in enumerate(((0.08, 0.7), (0.24, 1.0))):
        for at in np.linspace(0.1, 0.9, 4 - row):
            table(stage, w * at, line + u * y, u * 0.15 * scale, _lit(stage, "#c29458"))


def museum(stage: Stage) -> None:
    """Columns and framed pictures under spots."""
    u, w, line = stage.unit, stage.width, _floor(stage)
    dice = stage.rng("frames")
    for at, wide in ((0.16, 0.15), (0.4, 0.1), (0.6, 0.12), (0.86, 0.16)):
        x, top, tall = w * at, line - u * 0.62, u * dice.uniform(0.26, 0.36)
        stage.canvas.rectangle(x - u * (wide + 0.018), top - u * 0.018, x + u * (wide + 0.018), top + tall + u * 0.018, _lit(stage, "#b58d3c"))
        a, b = (_lit(stage, ("#3f6a8a", "#c8604a", "#d9a94a", "#4a7a5a", "#6b4a7a")[int(dice.integers(5))]) for _ in range(2))
        stage.canvas.fade([(x - u * wide, top), (x + u * wide, top), (x + u * wide, top + tall), (x - u * wide, top + tall)], a, b, top, top + tall)
        stage.canvas.polygon([(x - u * wide, top + tall), (x - u * wide * 0.2, top + tall * 0.45), (x + u * wide, top + tall)], stage.shadow(b, 0.35))
        stage.canvas.disc(x + u * wide * 0.4, top + tall * 0.3, u * 0.022, mix(a, (255, 240, 200), 0.7))
        stage.canvas.glow(x, top - u * 0.02, u * 0.4, (255, 236, 200), 0.35)
    stone = _lit(stage, "#e9e1d4")
    for at in (0.0, 0.285, 0.73, 1.0):
        x = w * at
        stage.canvas.fade([(x - u * 0.04, 0), (x + u * 0.04, 0), (x + u * 0.045, line + u * 0.03), (x - u * 0.045, line + u * 0.03)], stage.shadow(stone, 0.15), stone, 0, line)
        stage.canvas.rectangle(x + u * 0.012, 0, x + u * 0.042, line, stage.shadow(stone, 0.22))
        stage.canvas.rectangle(x - u * 0.06, line - u * 0.01, x + u * 0.06, line + u * 0.035, stone)


def cafe(stage: Stage) -> None:
    """Bar with bottles, pendant lamps, small tables."""
    u, w, line, side = stage.unit, stage.width, _floor(stage), _side(stage)
    x = w * (0.5 + 0.26 * side)
    shelves(stage, x - u * 0.36, x + u * 0.36, line - u * 0.68, line - u * 0.32, 2, "jars")
    block(stage, x - u * 0.48, line - u * 0.22, x + u * 0.48, line + u * 0.06, mix(_lit(stage, "#6b3f30"), stage.palette.lit(stage.palette.accent), 0.15))
    stage.canvas.rectangle(x - u * 0.5, line - u * 0.24, x + u * 0.5, line - u * 0.205, _lit(stage, "#d9b98a"))
    machine = _lit(stage, "#c9ced2")
    block(stage, x - u * 0.12, line - u * 0.38, x + u * 0.12, line - u * 0.24, machine)
    stage.canvas.rectangle(x - u * 0.08, line - u * 0.31, x + u * 0.08, line - u * 0.25, stage.shadow(machine, 0.7))
    for at in (0.2, 0.42, 0.64, 0.86):
        lamp(stage, w * at, 0, u * (0.1 + 0.05 * (at > 0.5)), _lit(stage, "#8a4a2f"))
    for at, y in ((0.5 - 0.34 * side, 0.05), (0.5 - 0.08 * side, 0.12)):
        table(stage, w * at, line + u * y, u * 0.15, _lit(stage, "#8a5a3a"))


FURNISHERS: dict[str, Callable[[Stage], None]] = {
    "room": room, "kitchen": kitchen, "office": office, "workshop": workshop, "factory": factory, "laboratory": laboratory,
    "spaceship": spaceship, "library": library, "classroom": classroom, "museum": museum, "cafe": cafe,
}  # fmt: skip
