"""What else stands in the open: a pyramid, a tent, a lamp, a fire."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb, times
from storyreel_media.animatic.subjects.rig import Rig


def pyramid(rig: Rig) -> None:
    """Two faces of stone courses."""
    sand = rgb(rig.subject.colour or "#d9b87c")
    rig.poly("-.8,0 0,1 .2,0", sand)
    rig.poly(".2,0 0,1 .8,0", times(sand, 0.62))
    for y in np.arange(0.08, 0.96, 0.075):
        rig.line([(-0.8 * (1 - y), y), (0.2 * (1 - y), y)], 0.006, times(sand, 0.84))
        rig.line([(0.2 * (1 - y), y), (0.8 * (1 - y), y)], 0.006, times(sand, 0.54))


def tent(rig: Rig) -> None:
    """A tent, lit from inside at night."""
    cloth = rgb(rig.subject.colour or "#d9802f")
    lit = rig.stage.scene.dark
    rig.poly("-.75,0 -.1,1 .3,.95 .95,0", times(cloth, 0.72))
    rig.poly("-.75,0 -.1,1 .5,0", mix(cloth, rig.stage.palette.lamp, 0.45) if lit else cloth, shine=lit)
    rig.poly(
        "-.3,0 -.1,.78 .1,0", mix(rig.stage.palette.lamp, (255, 240, 200), 0.5) if lit else rgb("#4a3426"), shine=lit
    )
    rig.poly("-.1,.78 .1,0 .22,0", times(cloth, 0.85))
    rig.line("-.1,1 -1,0", 0.012, "#d9d0c0")
    if lit:
        rig.lamp(-0.1, 0.3, 1.1, (255, 180, 90), 0.6)


def door(rig: Rig) -> None:
    """A door in its frame, light behind it."""
    wood = rgb(rig.subject.colour or "#2f6f6a")
    rig.box_shape(-0.3, 0.0, 0.3, 1.0, "#d9c9a8")
    rig.box_shape(-0.23, 0.0, 0.23, 0.93, mix(rig.stage.palette.lamp, (255, 246, 214), 0.6), shine=True)
    rig.poly("-.23,0 -.23,.93 .1,.87 .1,-.05", wood)
    for y0, y1 in ((0.1, 0.42), (0.5, 0.8)):
        rig.poly([(-0.18, y0), (-0.18, y1), (0.05, y1 - 0.02), (0.05, y0 - 0.02)], times(wood, 0.8))
    rig.oval(0.06, 0.44, 0.02, 0.02, "#e0b85a")
    rig.lamp(0.14, 0.45, 0.75, (255, 226, 160), 0.7)


def stairs(rig: Rig) -> None:
    """Steps rising away."""
    for step in range(9):
        t = step / 9
        half, y = 0.62 - 0.34 * t, t**0.85
        rig.box_shape(-half, y, half, y + 0.075, mix(rgb("#b9aa94"), (255, 255, 255), 0.15 * t))
        rig.box_shape(-half, y + 0.07, half, y + 0.105, "#ddd2be")


def streetlamp(rig: Rig) -> None:
    """An old street lamp."""
    rig.box_shape(-0.05, 0.0, 0.05, 0.05, "#2a2d33")
    rig.limb("0,.04,.026 0,.2,.016 0,.84,.012", "#2f333a")
    rig.line("-.07,.8 .07,.8", 0.012, "#2f333a")
    rig.poly("-.035,.84 -.06,.95 .06,.95 .035,.84", mix(rig.stage.palette.lamp, (255, 246, 210), 0.5), shine=True)
    rig.poly("-.07,.95 0,1 .07,.95", "#2a2d33")
    for x in (-0.035, 0.035):
        rig.line([(x, 0.84), (x * 1.7, 0.95)], 0.008, "#2a2d33")
    rig.lamp(0, 0.9, 0.55, (255, 210, 130), 0.9 if rig.stage.scene.dark else 0.4)


def snowpeak(rig: Rig) -> None:
    """One great snow-capped cone."""
    rock = rgb("#5f6f8f")
    rig.curve("-1.1,0 -.5,.4 -.13,.95 0,1 .13,.95 .5,.4 1.1,0", rock)
    rig.poly("0,1 -.13,.95 -.3,.69 -.2,.62 -.14,.7 -.05,.56 .03,.68 .12,.58 .2,.68 .3,.69 .13,.95", "#f2f5fa")


def campfire(rig: Rig) -> None:
    """Flames over crossed logs, sparks above."""
    for a, b in (((-0.5, 0.04), (0.4, 0.16)), ((0.5, 0.04), (-0.4, 0.16)), ((-0.3, 0.02), (0.34, 0.05))):
        rig.line([a, b], 0.1, "#4a3020")
    for scale, tone in ((1.0, "#e8501c"), (0.74, "#ff8c2a"), (0.48, "#ffcf5a"), (0.26, "#fff4c8")):
        points = [
            (-0.3, 0.08),
            (-0.36, 0.32),
            (-0.2, 0.58),
            (-0.16, 0.44),
            (0.0, 0.98),
            (0.12, 0.52),
            (0.24, 0.68),
            (0.34, 0.3),
            (0.28, 0.08),
        ]
        rig.curve([(x * scale, 0.08 + (y - 0.08) * scale) for x, y in points], tone, shine=True)
    dice = rig.stage.rng("sparks")
    for _ in range(16):
        rig.oval(dice.normal(0, 0.2), dice.uniform(0.8, 1.5), 0.014, 0.014, "#ffb45a", shine=True)
    rig.lamp(0, 0.4, 2.4, (255, 140, 50), 0.85)
