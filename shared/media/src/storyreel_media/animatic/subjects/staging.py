"""Puts the cast on the stage: where each stands, how large, how far, and who holds what."""

from dataclasses import replace

import numpy as np

from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.lexicon.subjects import AFLOAT, PEOPLE
from storyreel_media.animatic.stage import Stage
from storyreel_media.animatic.subjects.catalogue import DRAWINGS, Drawing
from storyreel_media.animatic.subjects.poses import hand
from storyreel_media.animatic.subjects.rig import Rig
from storyreel_media.animatic.subjects.settings import paint_setting
from storyreel_media.animatic.subjects.spot import Spot
from storyreel_media.animatic.subjects.spots import floats, group_spots, main_spot, side_spots

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


def paint_subjects(stage: Stage) -> None:
    """Draws the cast back to front; the main subject last, what it holds on top."""
    cast = [subject for subject in stage.scene.subjects if not _is_scenery(stage, subject)]
    if not cast:
        return
    lead = cast[0]
    held = [
        subject for subject in cast[1:] if lead.kind in PEOPLE - {"crowd", "family", "ghost"} and subject.kind in _HELD
    ]
    others = [subject for subject in cast[1:] if subject not in held]
    main = main_spot(stage, lead)
    if held and lead.action != "hold":
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
    size = main.size * _HELD[subject.kind]
    x, y = main.x + hx * main.size * main.facing, main.y - hy * main.size
    if subject.kind in ("lantern", "suitcase"):
        y += size * 0.9
    _draw(stage, subject, Spot(x, y, size, main.depth, main.facing), 20 + nth)


def _draw(stage: Stage, subject: Subject, spot: Spot, nth: int) -> None:
    drawing = DRAWINGS[subject.kind]
    if not floats(stage, subject) and subject.kind not in AFLOAT and nth < 20:
        _shadow(stage, spot, drawing)
    rig = Rig(stage, subject, nth, spot, drawing.box)
    drawing.draw(rig)
    rig.place(depth=min(spot.depth, 0.6))


def _shadow(stage: Stage, spot: Spot, drawing: Drawing) -> None:
    """A soft contact shadow, leaning away from the light."""
    half = spot.size * max(drawing.width, 0.24) * 0.56
    lean = 0.0 if stage.sun is None else float(np.clip((spot.x - stage.sun[0]) / stage.width, -1, 1)) * half * 0.7
    t = np.linspace(-1, 1, 24, dtype=np.float32)
    fall = (1 - np.sqrt(t[None, :] ** 2 + t[:, None] ** 2)).clip(0, 1) * 0.85
    tall = min(half * 0.22, stage.unit * 0.05)
    box = (spot.x - half * 1.3 + lean, spot.y - tall, spot.x + half * 1.3 + lean, spot.y + tall)
    stage.canvas.veil(*box, stage.palette.near, fall * (1 - spot.depth))
