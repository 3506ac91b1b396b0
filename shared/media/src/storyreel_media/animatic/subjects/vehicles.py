"""What carries people: on roads, rails, water and in the air."""

import numpy as np

from storyreel_media.animatic.colour import Rgb, mix, rgb, times
from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.subjects.rig import Rig


def _paint(rig: Rig, subject: Subject, default: str) -> Rgb:
    if subject.colour:
        return rgb(subject.colour)
    return rig.stage.palette.accent if rig.stage.scene.palette else rgb(default)


def _glass(rig: Rig) -> Rgb:
    return mix(rig.stage.palette.mid, (40, 54, 70), 0.55)


def _wheel(rig: Rig, x: float, r: float) -> None:
    rig.oval(x, r, r, r, "#1e1f24")
    rig.oval(x, r, r * 0.6, r * 0.6, "#aab0b6")
    for angle in np.linspace(0, np.pi, 5, endpoint=False):
        dx, dy = np.cos(angle) * r * 0.52, np.sin(angle) * r * 0.52
        rig.line([(x - dx, r - dy), (x + dx, r + dy)], r * 0.1, "#5c6268")
    rig.oval(x, r, r * 0.16, r * 0.16, "#4a4f55")


def _headlamp(rig: Rig, x: float, y: float, r: float) -> None:
    rig.oval(x, y, r, r * 0.8, "#fff3c4", shine=rig.stage.scene.dark)
    if rig.stage.scene.dark:
        rig.lamp(x + r, y, 0.7, (255, 235, 180), 0.75)


def car(rig: Rig, subject: Subject, nth: int) -> None:
    """A car from the side."""
    body = _paint(rig, subject, "#c8403a")
    rig.curve([(-0.86, 0.66), (-0.56, 0.98), (-0.1, 1.02), (0.28, 0.98), (0.62, 0.66)], times(body, 0.94))
    rig.curve([(-0.74, 0.66), (-0.5, 0.91), (-0.14, 0.94), (-0.12, 0.66)], _glass(rig))
    rig.curve([(-0.04, 0.66), (-0.06, 0.94), (0.24, 0.91), (0.52, 0.66)], _glass(rig))
    rig.poly([(-0.6, 0.7), (-0.42, 0.9), (-0.34, 0.9), (-0.52, 0.7)], mix(_glass(rig), (255, 255, 255), 0.4))
    rig.curve([(-1.3, 0.24), (-1.32, 0.54), (-1.16, 0.68), (-0.8, 0.7), (0.55, 0.7), (1.1, 0.6), (1.34, 0.46), (1.36, 0.24), (0.6, 0.2), (-0.6, 0.2)], body)
    rig.curve([(-1.28, 0.24), (-1.3, 0.34), (0, 0.3), (1.34, 0.34), (1.34, 0.24), (0, 0.18)], times(body, 0.55))
    rig.line([(-1.2, 0.55), (-0.4, 0.58), (0.6, 0.57), (1.2, 0.5)], 0.018, mix(body, (255, 255, 255), 0.4))
    for x in (-0.1, 0.56, -0.82):
        rig.line([(x, 0.66), (x + 0.01, 0.3)], 0.008, times(body, 0.6))
    for x in (-0.78, 0.82):
        rig.oval(x, 0.26, 0.29, 0.29, times(body, 0.3))
        _wheel(rig, x, 0.24)
    _headlamp(rig, 1.27, 0.47, 0.06)
    rig.oval(-1.29, 0.52, 0.04, 0.06, "#ff4a3c", shine=True)


def truck(rig: Rig, subject: Subject, nth: int) -> None:
    """A van or lorry with a box."""
    body = _paint(rig, subject, "#e8e2d4")
    rig.poly([(-1.1, 0.2), (-1.1, 1.0), (0.42, 1.0), (0.42, 0.2)], body)
    rig.box_shape(-1.1, 0.42, 0.42, 0.56, rig.stage.palette.accent)
    rig.curve([(0.42, 0.18), (0.42, 0.84), (0.72, 0.86), (0.96, 0.56), (1.04, 0.5), (1.06, 0.18)], times(body, 0.9))
    rig.curve([(0.52, 0.52), (0.52, 0.76), (0.7, 0.77), (0.88, 0.54)], _glass(rig))
    rig.box_shape(-1.1, 0.14, 1.06, 0.22, "#34373e")
    for x in (-0.72, 0.7):
        _wheel(rig, x, 0.17)
    _headlamp(rig, 1.02, 0.36, 0.045)


def bus(rig: Rig, subject: Subject, nth: int) -> None:
    """A city bus with lit windows."""
    body = _paint(rig, subject, "#c23a34")
    rig.poly([(-1.5, 0.14), (-1.5, 0.98), (1.42, 0.98), (1.5, 0.86), (1.5, 0.14)], body)
    rig.box_shape(-1.5, 0.36, 1.5, 0.42, mix(body, (255, 255, 255), 0.7))
    dark = rig.stage.scene.dark
    for number in range(6):
        x = -1.4 + 0.46 * number
        rig.box_shape(x, 0.52, x + 0.38, 0.86, rig.stage.palette.lamp if dark else _glass(rig), shine=dark)
    rig.box_shape(1.34, 0.3, 1.48, 0.86, _glass(rig))
    for x in (-0.95, 0.95):
        _wheel(rig, x, 0.16)
    _headlamp(rig, 1.46, 0.25, 0.04)


def train(rig: Rig, subject: Subject, nth: int) -> None:
    """A steam engine, or a modern train in towns."""
    if rig.stage.scene.style in ("cyberpunk",) or rig.stage.scene.place in ("city", "station") and not subject.colour:
        _express(rig, subject)
        return
    body = _paint(rig, subject, "#33463f")
    dice = rig.stage.rng("steam")
    for number in range(13):
        t = number / 12
        rig.oval(0.98 - t * 2.2, 1.06 + t * 0.34 + dice.uniform(-0.04, 0.04), 0.09 + 0.17 * t, 0.08 + 0.14 * t, mix((250, 250, 250), rig.stage.palette.haze, 0.2 + 0.4 * t))
    for x0, x1 in ((-3.1, -2.14), (-2.06, -1.08)):
        rig.box_shape(x0, 0.2, x1, 0.78, "#7a3f34")
        rig.curve([(x0 - 0.03, 0.76), (x0 + 0.04, 0.86), (x1 - 0.04, 0.86), (x1 + 0.03, 0.76)], "#4a3a38")
        for number in range(3):
            wx = x0 + 0.1 + number * 0.29
            rig.box_shape(wx, 0.46, wx + 0.19, 0.68, rig.stage.palette.lamp if rig.stage.scene.dark else _glass(rig), shine=rig.stage.scene.dark)
        for wx in (x0 + 0.2, x1 - 0.2):
            _wheel(rig, wx, 0.11)
    rig.box_shape(-1.0, 0.22, -0.36, 0.92, body)
    rig.box_shape(-1.06, 0.9, -0.28, 0.98, "#23262a")
    rig.box_shape(-0.84, 0.58, -0.56, 0.82, rig.stage.palette.lamp if rig.stage.scene.dark else _glass(rig), shine=rig.stage.scene.dark)
    rig.curve([(-0.4, 0.3), (-0.4, 0.72), (0.9, 0.72), (1.02, 0.64), (1.02, 0.36), (0.9, 0.3)], body)
    for x in (-0.1, 0.3, 0.7):
        rig.line([(x, 0.31), (x, 0.71)], 0.025, "#c9a24a")
    rig.poly([(0.72, 0.7), (0.7, 1.0), (0.94, 1.0), (0.9, 0.7)], "#23262a")
    rig.oval(0.24, 0.75, 0.11, 0.1, "#c9a24a")
    rig.box_shape(-1.0, 0.18, 1.06, 0.28, "#8a2f2c")
    rig.poly([(1.04, 0.28), (1.3, 0.02), (0.98, 0.02)], "#5a2422")
    for x, r in ((-0.7, 0.17), (-0.2, 0.2), (0.26, 0.2), (0.76, 0.14)):
        _wheel(rig, x, r)
    rig.line([(-0.7, 0.17), (-0.2, 0.14), (0.26, 0.14)], 0.035, "#b9bec4")
    _headlamp(rig, 1.03, 0.62, 0.055)


def _express(rig: Rig, subject: Subject) -> None:
    body = _paint(rig, subject, "#e6eaee")
    dark = rig.stage.scene.dark
    rig.curve([(-3.1, 0.12), (-3.1, 0.92), (0.4, 0.94), (0.9, 0.8), (1.3, 0.46), (1.4, 0.2), (1.3, 0.1)], body)
    rig.poly([(-3.1, 0.3), (-3.1, 0.4), (1.34, 0.34), (1.38, 0.26)], rig.stage.palette.accent)
    for number in range(9):
        x = -3.0 + 0.38 * number
        rig.box_shape(x, 0.54, x + 0.28, 0.8, rig.stage.palette.lamp if dark else _glass(rig), shine=dark)
    rig.curve([(0.62, 0.6), (0.66, 0.84), (0.9, 0.74), (1.12, 0.54)], _glass(rig))
    rig.box_shape(-3.1, 0.0, 1.2, 0.13, "#33373e")
    _headlamp(rig, 1.3, 0.3, 0.045)


def bicycle(rig: Rig, subject: Subject, nth: int) -> None:
    """A bicycle."""
    frame = _paint(rig, subject, "#2f7f8f")
    for x in (-0.52, 0.52):
        t = np.linspace(0, 2 * np.pi, 40)
        rig.line(np.stack([x + np.cos(t) * 0.34, 0.35 + np.sin(t) * 0.34], 1), 0.035, "#26272c")
        for angle in np.linspace(0, np.pi, 7, endpoint=False):
            rig.line([(x - np.cos(angle) * 0.33, 0.35 - np.sin(angle) * 0.33), (x + np.cos(angle) * 0.33, 0.35 + np.sin(angle) * 0.33)], 0.006, "#9aa0a6")
    for a, b in (((-0.52, 0.35), (-0.02, 0.36)), ((-0.52, 0.35), (-0.18, 0.76)), ((-0.02, 0.36), (-0.18, 0.78)), ((-0.02, 0.36), (0.38, 0.76)), ((-0.18, 0.74), (0.38, 0.76)), ((0.52, 0.35), (0.34, 0.92))):
        rig.line([a, b], 0.04, frame)
    rig.line([(0.34, 0.9), (0.3, 0.96), (0.44, 0.97)], 0.035, "#34302e")
    rig.line([(-0.18, 0.78), (-0.2, 0.87)], 0.03, "#6a6e74")
    rig.curve([(-0.33, 0.89), (-0.2, 0.92), (-0.05, 0.89), (-0.18, 0.85)], "#3a2c26")
    rig.oval(-0.02, 0.36, 0.085, 0.085, "#54585e")
    rig.line([(-0.02, 0.36), (0.06, 0.2)], 0.025, "#34373c")


def motorcycle(rig: Rig, subject: Subject, nth: int) -> None:
    """A motorcycle."""
    body = _paint(rig, subject, "#b5362f")
    for x in (-0.6, 0.62):
        rig.oval(x, 0.3, 0.3, 0.3, "#1f2025")
        rig.oval(x, 0.3, 0.19, 0.19, "#8d939a")
        rig.oval(x, 0.3, 0.05, 0.05, "#2c2f34")
    rig.line([(0.62, 0.3), (0.4, 0.9)], 0.055, "#9aa0a6")
    rig.line([(-0.6, 0.3), (0.0, 0.34)], 0.06, "#5c6268")
    rig.curve([(-0.24, 0.22), (-0.26, 0.5), (0.2, 0.52), (0.26, 0.24)], "#50555c")
    rig.curve([(-0.12, 0.6), (0.0, 0.8), (0.34, 0.78), (0.38, 0.6), (0.1, 0.52)], body)
    rig.curve([(-0.72, 0.68), (-0.4, 0.72), (-0.08, 0.66), (-0.12, 0.56), (-0.56, 0.56)], "#2a2422")
    rig.curve([(-0.86, 0.56), (-0.66, 0.66), (-0.5, 0.56), (-0.66, 0.6)], body)
    rig.line([(0.4, 0.9), (0.26, 0.98)], 0.04, "#2a2c30")
    _headlamp(rig, 0.5, 0.82, 0.075)


def tractor(rig: Rig, subject: Subject, nth: int) -> None:
    """A tractor."""
    body = _paint(rig, subject, "#c2402f")
    rig.box_shape(-0.5, 0.9, 0.1, 0.97, times(body, 0.8))
    for x in (-0.44, 0.04):
        rig.line([(x, 0.92), (x + 0.02, 0.5)], 0.035, "#34373c")
    rig.curve([(-0.1, 0.3), (-0.1, 0.66), (0.66, 0.62), (0.76, 0.5), (0.76, 0.3)], body)
    rig.line([(0.42, 0.62), (0.42, 0.86)], 0.04, "#2c2f34")
    rig.box_shape(-0.46, 0.38, 0.0, 0.56, times(body, 0.85))
    _wheel(rig, -0.34, 0.34)
    _wheel(rig, 0.58, 0.2)


def sailboat(rig: Rig, subject: Subject, nth: int) -> None:
    """A boat under two sails, with its reflection's shadow."""
    hull = _paint(rig, subject, "#7a3f2c")
    rig.line([(0.02, 0.12), (0.02, 1.0)], 0.018, "#5a4330")
    rig.curve([(0.0, 0.97), (-0.18, 0.62), (-0.4, 0.2), (-0.2, 0.17), (-0.01, 0.17)], "#f6f0e2")
    rig.curve([(0.045, 0.93), (0.22, 0.6), (0.42, 0.2), (0.22, 0.18), (0.045, 0.2)], "#e9e0cc")
    rig.poly([(-0.36, 0.27), (-0.4, 0.2), (-0.01, 0.17), (-0.01, 0.27)], rig.stage.palette.accent)
    rig.poly([(0.02, 1.0), (0.13, 0.97), (0.02, 0.94)], rig.stage.palette.accent)
    rig.curve([(-0.48, 0.14), (-0.3, 0.13), (0.3, 0.13), (0.54, 0.17), (0.36, 0.0), (0.0, -0.02), (-0.36, 0.0)], hull)
    rig.line([(-0.44, 0.11), (0.46, 0.12)], 0.016, mix(hull, (255, 255, 255), 0.6))
    _wake(rig, 0.5)


def _wake(rig: Rig, half: float) -> None:
    foam = mix(rig.stage.palette.lit((244, 250, 255)), rig.stage.palette.low, 0.3)
    rig.curve([(-half * 1.15, -0.015), (-half * 0.5, 0.022), (0, 0.006), (half * 0.6, 0.022), (half * 1.1, -0.012), (0, -0.03)], foam, shine=True)


def ship(rig: Rig, subject: Subject, nth: int) -> None:
    """A steamer with decks of lit portholes and funnels."""
    hull = _paint(rig, subject, "#2c3544")
    dark = rig.stage.scene.dark
    dice = rig.stage.rng("smoke")
    for number in range(9):
        t = number / 8
        rig.oval(-0.1 - t * 0.9, 1.02 + t * 0.22 + dice.uniform(-0.02, 0.02), 0.06 + 0.1 * t, 0.05 + 0.07 * t, mix(rig.stage.palette.haze, rig.stage.palette.near, 0.25), shine=True)
    for x in (-0.34, 0.0, 0.34):
        rig.poly([(x - 0.08, 0.6), (x - 0.1, 0.96), (x + 0.07, 0.96), (x + 0.08, 0.6)], "#c8452f")
        rig.poly([(x - 0.097, 0.88), (x - 0.1, 0.96), (x + 0.07, 0.96), (x + 0.073, 0.88)], "#24242a")
    rig.line([(0.86, 0.36), (0.8, 1.0)], 0.016, "#4a3a30")
    for x0, x1, y0, y1 in ((-0.9, 0.86, 0.34, 0.48), (-0.76, 0.7, 0.48, 0.6), (0.36, 0.62, 0.6, 0.7)):
        rig.box_shape(x0, y0, x1, y1, "#f0ece2")
        for x in np.arange(x0 + 0.06, x1 - 0.04, 0.095):
            rig.box_shape(x, y0 + 0.045, x + 0.05, y0 + 0.09, rig.stage.palette.lamp if dark else _glass(rig), shine=dark)
    rig.poly([(-1.22, 0.36), (1.34, 0.4), (1.12, 0.0), (-1.06, 0.0)], hull)
    rig.poly([(-1.1, 0.09), (1.18, 0.1), (1.12, 0.0), (-1.06, 0.0)], "#8f2f2a")
    rig.line([(-1.2, 0.32), (1.3, 0.355)], 0.018, "#f0ece2")
    for x in np.linspace(-0.95, 0.98, 13):
        rig.oval(x, 0.22, 0.022, 0.022, rig.stage.palette.lamp if dark else "#cfd6dc", shine=dark)
    _wake(rig, 1.15)


def canoe(rig: Rig, subject: Subject, nth: int) -> None:
    """A small open boat with a rower."""
    wood = _paint(rig, subject, "#9a5a34")
    rig.line([(-0.5, 0.02), (0.3, 0.62)], 0.03, "#c9a070")
    rig.curve([(-0.14, 0.2), (-0.17, 0.56), (-0.05, 0.7), (0.08, 0.56), (0.1, 0.2)], rig.stage.palette.accent)
    rig.limb([(-0.02, 0.6, 0.06), (0.16, 0.5, 0.04), (0.26, 0.58, 0.035)], times(rig.stage.palette.accent, 0.8))
    rig.oval(-0.02, 0.83, 0.11, 0.125, "#d9a077")
    rig.curve([(-0.16, 0.86), (-0.02, 0.99), (0.12, 0.88), (-0.02, 0.86), (-0.1, 0.74)], "#3a2a22")
    rig.curve([(-1.1, 0.42), (-0.7, 0.27), (0.7, 0.27), (1.1, 0.42), (0.8, 0.04), (0, -0.03), (-0.8, 0.04)], wood)
    rig.curve([(-0.96, 0.31), (0, 0.23), (0.96, 0.31), (0, 0.18)], times(wood, 0.6))
    _wake(rig, 0.95)


def submarine(rig: Rig, subject: Subject, nth: int) -> None:
    """A round-nosed submarine with portholes."""
    hull = _paint(rig, subject, "#e0b03a")
    rig.curve([(-0.3, 0.7), (-0.26, 0.98), (0.26, 0.98), (0.32, 0.7)], times(hull, 0.9))
    rig.line([(0.06, 0.96), (0.06, 1.16), (0.2, 1.16)], 0.05, "#5c6268")
    rig.poly([(-1.1, 0.4), (-1.42, 0.68), (-1.42, 0.12)], times(hull, 0.7))
    rig.oval(0, 0.4, 1.2, 0.39, hull)
    for x in (-0.55, 0.0, 0.55):
        rig.oval(x, 0.45, 0.16, 0.16, times(hull, 0.6))
        rig.oval(x, 0.45, 0.115, 0.115, "#bfeaf2", shine=True)
    rig.lamp(1.15, 0.4, 0.9, (220, 250, 255), 0.6)


def plane(rig: Rig, subject: Subject, nth: int) -> None:
    """An airliner, climbing a little."""
    body = _paint(rig, subject, "#eef1f4")
    rig.poly([(-0.2, 0.52), (-0.85, 0.98), (-0.6, 0.98), (0.34, 0.54)], times(body, 0.72))
    rig.poly([(-1.16, 0.58), (-1.62, 1.0), (-1.34, 1.02), (-0.82, 0.62)], rig.stage.palette.accent)
    rig.curve([(-1.5, 0.6), (-1.2, 0.66), (0.8, 0.68), (1.28, 0.6), (1.5, 0.48), (1.2, 0.36), (0.6, 0.32), (-1.0, 0.42)], body)
    rig.poly([(-1.1, 0.5), (1.44, 0.45), (1.2, 0.38), (-1.0, 0.44)], times(body, 0.76))
    rig.line([(-1.2, 0.53), (1.3, 0.5)], 0.03, rig.stage.palette.accent)
    for x in np.arange(-0.9, 1.0, 0.13):
        rig.box_shape(x, 0.57, x + 0.06, 0.62, rig.stage.palette.lamp if rig.stage.scene.dark else _glass(rig), shine=rig.stage.scene.dark)
    rig.curve([(1.1, 0.6), (1.24, 0.63), (1.38, 0.54), (1.16, 0.54)], _glass(rig))
    rig.poly([(-0.3, 0.42), (-1.1, -0.02), (-0.74, -0.04), (0.46, 0.42)], times(body, 0.86))
    rig.curve([(-0.36, 0.22), (-0.1, 0.28), (0.1, 0.2), (-0.1, 0.12)], times(body, 0.62))
    rig.poly([(-1.3, 0.5), (-1.66, 0.34), (-1.46, 0.34), (-1.0, 0.48)], times(body, 0.8))


def helicopter(rig: Rig, subject: Subject, nth: int) -> None:
    """A helicopter."""
    body = _paint(rig, subject, "#c8542f")
    rig.poly([(-0.3, 0.62), (-1.4, 0.66), (-1.42, 0.58), (-0.3, 0.44)], times(body, 0.9))
    rig.poly([(-1.3, 0.6), (-1.56, 0.9), (-1.4, 0.6)], body)
    rig.line([(-1.6, 0.74), (-1.44, 0.92)], 0.02, "#34373c")
    rig.curve([(-0.5, 0.5), (-0.36, 0.74), (0.16, 0.78), (0.56, 0.6), (0.66, 0.4), (0.5, 0.24), (-0.2, 0.22)], body)
    rig.curve([(0.1, 0.46), (0.12, 0.72), (0.46, 0.62), (0.62, 0.44)], _glass(rig))
    rig.line([(0, 0.76), (0, 0.92)], 0.04, "#34373c")
    rig.poly([(-1.2, 0.9), (1.2, 0.95), (1.2, 0.925), (-1.2, 0.93)], "#4a4f55")
    for x in (-0.2, 0.3):
        rig.line([(x, 0.26), (x - 0.03, 0.05)], 0.03, "#34373c")
    rig.line([(-0.5, 0.05), (0.62, 0.05)], 0.035, "#34373c")


def drone(rig: Rig, subject: Subject, nth: int) -> None:
    """A quadcopter."""
    for side in (-1, 1):
        rig.line([(0, 0.5), (side * 0.9, 0.66)], 0.08, "#3a4048")
        rig.oval(side * 0.9, 0.8, 0.5, 0.035, "#c9d0d6")
        rig.oval(side * 0.9, 0.72, 0.06, 0.1, "#23262c")
    rig.curve([(-0.4, 0.42), (-0.3, 0.66), (0.3, 0.66), (0.42, 0.42), (0, 0.3)], "#eceff2")
    rig.oval(0.12, 0.3, 0.13, 0.13, "#23262c")
    rig.oval(0.14, 0.3, 0.06, 0.06, "#59c0ff", shine=True)


def rocket(rig: Rig, subject: Subject, nth: int) -> None:
    """A rocket; its flame shows when it flies or is in space."""
    body = _paint(rig, subject, "#f2efe8")
    fins = rgb("#c8402f")
    if subject.action == "fly" or rig.stage.scene.place in ("space", "sky") or rig.stage.scene.dark:
        rig.curve([(-0.075, 0.12), (-0.12, -0.04), (-0.05, -0.16), (0, -0.34), (0.05, -0.16), (0.12, -0.04), (0.075, 0.12)], "#ff7a26", shine=True)
        rig.curve([(-0.05, 0.12), (-0.055, -0.03), (0, -0.2), (0.055, -0.03), (0.05, 0.12)], "#ffe79a", shine=True)
        rig.lamp(0, -0.05, 0.55, (255, 150, 60), 0.9)
        if rig.stage.scene.place not in ("space", "sky"):
            for x, y, r in ((-0.3, -0.26, 0.13), (0.3, -0.27, 0.14), (-0.12, -0.3, 0.12), (0.12, -0.31, 0.13), (-0.5, -0.31, 0.11), (0.5, -0.31, 0.1)):
                rig.oval(x, y, r * 1.4, r, mix((240, 232, 224), rig.stage.palette.haze, 0.35))
    for side in (-1, 1):
        rig.curve([(side * 0.1, 0.36), (side * 0.26, 0.18), (side * 0.27, 0.04), (side * 0.1, 0.14)], fins)
    rig.box_shape(-0.07, 0.07, 0.07, 0.13, "#4a4f57")
    rig.curve([(-0.09, 0.11), (-0.14, 0.4), (-0.12, 0.72), (0, 1.0), (0.12, 0.72), (0.14, 0.4), (0.09, 0.11)], body)
    rig.curve([(-0.115, 0.75), (-0.06, 0.9), (0, 1.0), (0.06, 0.9), (0.115, 0.75), (0, 0.77)], fins)
    rig.poly([(-0.137, 0.36), (0.137, 0.36), (0.132, 0.31), (-0.132, 0.31)], fins)
    rig.oval(0, 0.58, 0.072, 0.066, "#9aa2aa")
    rig.oval(0, 0.58, 0.052, 0.048, "#2f6f9a")
    rig.oval(-0.012, 0.592, 0.02, 0.014, "#cfeaf6")
    rig.poly([(-0.018, 0.3), (0.018, 0.3), (0.024, 0.04), (-0.024, 0.04)], times(fins, 0.8))


def satellite(rig: Rig, subject: Subject, nth: int) -> None:
    """A satellite with solar wings and a dish."""
    for side in (-1, 1):
        rig.line([(0, 0.5), (side * 0.4, 0.5)], 0.03, "#aab0b8")
        rig.poly([(side * 0.36, 0.3), (side * 1.1, 0.36), (side * 1.1, 0.76), (side * 0.36, 0.7)], "#27508f")
        for number in range(5):
            x = 0.36 + 0.148 * number
            rig.line([(side * x, 0.3 + 0.012 * number), (side * x, 0.7 + 0.012 * number)], 0.012, "#8fb4e0")
        rig.line([(side * 0.36, 0.5), (side * 1.1, 0.56)], 0.012, "#8fb4e0")
    rig.box_shape(-0.2, 0.26, 0.2, 0.74, "#d9b45a")
    rig.box_shape(-0.2, 0.44, 0.2, 0.54, "#8f6f2c")
    rig.line([(0, 0.74), (0, 0.86)], 0.03, "#aab0b8")
    rig.curve([(-0.2, 0.98), (0, 0.84), (0.2, 0.98), (0, 0.9)], "#eef1f4")


def ufo(rig: Rig, subject: Subject, nth: int) -> None:
    """A saucer and its beam."""
    rig.poly([(-0.34, 0.42), (0.34, 0.42), (0.72, -0.5), (-0.72, -0.5)], mix(rig.stage.palette.haze, (170, 255, 220), 0.55), shine=True)
    rig.curve([(-0.4, 0.66), (-0.3, 0.94), (0, 1.02), (0.3, 0.94), (0.4, 0.66)], "#a8e8e0")
    rig.curve([(-1.1, 0.56), (-0.6, 0.74), (0, 0.78), (0.6, 0.74), (1.1, 0.56), (0.6, 0.4), (0, 0.36), (-0.6, 0.4)], "#9aa4b0")
    rig.curve([(-1.1, 0.56), (0, 0.58), (1.1, 0.56), (0.6, 0.4), (0, 0.36), (-0.6, 0.4)], "#6a7480")
    for x in np.linspace(-0.8, 0.8, 7):
        rig.oval(x, 0.55 - 0.05 * (1 - abs(x)), 0.06, 0.05, "#fff09a", shine=True)
        rig.lamp(x, 0.52, 0.25, (255, 235, 140), 0.5)


def airballoon(rig: Rig, subject: Subject, nth: int) -> None:
    """A striped hot-air balloon with its basket."""
    main = _paint(rig, subject, ("#d94f3a", "#e0a53a", "#3f7fb5", "#7a4fa0")[nth % 4])
    second = mix(main, (255, 244, 220), 0.75)
    rig.curve([(0, 1.0), (-0.24, 0.95), (-0.38, 0.72), (-0.32, 0.46), (-0.1, 0.22), (0.1, 0.22), (0.32, 0.46), (0.38, 0.72), (0.24, 0.95)], main)
    for inner, outer in ((-0.27, -0.15), (-0.05, 0.06), (0.16, 0.28)):
        points = [(inner * 0.25, 0.995), (inner * 1.15, 0.74), (inner, 0.48), (inner * 0.3, 0.225), (outer * 0.3, 0.225), (outer, 0.48), (outer * 1.15, 0.74), (outer * 0.25, 0.995)]
        rig.curve(points, second)
    rig.poly([(-0.1, 0.225), (0.1, 0.225), (0.075, 0.19), (-0.075, 0.19)], times(main, 0.6))
    for x in (-0.07, 0.07):
        rig.line([(x, 0.2), (x * 0.85, 0.1)], 0.007, "#4a3a30")
    rig.poly([(-0.065, 0.1), (0.065, 0.1), (0.055, 0.0), (-0.055, 0.0)], "#8a5f38")
    rig.line([(-0.067, 0.1), (0.067, 0.1)], 0.014, "#5f3f24")
    if rig.stage.scene.dark or rig.stage.scene.time in ("dusk", "dawn"):
        rig.lamp(0, 0.4, 0.5, (255, 190, 90), 0.6)
