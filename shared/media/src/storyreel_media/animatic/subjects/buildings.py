"""Buildings."""

import numpy as np

from storyreel_media.animatic.colour import Rgb, mix, rgb, times
from storyreel_media.animatic.subjects.rig import Rig


def _window(rig: Rig, x: float, y: float, w: float, h: float) -> None:
    lit = rig.stage.scene.dark or rig.stage.scene.time in ("dusk", "dawn")
    rig.box_shape(x - w * 0.12, y - h * 0.1, x + w * 1.12, y + h * 1.1, "#efe6d4")
    pane: Rgb = (
        mix(rig.stage.palette.lamp, (255, 236, 180), 0.4) if lit else mix(rig.stage.palette.mid, (30, 44, 60), 0.6)
    )
    rig.box_shape(x, y, x + w, y + h, pane, shine=lit)
    rig.box_shape(x + w * 0.46, y, x + w * 0.54, y + h, "#efe6d4")
    rig.box_shape(x, y + h * 0.46, x + w, y + h * 0.54, "#efe6d4")
    if lit:
        rig.lamp(x + w / 2, y + h / 2, 0.26, (255, 190, 100), 0.45)


def house(rig: Rig) -> None:
    """A gabled house: porch, chimney with smoke, lit windows."""
    wall = rgb(rig.subject.colour or ("#d9c4a0", "#c98f6a", "#b9c4bc")[rig.nth % 3])
    roof = rgb("#8f4638") if rig.stage.scene.season != "winter" else rgb("#eef2f6")
    dice = rig.stage.rng("smoke")
    for number in range(7):
        t = number / 6
        rig.oval(
            0.34 - t * 0.26,
            1.08 + t * 0.3 + dice.uniform(-0.02, 0.02),
            0.035 + 0.05 * t,
            0.03 + 0.04 * t,
            mix((236, 236, 238), rig.stage.palette.haze, 0.3 + 0.4 * t),
        )
    rig.box_shape(0.29, 0.7, 0.4, 1.03, "#8a5a4c")
    rig.box_shape(-0.5, 0.0, 0.5, 0.56, wall)
    rig.poly("-.6,.53 -.38,.98 .42,.98 .62,.53", roof)
    for row in range(4):
        y = 0.61 + 0.1 * row
        inset = 0.22 * (y - 0.53) / 0.45
        rig.line([(-0.59 + inset, y), (0.6 - inset, y)], 0.008, times(roof, 0.8))
    rig.poly("-.3,.52 -.08,.86 .14,.52", wall)
    rig.line("-.35,.5 -.08,.9 .19,.5", 0.045, times(roof, 0.85))
    rig.box_shape(-0.16, 0.0, 0.0, 0.32, "#5a3a2c")
    rig.oval(-0.03, 0.15, 0.012, 0.012, "#e0b85a")
    _window(rig, -0.15, 0.56, 0.14, 0.14)
    _window(rig, -0.42, 0.2, 0.16, 0.2)
    _window(rig, 0.16, 0.2, 0.16, 0.2)
    rig.box_shape(-0.53, 0.0, 0.53, 0.05, times(wall, 0.6))


def tower(rig: Rig) -> None:
    """A tall tower narrowing to a spire."""
    stone = rgb(rig.subject.colour or "#a8a29a")
    rig.poly("-.09,0 -.06,.7 .06,.7 .09,0", stone)
    rig.box_shape(-0.08, 0.68, 0.08, 0.72, times(stone, 0.8))
    rig.box_shape(-0.055, 0.72, 0.055, 0.82, stone)
    rig.poly("-.07,.82 0,1 .07,.82", "#54607a")
    rig.oval(0, 0.77, 0.03, 0.03, "#f6ecd0", shine=rig.stage.scene.dark)
    for y in np.arange(0.1, 0.64, 0.1):
        rig.box_shape(
            -0.014,
            y,
            0.014,
            y + 0.045,
            rig.stage.palette.lamp if rig.stage.scene.dark else "#3a3c46",
            shine=rig.stage.scene.dark,
        )


def lighthouse(rig: Rig) -> None:
    """A banded lighthouse; its beam sweeps when it is dark or grey."""
    red = rgb(rig.subject.colour or "#c23c34")
    scene = rig.stage.scene
    if scene.dark or scene.has("fog") or scene.has("rain") or scene.time in ("dusk", "dawn"):
        beam = mix(rig.stage.palette.haze, (255, 244, 200), 0.75)
        for side, reach in ((1, 9.0), (-1, 7.0)):
            rig.beam(
                (side * 0.05, 0.87),
                (side * reach, 0.87 + 0.2 * reach / 2.6),
                (side * reach, 0.87 - 0.1 * reach / 2.6),
                beam,
                2.0 if scene.dark else 1.0,
            )
    rig.poly("-.15,0 -.085,.78 .085,.78 .15,0", "#f2eee4")
    for y0, y1 in ((0.1, 0.24), (0.38, 0.5), (0.63, 0.73)):
        w0, w1 = 0.15 - 0.083 * y0, 0.15 - 0.083 * y1
        rig.poly([(-w0, y0), (-w1, y1), (w1, y1), (w0, y0)], red)
    rig.box_shape(-0.11, 0.775, 0.11, 0.8, "#3a3c44")
    for x in np.linspace(-0.1, 0.1, 7):
        rig.line([(x, 0.8), (x, 0.835)], 0.006, "#3a3c44")
    rig.line("-.105,.835 .105,.835", 0.008, "#3a3c44")
    rig.box_shape(-0.058, 0.8, 0.058, 0.91, "#fff0b8", shine=True)
    for x in (-0.058, 0.0, 0.058):
        rig.line([(x, 0.8), (x, 0.91)], 0.008, "#3a3c44")
    rig.curve("-.075,.905 -.05,.96 0,.985 .05,.96 .075,.905", red)
    rig.line("0,.98 0,1.02", 0.008, "#3a3c44")
    rig.curve("-.03,0 -.03,.07 0,.09 .03,.07 .03,0", "#4a3426")
    for y in (0.3, 0.56):
        rig.box_shape(-0.018, y, 0.018, y + 0.04, rig.stage.palette.lamp if scene.dark else "#4a5460", shine=scene.dark)
    rig.lamp(0, 0.86, 0.42, (255, 232, 160), 0.9 if scene.dark else 0.5)


def castle(rig: Rig) -> None:
    """Towers, walls, flags."""
    stone = rgb(rig.subject.colour or "#b9ae9e")
    for x, w, y in ((-0.22, 0.13, 0.6), (0.24, 0.14, 0.56), (0.02, 0.2, 0.76)):
        _turret(rig, stone, x, w, y)
    rig.box_shape(-0.46, 0.0, 0.46, 0.34, times(stone, 0.92))
    for x in np.arange(-0.46, 0.44, 0.08):
        rig.box_shape(x, 0.33, x + 0.045, 0.38, times(stone, 0.92))
    for x, w, y in ((-0.46, 0.16, 0.44), (0.46, 0.16, 0.44)):
        _turret(rig, stone, x, w, y)
    rig.curve("-.08,0 -.08,.16 0,.23 .08,.16 .08,0", "#3a2c28")
    for x in (-0.26, 0.26):
        rig.box_shape(
            x - 0.02,
            0.17,
            x + 0.02,
            0.25,
            rig.stage.palette.lamp if rig.stage.scene.dark else "#3f4450",
            shine=rig.stage.scene.dark,
        )


def _turret(rig: Rig, stone: Rgb, x: float, w: float, top: float) -> None:
    rig.box_shape(x - w / 2, 0.0, x + w / 2, top, stone)
    rig.box_shape(x - w * 0.6, top - 0.04, x + w * 0.6, top + 0.02, times(stone, 0.85))
    rig.poly([(x - w * 0.66, top + 0.01), (x, top + w * 1.3), (x + w * 0.66, top + 0.01)], "#4f6390")
    tip = top + w * 1.3
    rig.line([(x, tip), (x, tip + 0.07)], 0.008, "#3a3430")
    rig.poly([(x, tip + 0.07), (x + 0.08, tip + 0.052), (x, tip + 0.034)], rig.stage.palette.accent)
    rig.oval(
        x,
        top - 0.1,
        w * 0.1,
        w * 0.2,
        rig.stage.palette.lamp if rig.stage.scene.dark else "#3f4450",
        shine=rig.stage.scene.dark,
    )


def church(rig: Rig) -> None:
    """Nave and steeple."""
    wall = rgb(rig.subject.colour or "#e0d6c2")
    rig.box_shape(-0.1, 0.0, 0.52, 0.34, times(wall, 0.94))
    rig.poly("-.14,.33 -.02,.54 .46,.54 .56,.33", "#6a5a60")
    rig.box_shape(-0.32, 0.0, -0.06, 0.62, wall)
    rig.poly("-.36,.61 -.19,1 -.02,.61", "#5a4c56")
    rig.line("-.19,.99 -.19,1.08", 0.014, "#d9b45a")
    rig.line("-.225,1.045 -.155,1.045", 0.014, "#d9b45a")
    lit = rig.stage.scene.dark
    for x in (0.06, 0.22, 0.38):
        rig.curve(
            [(x, 0.1), (x, 0.22), (x + 0.035, 0.27), (x + 0.07, 0.22), (x + 0.07, 0.1)],
            rig.stage.palette.lamp if lit else "#3f5a7a",
            shine=lit,
        )
    rig.oval(-0.19, 0.5, 0.045, 0.045, rig.stage.palette.lamp if lit else "#4a4450", shine=lit)
    rig.curve("-.24,0 -.24,.15 -.19,.21 -.14,.15 -.14,0", "#5a3a2c")


def temple(rig: Rig) -> None:
    """A pagoda of curved roofs."""
    red = rgb(rig.subject.colour or "#b0402f")
    for level in range(4):
        y, w = 0.06 + 0.21 * level, 0.36 - 0.065 * level
        rig.box_shape(-w * 0.62, y, w * 0.62, y + 0.15, red)
        for x in np.linspace(-w * 0.5, w * 0.5, 4):
            rig.box_shape(
                x - 0.02,
                y + 0.02,
                x + 0.02,
                y + 0.11,
                rig.stage.palette.lamp if rig.stage.scene.dark else "#f0dcb0",
                shine=rig.stage.scene.dark,
            )
        rig.curve(
            [
                (-w * 1.25, y + 0.17),
                (-w * 0.7, y + 0.155),
                (0, y + 0.14),
                (w * 0.7, y + 0.155),
                (w * 1.25, y + 0.17),
                (w * 0.66, y + 0.215),
                (0, y + 0.24),
                (-w * 0.66, y + 0.215),
            ],
            "#34404a",
        )
    rig.line("0,.9 0,1.04", 0.018, "#d9b45a")
    rig.box_shape(-0.46, 0.0, 0.46, 0.06, "#8f8a82")


def windmill(rig: Rig) -> None:
    """A windmill with lattice sails."""
    rig.poly("-.17,0 -.1,.6 .1,.6 .17,0", rgb(rig.subject.colour or "#e6dcc6"))
    rig.curve("-.12,.59 -.08,.72 .08,.72 .12,.59", "#8a4a38")
    rig.box_shape(-0.035, 0.0, 0.035, 0.12, "#5a3a2c")
    _window(rig, -0.03, 0.3, 0.06, 0.08)
    spin = float(rig.stage.rng("mill").uniform(0.2, 1.2))
    for number in range(4):
        a = spin + number * np.pi / 2
        d, n = np.array([np.cos(a), np.sin(a)]), np.array([-np.sin(a), np.cos(a)])
        hub = np.array([0.0, 0.63])
        rig.line([tuple(hub), tuple(hub + d * 0.42)], 0.016, "#5a4334")
        rig.poly(
            [
                tuple(hub + d * 0.1),
                tuple(hub + d * 0.42),
                tuple(hub + d * 0.42 + n * 0.085),
                tuple(hub + d * 0.1 + n * 0.085),
            ],
            "#f2ead6",
        )
        for t in (0.18, 0.26, 0.34):
            rig.line([tuple(hub + d * t), tuple(hub + d * t + n * 0.085)], 0.006, "#8a7660")
    rig.oval(0, 0.63, 0.025, 0.025, "#4a3a30")
