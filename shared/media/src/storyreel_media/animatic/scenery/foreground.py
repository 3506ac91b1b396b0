"""What frames the view from right before the lens: dark, large, a little out of focus."""

from dataclasses import dataclass

import cv2
import numpy as np

from storyreel_media.animatic.canvas import Canvas, smooth
from storyreel_media.animatic.colour import mix
from storyreel_media.animatic.stage import Stage

_BLUR = 0.0028  # of the short side


@dataclass(frozen=True, slots=True)
class Lens:
    """Where a foreground element is drawn: a mask, its short side in px, and its side (1 right, -1 left)."""

    mask: Canvas
    dice: np.random.Generator
    unit: int
    side: int


def paint_foreground(stage: Stage) -> None:
    """Paints the scene's foreground element at half size, softens it and lays it over the picture."""
    if stage.scene.foreground == "none":
        return
    w, h = stage.width // 2, stage.height // 2
    lens = Lens(
        Canvas(np.zeros((h, w), np.uint8)), stage.rng("foreground"), min(w, h), 1 if stage.scene.anchor < 0.5 else -1
    )
    _SHAPES[stage.scene.foreground](lens)
    soft = cv2.GaussianBlur(lens.mask.pixels, (0, 0), max(stage.unit * _BLUR / 2, 0.6))
    full = cv2.resize(soft, (stage.width, stage.height), interpolation=cv2.INTER_LINEAR)
    tone = mix(stage.palette.near, stage.palette.lit(stage.palette.leaf), 0.22)
    over = np.empty_like(stage.canvas.pixels)
    over[:] = np.round(tone).astype(np.uint8)
    stage.canvas.paste(over, full, 0, 0)


_ON = (255.0, 255.0, 255.0)


def _grass(lens: Lens) -> None:
    for _ in range(90):
        x = lens.dice.uniform(0, lens.mask.width)
        edge = abs(x / lens.mask.width - 0.5) * 2
        tall = lens.unit * lens.dice.uniform(0.03, 0.1) * (0.5 + 1.1 * edge**2)
        lean = lens.dice.normal(0, 0.3) * tall
        t = np.linspace(0, 1, 5)
        left = np.stack([x - tall * 0.05 * (1 - t) + lean * t**2, lens.mask.height + 4 - tall * 1.5 * t], 1)
        right = np.stack([x + tall * 0.05 * (1 - t) + lean * t**2, lens.mask.height + 4 - tall * 1.5 * t], 1)
        lens.mask.polygon(np.vstack([left, right[::-1]]), _ON)


def _flowers(lens: Lens) -> None:
    _grass(lens)
    for _ in range(9):
        x = lens.dice.uniform(0, 1)
        x = x * 0.3 if x < 0.5 else 1 - (1 - x) * 0.3
        tall, px = lens.unit * lens.dice.uniform(0.1, 0.22), x * lens.mask.width
        lens.mask.line([(px, lens.mask.height), (px + tall * 0.1, lens.mask.height - tall)], lens.unit * 0.006, _ON)
        for angle in np.linspace(0, 2 * np.pi, 6, endpoint=False):
            lens.mask.oval(
                px + tall * 0.1 + np.cos(angle) * lens.unit * 0.018,
                lens.mask.height - tall + np.sin(angle) * lens.unit * 0.015,
                lens.unit * 0.014,
                lens.unit * 0.012,
                _ON,
            )


def _reeds(lens: Lens) -> None:
    for _ in range(26):
        x = lens.mask.width * (0.5 + lens.side * lens.dice.uniform(0.28, 0.52))
        tall = lens.unit * lens.dice.uniform(0.15, 0.42)
        lean = lens.dice.normal(0, 0.12) * tall
        lens.mask.line(
            [
                (x, lens.mask.height + 4),
                (x + lean * 0.3, lens.mask.height - tall * 0.5),
                (x + lean, lens.mask.height - tall),
            ],
            lens.unit * 0.006,
            _ON,
        )
        if lens.dice.random() < 0.5:
            lens.mask.oval(x + lean * 0.92, lens.mask.height - tall * 0.92, lens.unit * 0.011, lens.unit * 0.036, _ON)


def _branch(lens: Lens) -> None:
    """A leafy bough from an upper corner."""
    corner = lens.mask.width if lens.side > 0 else 0.0
    for number in range(3):
        t = np.linspace(0, 1, 8)
        reach, drop = (
            lens.unit * lens.dice.uniform(0.35, 0.62),
            lens.unit * lens.dice.uniform(0.05, 0.22) + lens.unit * 0.05 * number,
        )
        spine = np.stack(
            [corner - lens.side * reach * t, lens.unit * 0.02 * number - lens.unit * 0.02 + drop * t**1.6], 1
        )
        lens.mask.line(spine, lens.unit * 0.009, _ON)
        for at in np.linspace(1, 7, 26):
            base = spine[int(at)]
            angle, size = lens.dice.uniform(0, 180), lens.unit * lens.dice.uniform(0.016, 0.036)
            lens.mask.oval(
                base[0] + lens.dice.normal(0, 0.03) * lens.unit,
                base[1] + abs(lens.dice.normal(0, 0.024)) * lens.unit,
                size,
                size * 0.45,
                _ON,
                angle,
            )


def _leaves(lens: Lens) -> None:
    """Large leaves from the corners."""
    for corner_x, corner_y, aim in (
        (0, 0, 0.8),
        (lens.mask.width, 0, 2.3),
        (0, lens.mask.height, -0.8),
        (lens.mask.width, lens.mask.height, -2.3),
    ):
        if lens.dice.random() < 0.3:
            continue
        for _ in range(4):
            angle, length = aim + lens.dice.normal(0, 0.35), lens.unit * lens.dice.uniform(0.24, 0.42)
            tip = np.array([corner_x + np.cos(angle) * length, corner_y + np.sin(angle) * length])
            across = np.array([-np.sin(angle), np.cos(angle)]) * length * 0.17
            start = np.array([corner_x, corner_y], float)
            lens.mask.polygon(
                smooth(
                    [
                        tuple(start),
                        tuple(start * 0.5 + tip * 0.5 + across),
                        tuple(tip),
                        tuple(start * 0.5 + tip * 0.5 - across),
                    ],
                    6,
                ),
                _ON,
            )


def _ferns(lens: Lens) -> None:
    for _ in range(9):
        x = lens.mask.width * (
            lens.dice.uniform(-0.02, 0.24) if lens.dice.random() < 0.5 else lens.dice.uniform(0.76, 1.02)
        )
        length, lean = lens.unit * lens.dice.uniform(0.2, 0.36), lens.dice.uniform(-0.8, 0.8)
        t = np.linspace(0, 1, 12)
        spine = np.stack([x + lean * length * t**1.5, lens.mask.height + 4 - length * (t - 0.28 * t**3)], 1)
        lens.mask.line(spine, lens.unit * 0.004, _ON)
        for at in range(1, 12):
            size = length * 0.22 * (1 - t[at] * 0.85)
            for wing in (-1, 1):
                lens.mask.polygon(
                    [
                        tuple(spine[at]),
                        (spine[at, 0] + wing * size, spine[at, 1] - size * 0.25),
                        (spine[at, 0] + wing * size * 0.4, spine[at, 1] + size * 0.22),
                    ],
                    _ON,
                )


def _palmleaf(lens: Lens) -> None:
    corner = np.array([lens.mask.width * (1.02 if lens.side > 0 else -0.02), -lens.unit * 0.04])
    for angle in np.linspace(0.15, 1.35, 5):
        length = lens.unit * lens.dice.uniform(0.42, 0.62)
        t = np.linspace(0, 1, 14)
        spine = np.stack(
            [
                corner[0] - lens.side * np.cos(angle) * length * t,
                corner[1] + np.sin(angle) * length * t + lens.unit * 0.14 * t**2,
            ],
            1,
        )
        lens.mask.line(spine, lens.unit * 0.006, _ON)
        for at in range(1, 14):
            size = lens.unit * 0.14 * np.sin(np.pi * min(t[at] * 0.9 + 0.1, 1))
            for wing in (-1, 1):
                tip = (spine[at, 0] - lens.side * size * 0.7, spine[at, 1] + wing * size * 0.55 + size * 0.4)
                lens.mask.polygon(
                    [
                        (spine[at, 0], spine[at, 1] - lens.unit * 0.006),
                        tip,
                        (spine[at, 0], spine[at, 1] + lens.unit * 0.008),
                    ],
                    _ON,
                )


def _trunk(lens: Lens) -> None:
    x = lens.mask.width * (0.5 + lens.side * 0.46)
    wide = lens.unit * lens.dice.uniform(0.08, 0.12)
    lens.mask.polygon(
        [
            (x - wide, lens.mask.height + 4),
            (x - wide * 0.62, lens.mask.height * 0.5),
            (x - wide * 0.7, -4),
            (x + wide * 0.7, -4),
            (x + wide * 0.62, lens.mask.height * 0.5),
            (x + wide * 1.1, lens.mask.height + 4),
        ],
        _ON,
    )
    lens.mask.polygon(
        [
            (x, lens.mask.height * 0.34),
            (x - lens.side * lens.unit * 0.3, lens.mask.height * 0.1),
            (x - lens.side * lens.unit * 0.29, lens.mask.height * 0.09),
            (x, lens.mask.height * 0.27),
        ],
        _ON,
    )
    _branch(lens)


def _rocks(lens: Lens) -> None:
    x = lens.mask.width * (0.5 + lens.side * 0.56)
    for number in range(3):
        r = lens.unit * lens.dice.uniform(0.12, 0.26)
        cx = x - lens.side * lens.unit * 0.2 * number
        angle = np.linspace(np.pi, 2 * np.pi, 9)
        radius = r * lens.dice.uniform(0.75, 1.1, 9)
        lens.mask.polygon(
            np.vstack(
                [
                    np.stack(
                        [cx + np.cos(angle) * radius * 1.3, lens.mask.height + 6 + np.sin(angle) * radius * 0.8], 1
                    ),
                    [(cx + r, lens.mask.height + 9), (cx - r, lens.mask.height + 9)],
                ]
            ),
            _ON,
        )


def _pine(lens: Lens) -> None:
    for number in range(2):
        x, tall = (
            lens.mask.width * (0.5 + lens.side * (0.44 + 0.08 * number)),
            lens.unit * lens.dice.uniform(0.75, 1.05),
        )
        base = lens.mask.height + lens.unit * 0.05
        lens.mask.rectangle(x - lens.unit * 0.012, base - tall, x + lens.unit * 0.012, base, _ON)
        for at in np.linspace(0.04, 1, 17):
            half = lens.unit * 0.24 * at * lens.dice.uniform(0.72, 1.08)
            y = base - tall * (1 - at)
            for wing in (-1, 1):
                lens.mask.polygon(
                    [
                        (x, y - lens.unit * 0.045),
                        (x + wing * half, y + half * 0.3),
                        (x + wing * half * 0.62, y + half * 0.14),
                        (x + wing * half * 0.5, y + half * 0.32),
                        (x, y + lens.unit * 0.02),
                    ],
                    _ON,
                )


def _post(lens: Lens) -> None:
    x = lens.mask.width * (0.5 + lens.side * 0.42)
    lens.mask.rectangle(
        x - lens.unit * 0.035, lens.mask.height - lens.unit * 0.34, x + lens.unit * 0.035, lens.mask.height + 4, _ON
    )
    lens.mask.oval(x, lens.mask.height - lens.unit * 0.34, lens.unit * 0.04, lens.unit * 0.014, _ON)
    t = np.linspace(0, 1, 12)
    edge = lens.mask.width if lens.side > 0 else 0.0
    lens.mask.line(
        np.stack([x + (edge - x) * t, lens.mask.height - lens.unit * 0.26 + lens.unit * 0.09 * np.sin(np.pi * t)], 1),
        lens.unit * 0.012,
        _ON,
    )


def _railing(lens: Lens) -> None:
    y = lens.mask.height - lens.unit * 0.14
    lens.mask.rectangle(-4, y, lens.mask.width + 4, y + lens.unit * 0.016, _ON)
    for x in np.arange(lens.unit * 0.02, lens.mask.width, lens.unit * 0.075):
        lens.mask.rectangle(x, y, x + lens.unit * 0.008, lens.mask.height + 4, _ON)


_SHAPES = {"grass": _grass, "flowers": _flowers, "reeds": _reeds, "branch": _branch, "leaves": _leaves,
    "ferns": _ferns, "palmleaf": _palmleaf,
           "trunk": _trunk, "rocks": _rocks, "pine": _pine, "post": _post, "railing": _railing}  # fmt: skip
