"""Things of daily life, as large as they are held or set down."""

import numpy as np

from storyreel_media.animatic.colour import Rgb, mix, rgb, times
from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.subjects.rig import Rig


def _own(rig: Rig, subject: Subject, default: str) -> Rgb:
    if subject.colour:
        return rgb(subject.colour)
    return rig.stage.palette.accent if rig.stage.scene.palette else rgb(default)


def _steam(rig: Rig, x: float, y: float, height: float) -> None:
    t = np.linspace(0, 1, 12)
    pale = mix((255, 255, 255), rig.stage.palette.haze, 0.35)
    for number, dx in enumerate((-0.14, 0.02, 0.17)):
        wave = np.stack([x + dx + 0.06 * np.sin(t * 6 + number * 2), y + t * height * (1 - 0.2 * (number % 2))], 1)
        for at in range(11):
            rig.wisp([tuple(wave[at]), tuple(wave[at + 1])], 0.075 * (1 - 0.5 * t[at]), pale, 0.34 * float(1 - t[at]))


def cup(rig: Rig, subject: Subject, nth: int) -> None:
    """A cup of coffee on its saucer, steaming."""
    china = _own(rig, subject, "#f4efe6")
    _steam(rig, 0, 0.9, 0.75)
    rig.oval(0, 0.06, 0.82, 0.09, times(china, 0.86))
    rig.oval(0, 0.085, 0.66, 0.06, times(china, 0.74))
    t = np.linspace(-1.5, 1.5, 20)
    rig.line(np.stack([0.5 + 0.24 * np.cos(t), 0.48 + 0.21 * np.sin(t)], 1), 0.075, times(china, 0.92))
    rig.curve([(-0.56, 0.86), (-0.52, 0.46), (-0.32, 0.12), (0, 0.07), (0.32, 0.12), (0.52, 0.46), (0.56, 0.86), (0, 0.82)], china)
    rig.oval(0, 0.86, 0.56, 0.115, times(china, 1.05))
    rig.oval(0, 0.85, 0.5, 0.095, "#6a3f26")
    rig.curve([(-0.2, 0.86), (-0.05, 0.9), (0.16, 0.87), (0.22, 0.83), (0.0, 0.8), (-0.2, 0.82)], "#c99a6a")


def teapot(rig: Rig, subject: Subject, nth: int) -> None:
    """A round pot with spout and handle."""
    body = _own(rig, subject, "#4f86a0")
    _steam(rig, 0.72, 0.75, 0.45)
    t = np.linspace(1.7, 4.6, 18)
    rig.line(np.stack([-0.52 + 0.28 * np.cos(t), 0.46 + 0.26 * np.sin(t)], 1), 0.085, times(body, 0.82))
    rig.curve([(0.4, 0.24), (0.62, 0.4), (0.72, 0.74), (0.82, 0.72), (0.76, 0.4), (0.46, 0.14)], body)
    rig.oval(0, 0.42, 0.56, 0.41, body)
    rig.oval(0, 0.04, 0.32, 0.05, times(body, 0.7))
    rig.curve([(-0.3, 0.76), (-0.2, 0.88), (0.2, 0.88), (0.3, 0.76), (0, 0.72)], times(body, 0.9))
    rig.oval(0, 0.93, 0.07, 0.07, times(body, 0.75))


def bowl(rig: Rig, subject: Subject, nth: int) -> None:
    """A bowl of noodles with chopsticks."""
    _steam(rig, 0, 0.8, 0.6)
    body = _own(rig, subject, "#b8392f")
    rig.line([(0.1, 0.7), (0.8, 1.2)], 0.035, "#8a5a34")
    rig.line([(0.2, 0.68), (0.92, 1.12)], 0.035, "#a06a3e")
    rig.oval(0, 0.7, 0.7, 0.16, times(body, 1.1))
    rig.oval(0, 0.7, 0.63, 0.13, "#e0b060")
    for number in range(7):
        t = np.linspace(0, 1, 9)
        rig.line(np.stack([-0.5 + 0.14 * number + 0.06 * np.sin(t * 9), 0.64 + 0.12 * t], 1), 0.03, "#f4dc98")
    rig.oval(-0.25, 0.74, 0.14, 0.07, "#fbf6ea")
    rig.oval(-0.25, 0.745, 0.065, 0.035, "#f2a93a")
    rig.oval(0.2, 0.74, 0.09, 0.04, "#5c9444")
    rig.curve([(-0.7, 0.7), (-0.56, 0.3), (-0.28, 0.06), (0.28, 0.06), (0.56, 0.3), (0.7, 0.7), (0, 0.56)], body)
    rig.box_shape(-0.26, 0.0, 0.26, 0.08, times(body, 0.8))


def cake(rig: Rig, subject: Subject, nth: int) -> None:
    """A layered cake with candles."""
    cream = _own(rig, subject, "#f2b8c4")
    rig.oval(0, 0.05, 0.8, 0.07, "#e6e2da")
    rig.box_shape(-0.6, 0.06, 0.6, 0.4, "#c98a56")
    rig.box_shape(-0.6, 0.2, 0.6, 0.27, "#fbf3e4")
    rig.box_shape(-0.44, 0.4, 0.44, 0.68, "#c98a56")
    rig.curve([(-0.62, 0.4), (-0.6, 0.28), (-0.5, 0.34), (-0.4, 0.24), (-0.26, 0.35), (-0.1, 0.25), (0.06, 0.35), (0.22, 0.25), (0.38, 0.35), (0.5, 0.25), (0.62, 0.4)], cream)
    rig.curve([(-0.46, 0.72), (-0.44, 0.56), (-0.32, 0.62), (-0.2, 0.52), (-0.04, 0.62), (0.12, 0.53), (0.28, 0.62), (0.4, 0.54), (0.46, 0.72)], cream)
    for x in (-0.28, 0.0, 0.28):
        rig.box_shape(x - 0.025, 0.7, x + 0.025, 0.9, "#fbf6ea")
        rig.curve([(x - 0.03, 0.93), (x, 1.04), (x + 0.03, 0.93), (x, 0.9)], "#ffb43c", shine=True)
        rig.lamp(x, 0.96, 0.3, (255, 200, 110), 0.6)


def bread(rig: Rig, subject: Subject, nth: int) -> None:
    """A crusty loaf."""
    crust = rgb("#b8763a")
    rig.curve([(-0.9, 0.08), (-0.96, 0.46), (-0.6, 0.86), (0, 0.98), (0.6, 0.86), (0.96, 0.46), (0.9, 0.08), (0, 0.0)], crust)
    for x in (-0.5, -0.1, 0.3):
        rig.curve([(x, 0.42), (x + 0.06, 0.78), (x + 0.26, 0.88), (x + 0.16, 0.5)], "#ecc88a")
    rig.curve([(-0.9, 0.08), (0, 0.16), (0.9, 0.08), (0, 0.0)], times(crust, 0.7))


def pizza(rig: Rig, subject: Subject, nth: int) -> None:
    """A pizza on its board."""
    rig.oval(0, 0.34, 1.25, 0.34, "#8a5f38")
    rig.oval(0, 0.46, 1.1, 0.3, "#c98a48")
    rig.oval(0, 0.5, 0.96, 0.24, "#f0c860")
    for x, y in ((-0.5, 0.55), (0.1, 0.62), (0.5, 0.48), (-0.1, 0.42), (-0.62, 0.44), (0.34, 0.58)):
        rig.oval(x, y, 0.16, 0.05, "#b8362a")
    for x, y in ((-0.25, 0.52), (0.26, 0.46), (0.66, 0.56)):
        rig.oval(x, y, 0.09, 0.03, "#4f8a3c")


def wine(rig: Rig, subject: Subject, nth: int) -> None:
    """A glass of wine."""
    glass = mix(rig.stage.palette.low, (240, 246, 250), 0.6)
    rig.oval(0, 0.03, 0.2, 0.03, glass)
    rig.box_shape(-0.016, 0.03, 0.016, 0.46, glass)
    rig.curve([(-0.21, 0.98), (-0.25, 0.72), (-0.15, 0.5), (0, 0.44), (0.15, 0.5), (0.25, 0.72), (0.21, 0.98)], glass)
    rig.curve([(-0.235, 0.76), (-0.22, 0.64), (-0.13, 0.5), (0, 0.46), (0.13, 0.5), (0.22, 0.64), (0.235, 0.76), (0, 0.74)], _own(rig, subject, "#8a1f38"))
    rig.curve([(-0.18, 0.9), (-0.2, 0.7), (-0.16, 0.6), (-0.15, 0.74)], "#ffffff")


def bottle(rig: Rig, subject: Subject, nth: int) -> None:
    """A product bottle with cap and label."""
    body = _own(rig, subject, "#2f7f86")
    rig.curve([(-0.2, 0.0), (-0.23, 0.06), (-0.23, 0.52), (-0.2, 0.64), (-0.08, 0.72), (-0.075, 0.8), (0.075, 0.8), (0.08, 0.72), (0.2, 0.64), (0.23, 0.52), (0.23, 0.06), (0.2, 0.0)], body)
    rig.box_shape(-0.09, 0.79, 0.09, 0.98, "#e8e2d6")
    for x in np.linspace(-0.075, 0.075, 6):
        rig.line([(x, 0.8), (x, 0.97)], 0.006, "#b9b2a4")
    rig.box_shape(-0.225, 0.16, 0.225, 0.48, mix(body, (255, 252, 244), 0.86))
    rig.oval(0, 0.36, 0.06, 0.06, body)
    rig.box_shape(-0.13, 0.24, 0.13, 0.258, times(body, 0.7))
    rig.box_shape(-0.09, 0.205, 0.09, 0.22, times(body, 0.7))
    rig.curve([(-0.19, 0.06), (-0.19, 0.54), (-0.15, 0.62), (-0.155, 0.06)], mix(body, (255, 255, 255), 0.55))


def lantern(rig: Rig, subject: Subject, nth: int) -> None:
    """A lantern with a flame."""
    iron = "#3a3430"
    t = np.linspace(0, np.pi, 14)
    rig.line(np.stack([0.2 * np.cos(t), 0.84 + 0.16 * np.sin(t)], 1), 0.03, iron)
    rig.poly([(-0.24, 0.74), (-0.1, 0.88), (0.1, 0.88), (0.24, 0.74)], iron)
    rig.box_shape(-0.22, 0.14, 0.22, 0.74, "#ffe3a0", shine=True)
    rig.curve([(-0.075, 0.2), (-0.09, 0.34), (0, 0.58), (0.09, 0.34), (0.075, 0.2)], "#ff9a30", shine=True)
    rig.curve([(-0.04, 0.2), (-0.045, 0.3), (0, 0.42), (0.045, 0.3), (0.04, 0.2)], "#fffbe0", shine=True)
    for x in (-0.21, 0.0, 0.21):
        rig.box_shape(x - 0.014, 0.14, x + 0.014, 0.74, iron)
    rig.box_shape(-0.27, 0.04, 0.27, 0.15, iron)
    rig.box_shape(-0.2, 0.0, 0.2, 0.05, iron)
    rig.lamp(0, 0.44, 1.8, (255, 190, 90), 0.85)


def candle(rig: Rig, subject: Subject, nth: int) -> None:
    """A candle in a dish."""
    rig.oval(0, 0.05, 0.34, 0.05, "#a8843c")
    rig.curve([(-0.13, 0.05), (-0.14, 0.6), (-0.08, 0.66), (0.1, 0.62), (0.14, 0.56), (0.13, 0.05)], _own(rig, subject, "#f2ead8"))
    rig.line([(0, 0.63), (0.01, 0.71)], 0.02, "#2a2422")
    rig.curve([(-0.055, 0.74), (-0.06, 0.82), (0, 1.0), (0.06, 0.82), (0.055, 0.74), (0, 0.69)], "#ffab3c", shine=True)
    rig.curve([(-0.03, 0.74), (0, 0.88), (0.03, 0.74), (0, 0.71)], "#fff8dc", shine=True)
    rig.lamp(0, 0.82, 1.3, (255, 200, 110), 0.85)


def lamp(rig: Rig, subject: Subject, nth: int) -> None:
    """A desk lamp, lit."""
    metal = _own(rig, subject, "#3f5f58")
    rig.oval(0, 0.04, 0.26, 0.05, metal)
    rig.line([(0, 0.05), (-0.22, 0.48), (0.14, 0.82)], 0.035, "#8d939a")
    rig.oval(-0.22, 0.48, 0.035, 0.035, metal)
    rig.poly([(0.06, 0.9), (0.2, 0.98), (0.5, 0.72), (0.22, 0.56)], metal)
    rig.oval(0.36, 0.64, 0.17, 0.05, "#fff2c4", angle=30, shine=True)
    rig.lamp(0.4, 0.56, 0.9, (255, 226, 160), 0.8)


def book(rig: Rig, subject: Subject, nth: int) -> None:
    """An open book."""
    cover = _own(rig, subject, "#8a3a34")
    rig.poly([(-1.1, 0.12), (-1.0, 0.86), (0, 0.72), (1.0, 0.86), (1.1, 0.12), (0, 0.0)], cover)
    for side in (-1, 1):
        rig.curve([(0, 0.74), (side * 0.3, 0.9), (side * 0.7, 0.98), (side * 0.96, 0.92), (side * 1.02, 0.2), (side * 0.7, 0.24), (side * 0.3, 0.18), (0, 0.06)], "#f6f0e0")
        for row in range(6):
            y = 0.8 - 0.095 * row
            rig.line([(side * 0.14, y - 0.06), (side * 0.5, y + 0.03), (side * 0.86, y + 0.04)], 0.018, "#a89f90")
    rig.line([(0, 0.74), (0, 0.05)], 0.02, "#c9bfa8")


def letter(rig: Rig, subject: Subject, nth: int) -> None:
    """A sealed envelope."""
    paper = _own(rig, subject, "#f2e8d0")
    rig.poly([(-0.75, 0.0), (-0.75, 1.0), (0.75, 1.0), (0.75, 0.0)], paper)
    rig.poly([(-0.75, 0.0), (0, 0.56), (0.75, 0.0)], times(paper, 0.92))
    rig.poly([(-0.75, 1.0), (0, 0.4), (0.75, 1.0)], times(paper, 0.84))
    rig.oval(0, 0.45, 0.13, 0.13, "#b8322f")
    rig.oval(0, 0.45, 0.075, 0.075, "#d9544a")


def phone(rig: Rig, subject: Subject, nth: int) -> None:
    """A phone with a lit screen of cards."""
    screen = mix(rig.stage.palette.accent, (240, 248, 255), 0.5)
    rig.curve([(-0.25, 0.02), (-0.26, 0.5), (-0.25, 0.98), (0, 1.0), (0.25, 0.98), (0.26, 0.5), (0.25, 0.02), (0, 0.0)], "#1c1e24")
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


def laptop(rig: Rig, subject: Subject, nth: int) -> None:
    """An open laptop with a chart on its screen."""
    screen = mix(rig.stage.palette.accent, (236, 246, 255), 0.72)
    rig.poly([(-0.78, 0.16), (-0.74, 1.0), (0.74, 1.0), (0.78, 0.16)], "#2a2d34")
    rig.poly([(-0.72, 0.2), (-0.69, 0.95), (0.69, 0.95), (0.72, 0.2)], screen, shine=True)
    for number, tall in enumerate((0.2, 0.32, 0.26, 0.44, 0.56)):
        x = -0.55 + 0.13 * number
        rig.box_shape(x, 0.28, x + 0.085, 0.28 + tall * 0.9, rig.stage.palette.accent if number % 2 else mix(rig.stage.palette.accent, (40, 60, 100), 0.5), shine=True)
    for row in range(4):
        rig.box_shape(0.2, 0.8 - 0.12 * row, 0.58 - 0.08 * (row % 2), 0.84 - 0.12 * row, "#8f9cac", shine=True)
    rig.poly([(-0.98, 0.0), (-0.8, 0.16), (0.8, 0.16), (0.98, 0.0)], "#b9bec6")
    rig.poly([(-0.7, 0.07), (-0.64, 0.13), (0.64, 0.13), (0.7, 0.07)], "#4a4f58")
    rig.box_shape(-0.98, -0.03, 0.98, 0.01, "#8d939c")
    rig.lamp(0, 0.6, 1.1, screen, 0.4)


def camera(rig: Rig, subject: Subject, nth: int) -> None:
    """A film camera."""
    rig.box_shape(-0.3, 0.78, 0.2, 1.0, "#50555c")
    rig.box_shape(-0.75, 0.05, 0.75, 0.82, "#2c2f35")
    rig.box_shape(-0.75, 0.62, 0.75, 0.84, "#c9ced3")
    rig.oval(0.05, 0.4, 0.36, 0.36, "#17181c")
    rig.oval(0.05, 0.4, 0.26, 0.26, "#3a4a66")
    rig.oval(0.05, 0.4, 0.14, 0.14, "#11141c")
    rig.oval(-0.04, 0.49, 0.06, 0.05, "#dcecf8")
    rig.oval(0.55, 0.88, 0.1, 0.06, "#8d939a")


def clock(rig: Rig, subject: Subject, nth: int) -> None:
    """A round clock."""
    rig.oval(0, 0.5, 0.5, 0.5, _own(rig, subject, "#8a5a34"))
    rig.oval(0, 0.5, 0.43, 0.43, "#f6f0e0")
    for hour in range(12):
        a = hour * np.pi / 6
        inner = 0.33 if hour % 3 == 0 else 0.37
        rig.line([(np.cos(a) * inner, 0.5 + np.sin(a) * inner), (np.cos(a) * 0.4, 0.5 + np.sin(a) * 0.4)], 0.03 if hour % 3 == 0 else 0.014, "#2c2a2a")
    for length, angle, width in ((0.22, 2.4, 0.035), (0.33, 1.1, 0.024)):
        rig.line([(0, 0.5), (np.cos(angle) * length, 0.5 + np.sin(angle) * length)], width, "#23222a")
    rig.oval(0, 0.5, 0.035, 0.035, "#b8322f")


def key(rig: Rig, subject: Subject, nth: int) -> None:
    """An old key."""
    gold = _own(rig, subject, "#d9a83c")
    rig.oval(0, 0.8, 0.2, 0.2, gold)
    rig.oval(0, 0.8, 0.1, 0.1, times(gold, 0.35))
    rig.box_shape(-0.045, 0.04, 0.045, 0.64, gold)
    for y in (0.05, 0.17):
        rig.box_shape(0.03, y, 0.22, y + 0.07, gold)
    rig.lamp(0, 0.6, 0.7, (255, 220, 120), 0.3)


def guitar(rig: Rig, subject: Subject, nth: int) -> None:
    """A guitar, leaning."""
    wood = _own(rig, subject, "#c07a34")
    rig.poly([(0.13, 0.42), (0.4, 0.94), (0.46, 0.91), (0.2, 0.38)], "#4a3020")
    rig.poly([(0.38, 0.92), (0.46, 1.04), (0.54, 1.0), (0.47, 0.88)], "#2c201a")
    rig.curve([(-0.3, 0.06), (-0.32, 0.26), (-0.16, 0.38), (-0.1, 0.5), (0.1, 0.58), (0.26, 0.46), (0.22, 0.32), (0.26, 0.14), (0.08, -0.02), (-0.16, -0.04)], wood)
    rig.oval(0.04, 0.3, 0.09, 0.09, "#3a2418")
    rig.line([(-0.12, 0.02), (0.03, 0.12)], 0.03, "#4a3020")
    for offset in (-0.02, 0.0, 0.02):
        rig.line([(-0.04 + offset, 0.08), (0.43 + offset, 0.94)], 0.005, "#efe6d4")


def piano(rig: Rig, subject: Subject, nth: int) -> None:
    """A grand piano with its lid up."""
    black = _own(rig, subject, "#23232a")
    rig.poly([(-0.75, 0.62), (-0.5, 1.08), (0.72, 0.96), (0.66, 0.62)], times(black, 1.5))
    rig.curve([(-0.8, 0.46), (-0.8, 0.64), (0.5, 0.64), (0.84, 0.62), (0.86, 0.46), (0.4, 0.4)], black)
    rig.box_shape(-0.95, 0.44, -0.5, 0.52, "#f4f0e6")
    for x in np.arange(-0.93, -0.5, 0.05):
        rig.box_shape(x, 0.48, x + 0.02, 0.52, "#17171c")
    rig.line([(0.2, 0.62), (0.16, 0.98)], 0.02, black)
    for x in (-0.7, 0.1, 0.7):
        rig.limb([(x, 0.42, 0.035), (x, 0.02, 0.025)], black)


def umbrella(rig: Rig, subject: Subject, nth: int) -> None:
    """An open umbrella, its handle at the contact point."""
    cloth = _own(rig, subject, "#c8323a")
    rig.line([(0, -0.04), (0, 0.95)], 0.018, "#4a3a30")
    t = np.linspace(np.pi, 2 * np.pi, 9)
    rig.line(np.stack([0.045 + 0.045 * np.cos(t), -0.04 + 0.05 * np.sin(t)], 1), 0.022, "#4a3a30")
    ribs = np.linspace(-0.62, 0.62, 6)
    for number, (x0, x1) in enumerate(zip(ribs, ribs[1:], strict=False)):
        y0, y1 = 0.58 - 0.0 * abs(x0), 0.58
        middle = (x0 + x1) / 2
        edge = [(0, 0.96), (x0 * 0.62, 0.86), (x0, y0), (middle, 0.63), (x1, y1), (x1 * 0.62, 0.86)]
        rig.curve(edge, times(cloth, (0.72, 0.9, 1.05, 0.95, 0.8)[number]))
    rig.line([(0, 0.94), (0, 1.02)], 0.02, "#4a3a30")


def kite(rig: Rig, subject: Subject, nth: int) -> None:
    """A diamond kite with a tail of bows."""
    main = _own(rig, subject, "#e0503a")
    t = np.linspace(0, 1, 14)
    tail = np.stack([-0.06 * np.sin(t * 9) - 0.3 * t, 0.3 - 0.6 * t], 1)
    rig.line(tail, 0.012, "#e8e0d0")
    for at in (4, 7, 10, 13):
        x, y = tail[at]
        rig.poly([(x, y), (x - 0.07, y + 0.035), (x - 0.07, y - 0.035)], "#f2c23c")
        rig.poly([(x, y), (x + 0.07, y + 0.035), (x + 0.07, y - 0.035)], "#f2c23c")
    rig.poly([(0, 1.0), (-0.3, 0.7), (0, 0.26), (0.3, 0.7)], main)
    rig.poly([(0, 1.0), (0.3, 0.7), (0, 0.7)], "#f2c23c")
    rig.poly([(0, 0.7), (-0.3, 0.7), (0, 0.26)], "#3f86b8")


def balloon(rig: Rig, subject: Subject, nth: int) -> None:
    """A party balloon on its string."""
    skin = rgb(subject.colour or ("#d93a3f", "#f0b83a", "#3f8fd0", "#6fb04a")[nth % 4])
    t = np.linspace(0, 1, 12)
    rig.line(np.stack([0.03 * np.sin(t * 7), 0.5 * (1 - t)], 1), 0.01, "#efe8da")
    rig.poly([(-0.03, 0.47), (0.03, 0.47), (0, 0.53)], times(skin, 0.8))
    rig.curve([(0, 0.51), (-0.16, 0.6), (-0.23, 0.78), (-0.14, 0.95), (0, 1.0), (0.14, 0.95), (0.23, 0.78), (0.16, 0.6)], skin)
    rig.oval(-0.1, 0.86, 0.035, 0.065, mix(skin, (255, 255, 255), 0.65), angle=-25)


def telescope(rig: Rig, subject: Subject, nth: int) -> None:
    """A telescope on a tripod, aimed at the sky."""
    for x in (-0.3, 0.02, 0.3):
        rig.line([(0, 0.6), (x, 0.0)], 0.035, "#5a4030")
    brass = _own(rig, subject, "#c9983c")
    rig.poly([(-0.46, 0.44), (-0.42, 0.36), (0.1, 0.58), (0.06, 0.7)], times(brass, 0.75))
    rig.poly([(0.02, 0.7), (0.08, 0.54), (0.56, 0.8), (0.46, 0.98)], brass)
    rig.oval(0.51, 0.89, 0.045, 0.105, "#2c3a52", angle=30)


def chest(rig: Rig, subject: Subject, nth: int) -> None:
    """An open treasure chest."""
    wood = _own(rig, subject, "#7a4a2a")
    rig.curve([(-0.72, 0.5), (-0.76, 0.86), (-0.4, 1.06), (0.4, 1.06), (0.76, 0.86), (0.72, 0.5)], times(wood, 0.7))
    dice = rig.stage.rng("gold")
    for _ in range(40):
        rig.oval(dice.uniform(-0.6, 0.6), 0.48 + abs(dice.normal(0, 0.09)), 0.06, 0.04, ("#f2c23c", "#ffe08a", "#d99a2a")[int(dice.integers(3))], shine=True)
    rig.box_shape(-0.74, 0.0, 0.74, 0.5, wood)
    for x in (-0.6, 0.0, 0.6):
        rig.box_shape(x - 0.05, 0.0, x + 0.05, 0.5, "#b8903c")
    rig.box_shape(-0.09, 0.28, 0.09, 0.46, "#e0b44a")
    rig.lamp(0, 0.6, 1.1, (255, 214, 110), 0.6)


def gift(rig: Rig, subject: Subject, nth: int) -> None:
    """A wrapped box with a bow."""
    paper = _own(rig, subject, "#c8443f")
    ribbon = "#f4e6c0"
    rig.box_shape(-0.46, 0.0, 0.46, 0.62, paper)
    rig.box_shape(-0.52, 0.56, 0.52, 0.76, times(paper, 1.12))
    rig.box_shape(-0.075, 0.0, 0.075, 0.76, ribbon)
    for side in (-1, 1):
        rig.curve([(0, 0.76), (side * 0.14, 0.98), (side * 0.34, 0.98), (side * 0.3, 0.8)], ribbon)
        rig.curve([(side * 0.03, 0.79), (side * 0.15, 0.91), (side * 0.26, 0.91), (side * 0.22, 0.82)], "#c9b78a")


def ball(rig: Rig, subject: Subject, nth: int) -> None:
    """A football."""
    rig.oval(0, 0.5, 0.5, 0.5, _own(rig, subject, "#f2f0ea"))
    for x, y, r in ((0.02, 0.52, 0.17), (-0.4, 0.66, 0.1), (0.4, 0.7, 0.1), (-0.24, 0.14, 0.1), (0.3, 0.16, 0.1), (0.0, 0.94, 0.07)):
        t = np.linspace(0, 2 * np.pi, 5, endpoint=False) + 1.57
        rig.poly(np.stack([x + np.cos(t) * r, y + np.sin(t) * r], 1), "#26272c")


def shoe(rig: Rig, subject: Subject, nth: int) -> None:
    """A trainer."""
    upper = _own(rig, subject, "#3f7fc4")
    rig.curve([(-0.86, 0.24), (-0.92, 0.7), (-0.7, 0.96), (-0.3, 0.92), (-0.1, 0.66), (0.5, 0.5), (1.0, 0.36), (1.08, 0.2)], upper)
    rig.curve([(-0.9, 0.3), (-0.92, 0.7), (-0.7, 0.96), (-0.6, 0.6)], times(upper, 0.7))
    rig.curve([(0.62, 0.22), (0.64, 0.46), (1.0, 0.36), (1.08, 0.2)], mix(upper, (255, 255, 255), 0.75))
    for number in range(4):
        x = -0.16 + 0.14 * number
        rig.line([(x, 0.72 - 0.06 * number), (x + 0.14, 0.52 - 0.04 * number)], 0.04, "#fbfaf6")
    rig.curve([(-0.6, 0.3), (-0.1, 0.28), (0.3, 0.44), (-0.2, 0.4), (-0.6, 0.44)], "#fbfaf6")
    rig.curve([(-0.96, 0.26), (1.12, 0.22), (1.14, 0.06), (0.9, 0.0), (-0.8, 0.0), (-0.98, 0.08)], "#f6f4ee")


def crown(rig: Rig, subject: Subject, nth: int) -> None:
    """A golden crown."""
    gold = _own(rig, subject, "#e0b03a")
    rig.poly([(-0.62, 0.1), (-0.72, 0.86), (-0.38, 0.5), (-0.2, 1.0), (0, 0.56), (0.2, 1.0), (0.38, 0.5), (0.72, 0.86), (0.62, 0.1)], gold)
    rig.curve([(-0.62, 0.24), (0, 0.16), (0.62, 0.24), (0.6, 0.04), (0, -0.04), (-0.6, 0.04)], times(gold, 0.8))
    for x, tone in ((-0.4, "#c8322f"), (0.0, "#2f6fc4"), (0.4, "#3f9a5a")):
        rig.oval(x, 0.1, 0.075, 0.065, tone)
    rig.lamp(0, 0.5, 0.9, (255, 220, 120), 0.35)


def sword(rig: Rig, subject: Subject, nth: int) -> None:
    """A sword, point up."""
    rig.poly([(-0.04, 0.2), (-0.04, 0.92), (0, 1.02), (0, 0.2)], "#dfe5ea")
    rig.poly([(0.0, 0.2), (0, 1.02), (0.04, 0.92), (0.04, 0.2)], "#9aa4ae")
    rig.curve([(-0.17, 0.2), (-0.17, 0.16), (0.17, 0.16), (0.17, 0.2), (0, 0.215)], "#c9983c")
    rig.box_shape(-0.022, 0.0, 0.022, 0.17, "#5a3424")
    rig.oval(0, -0.01, 0.035, 0.03, "#c9983c")
    rig.lamp(0, 0.7, 0.45, (220, 235, 255), 0.35)


def heart(rig: Rig, subject: Subject, nth: int) -> None:
    """A heart."""
    skin = _own(rig, subject, "#d9344a")
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    x = 16 * np.sin(t) ** 3
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    rig.poly(np.stack([x / 32, (y + 17) / 30], 1), skin)
    rig.oval(-0.22, 0.72, 0.09, 0.13, mix(skin, (255, 255, 255), 0.45), angle=-30)


def chair(rig: Rig, subject: Subject, nth: int) -> None:
    """An armchair."""
    cloth = _own(rig, subject, "#8a4a3c")
    rig.curve([(-0.42, 0.3), (-0.44, 0.86), (-0.3, 1.02), (0.3, 1.02), (0.44, 0.86), (0.42, 0.3)], cloth)
    rig.box_shape(-0.36, 0.14, 0.36, 0.46, times(cloth, 1.12))
    for side in (-1, 1):
        rig.curve([(side * 0.34, 0.1), (side * 0.34, 0.54), (side * 0.42, 0.62), (side * 0.54, 0.58), (side * 0.54, 0.1)], times(cloth, 0.86))
        rig.box_shape(side * 0.42 - 0.03, 0.0, side * 0.42 + 0.03, 0.12, "#3a2820")


def globe(rig: Rig, subject: Subject, nth: int) -> None:
    """A globe on its stand."""
    rig.oval(0, 0.04, 0.26, 0.05, "#6a4428")
    rig.box_shape(-0.03, 0.04, 0.03, 0.2, "#6a4428")
    t = np.linspace(-2.4, 0.9, 24)
    rig.line(np.stack([0.46 * np.cos(t), 0.6 + 0.44 * np.sin(t)], 1), 0.035, "#b8903c")
    rig.oval(0, 0.6, 0.38, 0.38, "#3f86b8")
    rig.curve([(-0.28, 0.74), (-0.1, 0.9), (0.04, 0.82), (-0.06, 0.66), (-0.14, 0.5), (-0.24, 0.6)], "#7fae58")
    rig.curve([(0.08, 0.62), (0.24, 0.74), (0.34, 0.6), (0.24, 0.4), (0.12, 0.46)], "#7fae58")
    rig.curve([(-0.1, 0.4), (0.02, 0.42), (0.0, 0.28), (-0.08, 0.3)], "#7fae58")
