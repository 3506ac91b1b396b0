"""Scene durations in hundredths of a second that add up exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from storyreel_storyboard.domain.allotment import apportioned, grouped, merged, plan
from storyreel_storyboard.domain.units import Passage, Unit

SECONDS_PER_SCENE = 5
_LONGEST = 6000  # hundredths, from the public contract
_SHORTEST = 50  # hundredths; a shorter clip is not seen


@dataclass(frozen=True, slots=True)
class Plan:
    """Passages in order and the duration of every scene, in seconds."""

    passages: list[Passage]
    durations: list[Decimal]


def scene_count(duration: int) -> int:
    """Scenes in a film of `duration` seconds: one per five seconds, at least one."""
    return max(1, duration // SECONDS_PER_SCENE)


def planned(units: Sequence[Unit], duration: int) -> Plan:
    """`units` laid out over `duration` seconds, at the owner's times where every unit has one."""
    count = scene_count(duration)
    if any(unit.start is None for unit in units):
        return Plan(plan(units, count), fitted([Decimal(duration) / count] * count, duration))
    return _on_the_clock(units, count, duration)


def _on_the_clock(units: Sequence[Unit], count: int, duration: int) -> Plan:
    lengths = _lengths(units, duration)
    if len(units) >= count:
        groups = grouped([float(length) for length in lengths], count)
        passages = [merged(units[start:end]) for start, end in groups]
        return Plan(passages, fitted([sum(lengths[start:end], Decimal(0)) for start, end in groups], duration))
    shares = apportioned([float(length) for length in lengths], count)
    passages, durations = [], []
    for unit, length, share in zip(units, lengths, shares, strict=True):
        passages += plan([unit], share)
        durations += [length / share] * share
    return Plan(passages, fitted(durations, duration))


def _lengths(units: Sequence[Unit], duration: int) -> list[Decimal]:
    """Seconds from each start to the next; times that run past the film are shrunk to fit in it."""
    starts = [unit.start or Decimal(0) for unit in units]
    last = units[-1].end
    if last is None or last <= starts[-1]:
        last = starts[-1] + max(Decimal(1), (starts[-1] - starts[0]) / max(1, len(units) - 1))
    overruns = starts[-1] >= duration or (units[-1].end is not None and last > duration)
    scale = Decimal(duration) / last if overruns else Decimal(1)
    bounds = [Decimal(0), *(start * scale for start in starts[1:]), Decimal(duration)]
    return [late - early for early, late in pairwise(bounds)]


def fitted(durations: Sequence[Decimal], total: int) -> list[Decimal]:
    """`durations` in hundredths that sum to `total` seconds, each 0.5–60 s, moved no more than that takes."""
    sums, cents, reached = Decimal(0), [], 0
    for duration in durations:
        sums += duration
        place = int((sums * 100).to_integral_value())
        cents.append(min(_LONGEST, max(_SHORTEST, place - reached)))
        reached = place
    missing = total * 100 - sum(cents)
    while missing:
        step = 1 if missing > 0 else -1
        able = [index for index, value in enumerate(cents) if _SHORTEST <= value + step <= _LONGEST]
        share = max(1, abs(missing) // len(able))
        for index in able[: abs(missing)]:
            room = _LONGEST - cents[index] if step > 0 else cents[index] - _SHORTEST
            moved = min(share, room, abs(missing))
            cents[index] += step * moved
            missing -= step * moved
    return [Decimal(value).scaleb(-2) for value in cents]
