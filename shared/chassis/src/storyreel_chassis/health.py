"""`/livez`, `/readyz`, `/metrics`: alive means every loop turns, ready means each dependency did real work now."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from storyreel_chassis.logs import logger
from storyreel_chassis.telemetry.exposition import metrics
from storyreel_chassis.telemetry.metrics import DEPENDENCY_UP
from storyreel_chassis.turns import Turn

CHECK_SECONDS = 2.5
STUCK_SECONDS = 60.0
"""For so long a turn of a loop lasts, with all that it needs there, until it is stuck."""
NEEDED = frozenset({"postgres", "database", "nats", "bus"})
"""What loops need, by the names of the checks."""

Check = Callable[[], Awaitable[object]]


class Health:
    """Named checks of a service's dependencies; who asks while they run gets the same answer."""

    def __init__(self, service: str, checks: Mapping[str, Check]) -> None:
        self.service, self._checks = service, checks
        self._asked: asyncio.Task[dict[str, str]] | None = None
        self.draining = False
        self.turns: Sequence[Turn] = ()
        """Of the loops whose standstill means that the process must be started anew."""
        self._well_since: float | None = None

    async def ready(self) -> tuple[bool, dict[str, str]]:
        """Whether all is well, and each dependency by name: `ok` or what went wrong."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(self._words())
        words = dict(await asyncio.shield(self._asked))
        if self.draining:
            words["service"] = "draining"
        return all(word == "ok" for word in words.values()), words

    async def words(self) -> dict[str, str]:
        """Each dependency by name: `ok` or what went wrong."""
        return (await self.ready())[1]

    async def _words(self) -> dict[str, str]:
        names = list(self._checks)
        words = dict(zip(names, await asyncio.gather(*(self._word(name) for name in names)), strict=True))
        for name, word in words.items():
            DEPENDENCY_UP.labels(name).set(word == "ok")
        return words

    async def _word(self, name: str) -> str:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self._checks[name]()
        except TimeoutError:
            return f"no answer in {CHECK_SECONDS} s"
        except Exception as error:  # noqa: BLE001 - any failure means not ready
            return type(error).__name__
        return "ok"

    async def _has_been_well(self, seconds: float) -> bool:
        """Whether all that loops need has been there for so long, as far as anybody asked."""
        _, words = await self.ready()
        if any(word != "ok" for name, word in words.items() if name in NEEDED):
            self._well_since = None
            return False
        self._well_since = self._well_since or time.monotonic()
        return time.monotonic() - self._well_since >= seconds

    async def livez(self, _request: Request) -> JSONResponse:
        """200 as long as all loops turn, else 503; names those that do not. A server that is away is no reason."""
        stuck = [turn.name for turn in self.turns if turn.is_late(STUCK_SECONDS)]
        if not stuck:
            self._well_since = None  # what is stuck another time begins to wait anew
        elif not self.draining and await self._has_been_well(STUCK_SECONDS):
            logger(__name__).error("loops_stuck", loops=stuck)
            return JSONResponse({"status": "stuck", "service": self.service, "loops": stuck}, status_code=503)
        return JSONResponse({"status": "ok", "service": self.service})

    async def readyz(self, _request: Request) -> JSONResponse:
        """200 when ready, else 503; names each dependency."""
        good, words = await self.ready()
        body = {"status": "ok" if good else "unavailable", "service": self.service, "dependencies": words}
        return JSONResponse(body, status_code=200 if good else 503)

    def routes(self) -> list[Route]:
        """What operators ask, for a service's own app."""
        return [Route("/livez", self.livez), Route("/readyz", self.readyz), Route("/metrics", metrics())]

    def app(self) -> Starlette:
        """An app of nothing else, for services without an API."""
        return Starlette(routes=self.routes())
