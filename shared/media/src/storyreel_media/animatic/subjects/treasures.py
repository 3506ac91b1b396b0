"""Instruments, toys and what people hold dear."""

from itertools import pairwise

import numpy as np

from storyreel_media.animatic.colour import mix, rgb, times
from storyreel_media.animatic.subjects.rig import Rig


def guitar(rig: Rig) -> None:
    """A guitar, leaning."""
    wood = rig.own("#c07a34")
    rig.poly(".13,.42 .4,.94 .46,.91 .2,.38", "#4a3020")
    rig.poly(".38,.92 .46,1.04 .54,1 .47,.88", "#2c201a")
    rig.curve("-.3,.06 -.32,.26 -.16,.38 -.1,.5 .1,.58 .26,.46 .22,.32 .26,.14 .08,-.02 -.16,-.04", wood)
    rig.oval(0.04, 0.3, 0.09, 0.09, "#3a2418")
    rig.line("-.12,.02 .03,.12", 0.03, "#4a3020")
    for offset in (-0.02, 0.0, 0.02):
        rig.line([(-0.04 + offset, 0.08), (0.43 + offset, 0.94)], 0.005, "#efe6d4")


def piano(rig: Rig) -> None:
    """A grand piano with its lid up."""
    black = rig.own("#23232a")
    rig.poly("-.75,.62 -.5,1.08 .72,.96 .66,.62", times(black, 1.5))
    rig.curve("-.8,.46 -.8,.64 .5,.64 .84,.62 .86,.46 .4,.4", black)
    rig.box_shape(-0.95, 0.44, -0.5, 0.52, "#f4f0e6")
    for x in np.arange(-0.93, -0.5, 0.05):
        rig.box_shape(x, 0.48, x + 0.02, 0.52, "#17171c")
    rig.line(".2,.62 .16,.98", 0.02, black)
    for x in (-0.7, 0.1, 0.7):
        rig.limb([(x, 0.42, 0.035), (x, 0.02, 0.025)], black)


def umbrella(rig: Rig) -> None:
    """An open umbrella, its handle at the contact point."""
    cloth = rig.own("#c8323a")
    rig.line("0,-.04 0,.95", 0.018, "#4a3a30")
    t = np.linspace(np.pi, 2 * np.pi, 9)
    rig.line(np.stack([0.045 + 0.045 * np.cos(t), -0.04 + 0.05 * np.sin(t)], 1), 0.022, "#4a3a30")
    ribs = np.linspace(-0.62, 0.62, 6)
    for number, (x0, x1) in enumerate(pairwise(ribs)):
        middle = (x0 + x1) / 2
        edge = [(0, 0.96), (x0 * 0.62, 0.86), (x0, 0.58), (middle, 0.63), (x1, 0.58), (x1 * 0.62, 0.86)]
        rig.curve(edge, times(cloth, (0.72, 0.9, 1.05, 0.95, 0.8)[number]))
    rig.line("0,.94 0,1.02", 0.02, "#4a3a30")


def kite(rig: Rig) -> None:
    """A diamond kite with a tail of bows."""
    main = rig.own("#e0503a")
    t = np.linspace(0, 1, 14)
    tail = np.stack([-0.06 * np.sin(t * 9) - 0.3 * t, 0.3 - 0.6 * t], 1)
    rig.line(tail, 0.012, "#e8e0d0")
    for at in (4, 7, 10, 13):
        x, y = tail[at]
        rig.poly([(x, y), (x - 0.07, y + 0.035), (x - 0.07, y - 0.035)], "#f2c23c")
        rig.poly([(x, y), (x + 0.07, y + 0.035), (x + 0.07, y - 0.035)], "#f2c23c")
    plain = rig.subject.colour is not None  # a red kite is red all over
    rig.poly("0,1 -.3,.7 0,.26 .3,.7", main)
    rig.poly("0,1 .3,.7 0,.7", mix(main, (255, 255, 255), 0.22) if plain else rgb("#f2c23c"))
    rig.poly("0,.7 -.3,.7 0,.26", times(main, 0.82) if plain else rgb("#3f86b8"))


def flag(rig: Rig) -> None:
    """A flag on its pole, in the wind."""
    cloth = rig.own("#c8323a")
    rig.line("0,0 0,1", 0.026, "#6a4a34")
    rig.oval(0, 1.0, 0.026, 0.026, "#e0b85a")
    rig.curve(".01,.97 .2,1 .4,.94 .66,.98 .64,.64 .4,.6 .2,.67 .01,.62", cloth)
    rig.curve(".24,.98 .4,.94 .4,.61 .24,.66", times(cloth, 0.82))


def balloon(rig: Rig) -> None:
    """A party balloon on its string."""
    skin = rgb(rig.subject.colour or ("#d93a3f", "#f0b83a", "#3f8fd0", "#6fb04a")[rig.nth % 4])
    t = np.linspace(0, 1, 12)
    rig.line(np.stack([0.03 * np.sin(t * 7), 0.5 * (1 - t)], 1), 0.01, "#efe8da")
    rig.poly("-.03,.47 .03,.47 0,.53", times(skin, 0.8))
    rig.curve("0,.51 -.16,.6 -.23,.78 -.14,.95 0,1 .14,.95 .23,.78 .16,.6", skin)
    rig.oval(-0.1, 0.86, 0.035, 0.065, mix(skin, (255, 255, 255), 0.65), angle=-25)


def telescope(rig: Rig) -> None:
    """A telescope on a tripod, aimed at the sky."""
    for x in (-0.3, 0.02, 0.3):
        rig.line([(0, 0.6), (x, 0.0)], 0.035, "#5a4030")
    brass = rig.own("#c9983c")
    rig.poly("-.46,.44 -.42,.36 .1,.58 .06,.7", times(brass, 0.75))
    rig.poly(".02,.7 .08,.54 .56,.8 .46,.98", brass)
    rig.oval(0.51, 0.89, 0.045, 0.105, "#2c3a52", angle=30)


def chest(rig: Rig) -> None:
    """An open treasure chest."""
    wood = rig.own("#7a4a2a")
    rig.curve("-.72,.5 -.76,.86 -.4,1.06 .4,1.06 .76,.86 .72,.5", times(wood, 0.7))
    dice = rig.stage.rng("gold")
    for _ in range(40):
        rig.oval(
            dice.uniform(-0.6, 0.6),
            0.48 + abs(dice.normal(0, 0.09)),
            0.06,
            0.04,
            ("#f2c23c", "#ffe08a", "#d99a2a")[int(dice.integers(3))],
            shine=True,
        )
    rig.box_shape(-0.74, 0.0, 0.74, 0.5, wood)
    for x in (-0.6, 0.0, 0.6):
        rig.box_shape(x - 0.05, 0.0, x + 0.05, 0.5, "#b8903c")
    rig.box_shape(-0.09, 0.28, 0.09, 0.46, "#e0b44a")
    rig.lamp(0, 0.6, 1.1, (255, 214, 110), 0.6)


def suitcase(rig: Rig) -> None:
    """A travelling case."""
    leather = rig.own("#8a5630")
    t = np.linspace(0, np.pi, 12)
    rig.line(np.stack([0.2 * np.cos(t), 0.78 + 0.16 * np.sin(t)], 1), 0.06, times(leather, 0.6))
    rig.curve("-.62,.04 -.66,.4 -.6,.78 0,.8 .6,.78 .66,.4 .62,.04 0,0", leather)
    for x in (-0.36, 0.36):
        rig.box_shape(x - 0.06, 0.02, x + 0.06, 0.79, times(leather, 0.62))
        rig.box_shape(x - 0.04, 0.44, x + 0.04, 0.52, "#d9b45a")
    rig.line("-.63,.5 .63,.5", 0.025, times(leather, 0.55))
    for x, y in ((-0.58, 0.1), (0.58, 0.1), (-0.57, 0.72), (0.57, 0.72)):
        rig.oval(x, y, 0.06, 0.06, times(leather, 0.6))


def gift(rig: Rig) -> None:
    """A wrapped box with a bow."""
    paper = rig.own("#c8443f")
    ribbon = "#f4e6c0"
    rig.box_shape(-0.46, 0.0, 0.46, 0.62, paper)
    rig.box_shape(-0.52, 0.56, 0.52, 0.76, times(paper, 1.12))
    rig.box_shape(-0.075, 0.0, 0.075, 0.76, ribbon)
    for side in (-1, 1):
        rig.curve([(0, 0.76), (side * 0.14, 0.98), (side * 0.34, 0.98), (side * 0.3, 0.8)], ribbon)
        rig.curve([(side * 0.03, 0.79), (side * 0.15, 0.91), (side * 0.26, 0.91), (side * 0.22, 0.82)], "#c9b78a")


def ball(rig: Rig) -> None:
    """A football."""
    rig.oval(0, 0.5, 0.5, 0.5, rig.own("#f2f0ea"))
    for x, y, r in (
        (0.02, 0.52, 0.17),
        (-0.4, 0.66, 0.1),
        (0.4, 0.7, 0.1),
        (-0.24, 0.14, 0.1),
        (0.3, 0.16, 0.1),
        (0.0, 0.94, 0.07),
    ):
        t = np.linspace(0, 2 * np.pi, 5, endpoint=False) + 1.57
        rig.poly(np.stack([x + np.cos(t) * r, y + np.sin(t) * r], 1), "#26272c")


def shoe(rig: Rig) -> None:
    """A trainer."""
    upper = rig.own("#3f7fc4")
    rig.curve("-.86,.24 -.92,.7 -.7,.96 -.3,.92 -.1,.66 .5,.5 1,.36 1.08,.2", upper)
    rig.curve("-.9,.3 -.92,.7 -.7,.96 -.6,.6", times(upper, 0.7))
    rig.curve(".62,.22 .64,.46 1,.36 1.08,.2", mix(upper, (255, 255, 255), 0.75))
    for number in range(4):
        x = -0.16 + 0.14 * number
        rig.line([(x, 0.72 - 0.06 * number), (x + 0.14, 0.52 - 0.04 * number)], 0.04, "#fbfaf6")
    rig.curve("-.6,.3 -.1,.28 .3,.44 -.2,.4 -.6,.44", "#fbfaf6")
    rig.curve("-.96,.26 1.12,.22 1.14,.06 .9,0 -.8,0 -.98,.08", "#f6f4ee")


def crown(rig: Rig) -> None:
    """A golden crown."""
    gold = rig.own("#e0b03a")
    rig.poly("-.62,.1 -.72,.86 -.38,.5 -.2,1 0,.56 .2,1 .38,.5 .72,.86 .62,.1", gold)
    rig.curve("-.62,.24 0,.16 .62,.24 .6,.04 0,-.04 -.6,.04", times(gold, 0.8))
    for x, tone in ((-0.4, "#c8322f"), (0.0, "#2f6fc4"), (0.4, "#3f9a5a")):
        rig.oval(x, 0.1, 0.075, 0.065, tone)
    rig.lamp(0, 0.5, 0.9, (255, 220, 120), 0.35)


def sword(rig: Rig) -> None:
    """A sword, point up."""
    rig.poly("-.04,.2 -.04,.92 0,1.02 0,.2", "#dfe5ea")
    rig.poly("0,.2 0,1.02 .04,.92 .04,.2", "#9aa4ae")
    rig.curve("-.17,.2 -.17,.16 .17,.16 .17,.2 0,.215", "#c9983c")
    rig.box_shape(-0.022, 0.0, 0.022, 0.17, "#5a3424")
    rig.oval(0, -0.01, 0.035, 0.03, "#c9983c")
    rig.lamp(0, 0.7, 0.45, (220, 235, 255), 0.35)


def heart(rig: Rig) -> None:
    """A heart."""
    skin = rig.own("#d9344a")
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    x = 16 * np.sin(t) ** 3
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    rig.poly(np.stack([x / 32, (y + 17) / 30], 1), skin)
    rig.oval(-0.22, 0.72, 0.09, 0.13, mix(skin, (255, 255, 255), 0.45), angle=-30)


def chair(rig: Rig) -> None:
    """An armchair."""
    cloth = rig.own("#8a4a3c")
    rig.curve("-.42,.3 -.44,.86 -.3,1.02 .3,1.02 .44,.86 .42,.3", cloth)
    rig.box_shape(-0.36, 0.14, 0.36, 0.46, times(cloth, 1.12))
    for side in (-1, 1):
        rig.curve(
            [(side * 0.34, 0.1), (side * 0.34, 0.54), (side * 0.42, 0.62), (side * 0.54, 0.58), (side * 0.54, 0.1)],
            times(cloth, 0.86),
        )
        rig.box_shape(side * 0.42 - 0.03, 0.0, side * 0.42 + 0.03, 0.12, "#3a2820")


def globe(rig: Rig) -> None:
    """A globe on its stand."""
    rig.oval(0, 0.04, 0.26, 0.05, "#6a4428")
    rig.box_shape(-0.03, 0.04, 0.03, 0.2, "#6a4428")
    t = np.linspace(-2.4, 0.9, 24)
    rig.line(np.stack([0.46 * np.cos(t), 0.6 + 0.44 * np.sin(t)], 1), 0.035, "#b8903c")
    rig.oval(0, 0.6, 0.38, 0.38, "#3f86b8")
    rig.curve("-.28,.74 -.1,.9 .04,.82 -.06,.66 -.14,.5 -.24,.6", "#7fae58")
    rig.curve(".08,.62 .24,.74 .34,.6 .24,.4 .12,.46", "#7fae58")
    rig.curve("-.1,.4 .02,.42 0,.28 -.08,.3", "#7fae58")
