"""Readiness."""

import asyncio

import pytest

from storyreel_chassis.health import Health


async def test_a_dependency_that_hangs_is_named_and_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readiness answers in time, and says who did not."""
    monkeypatch.setattr("storyreel_chassis.health.CHECK_SECONDS", 0.05)

    async def hangs() -> None:
        await asyncio.Event().wait()

    async def fine() -> None:
        pass

    good, words = await Health("toy", {"slow": hangs, "quick": fine}).ready()
    assert not good
    assert words == {"slow": "no answer in 0.05 s", "quick": "ok"}


async def test_many_who_ask_at_once_cost_one_check() -> None:
    """A readiness route needs no key; it must not multiply work. Who asks later gets a check of its own."""
    checks = 0

    async def check() -> None:
        nonlocal checks
        checks += 1
        await asyncio.sleep(0)

    health = Health("toy", {"one": check})
    answers = await asyncio.gather(*(health.ready() for _ in range(50)))
    assert checks == 1
    assert all(good for good, _ in answers)
    await health.ready()
    assert checks == 2


async def test_one_who_leaves_takes_nobody_along() -> None:
    """A client that hangs up does not cancel the check that others wait for."""
    go = asyncio.Event()
    health = Health("toy", {"one": go.wait})
    first, second = asyncio.create_task(health.ready()), asyncio.create_task(health.ready())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait({first})
    go.set()
    assert await second == (True, {"one": "ok"})


async def test_a_service_that_drains_says_so() -> None:
    """Whoever balances load looks elsewhere."""
    health = Health("toy", {})
    health.draining = True
    assert await health.ready() == (False, {"service": "draining"})
