"""What floats or dives."""

import numpy as np

from storyreel_media.animatic.colour import mix, times
from storyreel_media.animatic.subjects.rig import Rig
from storyreel_media.animatic.subjects.vehicle_parts import glass, wake


def sailboat(rig: Rig) -> None:
    """A boat under two sails, with its reflection's shadow."""
    hull = rig.own("#7a3f2c")
    rig.line(".02,.12 .02,1", 0.018, "#5a4330")
    rig.curve("0,.97 -.18,.62 -.4,.2 -.2,.17 -.01,.17", "#f6f0e2")
    rig.curve(".045,.93 .22,.6 .42,.2 .22,.18 .045,.2", "#e9e0cc")
    rig.poly("-.36,.27 -.4,.2 -.01,.17 -.01,.27", rig.stage.palette.accent)
    rig.poly(".02,1 .13,.97 .02,.94", rig.stage.palette.accent)
    rig.curve("-.48,.14 -.3,.13 .3,.13 .54,.17 .36,0 0,-.02 -.36,0", hull)
    rig.line("-.44,.11 .46,.12", 0.016, mix(hull, (255, 255, 255), 0.6))
    wake(rig, 0.5)


def ship(rig: Rig) -> None:
    """A steamer with decks of lit portholes and funnels."""
    hull = rig.own("#2c3544")
    dark = rig.stage.scene.dark
    dice = rig.stage.rng("smoke")
    for number in range(9):
        t = number / 8
        rig.oval(
            -0.1 - t * 0.9,
            1.02 + t * 0.22 + dice.uniform(-0.02, 0.02),
            0.06 + 0.1 * t,
            0.05 + 0.07 * t,
            mix(rig.stage.palette.haze, rig.stage.palette.near, 0.25),
            shine=True,
        )
    for x in (-0.34, 0.0, 0.34):
        rig.poly([(x - 0.08, 0.6), (x - 0.1, 0.96), (x + 0.07, 0.96), (x + 0.08, 0.6)], "#c8452f")
        rig.poly([(x - 0.097, 0.88), (x - 0.1, 0.96), (x + 0.07, 0.96), (x + 0.073, 0.88)], "#24242a")
    rig.line(".86,.36 .8,1", 0.016, "#4a3a30")
    for x0, x1, y0, y1 in ((-0.9, 0.86, 0.34, 0.48), (-0.76, 0.7, 0.48, 0.6), (0.36, 0.62, 0.6, 0.7)):
        rig.box_shape(x0, y0, x1, y1, "#f0ece2")
        for x in np.arange(x0 + 0.06, x1 - 0.04, 0.095):
            rig.box_shape(
                x, y0 + 0.045, x + 0.05, y0 + 0.09, rig.stage.palette.lamp if dark else glass(rig), shine=dark
            )
    rig.poly("-1.22,.36 1.34,.4 1.12,0 -1.06,0", hull)
    rig.poly("-1.1,.09 1.18,.1 1.12,0 -1.06,0", "#8f2f2a")
    rig.line("-1.2,.32 1.3,.355", 0.018, "#f0ece2")
    for x in np.linspace(-0.95, 0.98, 13):
        rig.oval(x, 0.22, 0.022, 0.022, rig.stage.palette.lamp if dark else "#cfd6dc", shine=dark)
    wake(rig, 1.15)


def canoe(rig: Rig) -> None:
    """A small open boat with a rower."""
    wood = rig.own("#9a5a34")
    rig.line("-.5,.02 .3,.62", 0.03, "#c9a070")
    rig.curve("-.14,.2 -.17,.56 -.05,.7 .08,.56 .1,.2", rig.stage.palette.accent)
    rig.limb("-.02,.6,.06 .16,.5,.04 .26,.58,.035", times(rig.stage.palette.accent, 0.8))
    rig.oval(-0.02, 0.83, 0.11, 0.125, "#d9a077")
    rig.curve("-.16,.86 -.02,.99 .12,.88 -.02,.86 -.1,.74", "#3a2a22")
    rig.curve("-1.1,.42 -.7,.27 .7,.27 1.1,.42 .8,.04 0,-.03 -.8,.04", wood)
    rig.curve("-.96,.31 0,.23 .96,.31 0,.18", times(wood, 0.6))
    wake(rig, 0.95)


def paperboat(rig: Rig) -> None:
    """A boat folded from a sheet of paper: two raised ends and a peak between them."""
    paper = rig.own("#f6f3ea")
    rig.poly("-.5,.36 0,1 .5,.36", times(paper, 0.82))
    rig.poly("0,1 -.5,.36 -.04,.3", times(paper, 0.94))
    rig.poly("-1.05,.62 -.62,0 .62,0 1.05,.62 .36,.36 -.36,.36", paper)
    rig.poly("1.05,.62 .62,0 .1,0 .36,.36", times(paper, 0.88))
    rig.poly("-1.05,.62 -.36,.36 0,.36 -.1,.3 -.5,.3", times(paper, 0.76))
    rig.line("-.62,.02 -.36,.36", 0.014, times(paper, 0.7))
    rig.line(".62,.02 .36,.36", 0.014, times(paper, 0.7))
    wake(rig, 0.66)


def submarine(rig: Rig) -> None:
    """A round-nosed submarine with portholes."""
    hull = rig.own("#e0b03a")
    rig.curve("-.3,.7 -.26,.98 .26,.98 .32,.7", times(hull, 0.9))
    rig.line(".06,.96 .06,1.16 .2,1.16", 0.05, "#5c6268")
    rig.poly("-1.1,.4 -1.42,.68 -1.42,.12", times(hull, 0.7))
    rig.oval(0, 0.4, 1.2, 0.39, hull)
    for x in (-0.55, 0.0, 0.55):
        rig.oval(x, 0.45, 0.16, 0.16, times(hull, 0.6))
        rig.oval(x, 0.45, 0.115, 0.115, "#bfeaf2", shine=True)
    rig.lamp(1.15, 0.4, 0.9, (220, 250, 255), 0.6)
