"""Waiting in tests: poll until it is so, or say what was not.

Deadlines are for what never happens. They are long, because a machine with several test runs is slow, and cost nothing
when all is well.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds for one answer of NATS, whose client waits for five: a disk that others fill takes them."""


async def eventually(
    probe: Callable[[], Awaitable[T | None]], *, within: float = 180, what: str = "it", every: float = 0.02
) -> T:
    """The first truthy answer of `probe`, asked every so many seconds; fails after `within` seconds."""
    end = time.monotonic() + within
    while True:
        answer = await probe()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not happen within {within} s; last answer: {answer!r}")
        await asyncio.sleep(every)
