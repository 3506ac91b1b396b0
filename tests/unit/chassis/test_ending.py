"""Tasks that lose a cancellation still end."""

import asyncio

from storyreel_chassis.together import end


async def test_a_task_that_swallows_a_cancellation_is_cancelled_again() -> None:
    """As happens when what was waited for arrives together with the cancellation."""
    swallowed = 0

    async def stubborn() -> None:
        nonlocal swallowed
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                swallowed += 1
                if swallowed > 2:
                    raise

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    async with asyncio.timeout(60):
        await end([task], patience=0.02)
    assert task.cancelled()
    assert swallowed == 3


async def test_ending_waits_for_the_tidying_up() -> None:
    """One that needs a moment after its cancellation gets it."""
    tidied = False

    async def tidy() -> None:
        nonlocal tidied
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)
            tidied = True

    task = asyncio.create_task(tidy())
    await asyncio.sleep(0)
    await end([task])
    assert tidied
