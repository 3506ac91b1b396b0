"""Cat, rabbit and monkey."""

import numpy as np

from storyreel_media.animatic.colour import Rgb, mix, rgb, times
from storyreel_media.animatic.subjects.rig import Rig


def cat(rig: Rig) -> None:
    """A cat: sitting by default, walking when it walks."""
    coat = rgb(
        rig.subject.colour or ("#d98a3c", "#5a5860", "#3a3436", "#c9b298")[int(rig.stage.rng("cat").integers(4))]
    )
    dark, pale = times(coat, 0.72), mix(coat, (255, 250, 240), 0.6)
    if rig.subject.action in ("walk", "run", "jump"):
        _walking_cat(rig, coat, dark, pale)
        return
    rig.limb("-.2,.06,.055 -.42,.07,.05 -.5,.22,.045 -.42,.34,.035", dark)
    rig.curve("-.26,0 -.3,.25 -.16,.55 .02,.68 .17,.6 .2,.3 .2,0", coat)
    rig.oval(-0.14, 0.14, 0.17, 0.15, dark)
    for dx in (0.02, 0.15):
        rig.limb([(dx, 0.4, 0.06), (dx + 0.01, 0.05, 0.045)], coat)
        rig.oval(dx + 0.025, 0.03, 0.06, 0.035, pale)
    rig.curve(".03,.6 .18,.58 .17,.36 .09,.3 .04,.4", pale)
    _cat_head(rig, 0.09, 0.77, 0.19, coat, pale)


def _walking_cat(rig: Rig, coat: Rgb, dark: Rgb, pale: Rgb) -> None:
    rig.limb("-.5,.56,.05 -.72,.72,.045 -.74,.95,.035", coat)
    for x, foot, tone in ((0.36, 0.26, dark), (-0.36, -0.26, dark), (0.42, 0.52, coat), (-0.42, -0.54, coat)):
        rig.limb([(x, 0.45, 0.09), ((x + foot) / 2, 0.22, 0.055), (foot, 0.035, 0.045)], tone)
    rig.curve("-.56,.5 -.4,.64 0,.6 .4,.66 .52,.5 .4,.34 0,.34 -.45,.34", coat)
    _cat_head(rig, 0.58, 0.74, 0.17, coat, pale)


def _cat_head(rig: Rig, x: float, y: float, r: float, coat: Rgb, pale: Rgb) -> None:
    for side in (-1, 1):
        rig.poly(
            [
                (x + side * r * 0.95, y + r * 0.1),
                (x + side * r * 0.88, y + r * 1.3),
                (x + side * r * 0.15, y + r * 0.75),
            ],
            coat,
        )
        rig.poly(
            [
                (x + side * r * 0.8, y + r * 0.45),
                (x + side * r * 0.78, y + r * 1.05),
                (x + side * r * 0.35, y + r * 0.75),
            ],
            "#d99a94",
        )
    rig.oval(x, y, r * 1.05, r * 0.88, coat)
    rig.oval(x + r * 0.08, y - r * 0.36, r * 0.5, r * 0.36, pale)
    for side in (-1, 1):
        ex = x + side * r * 0.42 + r * 0.08
        rig.oval(ex, y + r * 0.08, r * 0.2, r * 0.2, "#d9e06a", shine=rig.stage.scene.dark)
        rig.oval(ex + r * 0.02, y + r * 0.08, r * 0.075, r * 0.18, "#17161a")
        for lift in (-0.08, 0.06):
            rig.line(
                [(x + side * r * 0.4, y - r * 0.35), (x + side * r * 1.35, y - r * (0.35 - lift * 2))],
                r * 0.03,
                "#f4f0e8",
            )
    rig.poly([(x - r * 0.02, y - r * 0.18), (x + r * 0.18, y - r * 0.18), (x + r * 0.08, y - r * 0.3)], "#c96a6a")


def rabbit(rig: Rig) -> None:
    """A sitting rabbit with tall ears."""
    coat = rgb(rig.subject.colour or "#b59a80")
    for x, tilt in ((0.08, 12), (0.2, -6)):
        rig.oval(x, 0.84, 0.055, 0.19, coat, angle=tilt)
        rig.oval(x + 0.01, 0.83, 0.028, 0.14, "#e0aaa4", angle=tilt)
    rig.oval(-0.36, 0.16, 0.09, 0.09, "#f6f1e8")
    rig.curve("-.36,.02 -.36,.3 -.12,.48 .1,.42 .2,.2 .2,0", coat)
    rig.oval(-0.14, 0.16, 0.18, 0.16, times(coat, 0.86))
    rig.oval(-0.04, 0.035, 0.19, 0.045, times(coat, 0.92))
    rig.limb(".16,.24,.06 .2,.04,.04", coat)
    rig.oval(0.15, 0.55, 0.18, 0.155, coat)
    rig.oval(0.25, 0.5, 0.09, 0.075, "#efe6da")
    rig.oval(0.2, 0.59, 0.028, 0.034, "#1c1816")
    rig.oval(0.325, 0.535, 0.02, 0.016, "#d08a88")


def monkey(rig: Rig) -> None:
    """A sitting monkey with a curled tail."""
    coat, face = rgb(rig.subject.colour or "#7a5236"), "#e0b48c"
    t = np.linspace(0, 1, 16)
    rig.line(np.stack([-0.2 - 0.3 * t + 0.12 * np.sin(t * 7), 0.1 + 0.55 * t], 1), 0.045, times(coat, 0.8))
    rig.curve("-.22,0 -.26,.3 -.12,.56 .12,.56 .24,.28 .22,0", coat)
    rig.oval(0.03, 0.3, 0.12, 0.18, face)
    for side in (-1, 1):
        rig.limb([(side * 0.16, 0.48, 0.055), (side * 0.3, 0.3, 0.045), (side * 0.16, 0.14, 0.04)], coat)
        rig.oval(side * 0.2, 0.04, 0.12, 0.05, times(coat, 0.85))
        rig.oval(side * 0.22, 0.78, 0.075, 0.08, face)
    rig.oval(0.0, 0.77, 0.21, 0.2, coat)
    rig.oval(0.03, 0.73, 0.155, 0.145, face)
    for dx in (-0.03, 0.09):
        rig.oval(dx, 0.79, 0.024, 0.03, "#1c1816")
    rig.line("-.02,.66 .04,.64 .1,.66", 0.014, "#8a4a3a")
