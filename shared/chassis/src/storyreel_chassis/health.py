"""`/livez`, `/readyz`, `/metrics`: alive means the loop turns, ready means every dependency did real work just now."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from storyreel_chassis.telemetry.exposition import metrics
from storyreel_chassis.telemetry.metrics import DEPENDENCY_UP

CHECK_SECONDS = 2.5

Check = Callable[[], Awaitable[object]]


class Health:
    """Named checks of a service's dependencies; who asks while they run gets the same answer."""

    def __init__(self, service: str, checks: Mapping[str, Check]) -> None:
        self.service, self._checks = service, checks
        self._asked: asyncio.Task[dict[str, str]] | None = None
        self.draining = False

    async def ready(self) -> tuple[bool, dict[str, str]]:
        """Whether all is well, and each dependency by name: `ok` or what went wrong."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(self._words())
        words = dict(await asyncio.shield(self._asked))
        if self.draining:
            words["service"] = "draining"
        return all(word == "ok" for word in words.values()), words

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

    async def livez(self, _request: Request) -> JSONResponse:
        """Answers as long as the event loop turns."""
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
