"""Readiness of the gateway: without Postgres it can do nothing, without the rest it still takes orders."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse

from storyreel_chassis.health import Check, Health


class GatewayHealth(Health):
    """`ready` needs only some of the dependencies; the others are named, and make it `degraded`."""

    def __init__(self, checks: Mapping[str, Check], *, needed: frozenset[str]) -> None:
        super().__init__("gateway", checks)
        self._needed = needed | {"service"}

    async def readyz(self, _request: Request) -> JSONResponse:
        """200 `ok` or `degraded`, else 503; names each dependency."""
        all_well, words = await self.ready()
        good = all(word == "ok" for name, word in words.items() if name in self._needed)
        status = "ok" if all_well else "degraded" if good else "unavailable"
        body = {"status": status, "service": "gateway", "dependencies": words}
        return JSONResponse(body, status_code=200 if good else 503)
