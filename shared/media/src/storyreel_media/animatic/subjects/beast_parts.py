"""Heads, ears, tails and antlers of the four-legged."""

from storyreel_media.animatic.colour import Rgb, times
from storyreel_media.animatic.subjects.beast import Beast
from storyreel_media.animatic.subjects.rig import Rig


def draw_head(rig: Rig, b: Beast, coat: Rgb, at: tuple[float, float]) -> None:
    x, y = at
    rx, ry = b.head
    _ear(rig, b, times(coat, 0.75), x - rx * 0.3, y + ry * 0.7)
    rig.oval(x, y, rx * 0.86, ry, coat)
    if b.snout:
        rig.limb([(x + rx * 0.3, y - ry * 0.2, ry * 0.72), (x + rx * 0.5 + b.snout, y - ry * 0.5, ry * 0.4)], coat)
        if b.belly:
            rig.limb(
                [(x + rx * 0.2, y - ry * 0.62, ry * 0.36), (x + rx * 0.45 + b.snout * 0.9, y - ry * 0.66, ry * 0.26)],
                b.belly,
            )
        rig.oval(x + rx * 0.62 + b.snout, y - ry * 0.4, ry * 0.2, ry * 0.17, "#26201e")
    _ear(rig, b, coat, x - rx * 0.08, y + ry * 0.72)
    rig.oval(x + rx * 0.36, y + ry * 0.2, ry * 0.14, ry * 0.16, "#1c1816")
    rig.oval(x + rx * 0.36 + ry * 0.05, y + ry * 0.26, ry * 0.05, ry * 0.05, "#ffffff")
    if b.horns == "horns":
        for dx in (-0.3, 0.3):
            rig.curve(
                [
                    (x + rx * dx - 0.02, y + ry * 0.8),
                    (x + rx * dx, y + ry * 1.5),
                    (x + rx * dx + 0.07, y + ry * 1.9),
                    (x + rx * dx + 0.035, y + ry * 0.85),
                ],
                "#e8dcc0",
            )
    elif b.horns == "knobs":
        for dx in (-0.4, 0.1):
            rig.line([(x + rx * dx, y + ry * 0.8), (x + rx * dx - 0.01, y + ry * 2.0)], 0.014, "#6a4424")


def _ear(rig: Rig, b: Beast, tone: Rgb, x: float, y: float) -> None:
    s = b.head[1]
    if b.ear == "point":
        rig.poly([(x - s * 0.45, y - s * 0.1), (x - s * 0.15, y + s * 1.0), (x + s * 0.4, y - s * 0.05)], tone)
    elif b.ear == "flop":
        rig.curve(
            [
                (x - s * 0.3, y + s * 0.2),
                (x - s * 0.75, y - s * 0.4),
                (x - s * 0.6, y - s * 1.2),
                (x - s * 0.15, y - s * 1.1),
                (x + s * 0.1, y - s * 0.1),
            ],
            times(tone, 0.75),
        )
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
        rig.curve(
            [
                (x + s * 0.1, y + s * 0.1),
                (x - s * 0.9, y + s * 0.35),
                (x - s * 1.35, y - s * 0.5),
                (x - s * 0.9, y - s * 1.5),
                (x - s * 0.2, y - s * 0.9),
            ],
            tone,
        )


def draw_tail(rig: Rig, b: Beast, coat: Rgb, at: tuple[float, float]) -> None:
    x, y = at
    if b.tail == "up":
        rig.limb([(x + 0.05, y, 0.05), (x - 0.12, y + 0.12, 0.04), (x - 0.14, y + 0.3, 0.025)], coat)
    elif b.tail == "brush":
        rig.curve(
            [
                (x + 0.06, y + 0.03),
                (x - 0.2, y + 0.02),
                (x - 0.46, y - 0.12),
                (x - 0.52, y - 0.26),
                (x - 0.32, y - 0.24),
                (x + 0.02, y - 0.1),
            ],
            coat,
        )
        rig.curve([(x - 0.38, y - 0.13), (x - 0.54, y - 0.28), (x - 0.34, y - 0.23)], b.belly or coat)
    elif b.tail == "mane":
        rig.curve(
            [(x + 0.05, y + 0.02), (x - 0.1, y - 0.02), (x - 0.17, y - 0.3), (x - 0.11, y - 0.44), (x - 0.03, y - 0.2)],
            b.mane,
        )
    elif b.tail in ("rope", "tuft"):
        rig.line([(x + 0.02, y), (x - 0.08, y - 0.1), (x - 0.1, y - 0.3)], 0.02, coat)
        rig.oval(x - 0.1, y - 0.32, 0.03, 0.055, b.mane or times(coat, 0.6))
    elif b.tail == "thick":
        rig.curve(
            [(x + 0.16, y + 0.06), (x - 0.2, y - 0.06), (x - 0.72, y - 0.4), (x - 0.24, y - 0.26), (x + 0.1, y - 0.26)],
            coat,
        )
    elif b.tail == "stub":
        rig.oval(x - 0.01, y + 0.02, 0.045, 0.05, times(coat, 0.95))


def draw_antlers(rig: Rig, at: tuple[float, float], b: Beast) -> None:
    x, y = at[0] - 0.03, at[1] + b.head[1] * 0.7
    for side, tone in ((-1, "#8a6a48"), (1, "#a88258")):
        dx = side * 0.05
        rig.line(
            [(x, y), (x + dx - 0.03, y + 0.1), (x + dx * 2.4 - 0.02, y + 0.2), (x + dx * 2.2, y + 0.3)], 0.016, tone
        )
        rig.line([(x + dx - 0.03, y + 0.1), (x + dx * 3 + 0.04, y + 0.14)], 0.012, tone)
        rig.line([(x + dx * 2.2 - 0.02, y + 0.19), (x + dx * 3.4 + 0.04, y + 0.25)], 0.012, tone)
