"""People-like subjects that are not one person: busts for close shots, couples, crowds, astronaut, robot, ghost, snowman, statue."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb, times
from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.subjects import people
from storyreel_media.animatic.subjects.rig import Rig


def couple(rig: Rig, subject: Subject, nth: int) -> None:
    """Two people side by side."""
    _shifted(rig, Subject("man", 1, subject.action), nth + 1, -0.13, 1.0)
    _shifted(rig, Subject("woman", 1, subject.action, subject.colour, subject.wears), nth + 2, 0.13, 0.94)


def family(rig: Rig, subject: Subject, nth: int) -> None:
    """Two grown-ups and a child between them."""
    _shifted(rig, Subject("man", 1, subject.action), nth + 1, -0.24, 1.0)
    _shifted(rig, Subject("woman", 1, subject.action), nth + 2, 0.24, 0.93)
    _shifted(rig, Subject("child", 1, subject.action), nth + 3, 0.0, 0.6)


def crowd(rig: Rig, subject: Subject, nth: int) -> None:
    """Rows of people, the back rows paler and higher."""
    dice = rig.stage.rng("crowd")
    for row, (count, y, scale) in enumerate(((9, 0.16, 0.72), (8, 0.08, 0.84), (6, 0.0, 0.95))):
        for number in range(count):
            kind = ("man", "woman", "person", "woman", "man", "child")[int(dice.integers(6))]
            x = (number - (count - 1) / 2) * 2.5 / count + dice.uniform(-0.06, 0.06)
            _shifted(rig, Subject(kind, 1, ("stand", "look", "walk")[int(dice.integers(3))]), row * 10 + number, x, scale * dice.uniform(0.92, 1.06), y)


def _shifted(rig: Rig, subject: Subject, nth: int, x: float, scale: float, y: float = 0.0) -> None:
    """Draws a person in the same cut-out, moved and scaled."""
    with rig.moved(x, y, scale):
        people.person(rig, subject, nth)


def astronaut(rig: Rig, subject: Subject, nth: int) -> None:
    """White suit, life-support pack, gold visor."""
    suit, shade = rgb("#eceff2"), rgb("#c3cad2")
    pose = people.pose(subject.action)
    (sx, sy), (hx, hy) = pose["sho"], pose["hip"]
    rig.curve([(sx - 0.08, sy + 0.08), (sx - 0.22, sy + 0.05), (sx - 0.22, hy + 0.08), (sx - 0.08, hy + 0.04)], shade)
    for near, tone in ((False, shade), (True, suit)):
        elbow, palm_at = (pose["en"], pose["hn"]) if near else (pose["ef"], pose["hf"])
        knee, foot = (pose["kn"], pose["fn"]) if near else (pose["kf"], pose["ff"])
        side = 0.045 if foot[0] >= 0 else -0.045
        rig.limb([(hx + side, hy, 0.082), (*knee, 0.068), (foot[0], foot[1] + 0.06, 0.062)], tone)
        rig.curve([(foot[0] - 0.06, 0.0 + foot[1] - 0.02), (foot[0] - 0.05, foot[1] + 0.06), (foot[0] + 0.05, foot[1] + 0.06), (foot[0] + 0.1, foot[1] - 0.02)], "#8d96a0")
        if near:
            rig.curve([(sx - 0.1, sy + 0.03), (sx - 0.14, (sy + hy) / 2), (hx - 0.12, hy - 0.03), (hx + 0.12, hy - 0.03), (sx + 0.14, (sy + hy) / 2), (sx + 0.1, sy + 0.03)], suit)
            rig.box_shape((sx + hx) / 2 - 0.06, (sy + hy) / 2 - 0.03, (sx + hx) / 2 + 0.08, (sy + hy) / 2 + 0.07, "#9aa4ae")
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


def robot(rig: Rig, subject: Subject, nth: int) -> None:
    """A rounded machine with lit eyes, jointed limbs, an antenna."""
    body = rgb(subject.colour) if subject.colour else mix(rgb("#b8c4cc"), rig.stage.palette.accent, 0.18)
    dark, joint = times(body, 0.66), rgb("#4a525a")
    pose = people.pose(subject.action if subject.action != "stand" else "look")
    (sx, sy), (hx, hy) = pose["sho"], (pose["hip"][0], pose["hip"][1] - 0.06)
    for near in (False, True):
        tone = body if near else dark
        knee, foot = (pose["kn"], pose["fn"]) if near else (pose["kf"], pose["ff"])
        elbow, palm_at = (pose["en"], pose["hn"]) if near else (pose["ef"], pose["hf"])
        side = 0.06 if near else -0.06
        rig.limb([(hx + side, hy + 0.02, 0.035), (*knee, 0.03), (foot[0], foot[1] + 0.05, 0.03)], joint)
        rig.limb([(knee[0], knee[1] - 0.03, 0.05), (foot[0], foot[1] + 0.07, 0.055)], tone)
        rig.curve([(foot[0] - 0.075, foot[1] - 0.02), (foot[0] - 0.06, foot[1] + 0.06), (foot[0] + 0.06, foot[1] + 0.06), (foot[0] + 0.1, foot[1] - 0.02)], dark)
        if near:
            rig.curve([(sx - 0.15, sy - 0.02), (sx - 0.16, hy + 0.08), (hx - 0.09, hy - 0.02), (hx + 0.09, hy - 0.02), (sx + 0.16, hy + 0.08), (sx + 0.15, sy - 0.02), (sx, sy + 0.03)], body)
            rig.box_shape(sx - 0.07, sy - 0.2, sx + 0.09, sy - 0.07, "#2c343c")
            for row in range(2):
                rig.box_shape(sx - 0.055, sy - 0.12 - 0.045 * row, sx + (0.06 if row else 0.02), sy - 0.1 - 0.045 * row, "#59e0ff", shine=True)
        rig.limb([(sx + (0.17 if near else -0.17), sy - 0.05, 0.045), (elbow[0] + (0.08 if near else -0.08), elbow[1], 0.03), (palm_at[0] + (0.06 if near else -0.06), palm_at[1], 0.032)], joint)
        rig.oval(sx + (0.17 if near else -0.17), sy - 0.05, 0.06, 0.06, tone)
        rig.oval(palm_at[0] + (0.06 if near else -0.06), palm_at[1], 0.05, 0.045, tone)
    x, y = pose["head"][0], pose["head"][1] - 0.005
    rig.line([(x, y + 0.08), (x, y + 0.15)], 0.012, joint)
    rig.oval(x, y + 0.155, 0.02, 0.02, "#ff6b5a", shine=True)
    rig.box_shape(x - 0.03, sy - 0.01, x + 0.03, y - 0.06, joint)
    rig.curve([(x - 0.13, y - 0.08), (x - 0.14, y + 0.05), (x - 0.08, y + 0.1), (x + 0.09, y + 0.1), (x + 0.15, y + 0.05), (x + 0.14, y - 0.08), (x, y - 0.1)], body)
    rig.curve([(x - 0.09, y - 0.05), (x - 0.09, y + 0.055), (x + 0.12, y + 0.055), (x + 0.12, y - 0.05)], "#1c2228")
    for dx in (-0.035, 0.065):
        rig.oval(x + dx, y + 0.005, 0.026, 0.03, "#6ff0ff", shine=True)
        rig.lamp(x + dx, y + 0.005, 0.16, (90, 220, 255), 0.5)


def ghost(rig: Rig, subject: Subject, nth: int) -> None:
    """A pale sheet with hollow eyes."""
    rig.curve([(0, 1.0), (-0.24, 0.84), (-0.3, 0.4), (-0.34, 0.0), (-0.2, 0.1), (-0.1, 0.0), (0, 0.1), (0.12, 0.0), (0.22, 0.1), (0.36, 0.02), (0.3, 0.45), (0.24, 0.84)], "#eef2fa")
    for dx in (-0.06, 0.12):
        rig.oval(dx, 0.72, 0.045, 0.07, "#2a2f42")
    rig.oval(0.03, 0.56, 0.04, 0.06, "#2a2f42")
    rig.lamp(0, 0.55, 0.8, (190, 210, 255), 0.35)


def snowman(rig: Rig, subject: Subject, nth: int) -> None:
    """Three balls, hat, carrot, scarf."""
    for y, r in ((0.22, 0.25), (0.55, 0.19), (0.81, 0.14)):
        rig.oval(0, y, r, r * 0.96, "#f2f6fb")
    for side in (-1, 1):
        rig.line([(side * 0.16, 0.58), (side * 0.36, 0.72), (side * 0.42, 0.8)], 0.018, "#5a4030")
    rig.box_shape(-0.14, 0.9, 0.14, 0.925, "#23242c")
    rig.box_shape(-0.095, 0.92, 0.095, 1.08, "#2a2c36")
    rig.box_shape(-0.095, 0.93, 0.095, 0.96, "#c23b3b")
    rig.limb([(-0.12, 0.68, 0.035), (0.12, 0.68, 0.035)], "#c23b3b")
    rig.limb([(0.09, 0.67, 0.03), (0.13, 0.5, 0.035)], "#c23b3b")
    for dx in (-0.03, 0.07):
        rig.oval(dx, 0.84, 0.017, 0.02, "#1c1c22")
    rig.poly([(0.02, 0.82), (0.02, 0.78), (0.17, 0.785)], "#ee8130")
    for y in (0.46, 0.55, 0.63):
        rig.oval(0.03, y, 0.016, 0.016, "#2a2c36")


def statue(rig: Rig, subject: Subject, nth: int) -> None:
    """A stone figure on a plinth."""
    stone = rgb("#bdb9ae")
    rig.box_shape(-0.2, 0.0, 0.2, 0.06, times(stone, 0.8))
    rig.box_shape(-0.16, 0.06, 0.16, 0.28, stone)
    rig.box_shape(-0.18, 0.26, 0.18, 0.3, times(stone, 0.9))
    rig.curve([(-0.09, 0.3), (-0.1, 0.55), (-0.1, 0.78), (0.0, 0.82), (0.1, 0.78), (0.08, 0.55), (0.11, 0.3)], stone)
    rig.limb([(0.08, 0.76, 0.028), (0.2, 0.82, 0.024), (0.24, 0.97, 0.02)], stone)
    rig.limb([(-0.08, 0.76, 0.028), (-0.14, 0.62, 0.024), (-0.07, 0.52, 0.02)], times(stone, 0.85))
    rig.oval(0.0, 0.89, 0.05, 0.06, stone)


def portrait(rig: Rig, subject: Subject, nth: int) -> None:
    """Head and shoulders in a close shot: the same person, with a face."""
    look = people.look_of(rig, subject, nth)
    head, y, r = 0.02, 0.9 + (look.head - 0.078) * 0.4, look.head * 1.06
    skin, shade = look.skin, times(look.skin, 0.86)
    if look.long_hair:
        rig.curve([(head - r * 1.0, y + r * 0.4), (head - r * 1.25, y - r * 0.9), (head - r * 1.15, y - r * 2.2), (head, y - r * 1.7), (head + r * 1.05, y - r * 2.1), (head + r * 1.15, y - r * 0.6), (head + r * 0.9, y + r * 0.5)], times(look.hair, 0.8))
    rig.curve([(-0.05, 0.83), (-0.13, 0.795), (-0.17, 0.7), (-0.19, 0.5), (0.21, 0.5), (0.19, 0.7), (0.15, 0.795), (0.07, 0.83)], look.top)
    rig.curve([(-0.015, 0.86), (-0.03, 0.815), (0.02, 0.785), (0.07, 0.815), (0.055, 0.86)], shade)
    if look.coat:
        for side in (-1, 1):
            rig.poly([(0.02, 0.76), (0.02 + side * 0.055, 0.835), (0.02 + side * 0.09, 0.815), (0.02 + side * 0.05, 0.7)], times(look.top, 0.8))
        rig.line([(0.02, 0.76), (0.02, 0.5)], 0.004, times(look.top, 0.65))
    if look.scarf:
        rig.curve([(-0.05, 0.845), (0.02, 0.815), (0.09, 0.845), (0.1, 0.8), (0.02, 0.77), (-0.06, 0.8)], look.scarf)
    for side in (-1, 1):
        rig.oval(head + side * r * 0.88, y - r * 0.08, r * 0.15, r * 0.22, shade)
    rig.curve([(head - r * 0.86, y + r * 0.3), (head - r * 0.8, y - r * 0.45), (head - r * 0.35, y - r * 1.02), (head, y - r * 1.12), (head + r * 0.35, y - r * 1.02),
               (head + r * 0.8, y - r * 0.45), (head + r * 0.86, y + r * 0.3), (head + r * 0.5, y + r * 0.95), (head - r * 0.5, y + r * 0.95)], skin)  # fmt: skip
    _face(rig, look, head, y, r)
    rig.curve([(head - r * 0.96, y - r * 0.1), (head - r * 1.0, y + r * 0.6), (head - r * 0.4, y + r * 1.2), (head + r * 0.4, y + r * 1.22), (head + r * 1.0, y + r * 0.6),
               (head + r * 0.95, y - r * 0.1), (head + r * 0.7, y + r * 0.5), (head + r * 0.1, y + r * 0.66), (head - r * 0.55, y + r * 0.45)], look.hair)  # fmt: skip
    if look.hat:
        people.hat(rig, look, head, y + r * 0.05, r)


def _face(rig: Rig, look: people.Look, x: float, y: float, r: float) -> None:
    aim = r * 0.1  # a glance to where the subject faces
    ink = times(look.hair, 0.6)
    for side in (-1, 1):
        ex = x + side * r * 0.37 + aim
        rig.oval(x + side * r * 0.52 + aim * 0.5, y - r * 0.38, r * 0.2, r * 0.12, mix(look.skin, rgb("#e0705f"), 0.22))
        rig.oval(ex, y - r * 0.02, r * 0.155, r * 0.115, "#f7f4ee")
        rig.oval(ex + aim * 0.5, y - r * 0.02, r * 0.085, r * 0.105, "#3a2a22")
        rig.oval(ex + aim * 0.5 + r * 0.03, y + r * 0.025, r * 0.028, r * 0.028, "#ffffff")
        t = np.linspace(0, np.pi, 9)
        rig.line(np.stack([ex + np.cos(t) * r * 0.17, y - r * 0.01 + np.sin(t) * r * 0.12], 1), r * 0.045, ink)
        rig.line([(ex - r * 0.19, y + r * 0.24 + (0.02 if side > 0 else -0.02) * r), (ex, y + r * 0.3), (ex + r * 0.19, y + r * 0.24 - (0.02 if side > 0 else -0.02) * r)], r * 0.07, ink)
    rig.line([(x + aim * 1.2, y), (x + aim * 1.9, y - r * 0.32), (x + aim * 0.8, y - r * 0.36)], r * 0.05, times(look.skin, 0.74))
    t = np.linspace(0, 1, 9)
    smile = 0.09 if rig.stage.scene.mood not in ("sad", "tense") else -0.04
    rig.line(np.stack([x + aim * 0.8 + (t - 0.5) * r * 0.56, y - r * 0.64 - np.sin(np.pi * t) * r * smile], 1), r * 0.06, mix(times(look.skin, 0.6), rgb("#a03a3a"), 0.45))
    if look.beard:
        rig.curve([(x - r * 0.84, y - r * 0.2), (x - r * 0.4, y - r * 0.52), (x, y - r * 0.5), (x + r * 0.4, y - r * 0.52), (x + r * 0.84, y - r * 0.2), (x + r * 0.62, y - r * 1.05), (x, y - r * 1.5), (x - r * 0.62, y - r * 1.05)], look.hair)
        rig.curve([(x - r * 0.3, y - r * 0.62), (x, y - r * 0.58), (x + r * 0.3, y - r * 0.62), (x, y - r * 0.74)], mix(times(look.skin, 0.6), rgb("#a03a3a"), 0.4))
