"""Rooms: a back wall with a view, a floor, and light from the window and lamps."""

from collections.abc import Callable

import cv2
import numpy as np

from storyreel_media.animatic.colour import Rgb, mix, rgb
from storyreel_media.animatic.scenery import halls, homely, workplaces
from storyreel_media.animatic.scenery.chambers import backdrop, cave, theatre
from storyreel_media.animatic.scenery.furniture import floor_line
from storyreel_media.animatic.stage import Stage

# wall, floor
_SHELLS: dict[str, tuple[str, str]] = {
    "room": ("#c7a98a", "#8f6544"),
    "kitchen": ("#d9cfae", "#a5754e"),
    "office": ("#c9d0d4", "#8d8f95"),
    "workshop": ("#8f7258", "#6b5442"),
    "factory": ("#7f8a94", "#6a6e72"),
    "laboratory": ("#d5e2e6", "#a9b8be"),
    "spaceship": ("#56636f", "#3e474f"),
    "library": ("#8a5f42", "#6b4630"),
    "classroom": ("#d6c9a4", "#9a734c"),
    "museum": ("#e2dace", "#b59f86"),
    "cafe": ("#a8775a", "#70503a"),
}


_FURNISHERS: dict[str, Callable[[Stage], None]] = {
    "room": homely.room,
    "kitchen": homely.kitchen,
    "library": homely.library,
    "cafe": homely.cafe,
    "office": workplaces.office,
    "workshop": workplaces.workshop,
    "factory": workplaces.factory,
    "laboratory": halls.laboratory,
    "spaceship": halls.spaceship,
    "classroom": halls.classroom,
    "museum": halls.museum,
}


def paint_room(stage: Stage) -> None:
    """Wall, window or what stands for it, floor, furniture, light."""
    place = stage.scene.place
    wall, floor = _SHELLS[place]
    _shell(stage, rgb(wall), rgb(floor))
    _FURNISHERS[place](stage)


def _shell(stage: Stage, wall: Rgb, floor: Rgb) -> None:
    w, h, u = stage.width, stage.height, stage.unit
    line = floor_line(stage)
    inner = stage.palette.lit(mix(wall, stage.palette.wall, 0.3))
    if stage.scene.dark:
        inner = mix(inner, stage.palette.lamp, 0.1)
    view = stage.canvas.pixels.copy()
    stage.canvas.fade([(0, 0), (w, 0), (w, line), (0, line)], stage.shadow(inner, 0.3), inner, 0, line)
    boards = stage.palette.lit(floor)
    stage.canvas.fade(
        [(0, line), (w, line), (w, h), (0, h)], stage.highlight(boards, 0.15), stage.shadow(boards, 0.45), line, h
    )
    vanish = w * (0.5 + 0.12 * stage.scene.facing)
    for x in np.linspace(-1.4, 2.4, 26):
        stage.canvas.line(
            [(vanish + (x * w - vanish) * 0.5, line), (vanish + (x * w - vanish) * 1.6, h)],
            u * 0.002,
            stage.shadow(boards, 0.4),
        )
    stage.canvas.rectangle(0, line - u * 0.02, w, line, stage.shadow(inner, 0.4))
    _window(stage, view, inner, line)


def _window(stage: Stage, view: np.ndarray, wall: Rgb, line: float) -> None:
    """A window on the light's side with the outside in it, and its light on wall and floor."""
    w, u = stage.width, stage.unit
    x = w * (0.5 + 0.27 * (1 if stage.scene.anchor < 0.5 else -1))
    half, top, bottom = u * 0.24, line - u * 0.62, line - u * 0.17
    left, upper, right, lower = (round(v) for v in (x - half, max(top, u * 0.03), x + half, bottom))
    part = stage.canvas.clip(left, upper, right, lower)
    if part is None:
        return
    source = cv2.resize(
        view[: max(int(stage.horizon), 8)], (part[2] - part[0], part[3] - part[1]), interpolation=cv2.INTER_AREA
    )
    stage.canvas.pixels[part[1] : part[3], part[0] : part[2]] = source
    if stage.scene.place == "spaceship":
        _stars(stage, part)
    else:
        _view(stage, part)
    frame = stage.palette.lit(rgb("#efe6d6")) if stage.scene.place != "spaceship" else stage.palette.lit(rgb("#9aa6b0"))
    bar = u * 0.012
    for x0, y0, x1, y1 in (
        (left - bar, upper - bar, right + bar, upper + bar),
        (left - bar, lower - bar, right + bar, lower + bar),
        (left - bar, upper, left + bar, lower),
        (right - bar, upper, right + bar, lower),
        (x - bar * 0.6, upper, x + bar * 0.6, lower),
        (left, (upper + lower) / 2 - bar * 0.5, right, (upper + lower) / 2 + bar * 0.5),
    ):
        stage.canvas.rectangle(x0, y0, x1, y1, frame)
    stage.canvas.rectangle(
        left - bar * 3, lower + bar * 0.4, right + bar * 3, lower + bar * 2.2, stage.highlight(frame, 0.2)
    )
    if not stage.scene.dark:
        stage.canvas.glow(x, (upper + lower) / 2, u * 0.6, stage.palette.light, 0.42)
        lean = u * 0.28 * (-1 if x > w / 2 else 1)
        for pane in (-1, 1):
            shape = [
                (x + pane * half * 0.1, line + u * 0.04),
                (x + pane * half * 0.95, line + u * 0.04),
                (x + pane * half * 1.2 + lean, line + u * 0.26),
                (x + pane * half * 0.2 + lean, line + u * 0.26),
            ]
            tone = mix(stage.palette.light, wall, 0.15)
            stage.canvas.fade(shape, tone, tone, 0, 1, 0.4)


def _stars(stage: Stage, part: tuple[int, int, int, int]) -> None:
    """Space outside: stars and the limb of a planet."""
    left, top, right, bottom = part
    stage.canvas.rectangle(left, top, right, bottom, (8, 10, 26))
    dice = stage.rng("stars")
    for _ in range(70):
        stage.canvas.disc(
            dice.uniform(left, right),
            dice.uniform(top, bottom),
            stage.unit * dice.uniform(0.0008, 0.0022),
            (226, 232, 255),
        )
    t = np.linspace(0, 1, 24)
    rise = (bottom - top) * (0.34 - 1.0 * (t - 0.5) ** 2)
    limb = np.stack([left + (right - left) * t, bottom - rise], 1)
    stage.canvas.fade(
        np.vstack([limb, [(right, bottom), (left, bottom)]]),
        mix(stage.palette.accent, (120, 190, 255), 0.5),
        (14, 26, 60),
        bottom - rise.max(),
        bottom,
    )
    stage.canvas.line(limb, stage.unit * 0.004, (190, 225, 255))


def _view(stage: Stage, part: tuple[int, int, int, int]) -> None:
    """Something out there: hills or, in dark towns, lights."""
    left, top, right, bottom = part
    dice = stage.rng("view")
    t = np.linspace(0, 1, 16)
    y = bottom - (bottom - top) * (0.2 + 0.12 * np.sin(t * 5 + dice.uniform(0, 6)) + 0.05 * np.sin(t * 13))
    far = stage.surface(stage.palette.leaf, 0.45)
    stage.canvas.polygon(
        np.vstack([np.stack([left + (right - left) * t, y], 1), [(right, bottom), (left, bottom)]]), far
    )
    if stage.scene.dark:
        for _ in range(26):
            stage.canvas.disc(
                dice.uniform(left, right),
                bottom - (bottom - top) * dice.uniform(0.02, 0.26),
                stage.unit * 0.003,
                stage.palette.lamp,
            )
    if stage.scene.has("rain"):
        for _ in range(40):
            x, fall = dice.uniform(left, right), dice.uniform(top, bottom - 10)
            stage.canvas.line(
                [(x, fall), (x - 3, fall + stage.unit * 0.025)], 1.5, mix(stage.palette.low, (255, 255, 255), 0.4)
            )


PAINTERS: dict[str, Callable[[Stage], None]] = {
    **dict.fromkeys(_SHELLS, paint_room),
    "stage": theatre,
    "cave": cave,
    "studio": backdrop,
}
