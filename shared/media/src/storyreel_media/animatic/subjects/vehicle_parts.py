"""Wheels, glass, lamps and wakes."""

import numpy as np

from storyreel_media.animatic.colour import Rgb, mix
from storyreel_media.animatic.subjects.rig import Rig


def glass(rig: Rig) -> Rgb:
    return mix(rig.stage.palette.mid, (40, 54, 70), 0.55)


def wheel(rig: Rig, x: float, r: float) -> None:
    rig.oval(x, r, r, r, "#1e1f24")
    rig.oval(x, r, r * 0.6, r * 0.6, "#aab0b6")
    for angle in np.linspace(0, np.pi, 5, endpoint=False):
        dx, dy = np.cos(angle) * r * 0.52, np.sin(angle) * r * 0.52
        rig.line([(x - dx, r - dy), (x + dx, r + dy)], r * 0.1, "#5c6268")
    rig.oval(x, r, r * 0.16, r * 0.16, "#4a4f55")


def headlamp(rig: Rig, x: float, y: float, r: float) -> None:
    rig.oval(x, y, r, r * 0.8, "#fff3c4", shine=rig.stage.scene.dark)
    if rig.stage.scene.dark:
        rig.lamp(x + r, y, 0.7, (255, 235, 180), 0.75)


def wake(rig: Rig, half: float) -> None:
    foam = mix(rig.stage.palette.lit((244, 250, 255)), rig.stage.palette.low, 0.3)
    rig.curve(
        [
            (-half * 1.15, -0.015),
            (-half * 0.5, 0.022),
            (0, 0.006),
            (half * 0.6, 0.022),
            (half * 1.1, -0.012),
            (0, -0.03),
        ],
        foam,
        shine=True,
    )
