"""Plants as subjects."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import Rgb, mix, rgb, times
from storyreel_media.animatic.subjects.rig import Rig


def tree(rig: Rig) -> None:
    """A great broad tree in the season's colours; bare in winter, pink when it blossoms."""
    season = rig.stage.scene.season
    bark = rgb("#5f4736")
    rig.curve("-.11,0 -.055,.12 -.045,.42 .05,.42 .06,.12 .13,0", bark)
    for x, y in ((-0.24, 0.6), (0.26, 0.62), (-0.08, 0.72), (0.1, 0.7)):
        rig.limb([(0.0, 0.36, 0.04), (x * 0.5, (0.36 + y) / 2, 0.026), (x, y, 0.012)], bark)
    if season == "winter" and rig.subject.kind == "tree":
        _twigs(rig, bark)
        return
    leaf: Rgb = {"autumn": rgb("#d0702a"), "spring": rgb("#86b85a")}.get(season, rig.stage.palette.leaf)
    if rig.subject.kind == "blossomtree":
        leaf = rgb("#efa3bf")
    leaf = rgb(rig.subject.colour) if rig.subject.colour else leaf
    dice = rig.stage.rng(f"crown{rig.nth}")
    clumps = [(dice.uniform(-0.34, 0.34), dice.uniform(-0.2, 0.24), dice.uniform(0.1, 0.17)) for _ in range(24)]
    side = 1 if rig.stage.sun is None or rig.stage.sun[0] > rig.at[0] else -1
    for tone, shift, scale in (
        (times(leaf, 0.6), 0.0, 1.0),
        (leaf, 0.025, 0.78),
        (mix(leaf, (255, 244, 190), 0.3), 0.05, 0.42),
    ):
        for x, y, r in clumps:
            squeeze = float(np.sqrt(max(1 - (y / 0.3) ** 2, 0.15)))
            rig.oval(x * squeeze + shift * side * rig.facing, 0.7 + y + shift * 0.9, r * scale * 1.1, r * scale, tone)


def _twigs(rig: Rig, bark: Rgb) -> None:
    dice = rig.stage.rng("twigs")

    def grow(x: float, y: float, angle: float, length: float, left: int) -> None:
        ex, ey = x + np.cos(angle) * length, y + np.sin(angle) * length
        rig.line([(x, y), (ex, ey)], 0.005 + 0.005 * left, bark)
        if left:
            for turn in (-0.4, 0.36):
                grow(ex, ey, angle + turn + dice.uniform(-0.2, 0.2), length * dice.uniform(0.66, 0.82), left - 1)

    for angle in (0.6, 1.2, 1.6, 2.0, 2.6):
        grow(0, 0.42, angle, 0.17, 4)


def pine(rig: Rig) -> None:
    """A tall fir in tiers."""
    leaf = mix(rig.stage.palette.leaf, rgb("#1f5040"), 0.55)
    rig.box_shape(-0.03, 0.0, 0.03, 0.14, "#5a4230")
    for tier in range(6):
        y, half = 0.08 + 0.135 * tier, 0.3 - 0.042 * tier
        hem = [
            (half * t, y + (0.02 if number % 2 == 0 else -0.015) + 0.03 * (1 - abs(t)))
            for number, t in enumerate(np.linspace(-1, 1, 11))
        ]
        rig.poly([*hem, (0.0, min(y + 0.34, 1.0))], times(leaf, 0.8 + 0.05 * tier))
        if rig.stage.scene.season == "winter":
            rig.curve(
                [
                    (0, min(y + 0.3, 1.0)),
                    (-half * 0.55, y + 0.11),
                    (-half * 0.2, y + 0.13),
                    (half * 0.1, y + 0.1),
                    (half * 0.5, y + 0.13),
                ],
                "#f0f5fa",
            )


def palm(rig: Rig) -> None:
    """A palm."""
    t = np.linspace(0, 1, 9)
    rig.limb([(0.14 * float(s) ** 1.6, 0.74 * float(s), 0.035 - 0.016 * float(s)) for s in t], "#8f6f4e")
    leaf = rig.stage.palette.leaf
    for number, angle in enumerate(np.linspace(-0.35, 3.5, 11)):
        tip = np.array([0.14 + np.cos(angle) * 0.36, 0.74 + np.sin(angle) * 0.2 - 0.1])
        head = np.array([0.14, 0.74])
        middle = (head + tip) / 2 + np.array([0, 0.1])
        upper = smooth([tuple(head), tuple(middle), tuple(tip)], 6, closed=False)
        lower = smooth([tuple(tip), tuple(middle - np.array([0, 0.055])), tuple(head)], 6, closed=False)
        rig.poly(np.vstack([upper, lower]), times(leaf, 0.72 + 0.09 * (number % 4)))
    for dx in (-0.02, 0.02):
        rig.oval(0.14 + dx, 0.71, 0.022, 0.025, "#6b4a2c")


def flower(rig: Rig) -> None:
    """One large flower with stem and leaves."""
    petal = rgb(rig.subject.colour or ("#e2506a", "#f2b632", "#b46ad0", "#f0ece2")[rig.nth % 4])
    sway = 0.05 * float(np.sin(rig.nth * 1.7))
    rig.limb([(0, 0, 0.016), (sway, 0.36, 0.014), (sway, 0.7, 0.012)], "#4f7f3c")
    rig.curve("0,.16 -.16,.3 -.3,.32 -.16,.18", "#5c9444")
    rig.curve("0,.26 .16,.4 .3,.44 .18,.28", "#4f8a3c")
    for ring, (count, reach, size, tone) in enumerate(
        (
            (9, 0.17, 0.105, times(petal, 0.82)),
            (8, 0.12, 0.09, petal),
            (6, 0.065, 0.06, mix(petal, (255, 255, 255), 0.25)),
        )
    ):
        for angle in np.linspace(0, 2 * np.pi, count, endpoint=False) + ring * 0.35:
            rig.oval(
                sway + np.cos(angle) * reach,
                0.76 + np.sin(angle) * reach,
                size,
                size * 0.62,
                tone,
                angle=float(np.degrees(angle)),
            )
    rig.oval(sway, 0.76, 0.068, 0.068, "#f0b93a" if rig.subject.colour != "#f2c230" else "#6a4424")
    rig.oval(sway, 0.76, 0.036, 0.036, "#c98a2a")


def cactus(rig: Rig) -> None:
    """A saguaro with two arms."""
    skin = rgb("#5f8f52")
    rig.limb("0,0,.12 0,.88,.105", skin)
    rig.limb(".05,.36,.065 .3,.4,.068 .32,.68,.065", skin)
    rig.limb("-.05,.48,.06 -.28,.52,.062 -.3,.76,.06", skin)
    for x in (-0.05, 0.0, 0.05):
        rig.line([(x, 0.03), (x, 0.93)], 0.008, times(skin, 0.7))
    rig.oval(0.0, 0.99, 0.04, 0.03, "#e2506a")


def plant(rig: Rig) -> None:
    """A seedling or potted plant."""
    leaf = rig.stage.palette.leaf
    rig.limb("0,.26,.02 .02,.7,.014", times(leaf, 0.7))
    for y, side, size in ((0.4, -1, 0.26), (0.46, 1, 0.3), (0.6, -1, 0.26), (0.68, 1, 0.24), (0.72, -0.1, 0.28)):
        rig.curve(
            [
                (0.01, y),
                (side * size * 0.5, y + size * 0.55),
                (side * size * 1.2, y + size * 0.7),
                (side * size * 0.8, y + size * 0.12),
            ],
            mix(leaf, (200, 230, 120), 0.2 * abs(side) * (y - 0.3)),
        )
    rig.poly("-.2,.32 .2,.32 .15,0 -.15,0", rig.subject.colour or "#b8694a")
    rig.box_shape(-0.23, 0.29, 0.23, 0.36, times(rgb(rig.subject.colour or "#b8694a"), 1.1))


def mushroom(rig: Rig) -> None:
    """A spotted mushroom."""
    cap = rgb(rig.subject.colour or "#c8362f")
    rig.curve("-.14,0 -.1,.3 -.12,.55 .12,.55 .1,.3 .16,0", "#f0e6d0")
    rig.oval(0, 0.5, 0.36, 0.07, "#d9c9a8")
    rig.curve("-.5,.48 -.42,.78 0,1 .42,.78 .5,.48 0,.54", cap)
    for x, y, r in (
        (-0.24, 0.74, 0.07),
        (0.05, 0.86, 0.08),
        (0.28, 0.68, 0.06),
        (-0.02, 0.64, 0.055),
        (-0.38, 0.56, 0.04),
    ):
        rig.oval(x, y, r, r * 0.8, "#fbf4e4")
    if rig.stage.scene.dark:
        rig.lamp(0, 0.6, 0.9, (255, 190, 150), 0.4)


def pumpkin(rig: Rig) -> None:
    """A pumpkin; carved and lit at night."""
    skin = rgb(rig.subject.colour or "#e2802a")
    rig.curve("-.04,.8 0,1 .1,1 .06,.8", "#5f7a3a")
    for x in (-0.36, 0.36, -0.2, 0.2, 0.0):
        rig.oval(x, 0.42, 0.24, 0.42, times(skin, 0.82 + 0.18 * (1 - abs(x) * 2.4)))
    if rig.stage.scene.dark:
        for dx in (-0.2, 0.2):
            rig.poly([(dx - 0.09, 0.5), (dx + 0.09, 0.5), (dx, 0.66)], "#ffd873", shine=True)
        rig.curve("-.32,.34 -.1,.26 .1,.26 .32,.34 .18,.14 -.18,.14", "#ffd873", shine=True)
        rig.lamp(0, 0.4, 1.0, (255, 170, 60), 0.7)


def apple(rig: Rig) -> None:
    """An apple."""
    skin = rgb(rig.subject.colour or "#c8322f")
    rig.line("0,.78 .05,1", 0.05, "#5a3a24")
    rig.curve(".05,.88 .22,1.02 .4,.96 .24,.84", "#6f9a3c")
    rig.curve("0,.8 -.26,.88 -.46,.6 -.34,.16 -.12,.02 0,.06 .12,.02 .34,.16 .46,.6 .26,.88", skin)
    rig.oval(-0.2, 0.6, 0.09, 0.16, mix(skin, (255, 255, 255), 0.4), angle=20)
