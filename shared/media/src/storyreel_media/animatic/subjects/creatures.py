"""Insects, small animals and a dragon."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb, times
from storyreel_media.animatic.subjects.rig import Rig


def butterfly(rig: Rig) -> None:
    """Four wings open, patterned."""
    wing = rgb(rig.subject.colour or ("#e8762c", "#3f86d9", "#e0b83a", "#b05ac8")[rig.nth % 4])
    dark = times(wing, 0.35)
    for side in (-1, 1):
        rig.curve([(0, 0.56), (side * 0.2, 0.95), (side * 0.56, 1.0), (side * 0.62, 0.74), (side * 0.3, 0.5)], dark)
        rig.curve(
            [(side * 0.05, 0.58), (side * 0.23, 0.88), (side * 0.48, 0.92), (side * 0.52, 0.74), (side * 0.27, 0.55)],
            wing,
        )
        rig.curve([(0, 0.5), (side * 0.36, 0.5), (side * 0.48, 0.26), (side * 0.3, 0.06), (side * 0.1, 0.22)], dark)
        rig.curve(
            [(side * 0.05, 0.46), (side * 0.32, 0.44), (side * 0.4, 0.27), (side * 0.28, 0.14), (side * 0.12, 0.27)],
            mix(wing, (255, 240, 200), 0.25),
        )
        for x, y in ((0.54, 0.88), (0.56, 0.78), (0.4, 0.18)):
            rig.oval(side * x, y, 0.02, 0.02, "#fff6e0")
        rig.line([(0, 0.72), (side * 0.1, 0.92), (side * 0.16, 0.98)], 0.012, "#231d1c")
    rig.limb("0,.72,.03 0,.5,.035 0,.24,.02", "#2a2220")


def bee(rig: Rig) -> None:
    """Striped body, clear wings."""
    for angle, x in ((40, 0.02), (75, -0.12)):
        rig.oval(x - 0.05, 0.82, 0.3, 0.12, "#dfeaf2", angle=angle + 40)
    rig.oval(0, 0.42, 0.44, 0.28, "#f0b72c")
    for x, half in ((-0.24, 0.2), (-0.04, 0.26), (0.15, 0.25)):
        rig.curve(
            [
                (x - 0.05, 0.42 + half),
                (x + 0.05, 0.42 + half),
                (x + 0.08, 0.42),
                (x + 0.05, 0.42 - half),
                (x - 0.05, 0.42 - half),
                (x - 0.02, 0.42),
            ],
            "#2c221a",
        )
    rig.oval(0.42, 0.46, 0.15, 0.16, "#2c221a")
    rig.oval(0.48, 0.5, 0.04, 0.05, "#ffffff")
    rig.poly("-.42,.46 -.58,.42 -.42,.38", "#2c221a")
    for dx in (0.44, 0.5):
        rig.line([(dx, 0.58), (dx + 0.08, 0.74)], 0.02, "#2c221a")


def dragon(rig: Rig) -> None:
    """Winged, long-tailed, breathing fire."""
    hide = rgb(rig.subject.colour or "#7a2f34")
    dark, light = times(hide, 0.62), mix(hide, (240, 190, 120), 0.35)
    rig.curve(".06,.5 .28,.86 .12,1.04 -.34,1.1 -.22,.9 -.3,.78 -.14,.72 -.16,.6", dark)
    rig.limb("-.2,.42,.12 -.56,.34,.08 -.86,.42,.045 -1.05,.58,.016", hide)
    rig.poly("-1.02,.52 -1.2,.66 -1,.66", dark)
    for x, foot in ((-0.12, -0.2), (0.2, 0.16)):
        rig.limb([(x, 0.34, 0.085), (foot, 0.2, 0.05), (foot + 0.06, 0.08, 0.03)], dark)
    rig.curve("-.34,.42 -.12,.56 .18,.54 .36,.46 .22,.3 -.1,.28", hide)
    rig.curve("-.1,.31 .2,.33 .34,.44 .2,.38 -.06,.36", light)
    rig.limb(".26,.46,.1 .5,.58,.075 .62,.76,.06", hide)
    for number in range(8):
        x, y = -0.7 + 0.15 * number, (0.46, 0.48, 0.5, 0.54, 0.57, 0.57, 0.56, 0.56)[number]
        rig.poly([(x - 0.04, y - 0.04), (x, y + 0.06), (x + 0.05, y - 0.04)], dark)
    rig.curve(".5,.84 .62,.9 .8,.84 .96,.8 .94,.74 .76,.7 .58,.7", hide)
    for lift in (0.0, 0.05):
        rig.poly([(0.6 - lift, 0.86), (0.46 - lift, 1.02 - lift), (0.66 - lift, 0.88)], "#e8dcc0")
    rig.oval(0.74, 0.815, 0.022, 0.022, "#ffd23c", shine=True)
    rig.curve(
        "-.02,.5 .06,.82 -.14,1.22 -.62,1.28 -.5,1.06 -.62,.92 -.4,.84 -.42,.66 -.2,.66", mix(hide, (20, 10, 20), 0.15)
    )
    for tip in ((-0.62, 1.28), (-0.62, 0.92), (-0.42, 0.66)):
        rig.line([(0.02, 0.8), tip], 0.014, light)
    if rig.stage.scene.mood in ("tense", "epic") or rig.stage.scene.dark or rig.subject.action == "fly":
        rig.curve(".96,.76 1.16,.84 1.46,.82 1.3,.74 1.5,.66 1.16,.68", "#ff7a24", shine=True)
        rig.curve(".96,.76 1.14,.79 1.32,.76 1.14,.71", "#ffe08a", shine=True)
        rig.lamp(1.2, 0.75, 0.6, (255, 130, 40), 0.8)


def frog(rig: Rig) -> None:
    """A frog, squatting."""
    skin = rgb(rig.subject.colour or "#5f9a3c")
    rig.curve("-.5,0 -.66,.3 -.36,.5 .2,.66 .52,.5 .5,.1 .3,0", skin)
    rig.curve(".1,.06 .2,.4 .5,.42 .46,.08", "#dfe6a8")
    rig.curve("-.6,0 -.56,.36 -.2,.34 -.1,.06 0,0", times(skin, 0.8))
    rig.limb(".2,.3,.08 .3,.04,.05", times(skin, 0.9))
    rig.oval(0.38, 0.66, 0.3, 0.2, skin)
    for dx in (0.26, 0.5):
        rig.oval(dx, 0.86, 0.11, 0.11, skin)
        rig.oval(dx + 0.02, 0.87, 0.075, 0.075, "#f4e8a0")
        rig.oval(dx + 0.03, 0.87, 0.04, 0.05, "#15151a")
    rig.line(".18,.6 .4,.55 .64,.61", 0.02, times(skin, 0.55))


def snail(rig: Rig) -> None:
    """A snail with a coiled shell."""
    rig.curve("-.8,0 -.5,.16 .3,.18 .5,.46 .72,.5 .76,.2 .5,0", "#c9a882")
    for dx in (0.56, 0.7):
        rig.line([(dx, 0.48), (dx + 0.08, 0.78)], 0.03, "#c9a882")
        rig.oval(dx + 0.08, 0.8, 0.04, 0.04, "#3a2a22")
    shell = rgb(rig.subject.colour or "#b5683a")
    rig.oval(-0.12, 0.5, 0.46, 0.46, shell)
    t = np.linspace(0, 5.2 * np.pi, 60)
    r = 0.42 * (1 - t / t[-1])
    rig.line(np.stack([-0.12 + np.cos(t) * r, 0.5 + np.sin(t) * r], 1), 0.035, times(shell, 0.6))
