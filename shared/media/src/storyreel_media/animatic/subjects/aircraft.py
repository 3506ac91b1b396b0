"""What flies or leaves the Earth."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb, times
from storyreel_media.animatic.subjects.rig import Rig
from storyreel_media.animatic.subjects.vehicle_parts import glass


def plane(rig: Rig) -> None:
    """An airliner, climbing a little."""
    body = rig.own("#eef1f4")
    rig.poly("-.2,.52 -.85,.98 -.6,.98 .34,.54", times(body, 0.72))
    rig.poly("-1.16,.58 -1.62,1 -1.34,1.02 -.82,.62", rig.stage.palette.accent)
    rig.curve("-1.5,.6 -1.2,.66 .8,.68 1.28,.6 1.5,.48 1.2,.36 .6,.32 -1,.42", body)
    rig.poly("-1.1,.5 1.44,.45 1.2,.38 -1,.44", times(body, 0.76))
    rig.line("-1.2,.53 1.3,.5", 0.03, rig.stage.palette.accent)
    for x in np.arange(-0.9, 1.0, 0.13):
        rig.box_shape(
            x,
            0.57,
            x + 0.06,
            0.62,
            rig.stage.palette.lamp if rig.stage.scene.dark else glass(rig),
            shine=rig.stage.scene.dark,
        )
    rig.curve("1.1,.6 1.24,.63 1.38,.54 1.16,.54", glass(rig))
    rig.poly("-.3,.42 -1.1,-.02 -.74,-.04 .46,.42", times(body, 0.86))
    rig.curve("-.36,.22 -.1,.28 .1,.2 -.1,.12", times(body, 0.62))
    rig.poly("-1.3,.5 -1.66,.34 -1.46,.34 -1,.48", times(body, 0.8))


def helicopter(rig: Rig) -> None:
    """A helicopter."""
    body = rig.own("#c8542f")
    rig.poly("-.3,.62 -1.4,.66 -1.42,.58 -.3,.44", times(body, 0.9))
    rig.poly("-1.3,.6 -1.56,.9 -1.4,.6", body)
    rig.line("-1.6,.74 -1.44,.92", 0.02, "#34373c")
    rig.curve("-.5,.5 -.36,.74 .16,.78 .56,.6 .66,.4 .5,.24 -.2,.22", body)
    rig.curve(".1,.46 .12,.72 .46,.62 .62,.44", glass(rig))
    rig.line("0,.76 0,.92", 0.04, "#34373c")
    rig.poly("-1.2,.9 1.2,.95 1.2,.925 -1.2,.93", "#4a4f55")
    for x in (-0.2, 0.3):
        rig.line([(x, 0.26), (x - 0.03, 0.05)], 0.03, "#34373c")
    rig.line("-.5,.05 .62,.05", 0.035, "#34373c")


def drone(rig: Rig) -> None:
    """A quadcopter."""
    for side in (-1, 1):
        rig.line([(0, 0.5), (side * 0.9, 0.66)], 0.08, "#3a4048")
        rig.oval(side * 0.9, 0.8, 0.5, 0.035, "#c9d0d6")
        rig.oval(side * 0.9, 0.72, 0.06, 0.1, "#23262c")
    rig.curve("-.4,.42 -.3,.66 .3,.66 .42,.42 0,.3", "#eceff2")
    rig.oval(0.12, 0.3, 0.13, 0.13, "#23262c")
    rig.oval(0.14, 0.3, 0.06, 0.06, "#59c0ff", shine=True)


def rocket(rig: Rig) -> None:
    """A rocket; its flame shows when it flies or is in space."""
    body = rig.own("#f2efe8")
    fins = rgb("#c8402f")
    if rig.subject.action == "fly" or rig.stage.scene.place in ("space", "sky") or rig.stage.scene.dark:
        rig.curve("-.075,.12 -.12,-.04 -.05,-.16 0,-.34 .05,-.16 .12,-.04 .075,.12", "#ff7a26", shine=True)
        rig.curve("-.05,.12 -.055,-.03 0,-.2 .055,-.03 .05,.12", "#ffe79a", shine=True)
        rig.lamp(0, -0.05, 0.55, (255, 150, 60), 0.9)
        if rig.stage.scene.place not in ("space", "sky"):
            for x, y, r in (
                (-0.3, -0.26, 0.13),
                (0.3, -0.27, 0.14),
                (-0.12, -0.3, 0.12),
                (0.12, -0.31, 0.13),
                (-0.5, -0.31, 0.11),
                (0.5, -0.31, 0.1),
            ):
                rig.oval(x, y, r * 1.4, r, mix((240, 232, 224), rig.stage.palette.haze, 0.35))
    for side in (-1, 1):
        rig.curve([(side * 0.1, 0.36), (side * 0.26, 0.18), (side * 0.27, 0.04), (side * 0.1, 0.14)], fins)
    rig.box_shape(-0.07, 0.07, 0.07, 0.13, "#4a4f57")
    rig.curve("-.09,.11 -.14,.4 -.12,.72 0,1 .12,.72 .14,.4 .09,.11", body)
    rig.curve("-.115,.75 -.06,.9 0,1 .06,.9 .115,.75 0,.77", fins)
    rig.poly("-.137,.36 .137,.36 .132,.31 -.132,.31", fins)
    rig.oval(0, 0.58, 0.072, 0.066, "#9aa2aa")
    rig.oval(0, 0.58, 0.052, 0.048, "#2f6f9a")
    rig.oval(-0.012, 0.592, 0.02, 0.014, "#cfeaf6")
    rig.poly("-.018,.3 .018,.3 .024,.04 -.024,.04", times(fins, 0.8))


def satellite(rig: Rig) -> None:
    """A satellite with solar wings and a dish."""
    for side in (-1, 1):
        rig.line([(0, 0.5), (side * 0.4, 0.5)], 0.03, "#aab0b8")
        rig.poly([(side * 0.36, 0.3), (side * 1.1, 0.36), (side * 1.1, 0.76), (side * 0.36, 0.7)], "#27508f")
        for number in range(5):
            x = 0.36 + 0.148 * number
            rig.line([(side * x, 0.3 + 0.012 * number), (side * x, 0.7 + 0.012 * number)], 0.012, "#8fb4e0")
        rig.line([(side * 0.36, 0.5), (side * 1.1, 0.56)], 0.012, "#8fb4e0")
    rig.box_shape(-0.2, 0.26, 0.2, 0.74, "#d9b45a")
    rig.box_shape(-0.2, 0.44, 0.2, 0.54, "#8f6f2c")
    rig.line("0,.74 0,.86", 0.03, "#aab0b8")
    rig.curve("-.2,.98 0,.84 .2,.98 0,.9", "#eef1f4")


def ufo(rig: Rig) -> None:
    """A saucer and its beam."""
    rig.poly("-.34,.42 .34,.42 .72,-.5 -.72,-.5", mix(rig.stage.palette.haze, (170, 255, 220), 0.55), shine=True)
    rig.curve("-.4,.66 -.3,.94 0,1.02 .3,.94 .4,.66", "#a8e8e0")
    rig.curve("-1.1,.56 -.6,.74 0,.78 .6,.74 1.1,.56 .6,.4 0,.36 -.6,.4", "#9aa4b0")
    rig.curve("-1.1,.56 0,.58 1.1,.56 .6,.4 0,.36 -.6,.4", "#6a7480")
    for x in np.linspace(-0.8, 0.8, 7):
        rig.oval(x, 0.55 - 0.05 * (1 - abs(x)), 0.06, 0.05, "#fff09a", shine=True)
        rig.lamp(x, 0.52, 0.25, (255, 235, 140), 0.5)


def airballoon(rig: Rig) -> None:
    """A striped hot-air balloon with its basket."""
    main = rig.own(("#d94f3a", "#e0a53a", "#3f7fb5", "#7a4fa0")[rig.nth % 4])
    second = mix(main, (255, 244, 220), 0.75)
    rig.curve("0,1 -.24,.95 -.38,.72 -.32,.46 -.1,.22 .1,.22 .32,.46 .38,.72 .24,.95", main)
    for inner, outer in ((-0.27, -0.15), (-0.05, 0.06), (0.16, 0.28)):
        points = [
            (inner * 0.25, 0.995),
            (inner * 1.15, 0.74),
            (inner, 0.48),
            (inner * 0.3, 0.225),
            (outer * 0.3, 0.225),
            (outer, 0.48),
            (outer * 1.15, 0.74),
            (outer * 0.25, 0.995),
        ]
        rig.curve(points, second)
    rig.poly("-.1,.225 .1,.225 .075,.19 -.075,.19", times(main, 0.6))
    for x in (-0.07, 0.07):
        rig.line([(x, 0.2), (x * 0.85, 0.1)], 0.007, "#4a3a30")
    rig.poly("-.065,.1 .065,.1 .055,0 -.055,0", "#8a5f38")
    rig.line("-.067,.1 .067,.1", 0.014, "#5f3f24")
    if rig.stage.scene.dark or rig.stage.scene.time in ("dusk", "dawn"):
        rig.lamp(0, 0.4, 0.5, (255, 190, 90), 0.6)
