"""Birds."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb, times
from storyreel_media.animatic.subjects.rig import Rig


def bird(rig: Rig) -> None:
    """A bird with spread wings, as it flies."""
    coat = rgb(rig.subject.colour or {"eagle": "#5c4030"}.get(rig.subject.kind, "#eef0f2"))
    tip = times(coat, 0.45) if rig.subject.kind != "eagle" else times(coat, 0.7)
    lift = 0.5 + 0.22 * float(np.sin(rig.nth * 2.1))
    rig.curve(
        [(0.05, 0.46), (-0.25, 0.5 + lift * 0.5), (-0.62, 0.46 + lift), (-0.4, 0.44 + lift * 0.3), (-0.22, 0.38)],
        times(coat, 0.76),
    )
    rig.curve("-.3,.44 -.52,.5 -.6,.34 -.3,.34", tip)
    rig.curve("-.36,.42 -.1,.5 .2,.5 .4,.46 .2,.32 -.1,.3", coat)
    rig.oval(0.38, 0.5, 0.115, 0.1, coat if rig.subject.kind != "eagle" else rgb("#f2ece0"))
    rig.poly(".47,.54 .66,.47 .47,.45", "#eda83a")
    rig.oval(0.41, 0.53, 0.022, 0.022, "#17151a")
    rig.curve(
        [
            (0.2, 0.46),
            (0.05, 0.58 + lift * 0.3),
            (-0.1, 0.5 + lift * 0.95),
            (-0.42, 0.52 + lift * 0.82),
            (-0.3, 0.44 + lift * 0.4),
            (-0.14, 0.38),
        ],
        mix(coat, (255, 255, 255), 0.08),
    )
    rig.curve(
        [
            (-0.1, 0.5 + lift * 0.95),
            (-0.42, 0.52 + lift * 0.82),
            (-0.32, 0.47 + lift * 0.55),
            (-0.16, 0.46 + lift * 0.7),
        ],
        tip,
    )


def flock(rig: Rig) -> None:
    """Many small birds in a loose wedge."""
    dice = rig.stage.rng("flock")
    tone = mix(rig.stage.palette.near, rig.stage.palette.mid, 0.25)
    for number in range(17):
        row = (number + 1) // 2
        x = -row * 0.16 + dice.uniform(-0.04, 0.04) + 0.6
        y = 0.75 - row * 0.07 * (1 if number % 2 else -0.45) + dice.uniform(-0.03, 0.03)
        s, flap = dice.uniform(0.05, 0.085), dice.uniform(0.2, 0.9)
        rig.curve(
            [
                (x, y),
                (x - s * 0.5, y + s * 0.62 * flap),
                (x - s * 1.3, y + s * 0.5 * flap),
                (x - s * 0.5, y + s * 0.3 * flap),
            ],
            tone,
            shine=True,
        )
        rig.curve(
            [
                (x, y),
                (x + s * 0.5, y + s * 0.62 * flap),
                (x + s * 1.3, y + s * 0.5 * flap),
                (x + s * 0.5, y + s * 0.3 * flap),
            ],
            tone,
            shine=True,
        )
        rig.oval(x, y, s * 0.2, s * 0.14, tone, shine=True)


def owl(rig: Rig) -> None:
    """A perched owl, face on."""
    coat = rgb(rig.subject.colour or "#8a6a48")
    rig.line("-.5,.05 .5,.08", 0.06, "#5a4230")
    rig.curve("-.28,.1 -.34,.5 -.26,.9 0,.95 .26,.9 .34,.5 .28,.1 0,.02", coat)
    rig.curve("-.17,.15 -.18,.5 0,.58 .18,.5 .17,.15", mix(coat, (250, 240, 220), 0.6))
    for row in range(4):
        for column in range(-1, 2):
            rig.oval(column * 0.09 + 0.04 * (row % 2), 0.2 + row * 0.085, 0.022, 0.03, times(coat, 0.8))
    for side in (-1, 1):
        rig.poly([(side * 0.26, 0.84), (side * 0.27, 1.04), (side * 0.08, 0.92)], coat)
        rig.oval(side * 0.12, 0.74, 0.135, 0.135, mix(coat, (250, 240, 220), 0.75))
        rig.oval(side * 0.12, 0.74, 0.08, 0.08, "#f2b52c", shine=rig.stage.scene.dark)
        rig.oval(side * 0.12, 0.74, 0.045, 0.045, "#16141a")
        rig.curve([(side * 0.3, 0.66), (side * 0.37, 0.36), (side * 0.26, 0.12), (side * 0.2, 0.36)], times(coat, 0.72))
    rig.poly("-.035,.7 .035,.7 0,.61", "#d9942c")


def duck(rig: Rig) -> None:
    """A duck or swan afloat."""
    coat = rgb(rig.subject.colour or "#f3f1ea")
    rig.curve("-.62,.42 -.4,.3 -.1,.4 .3,.36 .42,.16 .2,0 -.3,0 -.5,.14", coat)
    rig.limb(".3,.22,.1 .38,.5,.075 .34,.78,.06", coat)
    rig.oval(0.37, 0.86, 0.12, 0.105, coat)
    rig.curve(".46,.9 .66,.83 .64,.79 .46,.81", "#ee9a30")
    rig.oval(0.41, 0.89, 0.022, 0.024, "#17151a")
    rig.curve("-.46,.36 -.1,.36 .16,.26 0,.1 -.3,.12", times(coat, 0.86))


def penguin(rig: Rig) -> None:
    """Upright, white-bellied."""
    rig.curve("-.2,.04 -.26,.4 -.2,.72 -.14,.94 .02,1 .15,.93 .19,.7 .25,.4 .2,.04", "#2c3240")
    rig.curve("-.1,.05 -.12,.4 -.05,.68 .1,.72 .2,.42 .17,.05", "#f6f5f0")
    rig.oval(0.09, 0.78, 0.07, 0.05, "#f2c14e")
    rig.curve("-.2,.68 -.36,.42 -.34,.28 -.22,.42", "#232834")
    rig.curve(".19,.68 .34,.46 .33,.32 .22,.44", "#2c3240")
    rig.poly(".13,.9 .3,.86 .13,.83", "#e88a30")
    rig.oval(0.09, 0.89, 0.022, 0.024, "#ffffff")
    rig.oval(0.095, 0.89, 0.013, 0.015, "#101014")
    for dx in (-0.09, 0.11):
        rig.oval(dx, 0.02, 0.1, 0.035, "#e88a30")
