"""The whole product for journeys: the same stack as `storyreel up`, small films, short leases."""

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from storyreel.up import Running, UpSettings, stack

SMALL: Mapping[str, str] = {
    "STORYREEL_RENDER_SHORT_SIDE": "180",
    "STORYREEL_PICTURE_SHORT_SIDE": "270",
    "STORYREEL_LEASE_SECONDS": "3",
    "STORYREEL_SWEEP_SECONDS": "0.5",
    "STORYREEL_STALL_SECONDS": "20",
    "STORYREEL_STALL_SWEEP_SECONDS": "2",
    "STORYREEL_LIMIT_GENERATE": "off",
    "STORYREEL_LIMIT_RENDER": "off",
    "STORYREEL_OWNER_CONCURRENCY": "0",
}
"""What makes a journey quick without making it another one."""
CALM: Mapping[str, str] = {"STORYREEL_LEASE_SECONDS": "60", "STORYREEL_STALL_SECONDS": "600"}
"""Where nobody is killed and things are counted: a machine that is busy for seconds makes none of them happen twice."""


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """These variables for the time of the block; children inherit them."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@asynccontextmanager
async def film_stack(home: Path, port: int = 0, /, **variables: str) -> AsyncIterator[Running]:
    """A stack that is up; at any free port unless one is named."""
    with environment(**{**SMALL, "STORYREEL_WORK_DIR": str(home), **variables}):
        async with stack(
            home / "home", settings=UpSettings(home=home / "home", port=port, restarts_per_minute=50)
        ) as up:
            yield up
