"""Whoever waits for a purchase is woken by its provider's call, over a real NATS server that may die meanwhile."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import new_id
from storyreel_chassis.signals import Signals
from storyreel_contracts.events import PurchaseTold
from support.deadlines import eventually
from support.toy_service import Toy, stored, toy_service

DEADLINE = 180


@pytest.fixture
async def toy(database: str, nats_url: str) -> AsyncIterator[Toy]:
    """A service on the bus."""
    async with toy_service(database, nats_url) as running:
        yield running


async def test_a_signal_wakes_those_who_wait_for_that_purchase(toy: Toy) -> None:
    """All of them, also when it comes before anybody looks; no one else, and the stream keeps nothing of it."""
    signals, mine, other = Signals("https://gateway.example"), new_id(), new_id()
    async with (
        signals.heard(toy.bus),
        signals.expecting(mine) as one,
        signals.expecting(mine) as two,
        signals.expecting(other) as third,
    ):
        before = await stored(toy.bus)
        await toy.bus.tell(new_id())
        await toy.bus.tell(mine)
        await toy.bus.tell(mine)
        async with asyncio.timeout(DEADLINE):
            await asyncio.gather(one.wait(), two.wait())
        assert not third.is_set()
        assert await stored(toy.bus) == before


async def test_what_is_no_signal_disturbs_nobody(toy: Toy) -> None:
    """Whoever may publish there can at worst make somebody look."""
    signals, mine = Signals(None), new_id()
    async with signals.heard(toy.bus), signals.expecting(mine) as told:
        for body in (b"", b"{}", b"\xff", b'{"purchase_id": 1}'):
            await toy.bus.connection.publish(PurchaseTold.subject_for(mine), body)
        await toy.bus.tell(mine)
        async with asyncio.timeout(DEADLINE):
            await told.wait()


async def test_signals_come_again_after_nats_was_gone(toy: Toy, infra: Infrastructure) -> None:
    """The wait that was open before goes on; what was told meanwhile may be lost, what is told later is not."""
    if "nats" not in infra.servers:
        pytest.skip("this NATS runs elsewhere and is not the test's to kill")
    signals, mine = Signals(None), new_id()
    async with signals.heard(toy.bus), signals.expecting(mine) as told:
        infra.servers["nats"].kill()
        await toy.bus.tell(mine)

        async def woken() -> bool:
            await toy.bus.tell(mine)
            return told.is_set()

        await eventually(woken, what="a signal after the server's return")


async def test_nothing_is_left_of_a_wait(toy: Toy) -> None:
    """Neither of one that ended well nor of one that was left in the midst; after the block nobody is woken."""
    signals, mine = Signals(None), new_id()
    async with signals.heard(toy.bus):
        async with signals.expecting(mine):
            with pytest.raises(RuntimeError):
                async with signals.expecting(mine):
                    raise RuntimeError("left")
            assert signals._waiting
        assert not signals._waiting
        subscriptions = len(toy.bus.connection._subs)
    assert len(toy.bus.connection._subs) == subscriptions - 1
