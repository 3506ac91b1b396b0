"""Lights, books, letters and devices."""

import numpy as np

from storyreel_media.animatic.colour import mix, times
from storyreel_media.animatic.subjects.rig import Rig


def lantern(rig: Rig) -> None:
    """A lantern with a flame."""
    iron = "#3a3430"
    t = np.linspace(0, np.pi, 14)
    rig.line(np.stack([0.2 * np.cos(t), 0.84 + 0.16 * np.sin(t)], 1), 0.03, iron)
    rig.poly("-.24,.74 -.1,.88 .1,.88 .24,.74", iron)
    rig.box_shape(-0.22, 0.14, 0.22, 0.74, "#ffe3a0", shine=True)
    rig.curve("-.075,.2 -.09,.34 0,.58 .09,.34 .075,.2", "#ff9a30", shine=True)
    rig.curve("-.04,.2 -.045,.3 0,.42 .045,.3 .04,.2", "#fffbe0", shine=True)
    for x in (-0.21, 0.0, 0.21):
        rig.box_shape(x - 0.014, 0.14, x + 0.014, 0.74, iron)
    rig.box_shape(-0.27, 0.04, 0.27, 0.15, iron)
    rig.box_shape(-0.2, 0.0, 0.2, 0.05, iron)
    rig.lamp(0, 0.44, 1.8, (255, 190, 90), 0.85)


def candle(rig: Rig) -> None:
    """A candle in a dish."""
    rig.oval(0, 0.05, 0.34, 0.05, "#a8843c")
    rig.curve("-.13,.05 -.14,.6 -.08,.66 .1,.62 .14,.56 .13,.05", rig.own("#f2ead8"))
    rig.line("0,.63 .01,.71", 0.02, "#2a2422")
    rig.curve("-.055,.74 -.06,.82 0,1 .06,.82 .055,.74 0,.69", "#ffab3c", shine=True)
    rig.curve("-.03,.74 0,.88 .03,.74 0,.71", "#fff8dc", shine=True)
    rig.lamp(0, 0.82, 1.3, (255, 200, 110), 0.85)


def lamp(rig: Rig) -> None:
    """A desk lamp, lit."""
    metal = rig.own("#3f5f58")
    rig.oval(0, 0.04, 0.26, 0.05, metal)
    rig.line("0,.05 -.22,.48 .14,.82", 0.035, "#8d939a")
    rig.oval(-0.22, 0.48, 0.035, 0.035, metal)
    rig.poly(".06,.9 .2,.98 .5,.72 .22,.56", metal)
    rig.oval(0.36, 0.64, 0.17, 0.05, "#fff2c4", angle=30, shine=True)
    rig.lamp(0.4, 0.56, 0.9, (255, 226, 160), 0.8)


def book(rig: Rig) -> None:
    """An open book."""
    cover = rig.own("#8a3a34")
    rig.poly("-1.1,.12 -1,.86 0,.72 1,.86 1.1,.12 0,0", cover)
    for side in (-1, 1):
        rig.curve(
            [
                (0, 0.74),
                (side * 0.3, 0.9),
                (side * 0.7, 0.98),
                (side * 0.96, 0.92),
                (side * 1.02, 0.2),
                (side * 0.7, 0.24),
                (side * 0.3, 0.18),
                (0, 0.06),
            ],
            "#f6f0e0",
        )
        for row in range(6):
            y = 0.8 - 0.095 * row
            rig.line([(side * 0.14, y - 0.06), (side * 0.5, y + 0.03), (side * 0.86, y + 0.04)], 0.018, "#a89f90")
    rig.line("0,.74 0,.05", 0.02, "#c9bfa8")


def letter(rig: Rig) -> None:
    """A sealed envelope."""
    paper = rig.own("#f2e8d0")
    rig.poly("-.75,0 -.75,1 .75,1 .75,0", paper)
    rig.poly("-.75,0 0,.56 .75,0", times(paper, 0.92))
    rig.poly("-.75,1 0,.4 .75,1", times(paper, 0.84))
    rig.oval(0, 0.45, 0.13, 0.13, "#b8322f")
    rig.oval(0, 0.45, 0.075, 0.075, "#d9544a")


def phone(rig: Rig) -> None:
    """A phone with a lit screen of cards."""
    screen = mix(rig.stage.palette.accent, (240, 248, 255), 0.5)
    rig.curve("-.25,.02 -.26,.5 -.25,.98 0,1 .25,.98 .26,.5 .25,.02 0,0", "#1c1e24")
    rig.box_shape(-0.225, 0.05, 0.225, 0.95, screen, shine=True)
    rig.box_shape(-0.225, 0.78, 0.225, 0.95, rig.stage.palette.accent, shine=True)
    for row, tone in enumerate(("#ffffff", "#f4f6fa", "#ffffff")):
        y = 0.58 - 0.18 * row
        rig.box_shape(-0.19, y, 0.19, y + 0.14, tone, shine=True)
        rig.oval(-0.12, y + 0.07, 0.042, 0.042, rig.stage.palette.accent, shine=True)
        rig.box_shape(-0.05, y + 0.08, 0.15, y + 0.1, "#9aa4b0", shine=True)
        rig.box_shape(-0.05, y + 0.04, 0.08, y + 0.06, "#c9d0d8", shine=True)
    rig.box_shape(-0.06, 0.915, 0.06, 0.935, "#1c1e24", shine=True)
    rig.lamp(0, 0.5, 0.7, screen, 0.35)


def laptop(rig: Rig) -> None:
    """An open laptop with a chart on its screen."""
    screen = mix(rig.stage.palette.accent, (236, 246, 255), 0.72)
    rig.poly("-.78,.16 -.74,1 .74,1 .78,.16", "#2a2d34")
    rig.poly("-.72,.2 -.69,.95 .69,.95 .72,.2", screen, shine=True)
    for number, tall in enumerate((0.2, 0.32, 0.26, 0.44, 0.56)):
        x = -0.55 + 0.13 * number
        rig.box_shape(
            x,
            0.28,
            x + 0.085,
            0.28 + tall * 0.9,
            rig.stage.palette.accent if number % 2 else mix(rig.stage.palette.accent, (40, 60, 100), 0.5),
            shine=True,
        )
    for row in range(4):
        rig.box_shape(0.2, 0.8 - 0.12 * row, 0.58 - 0.08 * (row % 2), 0.84 - 0.12 * row, "#8f9cac", shine=True)
    rig.poly("-.98,0 -.8,.16 .8,.16 .98,0", "#b9bec6")
    rig.poly("-.7,.07 -.64,.13 .64,.13 .7,.07", "#4a4f58")
    rig.box_shape(-0.98, -0.03, 0.98, 0.01, "#8d939c")
    rig.lamp(0, 0.6, 1.1, screen, 0.4)


def camera(rig: Rig) -> None:
    """A film camera."""
    rig.box_shape(-0.3, 0.78, 0.2, 1.0, "#50555c")
    rig.box_shape(-0.75, 0.05, 0.75, 0.82, "#2c2f35")
    rig.box_shape(-0.75, 0.62, 0.75, 0.84, "#c9ced3")
    rig.oval(0.05, 0.4, 0.36, 0.36, "#17181c")
    rig.oval(0.05, 0.4, 0.26, 0.26, "#3a4a66")
    rig.oval(0.05, 0.4, 0.14, 0.14, "#11141c")
    rig.oval(-0.04, 0.49, 0.06, 0.05, "#dcecf8")
    rig.oval(0.55, 0.88, 0.1, 0.06, "#8d939a")


def clock(rig: Rig) -> None:
    """A round clock."""
    rig.oval(0, 0.5, 0.5, 0.5, rig.own("#8a5a34"))
    rig.oval(0, 0.5, 0.43, 0.43, "#f6f0e0")
    for hour in range(12):
        a = hour * np.pi / 6
        inner = 0.33 if hour % 3 == 0 else 0.37
        rig.line(
            [(np.cos(a) * inner, 0.5 + np.sin(a) * inner), (np.cos(a) * 0.4, 0.5 + np.sin(a) * 0.4)],
            0.03 if hour % 3 == 0 else 0.014,
            "#2c2a2a",
        )
    for length, angle, width in ((0.22, 2.4, 0.035), (0.33, 1.1, 0.024)):
        rig.line([(0, 0.5), (np.cos(angle) * length, 0.5 + np.sin(angle) * length)], width, "#23222a")
    rig.oval(0, 0.5, 0.035, 0.035, "#b8322f")


def key(rig: Rig) -> None:
    """An old key."""
    gold = rig.own("#d9a83c")
    rig.oval(0, 0.8, 0.2, 0.2, gold)
    rig.oval(0, 0.8, 0.1, 0.1, times(gold, 0.35))
    rig.box_shape(-0.045, 0.04, 0.045, 0.64, gold)
    for y in (0.05, 0.17):
        rig.box_shape(0.03, y, 0.22, y + 0.07, gold)
    rig.lamp(0, 0.6, 0.7, (255, 220, 120), 0.3)
