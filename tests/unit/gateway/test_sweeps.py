"""What the gateway tidies up now and then."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from storyreel_chassis.errors import Transient
from storyreel_gateway import app
from storyreel_gateway.config import GatewaySettings

SWEEPS = ("sweep_stalled", "forget_answers", "sweep_assets", "forget_deliveries", "forget_calls")


@pytest.mark.parametrize("away", SWEEPS)
async def test_a_sweep_that_cannot_go_on_holds_up_no_other(monkeypatch: pytest.MonkeyPatch, away: str) -> None:
    """The object store may be away for days."""
    swept, again = Counter[str](), asyncio.Event()

    def sweep(name: str) -> Callable[..., Awaitable[None]]:
        async def one(*_: object, **__: object) -> None:
            swept[name] += 1
            if len(swept) == len(SWEEPS) and swept[away] > 1:
                again.set()
            if name == away:
                raise Transient("storage_away", "gone")

        return one

    for name in SWEEPS:
        monkeypatch.setattr(app, name, sweep(name))
    settings = GatewaySettings.model_construct(stall_seconds=1.0, stall_sweep_seconds=0.01)
    sweeping = asyncio.create_task(app._sweeping(cast("Any", None), cast("Any", None), settings))
    try:
        async with asyncio.timeout(60):
            await again.wait()
    finally:
        sweeping.cancel()
