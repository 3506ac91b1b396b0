"""Processes that buy a picture and die, each at another point of it: `python -m support.purchase_dies DATABASE SCHEMA URL`.

They are forked, so that what a purchase needs is loaded once.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import NoReturn

from pydantic import SecretStr

from storyreel_chassis.postgres import open_pool
from storyreel_media.purchasing.ports import Sold
from storyreel_media.replicate import Downloads, Replicate
from storyreel_media.replicate.seller import ReplicateSeller
from storyreel_media.replicate.timing import RealTime
from support.shop import Shop, Watched

POINTS = ("before-sending", "before-post", "after-post", "after-save", "before-close", "after-close")
KILLED = 137


class Quick(RealTime):
    """Waits are short."""

    async def sleep(self, seconds: float) -> None:
        """A five hundredth of it."""
        await asyncio.sleep(seconds / 500)


def die() -> NoReturn:
    """At once, like a killed process."""
    os._exit(KILLED)


async def buy(database: str, schema: str, url: str, point: str) -> None:
    """Buy, and die at that point."""

    async def create(call: Callable[[], Awaitable[str]], sending: Callable[[], Awaitable[None]]) -> str:
        if point == "before-sending":
            die()
        await sending()
        if point == "before-post":
            die()
        made = await call()
        if point == "after-post":
            die()
        return made

    async def wait(call: Callable[[], Awaitable[Sold]]) -> Sold:
        if point == "after-save":
            die()
        return await call()

    time = Quick()
    downloads = Downloads(time, hosts=[url.removesuffix("/v1")])
    client = Replicate(SecretStr("r8_simulated"), base_url=url, time=time, downloads=downloads)
    async with client, open_pool(database, schema=schema) as pool:
        shop = Shop(pool, None, ReplicateSeller(client), grace=0.1)  # type: ignore[arg-type]  # it lives elsewhere
        task = await shop.claim(point)
        assert task.payload["content"] == point
        bought = await shop.bought(task, Watched(shop.seller, on_create=create, on_wait=wait))
        if point == "before-close":
            die()
        await shop.close(task, bought)
        die()


def main(database: str, schema: str, url: str) -> None:
    """One process after another; each takes the oldest task that nobody holds."""
    for point in POINTS:
        process = os.fork()
        if process == 0:
            try:
                asyncio.run(buy(database, schema, url, point))
            finally:
                os._exit(1)
        _, status = os.waitpid(process, 0)
        if os.waitstatus_to_exitcode(status) != KILLED:
            sys.exit(f"at {point} it did not die")


if __name__ == "__main__":
    main(*sys.argv[1:])
