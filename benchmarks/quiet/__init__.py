"""The services as they are, but that nothing is counted or traced: what `benchmarks.telemetry` compares them with."""

import asyncio
import importlib
from contextlib import nullcontext
from typing import Any

from opentelemetry.trace import INVALID_SPAN
from prometheus_client import Counter, Gauge, Histogram

from storyreel_chassis.telemetry import tracing
from storyreel_chassis.telemetry.watch import Watch
from storyreel_gateway.metrics import Traffic


def _nothing(*_: Any, **__: Any) -> None:
    """Take no notice."""


def _no_span(*_: Any, **__: Any) -> nullcontext[Any]:
    return nullcontext(INVALID_SPAN)


async def _never(_watch: Watch) -> None:
    await asyncio.Event().wait()


def run(service: str) -> None:
    """Run a service that counts nothing, reads no levels and knows of no trace."""
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
    for name, instead in (
        ("entered", _no_span),
        ("leave", _nothing),
        ("trace_id", _nothing),
        ("traceparent", _nothing),
    ):
        setattr(tracing, name, instead)
    importlib.import_module(f"storyreel_{service}.app").main()
