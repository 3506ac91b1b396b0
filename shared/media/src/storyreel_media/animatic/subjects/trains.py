"""What runs on rails."""

from storyreel_media.animatic.colour import mix
from storyreel_media.animatic.subjects.rig import Rig
from storyreel_media.animatic.subjects.vehicle_parts import glass, headlamp, wheel


def train(rig: Rig) -> None:
    """A steam engine, or a modern train in towns."""
    in_town = rig.stage.scene.place in ("city", "station") and not rig.subject.colour
    if in_town or rig.stage.scene.style == "cyberpunk":
        _express(rig)
        return
    body = rig.own("#33463f")
    dice = rig.stage.rng("steam")
    for number in range(13):
        t = number / 12
        rig.oval(
            0.98 - t * 2.2,
            1.06 + t * 0.34 + dice.uniform(-0.04, 0.04),
            0.09 + 0.17 * t,
            0.08 + 0.14 * t,
            mix((250, 250, 250), rig.stage.palette.haze, 0.2 + 0.4 * t),
        )
    for x0, x1 in ((-3.1, -2.14), (-2.06, -1.08)):
        rig.box_shape(x0, 0.2, x1, 0.78, "#7a3f34")
        rig.curve([(x0 - 0.03, 0.76), (x0 + 0.04, 0.86), (x1 - 0.04, 0.86), (x1 + 0.03, 0.76)], "#4a3a38")
        for number in range(3):
            wx = x0 + 0.1 + number * 0.29
            rig.box_shape(
                wx,
                0.46,
                wx + 0.19,
                0.68,
                rig.stage.palette.lamp if rig.stage.scene.dark else glass(rig),
                shine=rig.stage.scene.dark,
            )
        for wx in (x0 + 0.2, x1 - 0.2):
            wheel(rig, wx, 0.11)
    rig.box_shape(-1.0, 0.22, -0.36, 0.92, body)
    rig.box_shape(-1.06, 0.9, -0.28, 0.98, "#23262a")
    rig.box_shape(
        -0.84,
        0.58,
        -0.56,
        0.82,
        rig.stage.palette.lamp if rig.stage.scene.dark else glass(rig),
        shine=rig.stage.scene.dark,
    )
    rig.curve("-.4,.3 -.4,.72 .9,.72 1.02,.64 1.02,.36 .9,.3", body)
    for x in (-0.1, 0.3, 0.7):
        rig.line([(x, 0.31), (x, 0.71)], 0.025, "#c9a24a")
    rig.poly(".72,.7 .7,1 .94,1 .9,.7", "#23262a")
    rig.oval(0.24, 0.75, 0.11, 0.1, "#c9a24a")
    rig.box_shape(-1.0, 0.18, 1.06, 0.28, "#8a2f2c")
    rig.poly("1.04,.28 1.3,.02 .98,.02", "#5a2422")
    for x, r in ((-0.7, 0.17), (-0.2, 0.2), (0.26, 0.2), (0.76, 0.14)):
        wheel(rig, x, r)
    rig.line("-.7,.17 -.2,.14 .26,.14", 0.035, "#b9bec4")
    headlamp(rig, 1.03, 0.62, 0.055)


def _express(rig: Rig) -> None:
    body = rig.own("#e6eaee")
    dark = rig.stage.scene.dark
    rig.curve("-3.1,.12 -3.1,.92 .4,.94 .9,.8 1.3,.46 1.4,.2 1.3,.1", body)
    rig.poly("-3.1,.3 -3.1,.4 1.34,.34 1.38,.26", rig.stage.palette.accent)
    for number in range(9):
        x = -3.0 + 0.38 * number
        rig.box_shape(x, 0.54, x + 0.28, 0.8, rig.stage.palette.lamp if dark else glass(rig), shine=dark)
    rig.curve(".62,.6 .66,.84 .9,.74 1.12,.54", glass(rig))
    rig.box_shape(-3.1, 0.0, 1.2, 0.13, "#33373e")
    headlamp(rig, 1.3, 0.3, 0.045)
