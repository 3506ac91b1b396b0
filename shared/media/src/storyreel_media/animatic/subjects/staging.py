"""Puts the cast on the stage: where each stands, how large, how far, and who holds what."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.lexicon.subjects import PEOPLE, SIZES
from storyreel_media.animatic.stage import Stage
from storyreel_media.animatic.subjects.catalogue import DRAWINGS, Drawing
from storyreel_media.animatic.subjects.people import hand
from storyreel_media.animatic.subjects.rig import Rig

# Held in the hand when someone is there to hold them.
_HELD = frozenset("umbrella lantern balloon book sword guitar phone flower cup kite letter gift key candle bottle lamp ball heart".split())
_AIR = frozenset("bird eagle flock butterfly bee dragon plane helicopter drone satellite ufo airballoon balloon kite rocket ghost".split())
_AFLOAT = frozenset("ship sailboat canoe duck submarine".split())
_TABLE = frozenset("cup teapot bowl cake bread pizza wine bottle candle lamp book letter phone laptop camera clock key globe heart apple crown gift "
                   "plant shoe".split())  # fmt: skip
_SWIM = frozenset("fish whale dolphin shark jellyfish turtle octopus diver".split())


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a subject goes: contact point and height in px, how much air lies before it, which way it faces."""

    x: float
    y: float
    size: float
    depth: float
    facing: int


def paint_subjects(stage: Stage) -> None:
    """Draws the cast back to front; the main subject last."""
    cast = [subject for subject in stage.scene.subjects if subject.kind not in ("sun", "moon")]
    if not cast:
        return
    lead = cast[0]
    holder = lead.kind in PEOPLE
    held = [subject for subject in cast[1:] if holder and subject.kind in _HELD]
    others = [subject for subject in cast[1:] if subject not in held]
    main = _main_spot(stage, lead)
    for nth, subject in reversed(list(enumerate(others))):
        for spot in _side_spots(stage, subject, lead, main, nth):
            _draw(stage, subject, spot, 10 + nth)
    for number, spot in reversed(list(enumerate(_group(stage, lead, main)))):
        _draw(stage, lead, spot, number)
    for nth, subject in enumerate(held):
        _hand_over(stage, lead, subject, main, nth)


def _reach(stage: Stage) -> float:
    """Lowest and highest point a subject may fill at this shot, as a share of the height."""
    return {"close-up": 1.0, "macro": 1.05}.get(stage.scene.shot, 0.93)


def _main_spot(stage: Stage, lead: Subject) -> Spot:
    scene, tall = stage.scene, stage.height
    drawing = DRAWINGS[lead.kind]
    size = scene.scale * min(stage.height, stage.width * 1.1)
    limit = stage.width * (0.8 if scene.shot not in ("close-up", "macro") else 1.0) / max(drawing.width, 0.2)
    size = min(size, limit)
    x = scene.anchor * stage.width
    ground = {"extreme-wide": 0.38, "wide": 0.55, "medium": 0.8, "close-up": 0.94, "macro": 0.96}[scene.shot]
    y = stage.horizon + (tall - stage.horizon) * ground
    if lead.kind in PEOPLE and scene.shot in ("close-up", "medium"):
        size, y = _tight(stage, lead, size)
    elif _floats(stage, lead):
        y = _aloft(stage, lead, size)
    elif scene.place == "coast" and scene.shot in ("extreme-wide", "wide"):
        y = stage.horizon + stage.unit * 0.165
        x += (1 if scene.anchor > 0.5 else -1) * stage.width * 0.05
    elif lead.kind in _AFLOAT and scene.place in ("sea", "harbour", "lake", "river", "beach", "coast", "bridge", "arctic", "island"):
        y = stage.horizon + (tall - stage.horizon) * (0.2 if scene.place in ("beach", "coast") else 0.5) * max(ground, 0.4)
    if drawing.tall_base and scene.shot in ("wide", "extreme-wide"):
        y = min(y, stage.horizon + (tall - stage.horizon) * 0.3)
    depth = {"extreme-wide": 0.16, "wide": 0.05}.get(scene.shot, 0.0)
    return Spot(x, y, size, depth, scene.facing)


def _tight(stage: Stage, lead: Subject, size: float) -> tuple[float, float]:
    """People in tight shots are cut by the frame: at the knee in a medium shot, at the chest in a close-up."""
    crouched = lead.action in ("sit", "sleep")
    head = 0.14 if stage.scene.shot == "medium" else 0.1
    if stage.scene.shot == "medium":
        size = stage.height * (1.0 if crouched else 1.02)
    else:
        size = stage.height * (1.9 if crouched else 2.1)
    top = 0.68 if crouched else 1.0
    return size, stage.height * head + size * top


def _floats(stage: Stage, subject: Subject) -> bool:
    if subject.kind == "rocket":
        return stage.scene.place == "space" or subject.action == "fly"
    return subject.kind in _AIR or subject.kind in _SWIM or stage.scene.place in ("space", "underwater", "sky") or subject.action == "fly"


def _aloft(stage: Stage, subject: Subject, size: float) -> float:
    """The lowest point of what flies or swims, px."""
    if stage.scene.place in ("space", "underwater"):
        return stage.height * 0.52 + size / 2
    if subject.kind in ("butterfly", "bee", "ghost"):
        return stage.horizon + size * 0.6
    return max(stage.horizon * 0.52 + size * 0.5, size * 1.06)


def _group(stage: Stage, lead: Subject, main: Spot) -> list[Spot]:
    """The main subject and its likes: beside and behind it, never in one line."""
    dice = stage.rng("group")
    spots = [main]
    floating = _floats(stage, lead)
    for number in range(1, min(lead.count, 9)):
        side = 1 if number % 2 else -1
        away = (number + 1) // 2
        scale = float(dice.uniform(0.66, 0.92)) if not floating else float(dice.uniform(0.4, 0.85))
        x = main.x + side * away * main.size * max(DRAWINGS[lead.kind].width, 0.35) * dice.uniform(0.85, 1.15)
        y = main.y - (main.y - stage.horizon) * (1 - scale) * 0.7 if not floating else main.y + dice.uniform(-0.9, 0.9) * main.size
        if stage.scene.shot in ("close-up", "medium") and lead.kind in PEOPLE:
            y, scale = main.y, 0.94
        spots.append(Spot(x, y, main.size * scale, main.depth + 0.12 * (1 - scale), main.facing))
    return spots


def _side_spots(stage: Stage, subject: Subject, lead: Subject, main: Spot, nth: int) -> list[Spot]:
    """Companions: sized relative to the lead (the span of nature compressed), on its free side."""
    scene, dice = stage.scene, stage.rng(f"side{nth}")
    ratio = SIZES.get(subject.kind, 1.7) / SIZES.get(lead.kind, 1.7)
    large = ratio > 2.2
    size = main.size * float(np.clip(ratio**0.62, 0.22, 2.4))
    side = main.facing if nth == 0 else -main.facing
    drawing = DRAWINGS[subject.kind]
    x = main.x + side * (main.size * 0.3 + size * drawing.width * 0.55) * (1.0 if nth == 0 else 1.15)
    if large:
        size = min(size, stage.height * 0.62)
        x = stage.width * (0.5 + 0.24 * side)
    x = float(np.clip(x, stage.width * 0.06, stage.width * 0.94))
    y, depth = main.y + stage.unit * 0.006, main.depth
    if _floats(stage, subject):
        size = min(size, stage.height * 0.26)
        y = stage.horizon * dice.uniform(0.4, 0.62) + size / 2
        x = stage.width * (0.5 + 0.22 * side)
        depth = 0.1
    elif subject.kind in _AFLOAT and scene.place in ("sea", "harbour", "lake", "beach", "coast", "island", "bridge"):
        size, depth = min(size, stage.unit * 0.2), 0.3
        y, x = stage.horizon + stage.unit * 0.03, stage.width * (0.5 + 0.26 * side)
    elif large:
        y, depth = stage.horizon + (stage.height - stage.horizon) * 0.14, 0.2
    elif scene.shot in ("close-up", "medium") and lead.kind in PEOPLE:
        y = stage.height * (0.98 if subject.kind not in PEOPLE else 1.0)
        if subject.kind in PEOPLE:
            y = main.y
        else:
            size = float(np.clip(size, stage.height * 0.2, stage.height * 0.6))
    spots = [Spot(x, y, size, depth, -side if subject.kind in PEOPLE else main.facing)]
    for number in range(1, min(subject.count, 5)):
        spots.append(Spot(x + side * number * size * drawing.width * 0.9, y - size * 0.08 * (number % 2), size * dice.uniform(0.7, 0.95), depth, main.facing))
    return spots


def _hand_over(stage: Stage, lead: Subject, subject: Subject, main: Spot, nth: int) -> None:
    """Puts a thing into the lead's hand."""
    action = lead.action if lead.action != "stand" else "hold"
    hx, hy = hand(action)
    size = main.size * {"umbrella": 0.62, "balloon": 0.75, "kite": 0.6, "sword": 0.55, "guitar": 0.5, "lantern": 0.22, "book": 0.14, "flower": 0.28}.get(subject.kind, 0.13)
    x, y = main.x + hx * main.size * main.facing, main.y - hy * main.size
    if subject.kind == "lantern":
        y += size * 0.9
    if nth:
        x -= main.size * 0.2 * main.facing
    _draw(stage, subject, Spot(x, y, size, main.depth, main.facing), 20 + nth)


def _draw(stage: Stage, subject: Subject, spot: Spot, nth: int) -> None:
    drawing = DRAWINGS[subject.kind]
    if not _floats(stage, subject) and subject.kind not in _AFLOAT and nth < 20:
        _shadow(stage, spot, drawing)
    rig = Rig(stage, (spot.x, spot.y), spot.size, spot.facing, drawing.box)
    drawing.draw(rig, subject, nth)
    rig.place(depth=min(spot.depth, 0.6))


def _shadow(stage: Stage, spot: Spot, drawing: Drawing) -> None:
    """A soft contact shadow, leaning away from the light."""
    half = spot.size * max(drawing.width, 0.24) * 0.56
    lean = 0.0 if stage.sun is None else float(np.clip((spot.x - stage.sun[0]) / stage.width, -1, 1)) * half * 0.7
    t = np.linspace(-1, 1, 24, dtype=np.float32)
    fall = (1 - np.sqrt(t[None, :] ** 2 + t[:, None] ** 2)).clip(0, 1) * 0.85
    tall = half * 0.22
    stage.canvas.veil(spot.x - half * 1.3 + lean, spot.y - tall, spot.x + half * 1.3 + lean, spot.y + tall, stage.palette.near, fall * (1 - spot.depth))


Draw = Callable[[Rig, Subject, int], None]
