"""Birds, insects, dragons: what flies; and what swims."""

import numpy as np

from storyreel_media.animatic.colour import mix, rgb, times
from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.subjects.rig import Rig


def bird(rig: Rig, subject: Subject, nth: int) -> None:
    """A bird with spread wings, as it flies."""
    coat = rgb(subject.colour or {"eagle": "#5c4030"}.get(subject.kind, "#eef0f2"))
    tip = times(coat, 0.45) if subject.kind != "eagle" else times(coat, 0.7)
    lift = 0.5 + 0.22 * float(np.sin(nth * 2.1))
    rig.curve([(0.05, 0.46), (-0.25, 0.5 + lift * 0.5), (-0.62, 0.46 + lift), (-0.4, 0.44 + lift * 0.3), (-0.22, 0.38)], times(coat, 0.76))
    rig.curve([(-0.3, 0.44), (-0.52, 0.5), (-0.6, 0.34), (-0.3, 0.34)], tip)
    rig.curve([(-0.36, 0.42), (-0.1, 0.5), (0.2, 0.5), (0.4, 0.46), (0.2, 0.32), (-0.1, 0.3)], coat)
    rig.oval(0.38, 0.5, 0.115, 0.1, coat if subject.kind != "eagle" else rgb("#f2ece0"))
    rig.poly([(0.47, 0.54), (0.66, 0.47), (0.47, 0.45)], "#eda83a")
    rig.oval(0.41, 0.53, 0.022, 0.022, "#17151a")
    rig.curve([(0.2, 0.46), (0.05, 0.58 + lift * 0.3), (-0.1, 0.5 + lift * 0.95), (-0.42, 0.52 + lift * 0.82), (-0.3, 0.44 + lift * 0.4), (-0.14, 0.38)], mix(coat, (255, 255, 255), 0.08))
    rig.curve([(-0.1, 0.5 + lift * 0.95), (-0.42, 0.52 + lift * 0.82), (-0.32, 0.47 + lift * 0.55), (-0.16, 0.46 + lift * 0.7)], tip)


def flock(rig: Rig, subject: Subject, nth: int) -> None:
    """Many small birds in a loose wedge."""
    dice = rig.stage.rng("flock")
    tone = mix(rig.stage.palette.near, rig.stage.palette.mid, 0.25)
    for number in range(17):
        row = (number + 1) // 2
        x = -row * 0.16 + dice.uniform(-0.04, 0.04) + 0.6
        y = 0.75 - row * 0.07 * (1 if number % 2 else -0.45) + dice.uniform(-0.03, 0.03)
        s, flap = dice.uniform(0.05, 0.085), dice.uniform(0.2, 0.9)
        rig.curve([(x, y), (x - s * 0.5, y + s * 0.62 * flap), (x - s * 1.3, y + s * 0.5 * flap), (x - s * 0.5, y + s * 0.3 * flap)], tone, shine=True)
        rig.curve([(x, y), (x + s * 0.5, y + s * 0.62 * flap), (x + s * 1.3, y + s * 0.5 * flap), (x + s * 0.5, y + s * 0.3 * flap)], tone, shine=True)
        rig.oval(x, y, s * 0.2, s * 0.14, tone, shine=True)


def owl(rig: Rig, subject: Subject, nth: int) -> None:
    """A perched owl, face on."""
    coat = rgb(subject.colour or "#8a6a48")
    rig.line([(-0.5, 0.05), (0.5, 0.08)], 0.06, "#5a4230")
    rig.curve([(-0.28, 0.1), (-0.34, 0.5), (-0.26, 0.9), (0, 0.95), (0.26, 0.9), (0.34, 0.5), (0.28, 0.1), (0, 0.02)], coat)
    rig.curve([(-0.17, 0.15), (-0.18, 0.5), (0, 0.58), (0.18, 0.5), (0.17, 0.15)], mix(coat, (250, 240, 220), 0.6))
    for row in range(4):
        for column in range(-1, 2):
            rig.oval(column * 0.09 + 0.04 * (row % 2), 0.2 + row * 0.085, 0.022, 0.03, times(coat, 0.8))
    for side in (-1, 1):
        rig.poly([(side * 0.26, 0.84), (side * 0.27, 1.04), (side * 0.08, 0.92)], coat)
        rig.oval(side * 0.12, 0.74, 0.135, 0.135, mix(coat, (250, 240, 220), 0.75))
        rig.oval(side * 0.12, 0.74, 0.08, 0.08, "#f2b52c", shine=rig.stage.scene.dark)
        rig.oval(side * 0.12, 0.74, 0.045, 0.045, "#16141a")
        rig.curve([(side * 0.3, 0.66), (side * 0.37, 0.36), (side * 0.26, 0.12), (side * 0.2, 0.36)], times(coat, 0.72))
    rig.poly([(-0.035, 0.7), (0.035, 0.7), (0, 0.61)], "#d9942c")


def duck(rig: Rig, subject: Subject, nth: int) -> None:
    """A duck or swan afloat."""
    coat = rgb(subject.colour or "#f3f1ea")
    rig.curve([(-0.62, 0.42), (-0.4, 0.3), (-0.1, 0.4), (0.3, 0.36), (0.42, 0.16), (0.2, 0.0), (-0.3, 0.0), (-0.5, 0.14)], coat)
    rig.limb([(0.3, 0.22, 0.1), (0.38, 0.5, 0.075), (0.34, 0.78, 0.06)], coat)
    rig.oval(0.37, 0.86, 0.12, 0.105, coat)
    rig.curve([(0.46, 0.9), (0.66, 0.83), (0.64, 0.79), (0.46, 0.81)], "#ee9a30")
    rig.oval(0.41, 0.89, 0.022, 0.024, "#17151a")
    rig.curve([(-0.46, 0.36), (-0.1, 0.36), (0.16, 0.26), (0.0, 0.1), (-0.3, 0.12)], times(coat, 0.86))


def penguin(rig: Rig, subject: Subject, nth: int) -> None:
    """Upright, white-bellied."""
    rig.curve([(-0.2, 0.04), (-0.26, 0.4), (-0.2, 0.72), (-0.14, 0.94), (0.02, 1.0), (0.15, 0.93), (0.19, 0.7), (0.25, 0.4), (0.2, 0.04)], "#2c3240")
    rig.curve([(-0.1, 0.05), (-0.12, 0.4), (-0.05, 0.68), (0.1, 0.72), (0.2, 0.42), (0.17, 0.05)], "#f6f5f0")
    rig.oval(0.09, 0.78, 0.07, 0.05, "#f2c14e")
    rig.curve([(-0.2, 0.68), (-0.36, 0.42), (-0.34, 0.28), (-0.22, 0.42)], "#232834")
    rig.curve([(0.19, 0.68), (0.34, 0.46), (0.33, 0.32), (0.22, 0.44)], "#2c3240")
    rig.poly([(0.13, 0.9), (0.3, 0.86), (0.13, 0.83)], "#e88a30")
    rig.oval(0.09, 0.89, 0.022, 0.024, "#ffffff")
    rig.oval(0.095, 0.89, 0.013, 0.015, "#101014")
    for dx in (-0.09, 0.11):
        rig.oval(dx, 0.02, 0.1, 0.035, "#e88a30")


def butterfly(rig: Rig, subject: Subject, nth: int) -> None:
    """Four wings open, patterned."""
    wing = rgb(subject.colour or ("#e8762c", "#3f86d9", "#e0b83a", "#b05ac8")[nth % 4])
    dark = times(wing, 0.35)
    for side in (-1, 1):
        rig.curve([(0, 0.56), (side * 0.2, 0.95), (side * 0.56, 1.0), (side * 0.62, 0.74), (side * 0.3, 0.5)], dark)
        rig.curve([(side * 0.05, 0.58), (side * 0.23, 0.88), (side * 0.48, 0.92), (side * 0.52, 0.74), (side * 0.27, 0.55)], wing)
        rig.curve([(0, 0.5), (side * 0.36, 0.5), (side * 0.48, 0.26), (side * 0.3, 0.06), (side * 0.1, 0.22)], dark)
        rig.curve([(side * 0.05, 0.46), (side * 0.32, 0.44), (side * 0.4, 0.27), (side * 0.28, 0.14), (side * 0.12, 0.27)], mix(wing, (255, 240, 200), 0.25))
        for x, y in ((0.54, 0.88), (0.56, 0.78), (0.4, 0.18)):
            rig.oval(side * x, y, 0.02, 0.02, "#fff6e0")
        rig.line([(0, 0.72), (side * 0.1, 0.92), (side * 0.16, 0.98)], 0.012, "#231d1c")
    rig.limb([(0, 0.72, 0.03), (0, 0.5, 0.035), (0, 0.24, 0.02)], "#2a2220")


def bee(rig: Rig, subject: Subject, nth: int) -> None:
    """Striped body, clear wings."""
    for angle, x in ((40, 0.02), (75, -0.12)):
        rig.oval(x - 0.05, 0.82, 0.3, 0.12, "#dfeaf2", angle=angle + 40)
    rig.oval(0, 0.42, 0.44, 0.28, "#f0b72c")
    for x, half in ((-0.24, 0.2), (-0.04, 0.26), (0.15, 0.25)):
        rig.curve([(x - 0.05, 0.42 + half), (x + 0.05, 0.42 + half), (x + 0.08, 0.42), (x + 0.05, 0.42 - half), (x - 0.05, 0.42 - half), (x - 0.02, 0.42)], "#2c221a")
    rig.oval(0.42, 0.46, 0.15, 0.16, "#2c221a")
    rig.oval(0.48, 0.5, 0.04, 0.05, "#ffffff")
    rig.poly([(-0.42, 0.46), (-0.58, 0.42), (-0.42, 0.38)], "#2c221a")
    for dx in (0.44, 0.5):
        rig.line([(dx, 0.58), (dx + 0.08, 0.74)], 0.02, "#2c221a")


def dragon(rig: Rig, subject: Subject, nth: int) -> None:
    """Winged, long-tailed, breathing fire."""
    hide = rgb(subject.colour or "#7a2f34")
    dark, light = times(hide, 0.62), mix(hide, (240, 190, 120), 0.35)
    rig.curve([(0.06, 0.5), (0.28, 0.86), (0.12, 1.04), (-0.34, 1.1), (-0.22, 0.9), (-0.3, 0.78), (-0.14, 0.72), (-0.16, 0.6)], dark)
    rig.limb([(-0.2, 0.42, 0.12), (-0.56, 0.34, 0.08), (-0.86, 0.42, 0.045), (-1.05, 0.58, 0.016)], hide)
    rig.poly([(-1.02, 0.52), (-1.2, 0.66), (-1.0, 0.66)], dark)
    for x, foot in ((-0.12, -0.2), (0.2, 0.16)):
        rig.limb([(x, 0.34, 0.085), (foot, 0.2, 0.05), (foot + 0.06, 0.08, 0.03)], dark)
    rig.curve([(-0.34, 0.42), (-0.12, 0.56), (0.18, 0.54), (0.36, 0.46), (0.22, 0.3), (-0.1, 0.28)], hide)
    rig.curve([(-0.1, 0.31), (0.2, 0.33), (0.34, 0.44), (0.2, 0.38), (-0.06, 0.36)], light)
    rig.limb([(0.26, 0.46, 0.1), (0.5, 0.58, 0.075), (0.62, 0.76, 0.06)], hide)
    for number in range(8):
        x, y = -0.7 + 0.15 * number, (0.46, 0.48, 0.5, 0.54, 0.57, 0.57, 0.56, 0.56)[number]
        rig.poly([(x - 0.04, y - 0.04), (x, y + 0.06), (x + 0.05, y - 0.04)], dark)
    rig.curve([(0.5, 0.84), (0.62, 0.9), (0.8, 0.84), (0.96, 0.8), (0.94, 0.74), (0.76, 0.7), (0.58, 0.7)], hide)
    for lift in (0.0, 0.05):
        rig.poly([(0.6 - lift, 0.86), (0.46 - lift, 1.02 - lift), (0.66 - lift, 0.88)], "#e8dcc0")
    rig.oval(0.74, 0.815, 0.022, 0.022, "#ffd23c", shine=True)
    rig.curve([(-0.02, 0.5), (0.06, 0.82), (-0.14, 1.22), (-0.62, 1.28), (-0.5, 1.06), (-0.62, 0.92), (-0.4, 0.84), (-0.42, 0.66), (-0.2, 0.66)], mix(hide, (20, 10, 20), 0.15))
    for tip in ((-0.62, 1.28), (-0.62, 0.92), (-0.42, 0.66)):
        rig.line([(0.02, 0.8), tip], 0.014, light)
    if rig.stage.scene.mood in ("tense", "epic") or rig.stage.scene.dark or subject.action == "fly":
        rig.curve([(0.96, 0.76), (1.16, 0.84), (1.46, 0.82), (1.3, 0.74), (1.5, 0.66), (1.16, 0.68)], "#ff7a24", shine=True)
        rig.curve([(0.96, 0.76), (1.14, 0.79), (1.32, 0.76), (1.14, 0.71)], "#ffe08a", shine=True)
        rig.lamp(1.2, 0.75, 0.6, (255, 130, 40), 0.8)


def fish(rig: Rig, subject: Subject, nth: int) -> None:
    """A bright fish with fins."""
    scale = rgb(subject.colour or ("#f08a30", "#f2c83c", "#4ab0d9", "#e05a6a")[nth % 4])
    rig.curve([(-0.5, 0.5), (-0.95, 0.9), (-0.84, 0.5), (-0.95, 0.1)], times(scale, 0.8))
    rig.curve([(-0.2, 0.8), (0.0, 1.08), (0.32, 0.82)], times(scale, 0.75))
    rig.curve([(-0.1, 0.22), (-0.15, 0.0), (0.2, 0.2)], times(scale, 0.75))
    rig.curve([(-0.6, 0.5), (-0.2, 0.84), (0.3, 0.84), (0.72, 0.52), (0.3, 0.2), (-0.2, 0.18)], scale)
    for x in (-0.12, 0.24):
        rig.curve([(x - 0.05, 0.84), (x + 0.06, 0.84), (x + 0.1, 0.5), (x + 0.06, 0.2), (x - 0.05, 0.2), (x, 0.5)], "#fbf6ec")
    rig.curve([(0.06, 0.52), (-0.14, 0.6), (-0.16, 0.4)], times(scale, 0.7))
    rig.oval(0.48, 0.6, 0.075, 0.085, "#ffffff")
    rig.oval(0.5, 0.6, 0.04, 0.05, "#15151a")
    rig.line([(0.7, 0.46), (0.6, 0.42)], 0.02, times(scale, 0.5))


def whale(rig: Rig, subject: Subject, nth: int) -> None:
    """A great whale: throat grooves, flukes, flipper. Dolphins and sharks are its slimmer kin."""
    kind = subject.kind
    skin = rgb(subject.colour or {"whale": "#3f5f80", "dolphin": "#7d95a8", "shark": "#6c7a86"}[kind])
    belly = mix(skin, (240, 246, 250), 0.72)
    plump = 1.0 if kind == "whale" else 0.66
    mid = 0.5
    if kind == "shark":
        rig.poly([(-1.02, mid + 0.02), (-1.34, mid + 0.46), (-1.14, mid), (-1.28, mid - 0.32)], skin)
    else:
        rig.curve([(-0.98, mid + 0.1), (-1.3, mid + 0.44), (-1.16, mid + 0.14), (-1.42, mid + 0.06), (-1.0, mid + 0.02)], times(skin, 0.82))
    if kind != "whale":
        rig.curve([(-0.12, mid + 0.3 * plump), (-0.24, mid + 0.74), (0.22, mid + 0.32 * plump)], times(skin, 0.9))
    nose = [(0.98, mid + 0.12), (1.06, mid - 0.06)] if kind == "whale" else [(0.96, mid + 0.07), (1.16, mid - 0.01), (0.96, mid - 0.08)]
    rig.curve([(-1.08, mid + 0.1), (-0.6, mid + 0.22 * plump), (0, mid + 0.42 * plump), (0.6, mid + 0.4 * plump), *nose, (0.7, mid - 0.36 * plump), (0.1, mid - 0.42 * plump), (-0.6, mid - 0.1)], skin)
    rig.curve([(-0.4, mid - 0.15 * plump), (0.2, mid - 0.14 * plump), (0.98, mid - 0.05), (0.7, mid - 0.35 * plump), (0.1, mid - 0.41 * plump)], belly)
    if kind == "whale":
        for number in range(5):
            y = mid - 0.16 - 0.045 * number
            rig.line([(0.86 - 0.05 * number, y), (0.3, y - 0.02), (-0.1 + 0.05 * number, y + 0.02)], 0.008, times(belly, 0.78))
    rig.curve([(0.34, mid - 0.2 * plump), (0.1, mid - 0.62), (-0.12, mid - 0.7), (0.06, mid - 0.28 * plump)], times(skin, 0.78))
    rig.oval(0.74, mid + 0.04, 0.028, 0.026, "#10141a")
    rig.oval(0.75, mid + 0.05, 0.009, 0.009, "#ffffff")
    rig.line([(1.02, mid - 0.05), (0.84, mid - 0.07), (0.66, mid - 0.02)], 0.012, times(skin, 0.6))


def jellyfish(rig: Rig, subject: Subject, nth: int) -> None:
    """A glowing bell with trailing threads."""
    tone = rgb(subject.colour or "#d98ae0")
    t = np.linspace(0, 1, 14)
    for number in range(7):
        x = -0.27 + 0.09 * number
        rig.line(np.stack([x + 0.05 * np.sin(t * 8 + number), 0.58 - t * (0.45 + 0.12 * (number % 2))], 1), 0.02, mix(tone, (255, 255, 255), 0.3), shine=True)
    rig.curve([(-0.38, 0.56), (-0.34, 0.84), (0, 1.0), (0.34, 0.84), (0.38, 0.56), (0.2, 0.6), (0, 0.54), (-0.2, 0.6)], tone)
    rig.curve([(-0.22, 0.66), (-0.18, 0.84), (0, 0.92), (0.18, 0.84), (0.22, 0.66), (0, 0.72)], mix(tone, (255, 255, 255), 0.45))
    rig.lamp(0, 0.72, 0.8, tone, 0.6)


def turtle(rig: Rig, subject: Subject, nth: int) -> None:
    """A sea turtle: domed shell, flippers."""
    skin = "#7d9a5c"
    rig.curve([(0.4, 0.4), (0.5, 0.1), (0.2, -0.02), (0.2, 0.3)], times(rgb(skin), 0.8))
    rig.curve([(-0.5, 0.4), (-0.8, 0.22), (-0.72, 0.12), (-0.4, 0.26)], times(rgb(skin), 0.8))
    rig.limb([(0.52, 0.48, 0.11), (0.76, 0.58, 0.1)], skin)
    rig.oval(0.84, 0.62, 0.14, 0.12, skin)
    rig.oval(0.88, 0.66, 0.024, 0.026, "#15151a")
    rig.curve([(-0.66, 0.38), (-0.5, 0.74), (0, 0.94), (0.46, 0.76), (0.64, 0.42), (0, 0.28)], rgb(subject.colour or "#6a5a34"))
    for x, y, r in ((-0.32, 0.58, 0.13), (0.0, 0.68, 0.15), (0.32, 0.58, 0.13), (-0.16, 0.42, 0.1), (0.16, 0.42, 0.1)):
        rig.oval(x, y, r, r * 0.8, "#8f7f48")
    rig.curve([(0.36, 0.4), (0.2, 0.06), (-0.1, -0.04), (0.1, 0.36)], skin)


def octopus(rig: Rig, subject: Subject, nth: int) -> None:
    """A round head over eight curling arms."""
    skin = rgb(subject.colour or "#c8566a")
    t = np.linspace(0, 1, 12)
    for number in range(8):
        side = (number - 3.5) / 3.5
        wave = np.stack([side * (0.14 + 0.56 * t) + 0.06 * np.sin(t * 8 + number), 0.5 - 0.5 * t + 0.14 * t**2 * abs(side) + 0.05 * np.sin(t * 7 + number * 2)], 1)
        rig.limb([(float(x), float(y), float(r)) for (x, y), r in zip(wave, 0.085 * (1 - 0.82 * t), strict=True)], times(skin, 0.86 if number % 2 else 1.0))
    rig.curve([(-0.24, 0.44), (-0.32, 0.74), (-0.14, 0.98), (0.14, 0.98), (0.32, 0.74), (0.24, 0.44)], skin)
    for dx in (-0.08, 0.14):
        rig.oval(dx, 0.58, 0.07, 0.08, "#fbf6ec")
        rig.oval(dx + 0.015, 0.58, 0.034, 0.05, "#17151a")


def frog(rig: Rig, subject: Subject, nth: int) -> None:
    """A frog, squatting."""
    skin = rgb(subject.colour or "#5f9a3c")
    rig.curve([(-0.5, 0.0), (-0.66, 0.3), (-0.36, 0.5), (0.2, 0.66), (0.52, 0.5), (0.5, 0.1), (0.3, 0.0)], skin)
    rig.curve([(0.1, 0.06), (0.2, 0.4), (0.5, 0.42), (0.46, 0.08)], "#dfe6a8")
    rig.curve([(-0.6, 0.0), (-0.56, 0.36), (-0.2, 0.34), (-0.1, 0.06), (0.0, 0.0)], times(skin, 0.8))
    rig.limb([(0.2, 0.3, 0.08), (0.3, 0.04, 0.05)], times(skin, 0.9))
    rig.oval(0.38, 0.66, 0.3, 0.2, skin)
    for dx in (0.26, 0.5):
        rig.oval(dx, 0.86, 0.11, 0.11, skin)
        rig.oval(dx + 0.02, 0.87, 0.075, 0.075, "#f4e8a0")
        rig.oval(dx + 0.03, 0.87, 0.04, 0.05, "#15151a")
    rig.line([(0.18, 0.6), (0.4, 0.55), (0.64, 0.61)], 0.02, times(skin, 0.55))


def snail(rig: Rig, subject: Subject, nth: int) -> None:
    """A snail with a coiled shell."""
    rig.curve([(-0.8, 0.0), (-0.5, 0.16), (0.3, 0.18), (0.5, 0.46), (0.72, 0.5), (0.76, 0.2), (0.5, 0.0)], "#c9a882")
    for dx in (0.56, 0.7):
        rig.line([(dx, 0.48), (dx + 0.08, 0.78)], 0.03, "#c9a882")
        rig.oval(dx + 0.08, 0.8, 0.04, 0.04, "#3a2a22")
    shell = rgb(subject.colour or "#b5683a")
    rig.oval(-0.12, 0.5, 0.46, 0.46, shell)
    t = np.linspace(0, 5.2 * np.pi, 60)
    r = 0.42 * (1 - t / t[-1])
    rig.line(np.stack([-0.12 + np.cos(t) * r, 0.5 + np.sin(t) * r], 1), 0.035, times(shell, 0.6))
