"""Where subjects go: the rules of framing, as places and sizes in px."""

from dataclasses import replace

import numpy as np

from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.lexicon.subjects import AFLOAT, AIRBORNE, ANIMALS, PEOPLE, SIZES, SWIMMING
from storyreel_media.animatic.stage import Stage
from storyreel_media.animatic.subjects.catalogue import DRAWINGS
from storyreel_media.animatic.subjects.spot import Spot

_WATERS = frozenset(
    {
        "sea",
        "harbour",
        "lake",
        "river",
        "beach",
        "coast",
        "bridge",
        "stonebridge",
        "whirlpool",
        "arctic",
        "island",
        "city",
    }
)
_WEIGHTLESS = frozenset({"space", "underwater", "sky"})
# How far down from the horizon (0) to the lower edge (1) a subject's foot is, by shot and at least by place.
_GROUND = {"extreme-wide": 0.38, "wide": 0.55, "medium": 0.8, "close-up": 0.94, "macro": 0.96}
_FIRM = {
    "lake": 0.6,
    "city": 0.58,
    "bridge": 0.6,
    "harbour": 0.5,
    "beach": 0.56,
    "waterfall": 0.9,
    "studio": 0.9,
    "street": 0.5,
    "rooftops": 0.68,
}
# The widest share of the frame that a subject takes.
_BREADTH = {"extreme-wide": 0.34, "wide": 0.5, "medium": 0.66, "close-up": 0.84, "macro": 0.96}
_OVERHEAD = frozenset({"umbrella", "balloon"})  # held above the head
_FIRM_FOOT = frozenset({"waterfall", "studio"})  # where the ground itself begins lower
_WIDE_LOAD = frozenset({"train", "crowd"})


_SAFE = 0.085  # of the height or width: what a moving camera may cut away
_FLOOR = 0.82  # of the height: captions lie below
_UNFRAMED = frozenset({"crowd", "train", "family"})
_PERCHING = frozenset({"owl"})  # the other birds are drawn on the wing


def perches(stage: Stage, subject: Subject) -> bool:
    """Whether it sits on a bough."""
    still = subject.action in ("sit", "sleep", "look") or (subject.kind == "owl" and subject.action == "stand")
    return (
        subject.kind in _PERCHING
        and still
        and not stage.scene.indoors
        and stage.scene.place not in _WEIGHTLESS | _WATERS
    )


def breaches(stage: Stage, subject: Subject) -> bool:
    """Whether it swims where the view is from above the water."""
    return subject.kind in SWIMMING - {"diver", "submarine"} and stage.scene.place in _WATERS


def floats(stage: Stage, subject: Subject) -> bool:
    """Whether it flies, swims or drifts instead of standing."""
    if subject.kind == "rocket":
        return stage.scene.place == "space" or (subject.action == "fly" and stage.scene.place == "sky")
    if breaches(stage, subject) or perches(stage, subject):
        return False
    if (
        stage.scene.place not in _WEIGHTLESS
        and subject.action in ("fight", "sit", "sleep")
        and subject.kind == "dragon"
    ):
        return False
    aloft = subject.kind in AIRBORNE or subject.kind in SWIMMING or stage.scene.place in _WEIGHTLESS
    return aloft or (subject.action == "fly" and subject.kind not in PEOPLE | AFLOAT)


def main_spot(stage: Stage, lead: Subject) -> Spot:
    """The main subject: on a third, as large as the shot says, within what a moving camera shows."""
    spot = _on_third(stage, lead)
    tight = stage.scene.shot in ("close-up", "macro") or (stage.scene.shot == "medium" and lead.kind in PEOPLE)
    if lead.kind in _UNFRAMED or (tight and lead.kind in PEOPLE):
        return spot
    return framed(stage, lead, spot)


def framed(stage: Stage, subject: Subject, spot: Spot) -> Spot:
    """The spot moved and shrunk until the subject's top and sides are in frame and its foot above the captions."""
    drawing, tall, wide = DRAWINGS[subject.kind], stage.height, stage.width
    size = min(spot.size, wide * (1 - 2 * _SAFE) / max(drawing.width, 0.2))
    y = spot.y if stage.scene.place in _FIRM_FOOT else min(spot.y, tall * (_FLOOR + 0.04))
    if stage.scene.place in _WEIGHTLESS or floats(stage, subject):
        size = min(size, tall * 0.72)
        y = max(y, tall * _SAFE + size * _crest(subject))
    else:
        size = min(size, (y - tall * _SAFE) / _crest(subject))
    half = size * drawing.width / 2
    x = float(np.clip(spot.x, min(wide * _SAFE + half, wide / 2), max(wide * (1 - _SAFE) - half, wide / 2)))
    return replace(spot, x=x, y=float(y), size=float(max(size, 4.0)))


def _crest(subject: Subject) -> float:
    """How high the drawing reaches, in its own units."""
    return {"ship": 1.08, "lighthouse": 1.04, "couple": 1.12, "house": 1.15}.get(subject.kind, 1.02)


def _on_third(stage: Stage, lead: Subject) -> Spot:
    scene, tall = stage.scene, stage.height
    drawing = DRAWINGS[lead.kind]
    share = 0.95 if lead.kind in _WIDE_LOAD else _BREADTH[scene.shot]
    size = scene.scale * min(tall, stage.width * 1.4) * (1.5 if lead.kind == "crowd" else 1.0)
    size = min(size, stage.width * share / max(drawing.width, 0.2))
    x = scene.anchor * stage.width
    depth = {"extreme-wide": 0.14, "wide": 0.04}.get(scene.shot, 0.0)
    if floats(stage, lead):
        size = min(size, tall * 0.8)
        return Spot(x, _aloft(stage, lead, size), size, depth, scene.facing)
    if lead.kind == "lantern" and lead.action == "fly":
        size *= 0.45
    if perches(stage, lead):
        size = min(size, tall * 0.42)
        return Spot(x, max(stage.horizon * 0.86, tall * 0.2 + size), size, depth, scene.facing)
    if breaches(stage, lead):
        size = min(size, tall * 0.46)
        return Spot(x, stage.horizon + (tall - stage.horizon) * 0.36, size, depth, scene.facing)
    if lead.kind in PEOPLE and lead.kind != "crowd" and scene.shot in ("close-up", "medium", "macro"):
        size, y = _tight(stage, lead)
        return Spot(x, y, size, depth, scene.facing)
    ground = max(_GROUND[scene.shot], _FIRM.get(scene.place, 0.0))
    y = stage.horizon + (tall - stage.horizon) * ground
    wide = scene.shot in ("extreme-wide", "wide")
    if lead.kind in AFLOAT and scene.place in _WATERS:
        share = 0.22 if scene.place in ("beach", "coast", "city", "bridge", "lake") else 0.5
        y = stage.horizon + (tall - stage.horizon) * (
            share if wide else max(share, 0.34 if scene.place == "lake" else 0.45)
        )
    elif scene.place == "coast" and wide:
        y = stage.horizon + stage.unit * 0.165
        x += (1 if scene.anchor > 0.5 else -1) * stage.width * 0.05
    elif drawing.tall_base and wide:
        y = stage.horizon + (tall - stage.horizon) * (0.08 if scene.place in _WATERS - {"beach"} else 0.3)
    return Spot(x, y, size, depth, scene.facing)


def _tight(stage: Stage, lead: Subject) -> tuple[float, float]:
    """People in tight shots are cut by the frame: at the knee in a medium shot, at the chest in a close-up."""
    crouched = lead.action.startswith(("sit", "sleep")) and stage.scene.shot == "medium"
    child = lead.kind in ("child", "girl", "boy", "family")
    size = stage.height * (1.06 if stage.scene.shot == "medium" else 1.95)
    if stage.scene.shot == "medium" and any(subject.kind in _OVERHEAD for subject in stage.scene.subjects[1:]):
        return size * 0.92, stage.height * 0.32 + size * 0.92
    head_room = 0.22 if child and stage.scene.shot == "medium" else 0.15
    return size, stage.height * head_room + size * (0.68 if crouched else 1.0)


def _aloft(stage: Stage, subject: Subject, size: float) -> float:
    """The lowest point of what flies or swims, px."""
    if stage.scene.place in _WEIGHTLESS:
        return stage.height * 0.52 + size / 2
    if subject.kind in ("butterfly", "bee", "ghost"):
        return stage.horizon + size * 0.6
    return max(stage.horizon * 0.52 + size * 0.5, size * 1.06)


def group_spots(stage: Stage, lead: Subject, main: Spot) -> list[Spot]:
    """The main subject and its likes: beside and behind it, never in one line."""
    dice = stage.rng("group")
    spots = [main]
    adrift = floats(stage, lead)
    tight = stage.scene.shot in ("close-up", "medium") and lead.kind in PEOPLE
    for number in range(1, min(lead.count, 9)):
        side = 1 if number % 2 else -1
        scale = 0.94 if tight else float(dice.uniform(0.4, 0.85) if adrift else dice.uniform(0.66, 0.92))
        step = main.size * max(DRAWINGS[lead.kind].width, 0.35) * dice.uniform(0.85, 1.15)
        x = main.x + side * ((number + 1) // 2) * step
        y = main.y - (main.y - stage.horizon) * (1 - scale) * 0.7
        if adrift:
            y = max(main.y + dice.uniform(-0.9, 0.9) * main.size, stage.height * _SAFE + main.size * scale)
        spots.append(Spot(x, main.y if tight else y, main.size * scale, main.depth + 0.12 * (1 - scale), main.facing))
    return spots


def _foe(stage: Stage, subject: Subject, lead: Subject, main: Spot) -> Spot:
    """Face to face with the lead, at most twice its height."""
    drawing = DRAWINGS[subject.kind]
    size = main.size * float(np.clip((SIZES.get(subject.kind, 1.7) / SIZES.get(lead.kind, 1.7)) ** 0.5, 0.6, 1.8))
    free = stage.width * (1 - _SAFE) - main.x if main.facing > 0 else main.x - stage.width * _SAFE
    size = min(size, (free - main.size * 0.2) / drawing.width, (main.y - _SAFE * stage.height) / 1.2)
    size = max(size, main.size * 0.6)
    x = main.x + main.facing * (main.size * 0.26 + size * drawing.width * 0.5)
    return Spot(x, main.y - stage.unit * 0.004, size, main.depth, -main.facing)


def side_spots(stage: Stage, subject: Subject, lead: Subject, main: Spot, nth: int) -> list[Spot]:
    """Companions: sized against the lead (the span of nature compressed), on its free side."""
    scene, dice = stage.scene, stage.rng(f"side{nth}")
    ratio = SIZES.get(subject.kind, 1.7) / SIZES.get(lead.kind, 1.7)
    drawing = DRAWINGS[subject.kind]
    size = min(main.size * float(np.clip(ratio**0.62, 0.22, 2.4)), stage.width * 0.5 / max(drawing.width, 0.3))
    side = main.facing if nth == 0 else -main.facing
    if lead.action.startswith("fight") and subject.kind in ANIMALS | PEOPLE:
        return [_foe(stage, subject, lead, main)]
    gap = main.size * max(DRAWINGS[lead.kind].width, 0.5) * 0.52 + size * drawing.width * 0.52
    x = main.x + side * gap
    if not 0.08 * stage.width < x < 0.92 * stage.width:
        x = main.x - side * gap
    y, depth = main.y + stage.unit * 0.006, main.depth
    tight = scene.shot in ("close-up", "medium", "macro") and lead.kind in PEOPLE
    if floats(stage, subject):
        size = min(size, stage.height * 0.26)
        x, depth = stage.width * (0.5 + 0.24 * side), 0.1
        y = main.y + (dice.uniform(-0.5, 0.1) * main.size if scene.place in _WEIGHTLESS else 0)
        if scene.place not in _WEIGHTLESS:
            y = stage.horizon * dice.uniform(0.4, 0.62) + size / 2
    elif subject.kind in AFLOAT and scene.place in _WATERS:
        size, depth, x = min(size, stage.unit * 0.2), 0.3, stage.width * (0.5 + 0.26 * side)
        y = stage.horizon + stage.unit * 0.03
    elif ratio > 2.2:
        size, x, depth = min(size, stage.height * 0.62), stage.width * (0.5 + 0.24 * side), 0.2
        y = stage.horizon + (stage.height - stage.horizon) * 0.14
    elif tight:
        y = main.y if subject.kind in PEOPLE else stage.height * 0.98
        size = (
            main.size * min(ratio, 1.0)
            if subject.kind in PEOPLE
            else float(np.clip(size, 0.2 * stage.height, 0.6 * stage.height))
        )
    tops = subject.kind not in PEOPLE or not tight
    if tops and y - size < _SAFE * stage.height:
        size = max(y - _SAFE * stage.height, size * 0.3)
    facing = -side if subject.kind in PEOPLE else main.facing
    spots = [Spot(float(np.clip(x, 0.05 * stage.width, 0.95 * stage.width)), y, size, depth, facing)]
    for number in range(1, min(subject.count, 5)):
        away = side * number * size * drawing.width * 0.9
        spots.append(Spot(x + away, y - size * 0.08 * (number % 2), size * dice.uniform(0.7, 0.95), depth, facing))
    return spots
