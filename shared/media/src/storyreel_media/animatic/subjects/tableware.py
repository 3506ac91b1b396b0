"""What stands on a table: drinks and food."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb, times
from storyreel_media.animatic.subjects.rig import Rig


def _steam(rig: Rig, x: float, y: float, height: float) -> None:
    t = np.linspace(0, 1, 12)
    pale = mix((255, 255, 255), rig.stage.palette.haze, 0.35)
    for number, dx in enumerate((-0.14, 0.02, 0.17)):
        wave = np.stack([x + dx + 0.06 * np.sin(t * 6 + number * 2), y + t * height * (1 - 0.2 * (number % 2))], 1)
        for at in range(11):
            rig.wisp([tuple(wave[at]), tuple(wave[at + 1])], 0.075 * (1 - 0.5 * t[at]), pale, 0.34 * float(1 - t[at]))


def cup(rig: Rig) -> None:
    """A cup of coffee on its saucer, steaming."""
    china = rig.own("#f4efe6")
    _steam(rig, 0, 0.9, 0.75)
    rig.oval(0, 0.06, 0.82, 0.09, times(china, 0.86))
    rig.oval(0, 0.085, 0.66, 0.06, times(china, 0.74))
    t = np.linspace(-1.5, 1.5, 20)
    rig.line(np.stack([0.5 + 0.24 * np.cos(t), 0.48 + 0.21 * np.sin(t)], 1), 0.075, times(china, 0.92))
    rig.curve("-.56,.86 -.52,.46 -.32,.12 0,.07 .32,.12 .52,.46 .56,.86 0,.82", china)
    rig.oval(0, 0.86, 0.56, 0.115, times(china, 1.05))
    rig.oval(0, 0.85, 0.5, 0.095, "#6a3f26")
    rig.curve("-.2,.86 -.05,.9 .16,.87 .22,.83 0,.8 -.2,.82", "#c99a6a")


def teapot(rig: Rig) -> None:
    """A round pot with spout and handle."""
    body = rig.own("#4f86a0")
    _steam(rig, 0.72, 0.75, 0.45)
    t = np.linspace(1.7, 4.6, 18)
    rig.line(np.stack([-0.52 + 0.28 * np.cos(t), 0.46 + 0.26 * np.sin(t)], 1), 0.085, times(body, 0.82))
    rig.curve(".4,.24 .62,.4 .72,.74 .82,.72 .76,.4 .46,.14", body)
    rig.oval(0, 0.42, 0.56, 0.41, body)
    rig.oval(0, 0.04, 0.32, 0.05, times(body, 0.7))
    rig.curve("-.3,.76 -.2,.88 .2,.88 .3,.76 0,.72", times(body, 0.9))
    rig.oval(0, 0.93, 0.07, 0.07, times(body, 0.75))


def bowl(rig: Rig) -> None:
    """A bowl of noodles with chopsticks."""
    _steam(rig, 0, 0.8, 0.6)
    body = rig.own("#b8392f")
    rig.line(".1,.7 .8,1.2", 0.035, "#8a5a34")
    rig.line(".2,.68 .92,1.12", 0.035, "#a06a3e")
    rig.oval(0, 0.7, 0.7, 0.16, times(body, 1.1))
    rig.oval(0, 0.7, 0.63, 0.13, "#e0b060")
    for number in range(7):
        t = np.linspace(0, 1, 9)
        rig.line(np.stack([-0.5 + 0.14 * number + 0.06 * np.sin(t * 9), 0.64 + 0.12 * t], 1), 0.03, "#f4dc98")
    rig.oval(-0.25, 0.74, 0.14, 0.07, "#fbf6ea")
    rig.oval(-0.25, 0.745, 0.065, 0.035, "#f2a93a")
    rig.oval(0.2, 0.74, 0.09, 0.04, "#5c9444")
    rig.curve("-.7,.7 -.56,.3 -.28,.06 .28,.06 .56,.3 .7,.7 0,.56", body)
    rig.box_shape(-0.26, 0.0, 0.26, 0.08, times(body, 0.8))


def cake(rig: Rig) -> None:
    """A layered cake with candles."""
    cream = rig.own("#f2b8c4")
    rig.oval(0, 0.05, 0.8, 0.07, "#e6e2da")
    rig.box_shape(-0.6, 0.06, 0.6, 0.4, "#c98a56")
    rig.box_shape(-0.6, 0.2, 0.6, 0.27, "#fbf3e4")
    rig.box_shape(-0.44, 0.4, 0.44, 0.68, "#c98a56")
    rig.curve("-.62,.4 -.6,.28 -.5,.34 -.4,.24 -.26,.35 -.1,.25 .06,.35 .22,.25 .38,.35 .5,.25 .62,.4", cream)
    rig.curve("-.46,.72 -.44,.56 -.32,.62 -.2,.52 -.04,.62 .12,.53 .28,.62 .4,.54 .46,.72", cream)
    for x in (-0.28, 0.0, 0.28):
        rig.box_shape(x - 0.025, 0.7, x + 0.025, 0.9, "#fbf6ea")
        rig.curve([(x - 0.03, 0.93), (x, 1.04), (x + 0.03, 0.93), (x, 0.9)], "#ffb43c", shine=True)
        rig.lamp(x, 0.96, 0.3, (255, 200, 110), 0.6)


def bread(rig: Rig) -> None:
    """A crusty loaf."""
    crust = rgb("#b8763a")
    rig.curve("-.9,.08 -.96,.46 -.6,.86 0,.98 .6,.86 .96,.46 .9,.08 0,0", crust)
    for x in (-0.5, -0.1, 0.3):
        rig.curve([(x, 0.42), (x + 0.06, 0.78), (x + 0.26, 0.88), (x + 0.16, 0.5)], "#ecc88a")
    rig.curve("-.9,.08 0,.16 .9,.08 0,0", times(crust, 0.7))


def pizza(rig: Rig) -> None:
    """A pizza on its board."""
    rig.oval(0, 0.34, 1.25, 0.34, "#8a5f38")
    rig.oval(0, 0.46, 1.1, 0.3, "#c98a48")
    rig.oval(0, 0.5, 0.96, 0.24, "#f0c860")
    for x, y in ((-0.5, 0.55), (0.1, 0.62), (0.5, 0.48), (-0.1, 0.42), (-0.62, 0.44), (0.34, 0.58)):
        rig.oval(x, y, 0.16, 0.05, "#b8362a")
    for x, y in ((-0.25, 0.52), (0.26, 0.46), (0.66, 0.56)):
        rig.oval(x, y, 0.09, 0.03, "#4f8a3c")


def wine(rig: Rig) -> None:
    """A glass of wine."""
    glass = mix(rig.stage.palette.low, (240, 246, 250), 0.6)
    rig.oval(0, 0.03, 0.2, 0.03, glass)
    rig.box_shape(-0.016, 0.03, 0.016, 0.46, glass)
    rig.curve("-.21,.98 -.25,.72 -.15,.5 0,.44 .15,.5 .25,.72 .21,.98", glass)
    rig.curve("-.235,.76 -.22,.64 -.13,.5 0,.46 .13,.5 .22,.64 .235,.76 0,.74", rig.own("#8a1f38"))
    rig.curve("-.18,.9 -.2,.7 -.16,.6 -.15,.74", "#ffffff")


def bottle(rig: Rig) -> None:
    """A product bottle with cap and label."""
    body = rig.own("#2f7f86")
    rig.curve("-.2,0 -.23,.06 -.23,.52 -.2,.64 -.08,.72 -.075,.8 .075,.8 .08,.72 .2,.64 .23,.52 .23,.06 .2,0", body)
    rig.box_shape(-0.09, 0.79, 0.09, 0.98, "#e8e2d6")
    for x in np.linspace(-0.075, 0.075, 6):
        rig.line([(x, 0.8), (x, 0.97)], 0.006, "#b9b2a4")
    rig.box_shape(-0.225, 0.16, 0.225, 0.48, mix(body, (255, 252, 244), 0.86))
    rig.oval(0, 0.36, 0.06, 0.06, body)
    rig.box_shape(-0.13, 0.24, 0.13, 0.258, times(body, 0.7))
    rig.box_shape(-0.09, 0.205, 0.09, 0.22, times(body, 0.7))
    rig.curve("-.19,.06 -.19,.54 -.15,.62 -.155,.06", mix(body, (255, 255, 255), 0.55))
