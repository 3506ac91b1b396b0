"""A prediction, as it is kept and as the API answers it."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from storyreel.simulator.clock import said
from storyreel.simulator.faults import LifeFault
from storyreel.simulator.models import Model

KEPT = timedelta(hours=1)
"""How long inputs, outputs and logs are kept after the end."""
ENDS = frozenset({"succeeded", "failed", "canceled", "aborted"})
EVENTS = ("start", "output", "logs", "completed")
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def identity(seed: str, number: int, length: int = 26) -> str:
    """An id that looks like theirs; the same seed and number give the same."""
    digest = int.from_bytes(hashlib.blake2b(f"{seed} {number}".encode(), digest_size=24).digest())
    return "".join(_LETTERS[digest >> 5 * place & 31] for place in range(length))


@dataclass(frozen=True, slots=True)
class Made:
    """A file that a model made."""

    name: str
    media_type: str
    data: bytes


@dataclass
class Prediction:
    """One run of a model. `deadline` is when it is stopped; `files` by name are what its output URLs lead to."""

    id: str
    model: Model
    version: str
    input: dict[str, Any]
    base: str
    created_at: datetime
    source: str = "api"
    deadline: datetime | None = None
    webhook: str | None = None
    events: Sequence[str] = EVENTS
    fault: LifeFault | None = None
    status: str = "starting"
    output: Any = None
    error: str | None = None
    logs: str = ""
    started_at: datetime | None = None
    completed_at: datetime | None = None
    files: dict[str, Made] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.status in ENDS

    @property
    def answered(self) -> bool:
        """Whether who waits has what they wait for."""
        return self.ended or self.output is not None

    def note(self) -> None:
        """Wake who waits for a change."""
        self.changed.set()
        self.changed = asyncio.Event()

    def removed(self, now: datetime) -> bool:
        """Whether its data has been deleted by now."""
        return self.completed_at is not None and now >= self.completed_at + KEPT

    def body(self, now: datetime) -> dict[str, Any]:
        """As the API answers it at that time."""
        gone = self.removed(now)
        found: dict[str, Any] = {
            "id": self.id,
            "model": self.model.path,
            "version": self.version,
            "input": {} if gone else self.input,
            "output": None if gone else self.output,
            "logs": "" if gone else self.logs,
            "error": self.error,
            "status": self.status,
            "source": self.source,
            "data_removed": gone,
            "created_at": said(self.created_at),
            "started_at": said(self.started_at) if self.started_at else None,
            "completed_at": said(self.completed_at) if self.completed_at else None,
            "urls": self._urls(),
        }
        if self.deadline is not None:
            found["deadline"] = said(self.deadline)
        if self.completed_at is not None:
            found["metrics"] = self._metrics(self.completed_at)
        return found

    def _urls(self) -> Mapping[str, str]:
        own = f"{self.base}/v1/predictions/{self.id}"
        return {"get": own, "cancel": f"{own}/cancel", "web": f"https://replicate.com/p/{self.id}"}

    def _metrics(self, end: datetime) -> Mapping[str, float]:
        total = {"total_time": (end - self.created_at).total_seconds()}
        return total if self.started_at is None else total | {"predict_time": (end - self.started_at).total_seconds()}
