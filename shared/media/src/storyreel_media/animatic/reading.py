"""Reads a brief into a composition: pure, deterministic, no drawing."""

from dataclasses import replace

import numpy as np

from storyreel_media.animatic.brief import Brief, Dice
from storyreel_media.animatic.casting import cast
from storyreel_media.animatic.composition import Composition, Subject
from storyreel_media.animatic.lexicon.places import IMPLIED, INDOORS
from storyreel_media.animatic.lexicon.subjects import AFLOAT, AIRBORNE, PEOPLE, SIZES, SWIMMING
from storyreel_media.animatic.words import Hit, hits, referred, tokens

_OPEN_PLACES = ("hills", "mountain", "sea", "forest", "lake", "meadow", "coast", "village", "desert", "city")
_TIMES_UNSAID = ("morning", "noon", "afternoon", "golden", "golden", "dusk")
_SHOTS_UNSAID = ("wide", "wide", "medium", "medium", "extreme-wide")
_SUBJECT_HEIGHT = {"extreme-wide": 0.2, "wide": 0.38, "medium": 0.62, "close-up": 0.95, "macro": 1.1}
_HORIZON = {"extreme-wide": 0.62, "wide": 0.6, "medium": 0.56, "close-up": 0.52, "macro": 0.5}
_SUN_HEIGHT = {"dawn": 0.1, "morning": 0.38, "noon": 0.46, "afternoon": 0.36, "golden": 0.14, "dusk": 0.05,
    "evening": 0.34,
               "night": 0.38}  # fmt: skip
_GENERIC = frozenset({"sea", "city", "hills", "room", "sky", "meadow"})  # lose against a place named beside them
_SCENERY = frozenset({"mountain", "forest", "field"})
_OPEN_AIR = frozenset({"stars", "rain", "storm", "snow", "rainbow", "aurora", "wind", "fireflies"})
_ROOTED = frozenset({"campfire", "tent", "tree", "blossomtree", "pine", "palm", "snowman", "moon", "sun", "streetlamp"})
_PAVED = frozenset({"street", "city", "market", "village", "garden", "harbour", "bridge", "road", "station"})
_GROUNDED_BY = {"lighthouse": "coast", "house": "coast", "castle": "coast", "tower": "coast"}
_SUNLIT = frozenset({"dawn", "morning", "noon", "afternoon", "golden"})
_MOOD_TIME = {"tense": "night", "sad": "evening", "joyful": "morning", "calm": "golden", "epic": "golden"}


def read(brief: Brief) -> Composition:
    """What the brief says, with every gap filled from the scene's own dice."""
    scene, film = Dice.of_scene(brief), Dice.of_film(brief)
    words = tokens(referred(f"{brief.description} . {brief.prompt}" if brief.description else brief.prompt))
    found = hits(words)
    dice = scene.stream("reading")
    subjects = cast(words, found)
    place, place_known = _place(found, subjects, dice)
    weather = _weather(found)
    place = _suited(place, subjects, weather)
    subjects = tuple(_outdoors(subject, place) for subject in subjects)
    time = _time(found, weather, place, dice, film.stream("time"))
    shot = _shot(found, subjects, place in INDOORS, dice)
    angle = _first(found, "angle") or "level"
    facing = 1 if dice.random() < 0.5 else -1
    anchor = _anchor(subjects, shot, facing, dice)
    horizon = _horizon(shot, angle, place, brief.aspect_ratio, dice)
    if not subjects and place in ("city", "street", "sea", "desert"):
        horizon = min(horizon + 0.09, 0.8)  # nobody stands in front: give the view the room
    indoors = place in INDOORS
    return Composition(
        time=time,
        place=place,
        indoors=indoors,
        weather=weather,
        season=_season(found, weather, subjects),
        mood=_first(found, "mood") or "neutral",
        style=_style(brief, found),
        style_word=(brief.style or "").strip().casefold(),
        shot=shot,
        angle=angle,
        subjects=subjects,
        horizon=horizon,
        anchor=anchor,
        scale=_scale(subjects, shot, dice),
        facing=facing,
        sun=None if place == "underwater" else _sun(time, horizon, anchor, dice),
        light=_light(found, time, weather, indoors),
        foreground=_foreground(place, shot, dice),
        palette=tuple(colour.lower() for colour in brief.palette),
        known=place_known or bool(subjects),
    )


def _first(found: list[Hit], kind: str) -> str | None:
    return next((hit.value for hit in found if hit.kind == kind), None)


def _place(found: list[Hit], subjects: tuple[Subject, ...], dice: np.random.Generator) -> tuple[str, bool]:
    """The place named most (the first of equals), else what the subject implies, else one by the dice."""
    votes: dict[str, float] = {}
    for hit in found:
        if hit.kind == "place":
            votes[hit.value] = votes.get(hit.value, 0.0) + (
                0.6 if hit.value in _GENERIC else 0.9 if hit.value in _SCENERY else 1.0
            )
    if votes:
        best = max(votes.values())
        place = next(place for place in votes if votes[place] == best)
        return (_ashore(subjects) if place == "sea" else place), True
    outdoors = _is_outdoors(found, subjects)
    if "campfire" in {subject.kind for subject in subjects}:
        return ("hills" if any(hit.value in ("stars", "night") for hit in found) else "forest"), True
    for subject in subjects:
        if subject.kind == "whale" and subject.action in ("jump", "fly", "look"):
            return "sea", True
        if subject.kind in AFLOAT and any(hit.value == "storm" for hit in found):
            return "sea", True
        if subject.kind in IMPLIED and not (outdoors and IMPLIED[subject.kind] in INDOORS):
            return IMPLIED[subject.kind], True
    return _OPEN_PLACES[int(dice.integers(len(_OPEN_PLACES)))], False


def _is_outdoors(found: list[Hit], subjects: tuple[Subject, ...]) -> bool:
    """Whether the sky, the weather or a tree tells that it is outside."""
    weathers = {hit.value for hit in found if hit.kind == "weather"}
    return bool(weathers & _OPEN_AIR or _ROOTED & {subject.kind for subject in subjects})


def _suited(place: str, subjects: tuple[Subject, ...], weather: tuple[str, ...]) -> str:
    """Who walks through a town in the rain walks in its streets."""
    walks = bool(subjects) and subjects[0].action in ("walk", "run")
    return "street" if place == "city" and walks and "rain" in weather else place


def _outdoors(subject: Subject, place: str) -> Subject:
    """A desk lamp stands indoors: elsewhere it is a street's lamp or a lantern."""
    if subject.kind != "lamp" or place in INDOORS:
        return subject
    return replace(subject, kind="streetlamp" if place in _PAVED else "lantern")


def _ashore(subjects: tuple[Subject, ...]) -> str:
    """Open sea for what swims, floats or flies; whoever else is named beside the sea stands on its shore."""
    if (
        not subjects
        or subjects[0].kind in AFLOAT | AIRBORNE | SWIMMING
        or subjects[0].action in ("swim", "sail", "fly")
    ):
        return "sea"
    return _GROUNDED_BY.get(subjects[0].kind, "beach")


def _weather(found: list[Hit]) -> tuple[str, ...]:
    said = tuple(dict.fromkeys(hit.value for hit in found if hit.kind == "weather"))
    if "storm" in said and "rain" not in said:
        said = (*said, "rain")
    return said


def _time(
    found: list[Hit], weather: tuple[str, ...], place: str, dice: np.random.Generator, film: np.random.Generator
) -> str:
    said = [hit.value for hit in found if hit.kind == "time"]
    specific = [time for time in said if time != "noon"]
    if any(hit.kind == "subject" and hit.value == "moon" for hit in found) and (specific or ["dawn"])[0] in _SUNLIT:
        return "night"
    if said:
        return (specific or said)[0]
    if {"stars", "aurora", "fireworks", "fireflies"} & set(weather) or place in ("space", "moon"):
        return "night"
    if any(hit.kind == "subject" and hit.value == "campfire" for hit in found):
        return "night"
    mood = _first(found, "mood")
    if mood in _MOOD_TIME and dice.random() < 0.7:
        return _MOOD_TIME[mood]
    key = int(film.integers(len(_TIMES_UNSAID)))
    near = int(np.clip(key + dice.integers(-1, 2), 0, len(_TIMES_UNSAID) - 1))
    return _TIMES_UNSAID[near]


def _season(found: list[Hit], weather: tuple[str, ...], subjects: tuple[Subject, ...]) -> str:
    frosty = "snow" in weather or any(subject.kind == "snowman" for subject in subjects)
    return _first(found, "season") or ("winter" if frosty else "summer")


def _style(brief: Brief, found: list[Hit]) -> str:
    if brief.style:
        named = _first(hits(tokens(brief.style)), "style")
        return named or "tinted"
    styles = [hit.value for hit in found if hit.kind == "style"]
    telling = [style for style in styles if style != "cinematic"]
    return (telling or styles or ["cinematic"])[0]


def _shot(found: list[Hit], subjects: tuple[Subject, ...], indoors: bool, dice: np.random.Generator) -> str:
    said = _first(found, "shot")
    if said:
        return said
    if len(subjects) > 1 and subjects[0].action == "fight":
        return "wide"
    if subjects and SIZES.get(subjects[0].kind, 1.7) < 0.25:
        return "close-up"
    if not subjects:
        return "wide"
    return _SHOTS_UNSAID[int(dice.integers(len(_SHOTS_UNSAID) - indoors))]


def _anchor(subjects: tuple[Subject, ...], shot: str, facing: int, dice: np.random.Generator) -> float:
    """Rule of thirds with room to look into; close shots and long things nearer the middle."""
    offset = {"extreme-wide": 0.17, "wide": 0.16, "medium": 0.13, "close-up": 0.07, "macro": 0.03}[shot]
    if subjects and subjects[0].kind in ("crowd", "train", "family"):
        offset *= 0.4
    return float(0.5 - facing * offset + dice.uniform(-0.02, 0.02))


def _horizon(shot: str, angle: str, place: str, aspect: str, dice: np.random.Generator) -> float:
    horizon = _HORIZON[shot] + dice.uniform(-0.04, 0.05)
    horizon += {"aerial": -0.28, "low": 0.16}.get(angle, 0.0)
    if place in ("mountain", "canyon", "sky", "space", "arctic") and angle == "level":
        horizon += 0.06
    if aspect == "9:16":
        horizon += 0.04
    return float(np.clip(horizon, 0.22, 0.84))


def _scale(subjects: tuple[Subject, ...], shot: str, dice: np.random.Generator) -> float:
    if not subjects:
        return 0.0
    size = SIZES.get(subjects[0].kind, 1.7)
    height = _SUBJECT_HEIGHT[shot] * dice.uniform(0.92, 1.08)
    if subjects[0].kind not in PEOPLE:
        height *= float(np.clip(size / 1.7, 0.25, 12.0)) ** 0.22
    return float(min(height, 1.15))


def _sun(time: str, horizon: float, anchor: float, dice: np.random.Generator) -> tuple[float, float]:
    """Opposite the subject, so that it rims it; its height follows the time."""
    across = 1.0 - anchor + dice.uniform(-0.08, 0.08)
    return float(np.clip(across, 0.14, 0.86)), float(max(horizon - _SUN_HEIGHT[time] - dice.uniform(0, 0.04), 0.1))


def _light(found: list[Hit], time: str, weather: tuple[str, ...], indoors: bool) -> tuple[str, ...]:
    lights = ["window" if indoors else "sun" if time not in ("evening", "night") else "moon"]
    if time in ("evening", "night"):
        lights.append("lamps")
    if "rays" in weather or (time in ("dawn", "golden") and "fog" in weather):
        lights.append("rays")
    if any(hit.value in ("campfire", "candle", "lantern") for hit in found if hit.kind == "subject"):
        lights.append("fire")
    return tuple(lights)


def _foreground(place: str, shot: str, dice: np.random.Generator) -> str:
    """What frames the view from in front: none in tight shots."""
    choices = {
        "mountain": ("pine", "rocks", "branch"), "hills": ("grass", "branch", "flowers"), "meadow": ("flowers",
        "grass"),
        "forest": ("trunk", "ferns", "branch"), "jungle": ("leaves", "leaves", "ferns"), "sea": ("none", "none"),
        "beach": ("palmleaf", "grass", "none"), "coast": ("rocks", "grass"), "harbour": ("post", "none"),
        "island": ("palmleaf", "none"), "desert": ("rocks", "none"), "canyon": ("rocks", "none"),
        "city": ("railing", "none"),
        "village": ("branch", "grass", "flowers"), "field": ("grass", "flowers"), "garden": ("flowers", "branch",
        "leaves"),
        "river": ("reeds", "rocks", "branch"), "lake": ("reeds", "pine", "branch"), "waterfall": ("leaves", "rocks",
        "ferns"),
        "ruins": ("rocks", "leaves"), "castle": ("branch", "pine", "grass"), "road": ("grass", "none"),
        "bridge": ("reeds", "none"),
        "planet": ("rocks", "none"), "arctic": ("none", "rocks"), "volcano": ("rocks", "none"),
        "rooftops": ("railing", "none"),
    }.get(place, ("none",))  # fmt: skip
    chosen = choices[int(dice.integers(len(choices)))]
    return "none" if shot in ("close-up", "macro") else chosen
