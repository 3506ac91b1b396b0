"""A client in front of a simulator, in a time that runs fast."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from storyreel.simulator import Fault, World, simulated
from storyreel_media.replicate import Downloads, Limits, Replicate

SPEED, CLIENT_SPEED = 2000.0, 500.0
"""Of the simulator and of the client's time, which is slower so that polls leave it room to work."""


@dataclass
class QuickTime:
    """Time in which a wait of a second is two milliseconds and counts as a second; `slept` tells the waits."""

    passed: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        """The real time of day, which the simulator shares."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """What was slept."""
        return self.passed

    async def sleep(self, seconds: float) -> None:
        """Wait a little, and remember it as long."""
        self.slept.append(seconds)
        await asyncio.sleep(seconds / CLIENT_SPEED)
        self.passed += seconds


@dataclass
class Rehearsal:
    """The simulator's world, the client's time, its address and the client."""

    world: World
    time: QuickTime
    url: str
    client: Replicate

    def fault(self, kind: str, **more: Any) -> None:
        """From now on this goes wrong, once unless told otherwise."""
        self.world.faults.rules.append(Fault.model_validate({"kind": kind, **more}))

    def client_with(self, *, limits: Limits | None = None, token: str | None = None, **downloads: Any) -> Replicate:
        """Another client of the same world."""
        made = Downloads(self.time, hosts=[self.url.removesuffix("/v1")], **downloads)
        own = SecretStr(token or self.world.token)
        return Replicate(own, base_url=self.url, time=self.time, downloads=made, limits=limits)


@asynccontextmanager
async def rehearsal(*, faults: Sequence[Fault] = (), **world: Any) -> AsyncIterator[Rehearsal]:
    """A simulator and its client for the time of the block."""
    made = World(**{"seed": "rehearsal", "speed": SPEED, "faults": faults, **world})
    async with simulated(made) as url:
        ready = Rehearsal(made, QuickTime(), url, client=None)  # type: ignore[arg-type]
        async with ready.client_with() as ready.client:
            yield ready
