"""Heads seen from the front, with features, and the bust of a close shot."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb, times
from storyreel_media.animatic.subjects.headgear import wear
from storyreel_media.animatic.subjects.look import Look
from storyreel_media.animatic.subjects.rig import Rig


def bust(rig: Rig, look: Look) -> None:
    """Head and shoulders; the frame cuts the rest."""
    x, y, r = 0.02, 0.9 + (look.head - 0.078) * 0.4, look.head * 1.06
    _long_hair(rig, look, x, y, r)
    rig.curve("-.05,.83 -.13,.795 -.17,.7 -.19,.45 .23,.45 .21,.7 .17,.795 .09,.83", look.top)
    rig.curve("-.015,.87 -.03,.815 .02,.78 .07,.815 .055,.87", times(look.skin, 0.84))
    if look.coat:
        for side in (-1, 1):
            rig.poly(
                [(0.02, 0.75), (0.02 + side * 0.055, 0.835), (0.02 + side * 0.095, 0.81), (0.02 + side * 0.05, 0.69)],
                times(look.top, 0.8),
            )
        rig.line(".02,.75 .02,.45", 0.004, times(look.top, 0.62))
    if look.scarf:
        rig.curve("-.06,.845 .02,.81 .1,.845 .11,.795 .02,.76 -.07,.795", look.scarf)
    front(rig, look, x, y, r)


def front(rig: Rig, look: Look, x: float, y: float, r: float) -> None:
    """A head of radius r at (x, y), looking a little to where the subject faces."""
    shade = times(look.skin, 0.86)
    for side in (-1, 1):
        rig.oval(x + side * r * 0.86, y - r * 0.08, r * 0.15, r * 0.22, shade)
    rig.curve(
        [
            (x - r * 0.86, y + r * 0.3),
            (x - r * 0.8, y - r * 0.45),
            (x - r * 0.35, y - r * 1.02),
            (x, y - r * 1.12),
            (x + r * 0.35, y - r * 1.02),
            (x + r * 0.8, y - r * 0.45),
            (x + r * 0.86, y + r * 0.3),
            (x + r * 0.5, y + r * 0.95),
            (x - r * 0.5, y + r * 0.95),
        ],
        look.skin,
    )
    features(rig, look, x, y, r)
    rig.curve(
        [
            (x - r * 0.96, y - r * 0.1),
            (x - r * 1.0, y + r * 0.6),
            (x - r * 0.4, y + r * 1.2),
            (x + r * 0.4, y + r * 1.22),
            (x + r * 1.0, y + r * 0.6),
            (x + r * 0.95, y - r * 0.1),
            (x + r * 0.7, y + r * 0.5),
            (x + r * 0.1, y + r * 0.66),
            (x - r * 0.55, y + r * 0.45),
        ],
        look.hair,
    )
    if look.hat:
        wear(rig, look, x, y + r * 0.05, r)


def behind(rig: Rig, look: Look, x: float, y: float, r: float) -> None:
    """The back of a head."""
    rig.oval(x, y - r * 0.2, r * 0.82, r * 0.86, times(look.skin, 0.86))
    rig.curve(
        [
            (x - r * 0.9, y - r * 0.35),
            (x - r * 0.98, y + r * 0.5),
            (x - r * 0.4, y + r * 1.14),
            (x + r * 0.4, y + r * 1.14),
            (x + r * 0.98, y + r * 0.5),
            (x + r * 0.9, y - r * 0.35),
            (x, y - r * 0.62),
        ],
        look.hair,
    )
    _long_hair(rig, look, x, y, r)
    if look.hat:
        wear(rig, look, x, y + r * 0.05, r)


def _long_hair(rig: Rig, look: Look, x: float, y: float, r: float) -> None:
    if look.long_hair:
        rig.curve(
            [
                (x - r * 0.98, y + r * 0.5),
                (x - r * 1.22, y - r * 0.9),
                (x - r * 1.12, y - r * 2.1),
                (x, y - r * 1.7),
                (x + r * 1.05, y - r * 2.0),
                (x + r * 1.15, y - r * 0.6),
                (x + r * 0.95, y + r * 0.5),
            ],
            times(look.hair, 0.82),
        )


def features(rig: Rig, look: Look, x: float, y: float, r: float) -> None:
    """Eyes, brows, nose, mouth, beard; the mouth follows the scene's mood."""
    aim, ink = r * 0.1, times(look.hair, 0.55)
    for side in (-1, 1):
        ex = x + side * r * 0.37 + aim
        rig.oval(x + side * r * 0.52 + aim * 0.5, y - r * 0.38, r * 0.2, r * 0.12, mix(look.skin, rgb("#e0705f"), 0.22))
        rig.oval(ex, y - r * 0.02, r * 0.155, r * 0.115, "#f7f4ee")
        rig.oval(ex + aim * 0.5, y - r * 0.02, r * 0.085, r * 0.105, "#3a2a22")
        rig.oval(ex + aim * 0.5 + r * 0.03, y + r * 0.025, r * 0.028, r * 0.028, "#ffffff")
        t = np.linspace(0, np.pi, 9)
        rig.line(np.stack([ex + np.cos(t) * r * 0.17, y - r * 0.01 + np.sin(t) * r * 0.12], 1), r * 0.045, ink)
        rig.line(
            [
                (ex - r * 0.19, y + r * (0.24 + 0.02 * side)),
                (ex, y + r * 0.3),
                (ex + r * 0.19, y + r * (0.24 - 0.02 * side)),
            ],
            r * 0.07,
            ink,
        )
    rig.line(
        [(x + aim * 1.2, y), (x + aim * 1.9, y - r * 0.32), (x + aim * 0.8, y - r * 0.36)],
        r * 0.05,
        times(look.skin, 0.74),
    )
    t = np.linspace(0, 1, 9)
    smile = 0.09 if rig.stage.scene.mood not in ("sad", "tense") else -0.04
    lips = mix(times(look.skin, 0.6), rgb("#a03a3a"), 0.45)
    if look.beard:
        rig.curve(
            [
                (x - r * 0.84, y - r * 0.2),
                (x - r * 0.4, y - r * 0.52),
                (x, y - r * 0.5),
                (x + r * 0.4, y - r * 0.52),
                (x + r * 0.84, y - r * 0.2),
                (x + r * 0.62, y - r * 1.05),
                (x, y - r * 1.5),
                (x - r * 0.62, y - r * 1.05),
            ],
            look.hair,
        )
    rig.line(
        np.stack([x + aim * 0.8 + (t - 0.5) * r * 0.56, y - r * 0.64 - np.sin(np.pi * t) * r * smile], 1),
        r * 0.06,
        lips,
    )
