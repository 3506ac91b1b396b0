"""What was charged for what; the real API has no such page, and the auditor needs one."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from storyreel.simulator.clock import said


@dataclass(frozen=True, slots=True)
class Line:
    """One charge, US dollars."""

    prediction: str
    model: str
    usd: Decimal
    why: str
    at: datetime


@dataclass
class Ledger:
    """Every charge, in order. A prediction is charged once."""

    lines: dict[str, Line] = field(default_factory=dict)

    def charge(self, line: Line) -> None:
        """Write it down, unless it is."""
        self.lines.setdefault(line.prediction, line)

    @property
    def total(self) -> Decimal:
        """US dollars."""
        return sum((line.usd for line in self.lines.values()), Decimal(0))

    def body(self) -> dict[str, Any]:
        """As JSON; amounts are texts, so that they stay exact."""
        lines = [
            {"prediction": one.prediction, "model": one.model, "usd": str(one.usd), "why": one.why, "at": said(one.at)}
            for one in self.lines.values()
        ]
        return {"total_usd": str(self.total), "lines": lines}
