"""Scene durations, in hundredths of a second or in whole ones, that add up exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from storyreel_contracts.pricing import WholeSeconds
from storyreel_storyboard.domain.allotment import apportioned, grouped, merged, plan
from storyreel_storyboard.domain.units import Passage, Unit

SECONDS_PER_SCENE = 5
_LONGEST = 60  # seconds, from the public contract
_SHORTEST = Decimal("0.5")  # seconds; a shorter clip is not seen


@dataclass(frozen=True, slots=True)
class Grid:
    """What durations are multiples of, `step` seconds, and their bounds in steps."""

    step: Decimal
    shortest: int
    longest: int


HUNDREDTHS = Grid(Decimal("0.01"), int(_SHORTEST * 100), _LONGEST * 100)


def grid_of(whole: WholeSeconds | None, scenes: int, duration: int) -> Grid:
    """The grid for a provider that sells `whole` seconds, or any; its bounds give way where no film could keep them."""
    if whole is None:
        return HUNDREDTHS
    shortest, longest = min(whole.least, duration // scenes), max(whole.most, -(-duration // scenes))
    return Grid(Decimal(1), max(1, shortest), longest)


@dataclass(frozen=True, slots=True)
class Plan:
    """Passages in order and the duration of every scene, in seconds."""

    passages: list[Passage]
    durations: list[Decimal]


def scene_count(duration: int) -> int:
    """Scenes in a film of `duration` seconds: one per five seconds, at least one."""
    return max(1, duration // SECONDS_PER_SCENE)


def planned(units: Sequence[Unit], duration: int, whole: WholeSeconds | None = None) -> Plan:
    """`units` laid out over `duration` seconds, at the owner's times where every unit has one, in `whole` seconds if
    those are what is sold."""
    count = scene_count(duration)
    grid = grid_of(whole, count, duration)
    if any(unit.start is None for unit in units):
        return Plan(plan(units, count), fitted([Decimal(duration) / count] * count, duration, grid))
    return _on_the_clock(units, count, duration, grid)


def _on_the_clock(units: Sequence[Unit], count: int, duration: int, grid: Grid) -> Plan:
    lengths = _lengths(units, duration)
    if len(units) >= count:
        groups = grouped([float(length) for length in lengths], count)
        passages = [merged(units[start:end]) for start, end in groups]
        return Plan(passages, fitted([sum(lengths[start:end], Decimal(0)) for start, end in groups], duration, grid))
    shares = apportioned([float(length) for length in lengths], count)
    passages, durations = [], []
    for unit, length, share in zip(units, lengths, shares, strict=True):
        passages += plan([unit], share)
        durations += [length / share] * share
    return Plan(passages, fitted(durations, duration, grid))


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


def fitted(durations: Sequence[Decimal], total: int, grid: Grid = HUNDREDTHS) -> list[Decimal]:
    """`durations` on a grid that sum to `total` seconds, each within its bounds, moved no more than that takes."""
    sums, steps, reached = Decimal(0), [], 0
    for duration in durations:
        sums += duration
        place = int((sums / grid.step).to_integral_value())
        steps.append(min(grid.longest, max(grid.shortest, place - reached)))
        reached = place
    missing = int(total / grid.step) - sum(steps)
    while missing:
        way = 1 if missing > 0 else -1
        able = [index for index, value in enumerate(steps) if grid.shortest <= value + way <= grid.longest]
        share = max(1, abs(missing) // len(able))
        for index in able[: abs(missing)]:
            room = grid.longest - steps[index] if way > 0 else steps[index] - grid.shortest
            moved = min(share, room, abs(missing))
            steps[index] += way * moved
            missing -= way * moved
    return [value * grid.step for value in steps]
