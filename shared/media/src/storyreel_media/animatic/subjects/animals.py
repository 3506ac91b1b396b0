"""Four-legged animals from one adjustable body, and a few of their own shape."""

from dataclasses import dataclass, replace

import numpy as np

from storyreel_media.animatic.colour import Rgb, mix, rgb, times
from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.subjects.rig import Rig


@dataclass(frozen=True, slots=True)
class Beast:
    """Proportions of a standing animal seen from the side, in units of its height."""

    coat: str
    length: float = 1.2  # nose-side chest to rump
    leg: float = 0.45  # ground to belly
    body: float = 0.3  # belly to back
    thick: float = 0.05  # leg's half width at the foot
    neck: tuple[float, float] = (0.16, 0.3)  # from shoulder to head
    head: tuple[float, float] = (0.17, 0.12)  # half length, half height
    snout: float = 0.16
    ear: str = "point"
    tail: str = "down"
    belly: str = ""
    mane: str = ""
    horns: str = ""
    patches: str = ""


_BEASTS: dict[str, Beast] = {
    "dog": Beast("#b07a44", 0.86, 0.36, 0.3, 0.045, (0.15, 0.27), (0.15, 0.13), 0.17, "flop", "up", "#e0c49c"),
    "fox": Beast("#d9692a", 1.15, 0.36, 0.27, 0.035, (0.19, 0.24), (0.17, 0.14), 0.2, "point", "brush", "#f4ece0"),
    "wolf": Beast("#7f858c", 1.1, 0.42, 0.3, 0.045, (0.18, 0.2), (0.17, 0.13), 0.2, "point", "brush", "#c9ccce"),
    "horse": Beast("#8a5230", 0.82, 0.44, 0.25, 0.032, (0.24, 0.34), (0.16, 0.075), 0.14, "small", "mane", "", "#2c1d16"),
    "deer": Beast("#a8703e", 0.66, 0.4, 0.19, 0.022, (0.14, 0.26), (0.1, 0.065), 0.09, "leaf", "stub", "#e8d6b8", "", "antlers"),
    "cow": Beast("#f0ece2", 1.12, 0.38, 0.4, 0.055, (0.16, 0.08), (0.15, 0.12), 0.12, "leaf", "rope", "", "", "horns", "#3a2f2a"),
    "sheep": Beast("#efe9dc", 0.9, 0.26, 0.46, 0.04, (0.1, 0.06), (0.13, 0.11), 0.1, "leaf", "stub"),
    "bear": Beast("#6b4a34", 1.1, 0.3, 0.5, 0.085, (0.16, 0.0), (0.18, 0.17), 0.14, "round", "stub"),
    "polarbear": Beast("#f2f0e8", 1.15, 0.3, 0.46, 0.085, (0.2, 0.04), (0.17, 0.14), 0.16, "round", "stub"),
    "elephant": Beast("#8b8a90", 1.0, 0.32, 0.5, 0.085, (0.12, 0.04), (0.19, 0.2), 0.0, "fan", "rope"),
    "giraffe": Beast("#e0b25c", 0.42, 0.36, 0.17, 0.018, (0.17, 0.36), (0.07, 0.04), 0.06, "small", "rope", "", "#8a5a2c", "knobs", "#a8682c"),
    "lion": Beast("#d0a050", 1.15, 0.36, 0.32, 0.055, (0.14, 0.16), (0.16, 0.15), 0.12, "round", "tuft", "", "#8a5226"),
    "camel": Beast("#c9a06a", 0.8, 0.42, 0.24, 0.032, (0.22, 0.26), (0.11, 0.06), 0.09, "small", "rope"),
    "mouse": Beast("#9a9086", 1.3, 0.16, 0.5, 0.05, (0.14, -0.08), (0.26, 0.22), 0.2, "disc", "rope"),
    "dinosaur": Beast("#6f9a5a", 0.9, 0.36, 0.34, 0.07, (0.18, 0.34), (0.16, 0.09), 0.1, "none", "thick", "#c9d09a"),
}  # fmt: skip


def beast(rig: Rig, subject: Subject, nth: int) -> None:
    """Any animal of the table, standing, walking or running."""
    b = _BEASTS[subject.kind]
    if subject.colour:
        b = replace(b, coat=subject.colour)
    coat = rgb(b.coat)
    dark = times(coat, 0.72)
    half, belly, back = b.length / 2, b.leg, b.leg + b.body
    stride = {"run": 0.17, "walk": 0.07, "jump": 0.2}.get(subject.action, 0.02)
    _tail(rig, b, coat, (-half, back - b.body * 0.2))
    _legs(rig, b, dark, -stride, 0.85)
    chest = (half - 0.02, belly + b.body * 0.6)
    head_at = (half + b.neck[0], back + b.neck[1] - 0.02)
    if b.horns == "antlers":
        _antlers(rig, head_at, b)
    rig.curve([(-half, back - b.body * 0.28), (-half * 0.5, back + 0.01), (half * 0.3, back - b.body * 0.05), (half, back + 0.02), (half + 0.05, belly + b.body * 0.55),
               (half * 0.82, belly + 0.02), (0, belly - 0.01 + b.body * 0.14), (-half * 0.72, belly + 0.03), (-half - 0.03, belly + b.body * 0.4)], coat)  # fmt: skip
    if subject.kind == "camel":
        rig.curve([(-0.26, back - 0.03), (-0.12, back + 0.16), (0.02, back + 0.02), (0.14, back + 0.16), (0.27, back - 0.03)], coat)
    if subject.kind == "sheep":
        _wool(rig, coat, half, belly, back)
    if b.patches:
        _patches(rig, b, half, belly, back)
    _neck(rig, b, coat, chest, head_at, back)
    _legs(rig, b, coat, stride, 1.0)
    _head(rig, b, coat, head_at)
    if subject.kind == "elephant":
        _trunk(rig, coat, head_at)


def _legs(rig: Rig, b: Beast, tone: Rgb, stride: float, scale: float) -> None:
    half, thick = b.length / 2, b.thick
    for x, swing in ((half * 0.8, stride), (-half * 0.8, -stride)):
        back_bend = 0.035 if x < 0 else 0.0
        x += stride * 0.3 if scale < 1 else 0
        rig.limb([(x, b.leg + b.body * 0.3, thick * (2.4 if x < 0 else 1.9)), (x + swing * 0.45 - back_bend, b.leg * 0.48, thick * 1.15), (x + swing, 0.03, thick * 0.9)], tone)
        rig.curve([(x + swing - thick, 0.0), (x + swing - thick * 0.9, 0.05), (x + swing + thick * 0.9, 0.05), (x + swing + thick * 1.7, 0.0)], times(tone, 0.6))


def _neck(rig: Rig, b: Beast, coat: Rgb, chest: tuple[float, float], head: tuple[float, float], back: float) -> None:
    root = 0.13 * b.body / 0.3
    if b.mane and b.ear != "round":
        rig.limb([(chest[0] - root * 1.4, back + 0.015, root * 0.55), ((chest[0] + head[0]) / 2 - 0.07, (back + head[1]) / 2 + 0.06, 0.05), (head[0] - 0.04, head[1] + b.head[1] * 0.9, 0.03)], b.mane)
    rig.limb([(chest[0] - root * 0.75, chest[1] + b.body * 0.1, root * 1.08), ((chest[0] + head[0]) / 2 - 0.01, (chest[1] + head[1]) / 2 + 0.03, root * 0.74), (head[0] - b.head[0] * 0.3, head[1], b.head[1] * 0.8)], coat)
    if b.belly:
        rig.curve([(chest[0] + 0.045, chest[1] + 0.05), (head[0] - 0.02, head[1] - b.head[1] * 0.9), (head[0] - 0.09, head[1] - b.head[1] * 0.9), (chest[0] - 0.03, chest[1] - b.body * 0.35)], b.belly)
    if b.mane and b.ear == "round":
        for angle in np.linspace(0, 2 * np.pi, 13, endpoint=False):
            rig.oval(head[0] - 0.05 + np.cos(angle) * 0.16, head[1] + np.sin(angle) * 0.18, 0.085, 0.085, b.mane)
        rig.oval(head[0] - 0.06, head[1], 0.19, 0.21, b.mane)


def _head(rig: Rig, b: Beast, coat: Rgb, at: tuple[float, float]) -> None:
    x, y = at
    rx, ry = b.head
    _ear(rig, b, times(coat, 0.75), x - rx * 0.3, y + ry * 0.7)
    rig.oval(x, y, rx * 0.86, ry, coat)
    if b.snout:
        rig.limb([(x + rx * 0.3, y - ry * 0.2, ry * 0.72), (x + rx * 0.5 + b.snout, y - ry * 0.5, ry * 0.4)], coat)
        if b.belly:
            rig.limb([(x + rx * 0.2, y - ry * 0.62, ry * 0.36), (x + rx * 0.45 + b.snout * 0.9, y - ry * 0.66, ry * 0.26)], b.belly)
        rig.oval(x + rx * 0.62 + b.snout, y - ry * 0.4, ry * 0.2, ry * 0.17, "#26201e")
    _ear(rig, b, coat, x - rx * 0.08, y + ry * 0.72)
    rig.oval(x + rx * 0.36, y + ry * 0.2, ry * 0.14, ry * 0.16, "#1c1816")
    rig.oval(x + rx * 0.36 + ry * 0.05, y + ry * 0.26, ry * 0.05, ry * 0.05, "#ffffff")
    if b.horns == "horns":
        for dx in (-0.3, 0.3):
            rig.curve([(x + rx * dx - 0.02, y + ry * 0.8), (x + rx * dx, y + ry * 1.5), (x + rx * dx + 0.07, y + ry * 1.9), (x + rx * dx + 0.035, y + ry * 0.85)], "#e8dcc0")
    elif b.horns == "knobs":
        for dx in (-0.4, 0.1):
            rig.line([(x + rx * dx, y + ry * 0.8), (x + rx * dx - 0.01, y + ry * 2.0)], 0.014, "#6a4424")


def _ear(rig: Rig, b: Beast, tone: Rgb, x: float, y: float) -> None:
    s = b.head[1]
    if b.ear == "point":
        rig.poly([(x - s * 0.45, y - s * 0.1), (x - s * 0.15, y + s * 1.0), (x + s * 0.4, y - s * 0.05)], tone)
    elif b.ear == "flop":
        rig.curve([(x - s * 0.3, y + s * 0.2), (x - s * 0.75, y - s * 0.4), (x - s * 0.6, y - s * 1.2), (x - s * 0.15, y - s * 1.1), (x + s * 0.1, y - s * 0.1)], times(tone, 0.75))
    elif b.ear == "small":
        rig.poly([(x - s * 0.5, y), (x - s * 0.4, y + s * 1.0), (x + s * 0.1, y + s * 0.2)], tone)
    elif b.ear == "leaf":
        rig.oval(x - s * 0.9, y + s * 0.25, s * 0.75, s * 0.28, tone, angle=155)
    elif b.ear == "round":
        rig.oval(x - s * 0.2, y + s * 0.2, s * 0.34, s * 0.34, tone)
    elif b.ear == "disc":
        rig.oval(x - s * 0.5, y + s * 0.4, s * 0.66, s * 0.7, tone)
        rig.oval(x - s * 0.45, y + s * 0.4, s * 0.42, s * 0.46, "#d9a0a0")
    elif b.ear == "fan":
        rig.curve([(x + s * 0.1, y + s * 0.1), (x - s * 0.9, y + s * 0.35), (x - s * 1.35, y - s * 0.5), (x - s * 0.9, y - s * 1.5), (x - s * 0.2, y - s * 0.9)], tone)


def _tail(rig: Rig, b: Beast, coat: Rgb, at: tuple[float, float]) -> None:
    x, y = at
    if b.tail == "up":
        rig.limb([(x + 0.05, y, 0.05), (x - 0.12, y + 0.12, 0.04), (x - 0.14, y + 0.3, 0.025)], coat)
    elif b.tail == "brush":
        rig.curve([(x + 0.06, y + 0.03), (x - 0.2, y + 0.02), (x - 0.46, y - 0.12), (x - 0.52, y - 0.26), (x - 0.32, y - 0.24), (x + 0.02, y - 0.1)], coat)
        rig.curve([(x - 0.38, y - 0.13), (x - 0.54, y - 0.28), (x - 0.34, y - 0.23)], b.belly or coat)
    elif b.tail == "mane":
        rig.curve([(x + 0.05, y + 0.02), (x - 0.1, y - 0.02), (x - 0.17, y - 0.3), (x - 0.11, y - 0.44), (x - 0.03, y - 0.2)], b.mane)
    elif b.tail in ("rope", "tuft"):
        rig.line([(x + 0.02, y), (x - 0.08, y - 0.1), (x - 0.1, y - 0.3)], 0.02, coat)
        rig.oval(x - 0.1, y - 0.32, 0.03, 0.055, b.mane or times(coat, 0.6))
    elif b.tail == "thick":
        rig.curve([(x + 0.16, y + 0.06), (x - 0.2, y - 0.06), (x - 0.72, y - 0.4), (x - 0.24, y - 0.26), (x + 0.1, y - 0.26)], coat)
    elif b.tail == "stub":
        rig.oval(x - 0.01, y + 0.02, 0.045, 0.05, times(coat, 0.95))


def _antlers(rig: Rig, at: tuple[float, float], b: Beast) -> None:
    x, y = at[0] - 0.03, at[1] + b.head[1] * 0.7
    for side, tone in ((-1, "#8a6a48"), (1, "#a88258")):
        dx = side * 0.05
        rig.line([(x, y), (x + dx - 0.03, y + 0.1), (x + dx * 2.4 - 0.02, y + 0.2), (x + dx * 2.2, y + 0.3)], 0.016, tone)
        rig.line([(x + dx - 0.03, y + 0.1), (x + dx * 3 + 0.04, y + 0.14)], 0.012, tone)
        rig.line([(x + dx * 2.2 - 0.02, y + 0.19), (x + dx * 3.4 + 0.04, y + 0.25)], 0.012, tone)


def _wool(rig: Rig, coat: Rgb, half: float, belly: float, back: float) -> None:
    for angle in np.linspace(0, 2 * np.pi, 18, endpoint=False):
        rig.oval(np.cos(angle) * half * 0.95, (belly + back) / 2 + np.sin(angle) * (back - belly) * 0.48, 0.11, 0.1, coat)
    for x, y in ((-0.2, 0.1), (0.1, 0.14), (0.26, -0.02), (-0.05, -0.08), (-0.3, -0.05)):
        rig.oval(x, (belly + back) / 2 + y, 0.08, 0.06, times(coat, 0.94))


def _patches(rig: Rig, b: Beast, half: float, belly: float, back: float) -> None:
    dice = rig.stage.rng("patches")
    count, size = (22, 0.026) if b.horns == "knobs" else (4, 0.11)
    for _ in range(count):
        x, y = dice.uniform(-0.72, 0.72) * half, dice.uniform(belly + size * 1.2, back - size * 1.1)
        t = np.linspace(0, 2 * np.pi, 7, endpoint=False)
        r = size * dice.uniform(0.7, 1.2, 7)
        rig.curve(np.stack([x + np.cos(t) * r, y + np.sin(t) * r], 1), b.patches)


def _trunk(rig: Rig, coat: Rgb, at: tuple[float, float]) -> None:
    x, y = at
    rig.limb([(x + 0.12, y - 0.04, 0.085), (x + 0.25, y - 0.2, 0.062), (x + 0.24, y - 0.44, 0.045), (x + 0.32, y - 0.56, 0.036)], coat)
    rig.curve([(x + 0.1, y - 0.13), (x + 0.2, y - 0.28), (x + 0.36, y - 0.25), (x + 0.23, y - 0.2)], "#f2ead8")


def cat(rig: Rig, subject: Subject, nth: int) -> None:
    """A cat: sitting by default, walking when it walks."""
    coat = rgb(subject.colour or ("#d98a3c", "#5a5860", "#3a3436", "#c9b298")[int(rig.stage.rng("cat").integers(4))])
    dark, pale = times(coat, 0.72), mix(coat, (255, 250, 240), 0.6)
    if subject.action in ("walk", "run", "jump"):
        _walking_cat(rig, coat, dark, pale)
        return
    rig.limb([(-0.2, 0.06, 0.055), (-0.42, 0.07, 0.05), (-0.5, 0.22, 0.045), (-0.42, 0.34, 0.035)], dark)
    rig.curve([(-0.26, 0.0), (-0.3, 0.25), (-0.16, 0.55), (0.02, 0.68), (0.17, 0.6), (0.2, 0.3), (0.2, 0.0)], coat)
    rig.oval(-0.14, 0.14, 0.17, 0.15, dark)
    for dx in (0.02, 0.15):
        rig.limb([(dx, 0.4, 0.06), (dx + 0.01, 0.05, 0.045)], coat)
        rig.oval(dx + 0.025, 0.03, 0.06, 0.035, pale)
    rig.curve([(0.03, 0.6), (0.18, 0.58), (0.17, 0.36), (0.09, 0.3), (0.04, 0.4)], pale)
    _cat_head(rig, 0.09, 0.77, 0.19, coat, pale)


def _walking_cat(rig: Rig, coat: Rgb, dark: Rgb, pale: Rgb) -> None:
    rig.limb([(-0.5, 0.56, 0.05), (-0.72, 0.72, 0.045), (-0.74, 0.95, 0.035)], coat)
    for x, foot, tone in ((0.36, 0.26, dark), (-0.36, -0.26, dark), (0.42, 0.52, coat), (-0.42, -0.54, coat)):
        rig.limb([(x, 0.45, 0.09), ((x + foot) / 2, 0.22, 0.055), (foot, 0.035, 0.045)], tone)
    rig.curve([(-0.56, 0.5), (-0.4, 0.64), (0, 0.6), (0.4, 0.66), (0.52, 0.5), (0.4, 0.34), (0, 0.34), (-0.45, 0.34)], coat)
    _cat_head(rig, 0.58, 0.74, 0.17, coat, pale)


def _cat_head(rig: Rig, x: float, y: float, r: float, coat: Rgb, pale: Rgb) -> None:
    for side in (-1, 1):
        rig.poly([(x + side * r * 0.95, y + r * 0.1), (x + side * r * 0.88, y + r * 1.3), (x + side * r * 0.15, y + r * 0.75)], coat)
        rig.poly([(x + side * r * 0.8, y + r * 0.45), (x + side * r * 0.78, y + r * 1.05), (x + side * r * 0.35, y + r * 0.75)], "#d99a94")
    rig.oval(x, y, r * 1.05, r * 0.88, coat)
    rig.oval(x + r * 0.08, y - r * 0.36, r * 0.5, r * 0.36, pale)
    for side in (-1, 1):
        ex = x + side * r * 0.42 + r * 0.08
        rig.oval(ex, y + r * 0.08, r * 0.2, r * 0.2, "#d9e06a", shine=rig.stage.scene.dark)
        rig.oval(ex + r * 0.02, y + r * 0.08, r * 0.075, r * 0.18, "#17161a")
        for lift in (-0.08, 0.06):
            rig.line([(x + side * r * 0.4, y - r * 0.35), (x + side * r * 1.35, y - r * (0.35 - lift * 2))], r * 0.03, "#f4f0e8")
    rig.poly([(x - r * 0.02, y - r * 0.18), (x + r * 0.18, y - r * 0.18), (x + r * 0.08, y - r * 0.3)], "#c96a6a")


def rabbit(rig: Rig, subject: Subject, nth: int) -> None:
    """A sitting rabbit with tall ears."""
    coat = rgb(subject.colour or "#b59a80")
    for x, tilt in ((0.08, 12), (0.2, -6)):
        rig.oval(x, 0.84, 0.055, 0.19, coat, angle=tilt)
        rig.oval(x + 0.01, 0.83, 0.028, 0.14, "#e0aaa4", angle=tilt)
    rig.oval(-0.36, 0.16, 0.09, 0.09, "#f6f1e8")
    rig.curve([(-0.36, 0.02), (-0.36, 0.3), (-0.12, 0.48), (0.1, 0.42), (0.2, 0.2), (0.2, 0.0)], coat)
    rig.oval(-0.14, 0.16, 0.18, 0.16, times(coat, 0.86))
    rig.oval(-0.04, 0.035, 0.19, 0.045, times(coat, 0.92))
    rig.limb([(0.16, 0.24, 0.06), (0.2, 0.04, 0.04)], coat)
    rig.oval(0.15, 0.55, 0.18, 0.155, coat)
    rig.oval(0.25, 0.5, 0.09, 0.075, "#efe6da")
    rig.oval(0.2, 0.59, 0.028, 0.034, "#1c1816")
    rig.oval(0.325, 0.535, 0.02, 0.016, "#d08a88")


def monkey(rig: Rig, subject: Subject, nth: int) -> None:
    """A sitting monkey with a curled tail."""
    coat, face = rgb(subject.colour or "#7a5236"), "#e0b48c"
    t = np.linspace(0, 1, 16)
    rig.line(np.stack([-0.2 - 0.3 * t + 0.12 * np.sin(t * 7), 0.1 + 0.55 * t], 1), 0.045, times(coat, 0.8))
    rig.curve([(-0.22, 0.0), (-0.26, 0.3), (-0.12, 0.56), (0.12, 0.56), (0.24, 0.28), (0.22, 0.0)], coat)
    rig.oval(0.03, 0.3, 0.12, 0.18, face)
    for side in (-1, 1):
        rig.limb([(side * 0.16, 0.48, 0.055), (side * 0.3, 0.3, 0.045), (side * 0.16, 0.14, 0.04)], coat)
        rig.oval(side * 0.2, 0.04, 0.12, 0.05, times(coat, 0.85))
        rig.oval(side * 0.22, 0.78, 0.075, 0.08, face)
    rig.oval(0.0, 0.77, 0.21, 0.2, coat)
    rig.oval(0.03, 0.73, 0.155, 0.145, face)
    for dx in (-0.03, 0.09):
        rig.oval(dx, 0.79, 0.024, 0.03, "#1c1816")
    rig.line([(-0.02, 0.66), (0.04, 0.64), (0.1, 0.66)], 0.014, "#8a4a3a")
