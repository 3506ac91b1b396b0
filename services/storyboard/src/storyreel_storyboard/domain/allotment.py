"""How many scenes each piece of a prompt gets: neighbours merged when there are too many, pieces split when too few."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from storyreel_storyboard.domain.camera import is_only_camera
from storyreel_storyboard.domain.clauses import clauses
from storyreel_storyboard.domain.graphemes import elide
from storyreel_storyboard.domain.language import is_english
from storyreel_storyboard.domain.outline import LEVELS, paragraphs
from storyreel_storyboard.domain.scene import MAX_DESCRIPTION
from storyreel_storyboard.domain.sentences import sentences
from storyreel_storyboard.domain.sharing import told_whole
from storyreel_storyboard.domain.units import Passage, Unit, weight
from storyreel_storyboard.domain.wording import joined, tidy


def plan(units: Sequence[Unit], scenes: int) -> list[Passage]:
    """`units` as passages of exactly `scenes` scenes in all, in order, with nothing left out."""
    if len(units) >= scenes:
        groups = grouped([weight(unit.text) for unit in units], scenes)
        return [merged(units[start:end]) for start, end in groups]
    shares = apportioned([weight(unit.text) for unit in units], scenes)
    return [passage for unit, share in zip(units, shares, strict=True) for passage in _developed(unit, share)]


def merged(units: Sequence[Unit]) -> Passage:
    """Neighbouring units as one scene."""
    if len(units) == 1:
        return _told(units[0], 1)
    texts = [headed(unit) for unit in units]
    return Passage(_fitting(texts), 1, next((unit.setting for unit in units if unit.setting), ""))


def headed(unit: Unit) -> str:
    """The unit's text as a line, under its slug line if it has one."""
    line = tidy(unit.text)
    return f"{unit.heading.rstrip('.')}: {line}" if unit.heading else line


def _told(unit: Unit, scenes: int) -> Passage:
    line = tidy(unit.text)
    if len(line) > MAX_DESCRIPTION:
        parts, continuous = split(unit.text, scenes)
        line = elide(line, MAX_DESCRIPTION) if continuous else _fitting([tidy(part) for part in parts])
    return Passage(line, scenes, unit.setting, unit.heading.rstrip("."))


def _fitting(texts: list[str]) -> str:
    """`texts` as one description; when that is too long, each is elided to a fair length so that all still occur."""
    line = joined(texts)
    if len(line) <= MAX_DESCRIPTION:
        return line
    limit = _fair_limit(texts)
    return elide(joined([elide(text, limit) for text in texts]), MAX_DESCRIPTION)


def _fair_limit(texts: Sequence[str]) -> int:
    """The length to which long texts come down so that all fit, short ones staying whole; at least 40 characters."""
    room, lengths = MAX_DESCRIPTION, sorted(len(text) + 2 for text in texts)
    for index, length in enumerate(lengths):
        fair = room // (len(lengths) - index)
        if length > fair:
            return max(40, fair - 2)
        room -= length
    return MAX_DESCRIPTION


def grouped(weights: Sequence[float], groups: int) -> list[tuple[int, int]]:
    """`groups` runs of neighbours, none empty, each as near to an equal share of the weight as whole units allow."""
    sums = [0.0, *accumulate(weights)]
    cuts = [0]
    for group in range(1, groups):
        ideal = sums[-1] * group / groups
        low, high = cuts[-1] + 1, len(weights) - (groups - group)
        place = bisect_left(sums, ideal, low, high)
        if place > low and ideal - sums[place - 1] < sums[place] - ideal:
            place -= 1
        cuts.append(min(place, high))
    cuts.append(len(weights))
    return list(pairwise(cuts))


def apportioned(weights: Sequence[float], seats: int) -> list[int]:
    """`seats` shared out by weight, one for everybody first (Sainte-Laguë after that); needs seats ≥ len(weights)."""
    shares = [1] * len(weights)
    for _ in range(seats - len(weights)):
        neediest = max(range(len(weights)), key=lambda index: (weights[index] / (2 * shares[index] + 1), -index))
        shares[neediest] += 1
    return shares


def _developed(unit: Unit, scenes: int) -> list[Passage]:
    if scenes == 1:
        return [_told(unit, 1)]
    parts, continuous = split(unit.text, scenes)
    if len(parts) < 2:
        return [_told(unit, scenes)]
    if continuous and len(parts) > scenes:
        groups = grouped([weight(part) for part in parts], scenes)
        parts = ["".join(parts[start:end]) for start, end in groups]
    shared = continuous and is_english(unit.text) and len(sentences(unit.text)) == 1
    if shared:
        parts = told_whole(parts)
    first, *rest = (Unit(part, setting=unit.setting) for part in parts)
    opened = replace(first, heading=unit.heading)
    return _told_in_turn([opened, *rest], scenes) if shared else plan([opened, *rest], scenes)


def _told_in_turn(units: Sequence[Unit], scenes: int) -> list[Passage]:
    """The clauses of one sentence: the first scene too many shows the place, the next the end, others stay with one."""
    shares = apportioned([weight(unit.text) for unit in units], max(len(units), scenes - 2))
    spare = scenes - sum(shares)
    shares[0] += min(spare, 1)
    shares[-1] += max(0, spare - 1)
    passages = [passage for unit, share in zip(units, shares, strict=True) for passage in _developed(unit, share)]
    return [replace(passages[0], opens=spare > 0 and not passages[0].heading), *passages[1:]]


def split(text: str, wanted: int) -> tuple[list[str], bool]:
    """`text` at its strongest inner structure, and whether the parts are running text that may be glued again."""
    for level in LEVELS:
        preamble, units = level(text)
        if len(units) > 1:
            opening = [preamble.strip()] if any(map(str.isalnum, preamble)) else []
            return [*opening, *(unit.text for unit in units)], False
    parts = paragraphs(text)
    if len(parts) > 1:
        return parts, False
    parts = _with_directions(sentences(text))
    if len(parts) > 1:
        return parts, True
    return _with_directions(clauses(text, wanted)), True


def _with_directions(pieces: list[str]) -> list[str]:
    """`pieces` with a bare camera direction ("Close-up.") put in front of what it shows."""
    kept: list[str] = []
    for piece in pieces:
        if kept and is_only_camera(kept[-1]):
            kept[-1] += piece
        else:
            kept.append(piece)
    if len(kept) > 1 and is_only_camera(kept[-1]):
        last = kept.pop()
        kept[-1] += last
    return kept
