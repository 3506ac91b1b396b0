"""The services as they are, but that nothing is counted: what `benchmarks.telemetry` compares them with."""

import asyncio
import importlib
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

from storyreel_chassis.telemetry.watch import Watch
from storyreel_gateway.metrics import Traffic


def _nothing(*_: Any, **__: Any) -> None:
    """Take no notice."""


async def _never(_watch: Watch) -> None:
    await asyncio.Event().wait()


def run(service: str) -> None:
    """Run a service that counts nothing and reads no levels."""
    for kind, verb in (
        (Counter, "inc"),
        (Gauge, "inc"),
        (Gauge, "dec"),
        (Gauge, "set"),
        (Histogram, "observe"),
        (Traffic, "seen"),
    ):
        setattr(kind, verb, _nothing)
    setattr(Watch, "run", _never)  # noqa: B010 - as the others
    importlib.import_module(f"storyreel_{service}.app").main()
