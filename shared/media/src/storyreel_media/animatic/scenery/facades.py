"""Houses and towers as parts of a view: skylines, rows of gables, steeples, lit windows."""

import cv2
import numpy as np

from storyreel_media.animatic.colour import Rgb, mix, rgb, times
from storyreel_media.animatic.stage import Stage

WALLS = ("#c9a27c", "#d8c3a0", "#b5705a", "#a9b2b8", "#8f9db0", "#cdb48a", "#9c6b5e", "#e0d3bd")


def lamp_colour(stage: Stage, dice: np.random.Generator) -> Rgb:
    """The colour of one lit window: warm, in neon towns also pink and cyan."""
    if stage.scene.style == "cyberpunk":
        return rgb(("#ff4fc3", "#38e8ff", "#a06bff", "#ffd36b")[int(dice.integers(4))])
    return mix(stage.palette.lamp, rgb(("#fff2c8", "#ffb057", "#ffd98a")[int(dice.integers(3))]), 0.6)


def windows(
    stage: Stage,
    dice: np.random.Generator,
    box: tuple[float, float, float, float],
    body: Rgb,
    share: float,
    depth: float,
) -> None:
    """A grid of windows on a façade (x0, y0, x1, y1 px), `share` of them lit."""
    part = stage.canvas.clip(*box)
    if part is None:
        return
    x0, y0, x1, y1 = box
    cell = stage.unit * 0.02 * (1.15 - depth * 0.6)
    across, down = max(int((x1 - x0) / cell), 1), max(int((y1 - y0) / (cell * 1.35)), 1)
    lit = dice.random((down, across)) < share
    dark = times(body, 0.72) if not stage.scene.dark else times(body, 0.8)
    warm = mix(lamp_colour(stage, dice), stage.palette.haze, depth * 0.5)
    colours = np.where(lit[..., None], np.asarray(warm), np.asarray(dark))
    w, h = (x1 - x0) / across, (y1 - y0) / down
    for row in range(down):
        for column in range(across):
            wx, wy = x0 + w * (column + 0.24), y0 + h * (row + 0.2)
            if wy < stage.height and -w < wx < stage.width:
                cv2.rectangle(
                    stage.canvas.pixels,
                    (round(wx), round(wy)),
                    (round(wx + w * 0.5), round(wy + h * 0.55)),
                    colours[row, column].tolist(),
                    -1,
                )


def skyline(stage: Stage, name: str, base: float, rise: float, depth: float, *, lit: float) -> None:
    """A row of towers with stepped tops, masts and windows."""
    dice = stage.rng(f"skyline-{name}")
    u, x = stage.unit, -0.02 * stage.width
    while x < stage.width:
        width = u * dice.uniform(0.06, 0.14) * (1.25 - 0.5 * depth)
        centre = 1 - abs(x / stage.width - 0.5)
        tall = rise * dice.uniform(0.35, 1.0) * (0.6 + 0.4 * centre)
        wall = mix(stage.palette.rock, rgb(WALLS[int(dice.integers(len(WALLS)))]), 0.25)
        if stage.scene.dark:
            wall = mix(wall, stage.palette.near, 0.3)
        body = stage.surface(wall, depth)
        top = base - tall
        shape = [(x, base + u), (x, top), (x + width, top), (x + width, base + u)]
        stage.canvas.fade(shape, body, mix(body, stage.palette.haze, 0.45), top, base)
        side = 0.0 if stage.sun and stage.sun[0] > x else 0.62
        stage.canvas.fade([(x + width * side, top), (x + width * (side + 0.38), top), (x + width * (side + 0.38),
            base), (x + width * side, base)],
                          stage.shadow(body, 0.22), mix(body, stage.palette.haze, 0.45), top, base, 0.8)  # fmt: skip
        kind = int(dice.integers(4))
        if kind == 0:
            stage.canvas.rectangle(x + width * 0.2, top - u * 0.02, x + width * 0.8, top + 2, body)
        elif kind == 1:
            stage.canvas.polygon([(x, top + 1), (x + width * 0.5, top - u * 0.045), (x + width, top + 1)], body)
        elif kind == 2:
            stage.canvas.line([(x + width * 0.5, top), (x + width * 0.5, top - u * 0.06)], max(u * 0.002, 1), body)
        if depth < 0.62:
            windows(stage, dice, (x + width * 0.08, top + u * 0.012, x + width * 0.92, base), body, lit, depth)
        x += width * dice.uniform(1.0, 1.3)


def house_row(stage: Stage, name: str, base: float, size: float, depth: float) -> None:
    """Gabled houses side by side with chimneys and lit windows."""
    dice = stage.rng(f"houses-{name}")
    x = -size * 0.3
    lit = 0.6 if stage.scene.dark else 0.15 if stage.scene.time == "dusk" else 0.0
    while x < stage.width:
        width, tall = size * dice.uniform(0.55, 0.95), size * dice.uniform(0.55, 0.9)
        gable(stage, dice, (x, base), (width, tall), depth, lit)
        x += width * dice.uniform(1.0, 1.5)


def gable(
    stage: Stage,
    dice: np.random.Generator,
    foot: tuple[float, float],
    size: tuple[float, float],
    depth: float,
    lit: float,
) -> None:
    """One house front with its left foot at `foot`, (width, height) px."""
    (x, base), (width, tall) = foot, size
    wall = stage.surface(rgb(WALLS[int(dice.integers(len(WALLS)))]), depth)
    roof = stage.surface(rgb(("#9c4a3a", "#6b4a44", "#55606e", "#a85f3c")[int(dice.integers(4))]), depth)
    if stage.scene.season == "winter":
        roof = mix(roof, stage.surface((240, 245, 250), depth), 0.8)
    eave = base - tall * 0.62
    stage.canvas.fade(
        [(x, base), (x, eave), (x + width, eave), (x + width, base)],
        wall,
        mix(wall, stage.palette.haze, 0.2),
        eave,
        base,
    )
    stage.canvas.rectangle(x + width * 0.7, base - tall * 0.98, x + width * 0.8, eave, stage.shadow(roof, 0.3))
    stage.canvas.polygon(
        [(x - width * 0.08, eave + 1), (x + width * 0.5, base - tall), (x + width * 1.08, eave + 1)], roof
    )
    side = -1 if stage.sun and stage.sun[0] > x else 1
    stage.canvas.polygon(
        [(x + width * 0.5, base - tall), (x + width * (0.5 + 0.58 * side), eave + 1), (x + width * 0.5, eave + 1)],
        stage.shadow(roof, 0.28),
    )
    pane_dark = stage.shadow(wall, 0.5)
    for column in (0.16, 0.6):
        pane = mix(lamp_colour(stage, dice), stage.palette.haze, depth * 0.4) if dice.random() < lit else pane_dark
        stage.canvas.rectangle(
            x + width * column, eave + tall * 0.12, x + width * (column + 0.22), eave + tall * 0.34, pane
        )
    stage.canvas.rectangle(x + width * 0.4, base - tall * 0.26, x + width * 0.58, base, stage.shadow(wall, 0.6))


def steeple(stage: Stage, x: float, base: float, size: float, depth: float) -> None:
    """A church tower with a pointed roof."""
    wall, roof = stage.surface(rgb("#d5c8b0"), depth), stage.surface(rgb("#5f5560"), depth)
    stage.canvas.rectangle(x - size * 0.1, base - size * 0.6, x + size * 0.1, base, wall)
    stage.canvas.rectangle(x, base - size * 0.6, x + size * 0.1, base, stage.shadow(wall, 0.25))
    stage.canvas.polygon(
        [(x - size * 0.13, base - size * 0.59), (x, base - size), (x + size * 0.13, base - size * 0.59)], roof
    )
    stage.canvas.oval(
        x,
        base - size * 0.46,
        size * 0.03,
        size * 0.045,
        stage.palette.lamp if stage.scene.dark else stage.shadow(wall, 0.6),
    )
