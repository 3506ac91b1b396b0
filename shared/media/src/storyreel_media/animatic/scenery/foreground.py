"""What frames the view from right before the lens: dark, large, a little out of focus."""

import cv2
import numpy as np

from storyreel_media.animatic.canvas import Canvas, smooth
from storyreel_media.animatic.colour import mix
from storyreel_media.animatic.stage import Stage

_BLUR = 0.0028  # of the short side


def paint_foreground(stage: Stage) -> None:
    """Paints the scene's foreground element at half size, softens it and lays it over the picture."""
    if stage.scene.foreground == "none":
        return
    w, h = stage.width // 2, stage.height // 2
    mask = Canvas(np.zeros((h, w), np.uint8))
    _SHAPES[stage.scene.foreground](mask, stage.rng("foreground"), min(w, h), 1 if stage.scene.anchor < 0.5 else -1)
    soft = cv2.GaussianBlur(mask.pixels, (0, 0), max(stage.unit * _BLUR / 2, 0.6))
    full = cv2.resize(soft, (stage.width, stage.height), interpolation=cv2.INTER_LINEAR)
    tone = mix(stage.palette.near, stage.palette.lit(stage.palette.leaf), 0.22)
    over = np.empty_like(stage.canvas.pixels)
    over[:] = np.round(tone).astype(np.uint8)
    stage.canvas.paste(over, full, 0, 0)


_ON = (255.0, 255.0, 255.0)


def _grass(mask: Canvas, dice: np.random.Generator, u: int, side: int) -> None:
    for _ in range(90):
        x = dice.uniform(0, mask.width)
        edge = abs(x / mask.width - 0.5) * 2
        tall = u * dice.uniform(0.03, 0.1) * (0.5 + 1.1 * edge**2)
        lean = dice.normal(0, 0.3) * tall
        t = np.linspace(0, 1, 5)
        left = np.stack([x - tall * 0.05 * (1 - t) + lean * t**2, mask.height + 4 - tall * 1.5 * t], 1)
        right = np.stack([x + tall * 0.05 * (1 - t) + lean * t**2, mask.height + 4 - tall * 1.5 * t], 1)
        mask.polygon(np.vstack([left, right[::-1]]), _ON)


def _flowers(mask: Canvas, dice: np.random.Generator, u: int, side: int) -> None:
    _grass(mask, dice, u, side)
    for _ in range(9):
        x = dice.uniform(0, 1)
        x = x * 0.3 if x < 0.5 else 1 - (1 - x) * 0.3
        tall, px = u * dice.uniform(0.1, 0.22), x * mask.width
        mask.line([(px, mask.height), (px + tall * 0.1, mask.height - tall)], u * 0.006, _ON)
        for angle in np.linspace(0, 2 * np.pi, 6, endpoint=False):
            mask.oval(px + tall * 0.1 + np.cos(angle) * u * 0.018, mask.height - tall + np.sin(angle) * u * 0.015, u * 0.014, u * 0.012, _ON)


def _reeds(mask: Canvas, dice: np.random.Generator, u: int, side: int) -> None:
    for _ in range(26):
        x = mask.width * (0.5 + side * dice.uniform(0.28, 0.52))
        tall = u * dice.uniform(0.15, 0.42)
        lean = dice.normal(0, 0.12) * tall
        mask.line([(x, mask.height + 4), (x + lean * 0.3, mask.height - tall * 0.5), (x + lean, mask.height - tall)], u * 0.006, _ON)
        if dice.random() < 0.5:
            mask.oval(x + lean * 0.92, mask.height - tall * 0.92, u * 0.011, u * 0.036, _ON)


def _branch(mask: Canvas, dice: np.random.Generator, u: int, side: int) -> None:
    """A leafy bough from an upper corner."""
    corner = mask.width if side > 0 else 0.0
    for number in range(3):
        t = np.linspace(0, 1, 8)
        reach, drop = u * dice.uniform(0.35, 0.62), u * dice.uniform(0.05, 0.22) + u * 0.05 * number
        spine = np.stack([corner - side * reach * t, u * 0.02 * number - u * 0.02 + drop * t**1.6], 1)
        mask.line(spine, u * 0.009, _ON)
        for at in np.linspace(1, 7, 26):
            base = spine[int(at)]
            angle, size = dice.uniform(0, 180), u * dice.uniform(0.016, 0.036)
            mask.oval(base[0] + dice.normal(0, 0.03) * u, base[1] + abs(dice.normal(0, 0.024)) * u, size, size * 0.45, _ON, angle)


def _leaves(mask: Canvas, dice: np.random.Generator, u: int, side: int) -> None:
    """Large leaves from the corners."""
    for corner_x, corner_y, aim in ((0, 0, 0.8), (mask.width, 0, 2.3), (0, mask.height, -0.8), (mask.width, mask.height, -2.3)):
        if dice.random() < 0.3:
            continue
        for _ in range(4):
            angle, length = aim + dice.normal(0, 0.35), u * dice.uniform(0.24, 0.42)
            tip = np.array([corner_x + np.cos(angle) * length, corner_y + np.sin(angle) * length])
            across = np.array([-np.sin(angle), np.cos(angle)]) * length * 0.17
            start = np.array([corner_x, corner_y], float)
            mask.polygon(smooth([tuple(start), tuple(start * 0.5 + tip * 0.5 + across), tuple(tip), tuple(start * 0.5 + tip * 0.5 - across)], 6), _ON)


def _ferns(mask: Canvas, dice: np.random.Generator, u: int, side: int) -> None:
    for _ in range(9):
        x = mask.width * (dice.uniform(-0.02, 0.24) if dice.random() < 0.5 else dice.uniform(0.76, 1.02))
        length, lean = u * dice.uniform(0.2, 0.36), dice.uniform(-0.8, 0.8)
        t = np.linspace(0, 1, 12)
        spine = np.stack([x + lean * length * t**1.5, mask.height + 4 - length * (t - 0.28 * t**3)], 1)
        mask.line(spine, u * 0.004, _ON)
        for at in range(1, 12):
            size = length * 0.22 * (1 - t[at] * 0.85)
            for wing in (-1, 1):
                mask.polygon([tuple(spine[at]), (spine[at, 0] + wing * size, spine[at, 1] - size * 0.25), (spine[at, 0] + wing * size * 0.4, spine[at, 1] + size * 0.22)], _ON)


def _palmleaf(mask: Canvas, dice: np.random.Generator, u: int, side: int) -> None:
    corner = np.array([mask.width * (1.02 if side > 0 else -0.02), -u * 0.04])
    for angle in np.linspace(0.15, 1.35, 5):
        length = u * dice.uniform(0.42, 0.62)
        t = np.linspace(0, 1, 14)
        spine = np.stack([corner[0] - side * np.cos(angle) * length * t, corner[1] + np.sin(angle) * length * t + u * 0.14 * t**2], 1)
        mask.line(spine, u * 0.006, _ON)
        for at in range(1, 14):
            size = u * 0.14 * np.sin(np.pi * min(t[at] * 0.9 + 0.1, 1))
            for wing in (-1, 1):
                tip = (spine[at, 0] - side * size * 0.7, spine[at, 1] + wing * size * 0.55 + size * 0.4)
                mask.polygon([(spine[at, 0], spine[at, 1] - u * 0.006), tip, (spine[at, 0], spine[at, 1] + u * 0.008)], _ON)


def _trunk(mask: Canvas, dice: np.random.Generator, u: int, side: int) -> None:
    x = mask.width * (0.5 + side * 0.46)
    wide = u * dice.uniform(0.08, 0.12)
    mask.polygon([(x - wide, mask.height + 4), (x - wide * 0.62, mask.height * 0.5), (x - wide * 0.7, -4), (x + wide * 0.7, -4), (x + wide * 0.62, mask.height * 0.5), (x + wide * 1.1, mask.height + 4)], _ON)
    mask.polygon([(x, mask.height * 0.34), (x - side * u * 0.3, mask.height * 0.1), (x - side * u * 0.29, mask.height * 0.09), (x, mask.height * 0.27)], _ON)
    _branch(mask, dice, u, side)


def _rocks(mask: Canvas, dice: np.random.Generator, u: int, side: int) -> None:
    x = mask.width * (0.5 + side * 0.56)
    for number in range(3):
        r = u * dice.uniform(0.12, 0.26)
        cx = x - side * u * 0.2 * number
        angle = np.linspace(np.pi, 2 * np.pi, 9)
        radius = r * dice.uniform(0.75, 1.1, 9)
        mask.polygon(np.vstack([np.stack([cx + np.cos(angle) * radius * 1.3, mask.height + 6 + np.sin(angle) * radius * 0.8], 1), [(cx + r, mask.height + 9), (cx - r, mask.height + 9)]]), _ON)


def _pine(mask: Canvas, dice: np.random.Generator, u: int, side: int) -> None:
    for number in range(2):
        x, tall = mask.width * (0.5 + side * (0.44 + 0.08 * number)), u * dice.uniform(0.75, 1.05)
        base = mask.height + u * 0.05
        mask.rectangle(x - u * 0.012, base - tall, x + u * 0.012, base, _ON)
        for at in np.linspace(0.04, 1, 17):
            half = u * 0.24 * at * dice.uniform(0.72, 1.08)
            y = base - tall * (1 - at)
            for wing in (-1, 1):
                mask.polygon([(x, y - u * 0.045), (x + wing * half, y + half * 0.3), (x + wing * half * 0.62, y + half * 0.14), (x + wing * half * 0.5, y + half * 0.32), (x, y + u * 0.02)], _ON)


def _post(mask: Canvas, dice: np.random.Generator, u: int, side: int) -> None:
    x = mask.width * (0.5 + side * 0.42)
    mask.rectangle(x - u * 0.035, mask.height - u * 0.34, x + u * 0.035, mask.height + 4, _ON)
    mask.oval(x, mask.height - u * 0.34, u * 0.04, u * 0.014, _ON)
    t = np.linspace(0, 1, 12)
    edge = mask.width if side > 0 else 0.0
    mask.line(np.stack([x + (edge - x) * t, mask.height - u * 0.26 + u * 0.09 * np.sin(np.pi * t)], 1), u * 0.012, _ON)


def _railing(mask: Canvas, dice: np.random.Generator, u: int, side: int) -> None:
    y = mask.height - u * 0.14
    mask.rectangle(-4, y, mask.width + 4, y + u * 0.016, _ON)
    for x in np.arange(u * 0.02, mask.width, u * 0.075):
        mask.rectangle(x, y, x + u * 0.008, mask.height + 4, _ON)


_SHAPES = {"grass": _grass, "flowers": _flowers, "reeds": _reeds, "branch": _branch, "leaves": _leaves, "ferns": _ferns, "palmleaf": _palmleaf,
           "trunk": _trunk, "rocks": _rocks, "pine": _pine, "post": _post, "railing": _railing}  # fmt: skip
