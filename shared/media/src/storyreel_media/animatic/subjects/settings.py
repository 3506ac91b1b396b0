"""What a main subject brings with it: a table under a cup, rails under a train."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import rgb
from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.lexicon.subjects import PEOPLE
from storyreel_media.animatic.stage import Stage
from storyreel_media.animatic.subjects.spot import Spot

_ON_TABLES = frozenset(
    {"cup", "teapot", "bowl", "cake", "bread", "pizza", "wine", "bottle", "candle", "lamp", "book", "letter",
        "phone", "laptop", "camera",
     "clock", "key", "globe", "heart", "apple", "crown", "gift", "plant", "shoe"}
)  # fmt: skip
_BARE = frozenset({"studio", "stage", "cave", "underwater", "space"})


def paint_setting(stage: Stage, lead: Subject, main: Spot) -> None:
    """Draws it under the main subject, if it brings anything."""
    if lead.kind == "train" and stage.scene.place != "station":
        _track(stage, main)
    elif lead.kind in PEOPLE and lead.action.startswith("sit") and stage.scene.shot not in ("close-up", "macro"):
        _seat(stage, main)
    elif (
        lead.kind in _ON_TABLES and stage.scene.place not in _BARE and stage.scene.shot not in ("wide", "extreme-wide")
    ):
        _tabletop(stage, main.y - main.size * 0.12)


def _seat(stage: Stage, main: Spot) -> None:
    """A chair indoors, a boulder elsewhere, under somebody who sits at `main`."""
    x, y, s = main.x, main.y, main.size
    if stage.scene.indoors:
        wood, back = stage.palette.lit(rgb("#6b4630")), x - main.facing * s * 0.13
        for leg in (-0.11, 0.1):
            stage.canvas.rectangle(
                x + s * leg - s * 0.012, y - s * 0.15, x + s * leg + s * 0.012, y, stage.shadow(wood, 0.3)
            )
        stage.canvas.rectangle(back - s * 0.016, y - s * 0.5, back + s * 0.016, y, wood)
        stage.canvas.rectangle(x - s * 0.14, y - s * 0.17, x + s * 0.14, y - s * 0.135, stage.highlight(wood, 0.25))
        return
    rock = stage.palette.lit(stage.palette.rock)
    boulder = [
        (x - s * 0.2, y + s * 0.02),
        (x - s * 0.19, y - s * 0.1),
        (x - s * 0.08, y - s * 0.16),
        (x + s * 0.1, y - s * 0.15),
        (x + s * 0.17, y - s * 0.06),
        (x + s * 0.18, y + s * 0.02),
    ]
    stage.canvas.fade(smooth(boulder, 5), stage.highlight(rock, 0.25), stage.shadow(rock, 0.5), y - s * 0.16, y)


def _track(stage: Stage, main: Spot) -> None:
    u, w, y = stage.unit, stage.width, main.y
    gravel = stage.palette.lit(rgb("#8a8078"))
    stage.canvas.fade(
        [(0, y - u * 0.012), (w, y - u * 0.012), (w, y + u * 0.05), (0, y + u * 0.05)],
        gravel,
        stage.shadow(gravel, 0.4),
        y,
        y + u * 0.05,
    )
    for x in np.arange(0, w, main.size * 0.16):
        stage.canvas.rectangle(x, y - u * 0.002, x + main.size * 0.08, y + u * 0.014, stage.palette.lit(rgb("#5a4030")))
    stage.canvas.rectangle(0, y - u * 0.004, w, y + u * 0.003, stage.highlight(stage.palette.lit(rgb("#9aa0a8")), 0.4))


def _tabletop(stage: Stage, top: float) -> None:
    """A wooden table that fills the foot of the frame."""
    u, w, tall = stage.unit, stage.width, stage.height
    wood = stage.palette.lit(rgb("#a87446"))
    stage.canvas.fade(
        [(0, top), (w, top), (w, tall), (0, tall)], stage.highlight(wood, 0.28), stage.shadow(wood, 0.35), top, tall
    )
    dice = stage.rng("boards")
    vanish = w * 0.5
    for x in np.linspace(-1.2, 2.2, 9):
        stage.canvas.line(
            [(vanish + (x * w - vanish) * 0.7, top), (vanish + (x * w - vanish) * 1.3, tall)],
            u * 0.0026,
            stage.shadow(wood, 0.38),
        )
    for _ in range(40):
        y, x = top + (tall - top) * dice.random(), dice.uniform(0, w)
        stage.canvas.oval(x, y, u * dice.uniform(0.03, 0.12), u * 0.0014, stage.shadow(wood, 0.2))
    stage.canvas.rectangle(0, top, w, top + u * 0.006, stage.highlight(wood, 0.55))
    if stage.sun is not None and not stage.scene.dark:
        stage.canvas.glow(stage.sun[0], top + (tall - top) * 0.3, u * 0.5, stage.palette.light, 0.25)
