"""Figures that are not one person: couple, family, crowd, astronaut, robot, ghost, snowman, statue."""

from storyreel_media.animatic.colour import mix, rgb, times
from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.subjects import people, poses
from storyreel_media.animatic.subjects.rig import Rig


def couple(rig: Rig) -> None:
    """Two people side by side."""
    _shifted(rig, Subject("man", 1, rig.subject.action), rig.nth + 1, -0.13, 1.0)
    _shifted(
        rig, Subject("woman", 1, rig.subject.action, rig.subject.colour, rig.subject.wears), rig.nth + 2, 0.13, 0.94
    )


def family(rig: Rig) -> None:
    """Two grown-ups and a child between them."""
    _shifted(rig, Subject("man", 1, rig.subject.action), rig.nth + 1, -0.24, 1.0)
    _shifted(rig, Subject("woman", 1, rig.subject.action), rig.nth + 2, 0.24, 0.93)
    _shifted(rig, Subject("child", 1, rig.subject.action), rig.nth + 3, 0.0, 0.6)


def crowd(rig: Rig) -> None:
    """Rows of people, the back rows paler and higher."""
    dice = rig.stage.rng("crowd")
    for row, (count, y, scale) in enumerate(((9, 0.16, 0.72), (8, 0.08, 0.84), (6, 0.0, 0.95))):
        for number in range(count):
            kind = ("man", "woman", "person", "woman", "man", "child")[int(dice.integers(6))]
            x = (number - (count - 1) / 2) * 2.5 / count + dice.uniform(-0.06, 0.06)
            _shifted(
                rig,
                Subject(kind, 1, ("stand", "look", "walk")[int(dice.integers(3))]),
                row * 10 + number,
                x,
                scale * dice.uniform(0.92, 1.06),
                y,
            )


def _shifted(rig: Rig, subject: Subject, nth: int, x: float, scale: float, y: float = 0.0) -> None:
    """Draws a person in the same cut-out, moved and scaled."""
    with rig.moved(x, y, scale):
        people.person(rig, subject, nth)


def astronaut(rig: Rig) -> None:
    """White suit, life-support pack, gold visor."""
    suit, shade = rgb("#eceff2"), rgb("#c3cad2")
    pose = poses.pose(rig.subject.action)
    (sx, sy), (hx, hy) = pose["sho"], pose["hip"]
    rig.curve([(sx - 0.08, sy + 0.08), (sx - 0.22, sy + 0.05), (sx - 0.22, hy + 0.08), (sx - 0.08, hy + 0.04)], shade)
    for near, tone in ((False, shade), (True, suit)):
        elbow, palm_at = (pose["en"], pose["hn"]) if near else (pose["ef"], pose["hf"])
        knee, foot = (pose["kn"], pose["fn"]) if near else (pose["kf"], pose["ff"])
        side = 0.045 if foot[0] >= 0 else -0.045
        rig.limb([(hx + side, hy, 0.082), (*knee, 0.068), (foot[0], foot[1] + 0.06, 0.062)], tone)
        rig.curve(
            [
                (foot[0] - 0.06, 0.0 + foot[1] - 0.02),
                (foot[0] - 0.05, foot[1] + 0.06),
                (foot[0] + 0.05, foot[1] + 0.06),
                (foot[0] + 0.1, foot[1] - 0.02),
            ],
            "#8d96a0",
        )
        if near:
            rig.curve(
                [
                    (sx - 0.1, sy + 0.03),
                    (sx - 0.14, (sy + hy) / 2),
                    (hx - 0.12, hy - 0.03),
                    (hx + 0.12, hy - 0.03),
                    (sx + 0.14, (sy + hy) / 2),
                    (sx + 0.1, sy + 0.03),
                ],
                suit,
            )
            rig.box_shape(
                (sx + hx) / 2 - 0.06, (sy + hy) / 2 - 0.03, (sx + hx) / 2 + 0.08, (sy + hy) / 2 + 0.07, "#9aa4ae"
            )
            for number, code in enumerate(("#e2504a", "#4ab0e2", "#f0c040")):
                rig.oval((sx + hx) / 2 - 0.035 + 0.04 * number, (sy + hy) / 2 + 0.025, 0.012, 0.012, code)
            rig.line([(hx - 0.11, hy + 0.05), (hx + 0.11, hy + 0.05)], 0.016, rig.stage.palette.accent)
        rig.limb([(sx + (0.09 if near else -0.09), sy - 0.03, 0.06), (*elbow, 0.052), (*palm_at, 0.046)], tone)
        rig.oval(palm_at[0], palm_at[1], 0.045, 0.042, "#8d96a0")
    x, y = pose["head"]
    rig.oval(x, y, 0.125, 0.125, suit)
    rig.oval(x + 0.025, y, 0.092, 0.088, "#2a2f3c")
    rig.oval(x + 0.03, y + 0.005, 0.082, 0.078, mix(rgb("#d99a3c"), rig.stage.palette.mid, 0.35))
    rig.curve([(x - 0.03, y + 0.04), (x + 0.03, y + 0.066), (x + 0.075, y + 0.045), (x + 0.02, y + 0.045)], "#fff3cf")
    rig.line([(x - 0.1, y - 0.1), (x + 0.1, y - 0.1)], 0.02, shade)


def robot(rig: Rig) -> None:
    """A rounded machine with lit eyes, jointed limbs, an antenna."""
    body = rgb(rig.subject.colour) if rig.subject.colour else mix(rgb("#b8c4cc"), rig.stage.palette.accent, 0.18)
    dark, joint = times(body, 0.66), rgb("#4a525a")
    pose = poses.pose(rig.subject.action if rig.subject.action != "stand" else "look")
    (sx, sy), (hx, hy) = pose["sho"], (pose["hip"][0], pose["hip"][1] - 0.06)
    for near in (False, True):
        tone = body if near else dark
        knee, foot = (pose["kn"], pose["fn"]) if near else (pose["kf"], pose["ff"])
        elbow, palm_at = (pose["en"], pose["hn"]) if near else (pose["ef"], pose["hf"])
        side = 0.06 if near else -0.06
        rig.limb([(hx + side, hy + 0.02, 0.035), (*knee, 0.03), (foot[0], foot[1] + 0.05, 0.03)], joint)
        rig.limb([(knee[0], knee[1] - 0.03, 0.05), (foot[0], foot[1] + 0.07, 0.055)], tone)
        rig.curve(
            [
                (foot[0] - 0.075, foot[1] - 0.02),
                (foot[0] - 0.06, foot[1] + 0.06),
                (foot[0] + 0.06, foot[1] + 0.06),
                (foot[0] + 0.1, foot[1] - 0.02),
            ],
            dark,
        )
        if near:
            rig.curve(
                [
                    (sx - 0.15, sy - 0.02),
                    (sx - 0.16, hy + 0.08),
                    (hx - 0.09, hy - 0.02),
                    (hx + 0.09, hy - 0.02),
                    (sx + 0.16, hy + 0.08),
                    (sx + 0.15, sy - 0.02),
                    (sx, sy + 0.03),
                ],
                body,
            )
            rig.box_shape(sx - 0.07, sy - 0.2, sx + 0.09, sy - 0.07, "#2c343c")
            for row in range(2):
                rig.box_shape(
                    sx - 0.055,
                    sy - 0.12 - 0.045 * row,
                    sx + (0.06 if row else 0.02),
                    sy - 0.1 - 0.045 * row,
                    "#59e0ff",
                    shine=True,
                )
        rig.limb(
            [
                (sx + (0.17 if near else -0.17), sy - 0.05, 0.045),
                (elbow[0] + (0.08 if near else -0.08), elbow[1], 0.03),
                (palm_at[0] + (0.06 if near else -0.06), palm_at[1], 0.032),
            ],
            joint,
        )
        rig.oval(sx + (0.17 if near else -0.17), sy - 0.05, 0.06, 0.06, tone)
        rig.oval(palm_at[0] + (0.06 if near else -0.06), palm_at[1], 0.05, 0.045, tone)
    x, y = pose["head"][0], pose["head"][1] - 0.005
    rig.line([(x, y + 0.08), (x, y + 0.15)], 0.012, joint)
    rig.oval(x, y + 0.155, 0.02, 0.02, "#ff6b5a", shine=True)
    rig.box_shape(x - 0.03, sy - 0.01, x + 0.03, y - 0.06, joint)
    rig.curve(
        [
            (x - 0.13, y - 0.08),
            (x - 0.14, y + 0.05),
            (x - 0.08, y + 0.1),
            (x + 0.09, y + 0.1),
            (x + 0.15, y + 0.05),
            (x + 0.14, y - 0.08),
            (x, y - 0.1),
        ],
        body,
    )
    rig.curve([(x - 0.09, y - 0.05), (x - 0.09, y + 0.055), (x + 0.12, y + 0.055), (x + 0.12, y - 0.05)], "#1c2228")
    for dx in (-0.035, 0.065):
        rig.oval(x + dx, y + 0.005, 0.026, 0.03, "#6ff0ff", shine=True)
        rig.lamp(x + dx, y + 0.005, 0.16, (90, 220, 255), 0.5)


def ghost(rig: Rig) -> None:
    """A pale sheet with hollow eyes."""
    rig.curve("0,1 -.24,.84 -.3,.4 -.34,0 -.2,.1 -.1,0 0,.1 .12,0 .22,.1 .36,.02 .3,.45 .24,.84", "#eef2fa")
    for dx in (-0.06, 0.12):
        rig.oval(dx, 0.72, 0.045, 0.07, "#2a2f42")
    rig.oval(0.03, 0.56, 0.04, 0.06, "#2a2f42")
    rig.lamp(0, 0.55, 0.8, (190, 210, 255), 0.35)


def snowman(rig: Rig) -> None:
    """Three balls, hat, carrot, scarf."""
    for y, r in ((0.22, 0.25), (0.55, 0.19), (0.81, 0.14)):
        rig.oval(0, y, r, r * 0.96, "#f2f6fb")
    for side in (-1, 1):
        rig.line([(side * 0.16, 0.58), (side * 0.36, 0.72), (side * 0.42, 0.8)], 0.018, "#5a4030")
    rig.box_shape(-0.14, 0.9, 0.14, 0.925, "#23242c")
    rig.box_shape(-0.095, 0.92, 0.095, 1.08, "#2a2c36")
    rig.box_shape(-0.095, 0.93, 0.095, 0.96, "#c23b3b")
    rig.limb("-.12,.68,.035 .12,.68,.035", "#c23b3b")
    rig.limb(".09,.67,.03 .13,.5,.035", "#c23b3b")
    for dx in (-0.03, 0.07):
        rig.oval(dx, 0.84, 0.017, 0.02, "#1c1c22")
    rig.poly(".02,.82 .02,.78 .17,.785", "#ee8130")
    for y in (0.46, 0.55, 0.63):
        rig.oval(0.03, y, 0.016, 0.016, "#2a2c36")


def statue(rig: Rig) -> None:
    """A stone figure on a plinth."""
    stone = rgb("#bdb9ae")
    rig.box_shape(-0.2, 0.0, 0.2, 0.06, times(stone, 0.8))
    rig.box_shape(-0.16, 0.06, 0.16, 0.28, stone)
    rig.box_shape(-0.18, 0.26, 0.18, 0.3, times(stone, 0.9))
    rig.curve("-.09,.3 -.1,.55 -.1,.78 0,.82 .1,.78 .08,.55 .11,.3", stone)
    rig.limb(".08,.76,.028 .2,.82,.024 .24,.97,.02", stone)
    rig.limb("-.08,.76,.028 -.14,.62,.024 -.07,.52,.02", times(stone, 0.85))
    rig.oval(0.0, 0.89, 0.05, 0.06, stone)
