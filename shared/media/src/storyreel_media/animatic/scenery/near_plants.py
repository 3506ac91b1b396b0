"""Grass, flowers, branches and leaves right before the lens."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.scenery.lens import FULL, Lens


def grass(lens: Lens) -> None:
    """Blades along the lower edge, taller at the sides."""
    for _ in range(90):
        x = lens.dice.uniform(0, lens.mask.width)
        edge = abs(x / lens.mask.width - 0.5) * 2
        tall = lens.unit * lens.dice.uniform(0.03, 0.1) * (0.5 + 1.1 * edge**2)
        lean = lens.dice.normal(0, 0.3) * tall
        t = np.linspace(0, 1, 5)
        left = np.stack([x - tall * 0.05 * (1 - t) + lean * t**2, lens.mask.height + 4 - tall * 1.5 * t], 1)
        right = np.stack([x + tall * 0.05 * (1 - t) + lean * t**2, lens.mask.height + 4 - tall * 1.5 * t], 1)
        lens.mask.polygon(np.vstack([left, right[::-1]]), FULL)


def flowers(lens: Lens) -> None:
    """Grass with large flowers at the sides."""
    grass(lens)
    for _ in range(9):
        x = lens.dice.uniform(0, 1)
        x = x * 0.3 if x < 0.5 else 1 - (1 - x) * 0.3
        tall, px = lens.unit * lens.dice.uniform(0.1, 0.22), x * lens.mask.width
        lens.mask.line([(px, lens.mask.height), (px + tall * 0.1, lens.mask.height - tall)], lens.unit * 0.006, FULL)
        for angle in np.linspace(0, 2 * np.pi, 6, endpoint=False):
            lens.mask.oval(
                px + tall * 0.1 + np.cos(angle) * lens.unit * 0.018,
                lens.mask.height - tall + np.sin(angle) * lens.unit * 0.015,
                lens.unit * 0.014,
                lens.unit * 0.012,
                FULL,
            )


def reeds(lens: Lens) -> None:
    """Reeds and bulrushes at one side."""
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
            FULL,
        )
        if lens.dice.random() < 0.5:
            lens.mask.oval(x + lean * 0.92, lens.mask.height - tall * 0.92, lens.unit * 0.011, lens.unit * 0.036, FULL)


def branch(lens: Lens) -> None:
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
        lens.mask.line(spine, lens.unit * 0.009, FULL)
        for at in np.linspace(1, 7, 26):
            base = spine[int(at)]
            angle, size = lens.dice.uniform(0, 180), lens.unit * lens.dice.uniform(0.016, 0.036)
            lens.mask.oval(
                base[0] + lens.dice.normal(0, 0.03) * lens.unit,
                base[1] + abs(lens.dice.normal(0, 0.024)) * lens.unit,
                size,
                size * 0.45,
                FULL,
                angle,
            )


def leaves(lens: Lens) -> None:
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
                FULL,
            )


def ferns(lens: Lens) -> None:
    """Fronds in the lower corners."""
    for _ in range(9):
        x = lens.mask.width * (
            lens.dice.uniform(-0.02, 0.24) if lens.dice.random() < 0.5 else lens.dice.uniform(0.76, 1.02)
        )
        length, lean = lens.unit * lens.dice.uniform(0.2, 0.36), lens.dice.uniform(-0.8, 0.8)
        t = np.linspace(0, 1, 12)
        spine = np.stack([x + lean * length * t**1.5, lens.mask.height + 4 - length * (t - 0.28 * t**3)], 1)
        lens.mask.line(spine, lens.unit * 0.004, FULL)
        for at in range(1, 12):
            size = length * 0.22 * (1 - t[at] * 0.85)
            for wing in (-1, 1):
                lens.mask.polygon(
                    [
                        tuple(spine[at]),
                        (spine[at, 0] + wing * size, spine[at, 1] - size * 0.25),
                        (spine[at, 0] + wing * size * 0.4, spine[at, 1] + size * 0.22),
                    ],
                    FULL,
                )


def palmleaf(lens: Lens) -> None:
    """Palm fronds from an upper corner."""
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
        lens.mask.line(spine, lens.unit * 0.006, FULL)
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
                    FULL,
                )
