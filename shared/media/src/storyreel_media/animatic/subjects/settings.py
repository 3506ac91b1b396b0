"""What a main subject brings with it: a table under a cup, rails under a train."""

import numpy as np

from storyreel_media.animatic.canvas import smooth
from storyreel_media.animatic.colour import mix, rgb
from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.lexicon.subjects import PEOPLE
from storyreel_media.animatic.stage import Stage
from storyreel_media.animatic.subjects.spot import Spot
from storyreel_media.animatic.subjects.spots import perches

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
    elif perches(stage, lead):
        _bough(stage, main)
    elif lead.kind == "paperboat" and stage.scene.place in ("street", "market", "road", "wall", "garden"):
        _rivulet(stage, main)
    elif lead.kind in PEOPLE and lead.action.startswith("sit") and stage.scene.shot not in ("close-up", "macro"):
        _seat(stage, main)
    elif (
        lead.kind in _ON_TABLES and stage.scene.place not in _BARE and stage.scene.shot not in ("wide", "extreme-wide")
    ):
        _tabletop(stage, main.y - main.size * 0.12)


def splash(stage: Stage, spot: Spot, half: float) -> None:
    """White water where something breaks the surface; `half` its reach in the spot's sizes."""
    dice, u = stage.rng("splash"), stage.unit
    white = mix(stage.palette.lit((246, 251, 255)), stage.palette.low, 0.25)
    reach = spot.size * half
    for _ in range(46):
        t = dice.normal(0, 0.5)
        at, r = spot.x + reach * float(np.clip(t, -1.25, 1.25)), u * dice.uniform(0.004, 0.014)
        lift = u * 0.05 * dice.random() ** 2 * max(1.0 - abs(t) * 0.5, 0.2)
        stage.canvas.oval(at, spot.y + u * 0.006 - lift, r * 1.5, r, white)
    along = np.linspace(-1.25, 1.25, 26)
    crest = spot.y + u * 0.004 - u * 0.012 * np.abs(np.sin(along * 9 + dice.uniform(0, 3)))
    under = spot.y + u * (0.02 + 0.006 * np.cos(along * 5))
    x = spot.x + along * reach
    shape = np.vstack([np.stack([x, crest], 1), np.stack([x, under], 1)[::-1]])
    stage.canvas.fade(shape, white, mix(white, stage.palette.lit(stage.palette.water), 0.6), spot.y, spot.y + u * 0.03)


def _bough(stage: Stage, main: Spot) -> None:
    """A trunk at the nearer side and its bough under the bird at `main`."""
    u, w = stage.unit, stage.width
    side = 1 if main.x > w / 2 else -1
    bark = stage.surface(rgb("#5f4736"), 0.05)
    root = w * (0.5 + side * 0.43)
    thick = max(main.size * 0.32, u * 0.07)
    trunk = [
        (root - thick, stage.height + 4.0),
        (root - thick * 0.7, main.y),
        (root - thick * 0.6, -4.0),
        (root + thick * 0.6, -4.0),
        (root + thick * 0.7, main.y),
        (root + thick * 1.1, stage.height + 4.0),
    ]
    stage.canvas.polygon(trunk, bark)
    stage.canvas.line([(root - side * thick * 0.5, -4), (root - side * thick * 0.62, stage.height)], thick * 0.18,
        stage.highlight(bark, 0.35))  # fmt: skip
    tip, bulk = main.x - side * main.size * 0.9, main.size * 0.07
    bough = [(root, main.y + bulk * 4), (main.x, main.y + bulk * 1.5), (tip, main.y - bulk), (tip, main.y - bulk * 1.3),
             (main.x, main.y - bulk * 0.3), (root, main.y)]  # fmt: skip
    stage.canvas.polygon(smooth(bough, 4), stage.shadow(bark, 0.15))
    if stage.scene.season == "winter":
        snow = stage.palette.lit((244, 248, 252))
        stage.canvas.line([(root, main.y), (main.x, main.y - bulk * 0.3), (tip, main.y - bulk * 1.3)], bulk * 0.8, snow)
        return
    dice, leaf = stage.rng("bough"), stage.surface(stage.palette.leaf, 0.05)
    for number in range(34):
        tone = (stage.shadow(leaf, 0.35), leaf, stage.highlight(leaf, 0.25))[number // 12]
        r = u * dice.uniform(0.03, 0.06)
        x = root - side * u * dice.uniform(-0.1, 0.42)
        stage.canvas.oval(x, u * dice.uniform(-0.03, 0.13), r * 1.3, r, tone)
    for _ in range(7):
        x = tip + side * dice.uniform(-0.1, 0.5) * main.size
        stage.canvas.oval(x, main.y - bulk * dice.uniform(-1, 2.5), bulk * 1.6, bulk * 0.8, leaf, dice.uniform(0, 180))


def _rivulet(stage: Stage, main: Spot) -> None:
    """Rain running down the street, under a boat of paper at `main`."""
    u, w = stage.unit, stage.width
    stream = mix(stage.palette.lit(stage.palette.water), stage.palette.low, 0.35)
    t = np.linspace(0, 1, 10)
    top = stage.horizon + (main.y - stage.horizon) * 0.2
    y = top + (stage.height + 6 - top) * t
    near = max((main.y - top) / max(stage.height - top, 1.0), 0.1)
    centre = w * 0.5 + (main.x - w * 0.5) * (t / near)
    half = main.size * (0.06 + 1.5 * t)
    shape = np.vstack([np.stack([centre - half, y], 1), np.stack([centre + half, y], 1)[::-1]])
    stage.canvas.fade(smooth(shape, 3), mix(stream, stage.palette.low, 0.5), stream, top, stage.height)
    dice = stage.rng("rivulet")
    for _ in range(30):
        share = dice.random() ** 0.7
        at = int(share * 9)
        reach = half[at] * dice.uniform(0.1, 0.3)
        x = centre[at] + dice.uniform(-0.7, 0.7) * half[at]
        stage.canvas.oval(x, y[at], reach, max(u * 0.003 * share, 1), mix(stream, (255, 255, 255), 0.35))


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
