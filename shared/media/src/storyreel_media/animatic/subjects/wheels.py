"""What runs on roads."""

import numpy as np

from storyreel_media.animatic.colour import mix, times
from storyreel_media.animatic.subjects.rig import Rig
from storyreel_media.animatic.subjects.vehicle_parts import glass, headlamp, wheel


def car(rig: Rig) -> None:
    """A car from the side."""
    body = rig.own("#c8403a")
    rig.curve("-.86,.66 -.56,.98 -.1,1.02 .28,.98 .62,.66", times(body, 0.94))
    rig.curve("-.74,.66 -.5,.91 -.14,.94 -.12,.66", glass(rig))
    rig.curve("-.04,.66 -.06,.94 .24,.91 .52,.66", glass(rig))
    rig.poly("-.6,.7 -.42,.9 -.34,.9 -.52,.7", mix(glass(rig), (255, 255, 255), 0.4))
    rig.curve("-1.3,.24 -1.32,.54 -1.16,.68 -.8,.7 .55,.7 1.1,.6 1.34,.46 1.36,.24 .6,.2 -.6,.2", body)
    rig.curve("-1.28,.24 -1.3,.34 0,.3 1.34,.34 1.34,.24 0,.18", times(body, 0.55))
    rig.line("-1.2,.55 -.4,.58 .6,.57 1.2,.5", 0.018, mix(body, (255, 255, 255), 0.4))
    for x in (-0.1, 0.56, -0.82):
        rig.line([(x, 0.66), (x + 0.01, 0.3)], 0.008, times(body, 0.6))
    for x in (-0.78, 0.82):
        rig.oval(x, 0.26, 0.29, 0.29, times(body, 0.3))
        wheel(rig, x, 0.24)
    headlamp(rig, 1.27, 0.47, 0.06)
    rig.oval(-1.29, 0.52, 0.04, 0.06, "#ff4a3c", shine=True)


def truck(rig: Rig) -> None:
    """A van or lorry with a box."""
    body = rig.own("#e8e2d4")
    rig.poly("-1.1,.2 -1.1,1 .42,1 .42,.2", body)
    rig.box_shape(-1.1, 0.42, 0.42, 0.56, rig.stage.palette.accent)
    rig.curve(".42,.18 .42,.84 .72,.86 .96,.56 1.04,.5 1.06,.18", times(body, 0.9))
    rig.curve(".52,.52 .52,.76 .7,.77 .88,.54", glass(rig))
    rig.box_shape(-1.1, 0.14, 1.06, 0.22, "#34373e")
    for x in (-0.72, 0.7):
        wheel(rig, x, 0.17)
    headlamp(rig, 1.02, 0.36, 0.045)


def bus(rig: Rig) -> None:
    """A city bus with lit windows."""
    body = rig.own("#c23a34")
    rig.poly("-1.5,.14 -1.5,.98 1.42,.98 1.5,.86 1.5,.14", body)
    rig.box_shape(-1.5, 0.36, 1.5, 0.42, mix(body, (255, 255, 255), 0.7))
    dark = rig.stage.scene.dark
    for number in range(6):
        x = -1.4 + 0.46 * number
        rig.box_shape(x, 0.52, x + 0.38, 0.86, rig.stage.palette.lamp if dark else glass(rig), shine=dark)
    rig.box_shape(1.34, 0.3, 1.48, 0.86, glass(rig))
    for x in (-0.95, 0.95):
        wheel(rig, x, 0.16)
    headlamp(rig, 1.46, 0.25, 0.04)


def bicycle(rig: Rig) -> None:
    """A bicycle."""
    frame = rig.own("#2f7f8f")
    for x in (-0.52, 0.52):
        t = np.linspace(0, 2 * np.pi, 40)
        rig.line(np.stack([x + np.cos(t) * 0.34, 0.35 + np.sin(t) * 0.34], 1), 0.035, "#26272c")
        for angle in np.linspace(0, np.pi, 7, endpoint=False):
            rig.line(
                [
                    (x - np.cos(angle) * 0.33, 0.35 - np.sin(angle) * 0.33),
                    (x + np.cos(angle) * 0.33, 0.35 + np.sin(angle) * 0.33),
                ],
                0.006,
                "#9aa0a6",
            )
    for a, b in (
        ((-0.52, 0.35), (-0.02, 0.36)),
        ((-0.52, 0.35), (-0.18, 0.76)),
        ((-0.02, 0.36), (-0.18, 0.78)),
        ((-0.02, 0.36), (0.38, 0.76)),
        ((-0.18, 0.74), (0.38, 0.76)),
        ((0.52, 0.35), (0.34, 0.92)),
    ):
        rig.line([a, b], 0.04, frame)
    rig.line(".34,.9 .3,.96 .44,.97", 0.035, "#34302e")
    rig.line("-.18,.78 -.2,.87", 0.03, "#6a6e74")
    rig.curve("-.33,.89 -.2,.92 -.05,.89 -.18,.85", "#3a2c26")
    rig.oval(-0.02, 0.36, 0.085, 0.085, "#54585e")
    rig.line("-.02,.36 .06,.2", 0.025, "#34373c")


def motorcycle(rig: Rig) -> None:
    """A motorcycle."""
    body = rig.own("#b5362f")
    for x in (-0.6, 0.62):
        rig.oval(x, 0.3, 0.3, 0.3, "#1f2025")
        rig.oval(x, 0.3, 0.19, 0.19, "#8d939a")
        rig.oval(x, 0.3, 0.05, 0.05, "#2c2f34")
    rig.line(".62,.3 .4,.9", 0.055, "#9aa0a6")
    rig.line("-.6,.3 0,.34", 0.06, "#5c6268")
    rig.curve("-.24,.22 -.26,.5 .2,.52 .26,.24", "#50555c")
    rig.curve("-.12,.6 0,.8 .34,.78 .38,.6 .1,.52", body)
    rig.curve("-.72,.68 -.4,.72 -.08,.66 -.12,.56 -.56,.56", "#2a2422")
    rig.curve("-.86,.56 -.66,.66 -.5,.56 -.66,.6", body)
    rig.line(".4,.9 .26,.98", 0.04, "#2a2c30")
    headlamp(rig, 0.5, 0.82, 0.075)


def tractor(rig: Rig) -> None:
    """A tractor."""
    body = rig.own("#c2402f")
    rig.box_shape(-0.5, 0.9, 0.1, 0.97, times(body, 0.8))
    for x in (-0.44, 0.04):
        rig.line([(x, 0.92), (x + 0.02, 0.5)], 0.035, "#34373c")
    rig.curve("-.1,.3 -.1,.66 .66,.62 .76,.5 .76,.3", body)
    rig.line(".42,.62 .42,.86", 0.04, "#2c2f34")
    rig.box_shape(-0.46, 0.38, 0.0, 0.56, times(body, 0.85))
    wheel(rig, -0.34, 0.34)
    wheel(rig, 0.58, 0.2)
