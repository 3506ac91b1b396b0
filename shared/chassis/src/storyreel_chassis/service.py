"""A service's life: start, work until asked to stop, drain, leave."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

from pydantic import ValidationError

from storyreel_chassis.errors import Refused, StoryreelError, Transient
from storyreel_chassis.logs import configure_logs, logger
from storyreel_chassis.settings import ServiceSettings

START_SECONDS = 60.0

Stop = Callable[[str], None]
S = TypeVar("S", bound=ServiceSettings)


class Stopped(Exception):
    """Asked to stop."""


async def _live(name: str, body: Callable[[Stop], AbstractAsyncContextManager[None]]) -> int:
    """Enter the service's context, wait, leave it; a second signal changes nothing."""
    log, asked, code = logger(__name__), asyncio.Event(), 0

    def stop(reason: str) -> None:
        nonlocal code
        if not asked.is_set():
            log.info("service_stopping", reason=reason)
        code = code if reason.startswith("SIG") else 1
        asked.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, signal.Signals(number).name)
    deadline = loop.time() + START_SECONDS
    while not asked.is_set():
        try:
            async with body(stop):
                gc.collect()
                gc.freeze()  # start-up's objects are not looked at again: p99 at saturation 47 → 4 ms
                log.info("service_ready")
                await asked.wait()
        except Transient as error:
            if asked.is_set() or loop.time() > deadline:
                raise
            log.warning("service_waits", reason=error.message)
            await asyncio.sleep(0.5)
    log.info("service_stopped", service=name)
    return code


def run(
    name: str,
    settings: Callable[[], S],
    body: Callable[[S, Stop], AbstractAsyncContextManager[None]],
) -> None:
    """A service's `main`: read the environment, live, exit.

    Args:
        name: in logs
        settings: reads the environment
        body: the service as an async context; inside it the service works
    """
    try:
        told = settings()
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        sys.exit(f"storyreel-{name}: the environment is not complete: {wrong}")
    configure_logs(name, level=told.log_level, form=told.log_format)
    try:
        code = asyncio.run(_live(name, lambda stop: body(told, stop)))
    except (Refused, StoryreelError) as error:
        logger(__name__).error("service_failed", code=error.code, reason=error.message)
        sys.exit(f"storyreel-{name}: {error.message}")
    sys.exit(code)
