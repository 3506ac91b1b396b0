"""Rooms: a back wall with a view, a floor, light from the window and lamps, and what tells one room from another."""

from collections.abc import Callable

import cv2
import numpy as np

from storyreel_media.animatic.colour import Rgb, mix, rgb
from storyreel_media.animatic.scenery.furniture import FURNISHERS
from storyreel_media.animatic.stage import Stage

# wall, floor
_SHELLS: dict[str, tuple[str, str]] = {
    "room": ("#c7a98a", "#8f6544"), "kitchen": ("#d9cfae", "#a5754e"), "office": ("#c9d0d4", "#8d8f95"), "workshop": ("#8f7258", "#6b5442"),
    "factory": ("#7f8a94", "#6a6e72"), "laboratory": ("#d5e2e6", "#a9b8be"), "spaceship": ("#56636f", "#3e474f"),
    "library": ("#8a5f42", "#6b4630"), "classroom": ("#d6c9a4", "#9a734c"), "museum": ("#e2dace", "#b59f86"), "cafe": ("#a8775a", "#70503a"),
    "stage": ("#3a2234", "#5a3c30"), "cave": ("#5a5360", "#4a4450"), "studio": ("#d8d3cb", "#c9c3ba"),
}  # fmt: skip


def paint_room(stage: Stage) -> None:
    """Wall, window or what stands for it, floor, furniture, light."""
    place = stage.scene.place
    if place == "stage":
        _theatre(stage)
    elif place == "cave":
        _cave(stage)
    elif place == "studio":
        _backdrop(stage)
    else:
        _shell(stage, *(rgb(code) for code in _SHELLS[place]))
    FURNISHERS.get(place, lambda _stage: None)(stage)


def floor_line(stage: Stage) -> float:
    """Where the back wall meets the floor, px."""
    return min(stage.height * (stage.scene.horizon + 0.12), stage.height * 0.84)


def _shell(stage: Stage, wall: Rgb, floor: Rgb) -> None:
    w, h, u = stage.width, stage.height, stage.unit
    line = floor_line(stage)
    inner = stage.palette.lit(mix(wall, stage.palette.wall, 0.3))
    if stage.scene.dark:
        inner = mix(inner, stage.palette.lamp, 0.1)
    view = stage.canvas.pixels.copy()
    stage.canvas.fade([(0, 0), (w, 0), (w, line), (0, line)], stage.shadow(inner, 0.3), inner, 0, line)
    boards = stage.palette.lit(floor)
    stage.canvas.fade([(0, line), (w, line), (w, h), (0, h)], stage.highlight(boards, 0.15), stage.shadow(boards, 0.45), line, h)
    vanish = w * (0.5 + 0.12 * stage.scene.facing)
    for x in np.linspace(-1.4, 2.4, 26):
        stage.canvas.line([(vanish + (x * w - vanish) * 0.5, line), (vanish + (x * w - vanish) * 1.6, h)], u * 0.002, stage.shadow(boards, 0.4))
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
    source = cv2.resize(view[: max(int(stage.horizon), 8)], (part[2] - part[0], part[3] - part[1]), interpolation=cv2.INTER_AREA)
    stage.canvas.pixels[part[1] : part[3], part[0] : part[2]] = source
    _view(stage, part)
    frame = stage.palette.lit(rgb("#efe6d6")) if stage.scene.place != "spaceship" else stage.palette.lit(rgb("#9aa6b0"))
    bar = u * 0.012
    for x0, y0, x1, y1 in ((left - bar, upper - bar, right + bar, upper + bar), (left - bar, lower - bar, right + bar, lower + bar), (left - bar, upper, left + bar, lower),
                           (right - bar, upper, right + bar, lower), (x - bar * 0.6, upper, x + bar * 0.6, lower), (left, (upper + lower) / 2 - bar * 0.5, right, (upper + lower) / 2 + bar * 0.5)):  # fmt: skip
        stage.canvas.rectangle(x0, y0, x1, y1, frame)
    stage.canvas.rectangle(left - bar * 3, lower + bar * 0.4, right + bar * 3, lower + bar * 2.2, stage.highlight(frame, 0.2))
    if not stage.scene.dark:
        stage.canvas.glow(x, (upper + lower) / 2, u * 0.6, stage.palette.light, 0.42)
        lean = u * 0.28 * (-1 if x > w / 2 else 1)
        for pane in (-1, 1):
            shape = [(x + pane * half * 0.1, line + u * 0.04), (x + pane * half * 0.95, line + u * 0.04), (x + pane * half * 1.2 + lean, line + u * 0.26), (x + pane * half * 0.2 + lean, line + u * 0.26)]
            tone = mix(stage.palette.light, wall, 0.15)
            stage.canvas.fade(shape, tone, tone, 0, 1, 0.4)


def _view(stage: Stage, part: tuple[int, int, int, int]) -> None:
    """Something out there: hills or, in dark towns, lights."""
    left, top, right, bottom = part
    dice = stage.rng("view")
    t = np.linspace(0, 1, 16)
    y = bottom - (bottom - top) * (0.2 + 0.12 * np.sin(t * 5 + dice.uniform(0, 6)) + 0.05 * np.sin(t * 13))
    far = stage.surface(stage.palette.leaf, 0.45)
    stage.canvas.polygon(np.vstack([np.stack([left + (right - left) * t, y], 1), [(right, bottom), (left, bottom)]]), far)
    if stage.scene.dark:
        for _ in range(26):
            stage.canvas.disc(dice.uniform(left, right), bottom - (bottom - top) * dice.uniform(0.02, 0.26), stage.unit * 0.003, stage.palette.lamp)
    if stage.scene.has("rain"):
        for _ in range(40):
            x, fall = dice.uniform(left, right), dice.uniform(top, bottom - 10)
            stage.canvas.line([(x, fall), (x - 3, fall + stage.unit * 0.025)], 1.5, mix(stage.palette.low, (255, 255, 255), 0.4))


def _theatre(stage: Stage) -> None:
    w, h, u = stage.width, stage.height, stage.unit
    line = floor_line(stage)
    back = mix(rgb("#24142c"), stage.palette.near, 0.3)
    stage.canvas.fade([(0, 0), (w, 0), (w, line), (0, line)], mix(back, (0, 0, 0), 0.4), mix(back, stage.palette.accent, 0.25), 0, line)
    wood = mix(rgb("#7a4e36"), back, 0.25)
    stage.canvas.fade([(0, line), (w, line), (w, h), (0, h)], wood, mix(wood, (0, 0, 0), 0.55), line, h)
    red = mix(rgb("#9c2436"), stage.palette.accent, 0.25)
    for side in (-1, 1):
        for fold in range(7):
            x0 = w / 2 + side * (w * 0.5 - u * 0.05 * (fold - 0.2))
            tone = mix(red, (0, 0, 0), 0.15 + 0.4 * (fold % 2))
            stage.canvas.polygon([(x0, 0), (x0 - side * u * 0.06, 0), (x0 - side * u * (0.05 - 0.012 * fold), h), (x0 + side * u * 0.02, h)], tone)
    for x in np.arange(0, w, u * 0.11):
        stage.canvas.oval(x, 0, u * 0.075, u * 0.1, mix(red, (0, 0, 0), 0.28))
    x = w * stage.scene.anchor
    foot = line + (h - line) * 0.55
    for source, strength in ((w * 0.5 + u * 0.5 * stage.scene.facing, 0.5), (w * 0.5 - u * 0.5 * stage.scene.facing, 0.24)):
        beam = [(source - u * 0.02, -2), (source + u * 0.02, -2), (x + u * 0.3, foot), (x - u * 0.3, foot)]
        tone = mix(stage.palette.lamp, (255, 250, 230), 0.5)
        stage.canvas.fade(beam, tone, tone, 0, 1, 0.22 * strength * 2)
    stage.canvas.oval(x, foot, u * 0.31, u * 0.07, mix(wood, (255, 240, 200), 0.55))
    stage.canvas.glow(x, foot, u * 0.5, (255, 225, 170), 0.4)


def _cave(stage: Stage) -> None:
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
        tone = np.round(mix(mix(rock, stage.palette.light, 0.24 - 0.1 * ring), stage.palette.near, 0.15 + 0.27 * ring)).astype(np.uint8)
        mask = np.full((h, w), 255, np.uint8)
        cv2.fillPoly(mask, [np.round(inner * 16).astype(np.int32)], 0, cv2.LINE_AA, 4)
        over = np.empty((h, w, 3), np.uint8)
        over[:] = tone
        stage.canvas.paste(over, mask, 0, 0)
    ground = mix(rock, stage.palette.near, 0.45)
    stage.canvas.fade([(0, stage.horizon + u * 0.16), (w, stage.horizon + u * 0.13), (w, h), (0, h)], mix(ground, stage.palette.light, 0.14), stage.shadow(ground, 0.6), stage.horizon + u * 0.13, h)
    for _ in range(11):
        px, tall = dice.uniform(0, w), u * dice.uniform(0.08, 0.3)
        stage.canvas.polygon([(px - tall * 0.16, -2), (px + tall * 0.16, -2), (px, tall)], mix(rock, stage.palette.near, 0.72))


def _backdrop(stage: Stage) -> None:
    """A seamless paper curve under soft light: for products."""
    w, h, u = stage.width, stage.height, stage.unit
    tone = mix(stage.palette.lit(mix(stage.palette.accent, rgb("#efe8dd"), 0.62)), stage.palette.low, 0.2)
    stage.canvas.fade([(0, 0), (w, 0), (w, h), (0, h)], stage.shadow(tone, 0.28), tone, 0, stage.horizon + u * 0.1)
    stage.canvas.fade([(0, stage.horizon + u * 0.1), (w, stage.horizon + u * 0.1), (w, h), (0, h)], tone, stage.shadow(tone, 0.3), stage.horizon + u * 0.1, h)
    stage.canvas.glow(w * (1 - stage.scene.anchor), h * 0.2, u * 0.9, mix(stage.palette.light, (255, 255, 255), 0.4), 0.4)
    x, y = w * stage.scene.anchor, stage.height * 0.86
    stone = stage.highlight(tone, 0.5)
    stage.canvas.fade([(x - u * 0.32, y), (x + u * 0.32, y), (x + u * 0.32, h + 4), (x - u * 0.32, h + 4)], stage.shadow(stone, 0.1), stage.shadow(stone, 0.4), y, h)
    stage.canvas.oval(x, y, u * 0.32, u * 0.06, stone)


PAINTERS: dict[str, Callable[[Stage], None]] = dict.fromkeys(_SHELLS, paint_room)
