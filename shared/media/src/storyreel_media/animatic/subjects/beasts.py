"""Four-legged animals from one adjustable body."""

from dataclasses import replace

import numpy as np

from storyreel_media.animatic.colour import Rgb, rgb, times
from storyreel_media.animatic.subjects.beast import BEASTS, Beast
from storyreel_media.animatic.subjects.beast_parts import draw_antlers, draw_head, draw_tail
from storyreel_media.animatic.subjects.rig import Rig


def beast(rig: Rig) -> None:
    """Any animal of the table, standing, walking or running."""
    b = BEASTS[rig.subject.kind]
    if rig.subject.colour:
        b = replace(b, coat=rig.subject.colour)
    coat = rgb(b.coat)
    dark = times(coat, 0.72)
    if rig.subject.action in ("sit", "look", "sleep") and b.tail in ("up", "brush"):
        _sitting(rig, b, coat, dark)
        return
    half, belly, back = b.length / 2, b.leg, b.leg + b.body
    stride = {"run": 0.17, "walk": 0.07, "jump": 0.2}.get(rig.subject.action, 0.02)
    draw_tail(rig, b, coat, (-half, back - b.body * 0.2))
    _legs(rig, b, dark, -stride, 0.85)
    chest = (half - 0.02, belly + b.body * 0.6)
    head_at = (half + b.neck[0], back + b.neck[1] - 0.02)
    if b.horns == "antlers":
        draw_antlers(rig, head_at, b)
    rig.curve(
        [
            (-half, back - b.body * 0.28),
            (-half * 0.5, back + 0.01),
            (half * 0.3, back - b.body * 0.05),
            (half, back + 0.02),
            (half + 0.05, belly + b.body * 0.55),
            (half * 0.82, belly + 0.02),
            (0, belly - 0.01 + b.body * 0.14),
            (-half * 0.72, belly + 0.03),
            (-half - 0.03, belly + b.body * 0.4),
        ],
        coat,
    )
    if rig.subject.kind == "camel":
        rig.curve(
            [(-0.26, back - 0.03), (-0.12, back + 0.16), (0.02, back + 0.02), (0.14, back + 0.16), (0.27, back - 0.03)],
            coat,
        )
    if rig.subject.kind == "sheep":
        _wool(rig, coat, half, belly, back)
    if b.patches:
        _patches(rig, b, half, belly, back)
    _neck(rig, b, coat, chest, head_at, back)
    _legs(rig, b, coat, stride, 1.0)
    draw_head(rig, b, coat, head_at)
    if rig.subject.kind == "elephant":
        _trunk(rig, coat, head_at)


def _sitting(rig: Rig, b: Beast, coat: Rgb, dark: Rgb) -> None:
    """On its haunches, upright: dogs and their kin."""
    rig.curve("-.24,.1 -.44,.04 -.72,.1 -.84,.22 -.6,.24 -.26,.2", coat)
    if b.tail == "brush":
        rig.curve("-.66,.1 -.86,.23 -.64,.24", b.belly)
    rig.curve("-.3,0 -.34,.24 -.16,.56 .04,.74 .2,.66 .2,.34 .12,0", coat)
    rig.oval(-0.14, 0.16, 0.2, 0.17, dark)
    rig.oval(-0.06, 0.03, 0.17, 0.045, dark)
    for x, tone in ((0.04, dark), (0.15, coat)):
        rig.limb([(x, 0.46, 0.075), (x + 0.02, 0.2, 0.05), (x + 0.02, 0.04, 0.042)], tone)
        rig.oval(x + 0.045, 0.03, 0.07, 0.035, times(tone, 0.85))
    if b.belly:
        rig.curve(".1,.7 .22,.66 .21,.42 .13,.32 .08,.5", b.belly)
    draw_head(rig, b, coat, (0.14, 0.83))


def _legs(rig: Rig, b: Beast, tone: Rgb, stride: float, scale: float) -> None:
    half, thick = b.length / 2, b.thick
    shift = max(stride * 0.3, b.thick * 2.6) if scale < 1 else 0.0  # the far pair shows beside the near one
    for x, swing in ((half * 0.8 + shift, stride), (-half * 0.8 + shift, -stride)):
        back_bend = 0.035 if x < 0 else 0.0
        rig.limb(
            [
                (x, b.leg + b.body * 0.3, thick * (2.4 if x < 0 else 1.9)),
                (x + swing * 0.45 - back_bend, b.leg * 0.48, thick * 1.15),
                (x + swing, 0.03, thick * 0.9),
            ],
            tone,
        )
        rig.curve(
            [
                (x + swing - thick, 0.0),
                (x + swing - thick * 0.9, 0.05),
                (x + swing + thick * 0.9, 0.05),
                (x + swing + thick * 1.7, 0.0),
            ],
            times(tone, 0.6),
        )


def _neck(rig: Rig, b: Beast, coat: Rgb, chest: tuple[float, float], head: tuple[float, float], back: float) -> None:
    root = 0.13 * b.body / 0.3
    if b.mane and b.ear != "round":
        rig.limb(
            [
                (chest[0] - root * 1.4, back + 0.015, root * 0.55),
                ((chest[0] + head[0]) / 2 - 0.07, (back + head[1]) / 2 + 0.06, 0.05),
                (head[0] - 0.04, head[1] + b.head[1] * 0.9, 0.03),
            ],
            b.mane,
        )
    rig.limb(
        [
            (chest[0] - root * 0.75, chest[1] + b.body * 0.1, root * 1.08),
            ((chest[0] + head[0]) / 2 - 0.01, (chest[1] + head[1]) / 2 + 0.03, root * 0.74),
            (head[0] - b.head[0] * 0.3, head[1], b.head[1] * 0.8),
        ],
        coat,
    )
    if b.belly:
        rig.curve(
            [
                (chest[0] + 0.045, chest[1] + 0.05),
                (head[0] - 0.02, head[1] - b.head[1] * 0.9),
                (head[0] - 0.09, head[1] - b.head[1] * 0.9),
                (chest[0] - 0.03, chest[1] - b.body * 0.35),
            ],
            b.belly,
        )
    if b.mane and b.ear == "round":
        for angle in np.linspace(0, 2 * np.pi, 13, endpoint=False):
            rig.oval(head[0] - 0.05 + np.cos(angle) * 0.16, head[1] + np.sin(angle) * 0.18, 0.085, 0.085, b.mane)
        rig.oval(head[0] - 0.06, head[1], 0.19, 0.21, b.mane)


def _wool(rig: Rig, coat: Rgb, half: float, belly: float, back: float) -> None:
    for angle in np.linspace(0, 2 * np.pi, 18, endpoint=False):
        rig.oval(
            np.cos(angle) * half * 0.95, (belly + back) / 2 + np.sin(angle) * (back - belly) * 0.48, 0.11, 0.1, coat
        )
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
    rig.limb(
        [
            (x + 0.12, y - 0.04, 0.085),
            (x + 0.25, y - 0.2, 0.062),
            (x + 0.24, y - 0.44, 0.045),
            (x + 0.32, y - 0.56, 0.036),
        ],
        coat,
    )
    rig.curve([(x + 0.1, y - 0.13), (x + 0.2, y - 0.28), (x + 0.36, y - 0.25), (x + 0.23, y - 0.2)], "#f2ead8")
