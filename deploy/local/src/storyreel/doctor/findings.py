"""What the doctor says: findings, by area, and what they come to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from storyreel_contracts.api import SystemHealth

Severity = Literal["broken", "warning"]
State = Literal["well", "warning", "broken", "not_asked"]
"""Of an area: as its worst finding is, unless it could not be asked."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    severity: Severity
    """`broken`: somebody is without something now; `warning`: it costs speed or certainty, or will soon be broken."""
    what: str
    users: str
    """What those who make films see of it."""
    do: str
    """The next step; what can be typed stands in backticks."""
    since: datetime | None = None
    runbook: str | None = None
    """The alert of the same name has a page in docs/runbooks."""


@dataclass(frozen=True, slots=True)
class Section:
    """An area, what is wrong in it, and one line for when nothing is."""

    area: str
    well: str
    findings: Sequence[Finding] = ()
    not_asked: str | None = None
    """Why nothing is known of it."""

    @property
    def state(self) -> State:
        """Its worst."""
        if any(one.severity == "broken" for one in self.findings):
            return "broken"
        if self.findings:
            return "warning"
        return "not_asked" if self.not_asked else "well"


def worst(sections: Iterable[Section]) -> State:
    """Of all areas together; what could not be asked is no better than a warning."""
    states = {section.state for section in sections}
    return next((state for state in ("broken", "warning", "not_asked") if state in states), "well")


def why_not(health: SystemHealth, area: str) -> str:
    """Why the gateway knows nothing of one of its areas."""
    return next((one.why for one in health.not_asked if one.area == area), "no answer")


def ago(since: datetime, at: datetime) -> str:
    """`40 s`, `12 min`, `3 h`, `2 days`."""
    seconds = max((at - since) / timedelta(seconds=1), 0)
    for unit, length in (("days", 172_800), ("h", 7_200), ("min", 120)):
        if seconds >= length:
            return f"{seconds / {'days': 86_400, 'h': 3_600, 'min': 60}[unit]:.0f} {unit}"
    return f"{seconds:.0f} s"


def silent(what: str, users: str, do: str) -> Section:
    """The gateway of a system that is not there."""
    return Section("gateway", "", [Finding("broken", what, users, do, runbook="StoryreelServiceAbsent")])


def some(things: Sequence[object], most: int = 3) -> str:
    """The first few, and how many more."""
    rest = len(things) - most
    return ", ".join(map(str, things[:most])) + (f" and {rest} more" if rest > 0 else "")


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 job`, `2 jobs`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
