"""A service's life: start, work until asked to stop, drain, leave."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import TypeVar

import uvloop
from pydantic import ValidationError

from storyreel_chassis.errors import StoryreelError, Transient
from storyreel_chassis.logs import configure_logs, logger
from storyreel_chassis.settings import ServiceSettings
from storyreel_chassis.telemetry.exporting import tracing_of

START_SECONDS = 60.0

Stop = Callable[[str], None]
S = TypeVar("S", bound=ServiceSettings)


class Life:
    """One process's life: it stands up, works until asked to stop, and leaves; a second signal changes nothing."""

    def __init__(self, body: Callable[[Stop], AbstractAsyncContextManager[None]]) -> None:
        self._body = body
        self._log = logger(__name__)
        self._asked = asyncio.Event()
        self._rising: asyncio.Task[None] | None = None
        self._code = 0

    def stop(self, reason: str) -> None:
        """Ask it to stop: a signal's name, or what went wrong. One that is still standing up gives up at once."""
        if self._asked.is_set():
            return
        self._log.info("service_stopping", reason=reason)
        self._code = 0 if reason.startswith("SIG") else 1
        self._asked.set()
        if self._rising:
            self._rising.cancel()

    async def live(self) -> int:
        """Live; the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop, signal.Signals(number).name)
        deadline = loop.time() + START_SECONDS
        while not self._asked.is_set():
            try:
                await self._stand()
            except Transient as error:
                if self._asked.is_set() or loop.time() > deadline:
                    raise
                self._log.warning("service_waits", reason=error.message)
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.5):
                        await self._asked.wait()
        self._log.info("service_stopped")
        return self._code

    async def _stand(self) -> None:
        standing = self._rising = asyncio.create_task(self._work())
        try:
            await standing
        except asyncio.CancelledError:
            if not self._asked.is_set():
                raise

    async def _work(self) -> None:
        async with self._body(self.stop):
            self._rising = None
            # Start-up's objects are not looked at again: p99 at saturation 47 → 4 ms. What of them is waste stays too:
            # it is 2 MB, and looking for it takes 0.1 s.
            gc.freeze()
            gc.enable()  # `__main__` has stopped it
            self._log.info("service_ready")
            await self._asked.wait()


async def _live(body: Callable[[Stop], AbstractAsyncContextManager[None]]) -> int:
    return await Life(body).live()


def run(
    name: str,
    settings: Callable[[], S],
    body: Callable[[S, Stop], AbstractAsyncContextManager[None]],
) -> None:
    """A service's `main`: read the environment, live, exit.

    The exit code is 0 after a signal, else 1. `Transient` on the way up is waited out for a minute; whatever ends a
    service that was up ends the process, for its supervisor to start it anew.

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
        with tracing_of(name), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            code = runner.run(_live(lambda stop: body(told, stop)))
    except StoryreelError as error:
        logger(__name__).error("service_failed", code=error.code, reason=error.message)
        sys.exit(f"storyreel-{name}: {error.message}")
    except Exception as error:  # noqa: BLE001 - through the log, which blanks secrets; Python would print them
        logger(__name__).critical("service_died", exc_info=error)
        sys.exit(f"storyreel-{name}: died of {type(error).__name__}; see the log")
    sys.exit(code)
