"""Puts the cast on the stage: where each stands, how large, how far, and who holds what."""

from dataclasses import replace

import numpy as np

from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.lexicon.subjects import AFLOAT, PEOPLE
from storyreel_media.animatic.scenery import water
from storyreel_media.animatic.stage import Stage
from storyreel_media.animatic.subjects.catalogue import DRAWINGS, Drawing
from storyreel_media.animatic.subjects.poses import hand
from storyreel_media.animatic.subjects.rig import Rig
from storyreel_media.animatic.subjects.settings import paint_setting, splash
from storyreel_media.animatic.subjects.spot import Spot
from storyreel_media.animatic.subjects.spots import breaches, floats, group_spots, main_spot, perches, side_spots

# How large a thing is against the person who holds it, and 0.13 for anything else that fits a hand.
_HELD = {
    "umbrella": 0.62,
    "balloon": 0.75,
    "sword": 0.55,
    "guitar": 0.5,
    "lantern": 0.22,
    "book": 0.14,
    "flower": 0.28,
    "cup": 0.1,
    "phone": 0.13,
    "letter": 0.1,
    "gift": 0.16,
    "key": 0.1,
    "candle": 0.14,
    "bottle": 0.16,
    "lamp": 0.2,
    "ball": 0.13,
    "heart": 0.14,
    "suitcase": 0.26,
}

_TREES = frozenset({"tree", "pine", "palm", "blossomtree"})
_ARMED = frozenset({"knight", "person", "man", "woman", "boy", "girl"})


def paint_subjects(stage: Stage) -> None:
    """Draws the cast back to front; the main subject last, what it holds on top."""
    cast = [subject for subject in stage.scene.subjects if not _is_scenery(stage, subject)]
    if not cast:
        return
    lead = cast[0]
    if perches(stage, lead):
        cast = [subject for subject in cast if subject.kind not in _TREES]
    held = [
        subject for subject in cast[1:] if lead.kind in PEOPLE - {"crowd", "family", "ghost"} and subject.kind in _HELD
    ]
    others = [subject for subject in cast[1:] if subject not in held]
    main = main_spot(stage, lead)
    if lead.action == "fight" and lead.kind in _ARMED and not any(subject.kind == "sword" for subject in held):
        held = [Subject("sword"), *held]
    if held and lead.action not in ("fight", "hold"):
        lead = replace(lead, action=f"{lead.action}+hold")
    for nth, subject in reversed(list(enumerate(others))):
        for spot in side_spots(stage, subject, lead, main, nth):
            _draw(stage, subject, spot, 10 + nth)
    paint_setting(stage, lead, main)
    for number, spot in reversed(list(enumerate(group_spots(stage, lead, main)))):
        _draw(stage, lead, spot, number)
    for nth, subject in enumerate(held):
        _hand_over(stage, lead, subject, main, nth)


def _is_scenery(stage: Stage, subject: Subject) -> bool:
    """What the sky or the place itself shows."""
    place = stage.scene.place
    return (
        subject.kind in ("sun", "moon")
        or (subject.kind == "globe" and place in ("space", "planet", "moon"))
        or (subject.kind == "rocket" and place == "spaceship")
        or subject.kind == place
    )


def _hand_over(stage: Stage, lead: Subject, subject: Subject, main: Spot, nth: int) -> None:
    """Puts a thing into the lead's hand."""
    hx, hy = hand(lead.action)
    if stage.scene.shot in ("close-up", "macro"):
        hx, hy = 0.16, 0.62
    if nth:
        hx = -hx
    if subject.kind == "guitar":  # before the body, its neck to the raised hand
        hx, hy = hx - 0.1, hy - 0.16
    if subject.kind == "umbrella":  # the hand is on the stick
        hy -= 0.2 * _HELD["umbrella"]
    size = main.size * _HELD[subject.kind]
    x, y = main.x + hx * main.size * main.facing, main.y - hy * main.size
    if subject.kind in ("lantern", "suitcase"):
        y += size * 0.9
    _draw(stage, subject, Spot(x, y, size, main.depth, main.facing), 20 + nth)


def _draw(stage: Stage, subject: Subject, spot: Spot, nth: int) -> None:
    drawing = DRAWINGS[subject.kind]
    dry = subject.kind not in AFLOAT and not breaches(stage, subject) and not perches(stage, subject)
    if dry and not floats(stage, subject) and nth < 20:
        _shadow(stage, spot, drawing)
    x0, _, x1, y1 = drawing.box
    heaves = nth < 20 and subject.kind in AFLOAT and stage.scene.has("storm")
    leaps = nth < 20 and breaches(stage, subject)
    box = (min(x0, -1.7), -0.9, max(x1, 1.7), max(y1, 1.9)) if heaves or leaps else drawing.box
    rig = Rig(stage, subject, nth, spot, box)
    if heaves:
        rig.turn, rig.sunk = float(stage.rng(f"heave{nth}").uniform(2.6, 4.2)), True
    elif leaps:
        rig.turn, rig.sunk = (38.0 if subject.action in ("jump", "fly") else 12.0), True
    drawing.draw(rig)
    rig.place(depth=min(spot.depth, 0.6))
    if heaves or leaps:
        if heaves and nth == 0:
            foot = (spot.y - stage.horizon) / max(stage.height - stage.horizon, 1.0)
            water.billows(stage, stage.horizon, stage.height, (foot + 0.06, foot + 0.24, foot + 0.5))
        splash(stage, spot, drawing.width * (0.5 if heaves else 0.4))


def _shadow(stage: Stage, spot: Spot, drawing: Drawing) -> None:
    """A soft contact shadow, leaning away from the light."""
    half = spot.size * max(drawing.width, 0.24) * 0.56
    lean = 0.0 if stage.sun is None else float(np.clip((spot.x - stage.sun[0]) / stage.width, -1, 1)) * half * 0.7
    t = np.linspace(-1, 1, 24, dtype=np.float32)
    fall = (1 - np.sqrt(t[None, :] ** 2 + t[:, None] ** 2)).clip(0, 1) * 0.85
    tall = min(half * 0.22, stage.unit * 0.05)
    box = (spot.x - half * 1.3 + lean, spot.y - tall, spot.x + half * 1.3 + lean, spot.y + tall)
    stage.canvas.veil(*box, stage.palette.near, fall * (1 - spot.depth))
