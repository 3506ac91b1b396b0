"""A trunk, rocks, a pine, posts and railings right before the lens."""

import numpy as np

from storyreel_media.animatic.scenery.lens import FULL, Lens
from storyreel_media.animatic.scenery.near_plants import branch


def trunk(lens: Lens) -> None:
    """A trunk at one side with a bough."""
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
        FULL,
    )
    lens.mask.polygon(
        [
            (x, lens.mask.height * 0.34),
            (x - lens.side * lens.unit * 0.3, lens.mask.height * 0.1),
            (x - lens.side * lens.unit * 0.29, lens.mask.height * 0.09),
            (x, lens.mask.height * 0.27),
        ],
        FULL,
    )
    branch(lens)


def rocks(lens: Lens) -> None:
    """Boulders in a lower corner."""
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
            FULL,
        )


def pine(lens: Lens) -> None:
    """Firs at one side."""
    for number in range(2):
        x, tall = (
            lens.mask.width * (0.5 + lens.side * (0.44 + 0.08 * number)),
            lens.unit * lens.dice.uniform(0.75, 1.05),
        )
        base = lens.mask.height + lens.unit * 0.05
        lens.mask.rectangle(x - lens.unit * 0.012, base - tall, x + lens.unit * 0.012, base, FULL)
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
                    FULL,
                )


def post(lens: Lens) -> None:
    """A mooring post with its rope."""
    x = lens.mask.width * (0.5 + lens.side * 0.42)
    lens.mask.rectangle(
        x - lens.unit * 0.035, lens.mask.height - lens.unit * 0.34, x + lens.unit * 0.035, lens.mask.height + 4, FULL
    )
    lens.mask.oval(x, lens.mask.height - lens.unit * 0.34, lens.unit * 0.04, lens.unit * 0.014, FULL)
    t = np.linspace(0, 1, 12)
    edge = lens.mask.width if lens.side > 0 else 0.0
    lens.mask.line(
        np.stack([x + (edge - x) * t, lens.mask.height - lens.unit * 0.26 + lens.unit * 0.09 * np.sin(np.pi * t)], 1),
        lens.unit * 0.012,
        FULL,
    )


def railing(lens: Lens) -> None:
    """A railing along the lower edge."""
    y = lens.mask.height - lens.unit * 0.14
    lens.mask.rectangle(-4, y, lens.mask.width + 4, y + lens.unit * 0.016, FULL)
    for x in np.arange(lens.unit * 0.02, lens.mask.width, lens.unit * 0.075):
        lens.mask.rectangle(x, y, x + lens.unit * 0.008, lens.mask.height + 4, FULL)
