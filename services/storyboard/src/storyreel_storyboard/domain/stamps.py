"""Time stamps as people write them: `0:05`, `[00:10-00:15]`, `at 5s`, `0–5 s:`, `00:00:05,000 --> 00:00:07,000`."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from storyreel_storyboard.domain.units import Unit

_CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?(?![\d:])"
_UNIT = r"(?:s(?:ec(?:onds?|s)?)?|sek(?:unden?)?|segundos?|secondes?|secondi|сек(?:унд[аы]?)?)(?![^\W\d_])\.?|秒|초"
_SECONDS = rf"\d{{1,3}}(?:[.,]\d{{1,2}})?\s?(?:{_UNIT})"
_DASH = r"\s*(?:-->|[-–—~〜～→]|to|bis|à|até|hasta|から)\s*"
_POINT = rf"(?:{_CLOCK}|{_SECONDS})"
_RANGE = rf"(?:{_CLOCK}{_DASH}{_CLOCK}|\d{{1,3}}(?:[.,]\d{{1,2}})?\s?(?:{_UNIT})?{_DASH}{_SECONDS})"
_SPAN = rf"(?:{_RANGE}|{_POINT})"
_OF_DAY = r"(?!\s*(?:[ap]\.?m\b|uhr\b|o'clock|h\b))"
_SEPARATOR = r"\s*[:：\-–—|,.]?\s*"
_MARK = re.compile(
    rf"(?:(?:^|(?<=[\n.!?。！？;,]))\s*(?:[-*•]\s+)?"
    rf"(?:[\[(（【]\s*{_SPAN}\s*[\])）】]|(?:at|from|@|t\s?=|bei|ab)\s+{_SPAN}|{_RANGE}|{_CLOCK})"
    rf"|(?<=\s)\[\s*{_SPAN}\s*\]){_OF_DAY}{_SEPARATOR}",
    re.IGNORECASE,
)
_LEAD = re.compile(rf"^\s*[\[(（【]?\s*(?P<span>{_SPAN})\s*[\])）】]?{_OF_DAY}{_SEPARATOR}", re.IGNORECASE)
_VALUE = re.compile(rf"{_CLOCK}|\d{{1,3}}(?:[.,]\d{{1,2}})?")
_SUBTITLE_NUMBER = re.compile(r"\n\s*\d{1,4}\s*$")


def seconds(stamp: str) -> Decimal:
    """`stamp` (`5`, `1:05`, `00:01:05,250`) in seconds."""
    total = Decimal(0)
    for part in stamp.replace(",", ".").split(":"):
        total = total * 60 + Decimal(part)
    return total


def span(stamp: str) -> tuple[Decimal, Decimal | None] | None:
    """Start and, for a range, end in seconds of the first time in `stamp`."""
    values = [seconds(found) for found in _VALUE.findall(stamp)]
    if not values:
        return None
    return values[0], values[1] if len(values) > 1 else None


def lead(text: str) -> tuple[str, str]:
    """The time stamp that `text` opens with ("" if none) and the rest."""
    found = _LEAD.match(text)
    return (found["span"], text[found.end() :]) if found else ("", text)


def timed(text: str, duration: int) -> tuple[str, list[Unit]]:
    """What stands before the first time stamp, and a unit per stamp; no units when the times are no film times.

    A schedule ("6:30 Wake up" in a film of 30 s) tells the time of day, so its stamps stay what the owner wrote.
    """
    marks = list(_MARK.finditer(text))
    if not marks:
        return text, []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    units = []
    for mark, end in zip(marks, ends, strict=True):
        body = _SUBTITLE_NUMBER.sub("", text[mark.end() : end]) if "-->" in mark[0] else text[mark.end() : end]
        times = span(mark[0])
        if times and any(char.isalnum() for char in body):
            units.append(Unit(body.strip(), *times))
    preamble = text[: marks[0].start()]
    if "-->" in marks[0][0]:
        preamble = re.sub(r"^\s*\d{1,4}\s*$", "", preamble.strip())
    return (preamble, units) if units and plausible(units, duration) else (text, [])


def plausible(units: Sequence[Unit], duration: int) -> bool:
    """Whether every unit has a start, in rising order, and the first lies inside the film."""
    starts = [unit.start for unit in units if unit.start is not None]
    rising = all(early < late for early, late in pairwise(starts))
    return len(starts) == len(units) and rising and starts[0] < duration


def from_lengths(units: Sequence[Unit], lengths: Sequence[Decimal | None]) -> list[Unit]:
    """`units` with starts counted up from their own lengths ("Scene 2 (5 s)"), if every one has a length."""
    start, placed = Decimal(0), []
    for unit, length in zip(units, lengths, strict=True):
        if not length:
            return list(units)
        placed.append(replace(unit, start=start, end=start + length))
        start += length
    return placed
