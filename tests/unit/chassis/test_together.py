"""Doing several things at once, and telling how far they are."""

import asyncio

import pytest

from storyreel_chassis.errors import Refused
from storyreel_chassis.pace import Pace
from storyreel_chassis.together import together


async def test_results_come_in_order() -> None:
    """Whoever is done first."""

    async def after(turns: int) -> int:
        for _ in range(turns):
            await asyncio.sleep(0)
        return turns

    assert await together(after(turns) for turns in (5, 1, 3)) == [5, 1, 3]


async def test_the_first_error_stops_the_others_and_is_raised_as_itself() -> None:
    """A handler's error tree stays a tree: no groups."""
    stopped = asyncio.Event()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    async def refuse() -> None:
        raise Refused("no", "no")

    with pytest.raises(Refused):
        await together((endless(), refuse()))
    assert stopped.is_set()


async def test_a_pace_tells_the_last_word_once_and_never_falls() -> None:
    """A thousand notes become few words, the last of them the final one."""
    told: list[float] = []

    async def tell(percent: float) -> None:
        told.append(percent)

    pace = Pace(tell)
    async with pace.telling():
        for percent in range(1000):
            pace.note(percent / 5)
        pace.note(3)
    assert told == [100.0]
