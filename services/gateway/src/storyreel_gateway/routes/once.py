"""Around every POST: its Idempotency-Key and its rate limit. What the route does is said once, in `act`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Header
from starlette.requests import Request
from starlette.responses import Response

from storyreel_chassis.errors import Refused, Transient
from storyreel_contracts.types import Scope
from storyreel_gateway.domain.answer import Answer, fingerprint
from storyreel_gateway.domain.principal import Principal
from storyreel_gateway.domain.refusals import REFUSALS, refuse
from storyreel_gateway.handlers.once import Asked, former_answer, is_answered, once
from storyreel_gateway.ports import GatewayUnits, Quota
from storyreel_gateway.routes.problems import problem, refused
from storyreel_gateway.routes.services import Here, Services, allowed

Act = Callable[[GatewayUnits], Awaitable[Response]]
Reveal = Callable[[bytes], bytes]
"""Makes the body that is sent of the one that is kept, where what is sent must not be kept."""
Ahead = Callable[[], Awaitable[None]]
REPLAYED = "Idempotent-Replayed"
AGAIN = "again"
"""Of the name of a limit, where it is the one of repetitions."""
MOST_KEY = 255
WAIT_SECONDS = 10.0
"""How long a request waits for the first one under its key."""
POLL_SECONDS = 0.05
OWNER_SECONDS = 30.0
"""How long a request that may spend waits for the owner's others in this process."""
_LIMITS = ("ratelimit-policy", "ratelimit")
_HEADERS = ("content-type", "etag", "location", "content-location", "retry-after", *_LIMITS)
"""Those that a POST's answer has of its own."""
_KEY = Header(
    alias="Idempotency-Key",
    description="Sent again within 24 h with the same request, it gets the first answer again "
    f"(`{REPLAYED}: true`) and does nothing; with another request it is a 409. A new UUID serves well.",
    json_schema_extra={"minLength": 1, "maxLength": MOST_KEY, "pattern": "^[!-~]+$"},
)


class Once:
    """Answers one POST: from what was answered before, or by doing it, where the limit allows."""

    def __init__(self, request: Request, here: Services, who: Principal, key: str | None) -> None:
        self._request, self._here, self._who, self._key = request, here, who, key
        self._quota: Quota | None = None
        self._spends = False

    async def __call__(
        self,
        act: Act,
        *,
        limit: str | None = None,
        spends: bool = False,
        told: bytes | None = None,
        ahead: Ahead | None = None,
        reveal: Reveal | None = None,
    ) -> Response:
        """The answer of `act`, which does everything in the units that it is given.

        Args:
            act: what is one transaction with the answer
            limit: the name of the rate limit that counts the request, where it is not a repetition
            spends: whether it may need a place or a budget, for which an owner's requests wait for each other
            told: the request's fingerprint, where its body was read already
            ahead: what takes too long for a transaction; done once, before `act`, and not for a repetition
            reveal: makes the body that is sent of the one that is kept

        Raises:
            Refused: the key belongs to another request, or `reveal` cannot
            Transient: the owner's other requests took too long
        """
        self._spends = spends and self._here.terms.shared
        if self._key is None:
            if ahead is not None:
                await ahead()
            async with self._owners_turn():
                response = _response(await self._answer(act, limit, self._here.units))
        else:
            asked = Asked(self._who.owner_id, self._key, told or await self._fingerprint())
            response = await self._kept(asked, lambda units: self._answer(act, limit, units), ahead)
        if reveal is not None and response.status_code < 300:
            headers = {name: value for name, value in response.headers.items() if name != "content-length"}
            response = Response(reveal(bytes(response.body)), status_code=response.status_code, headers=headers)
        if self._quota is not None:
            for name, said in _told(self._quota).items():
                response.headers[name] = ", ".join(filter(None, (said, response.headers.get(name))))
        return response

    async def limited(self, limit: str) -> Response | None:
        """Count the request before its body is read: the refusal where there were too many. Repetitions have a limit of
        their own, because their bodies are read as well."""
        again = self._key is not None and await is_answered(self._here.units, self._who.owner_id, self._key)
        refusal = await self._counted(f"{limit} {AGAIN}" if again else limit)
        if refusal is not None and self._quota is not None:
            refusal.headers.update(_told(self._quota))
        if again:
            self._quota = None  # a repetition tells what it was answered, nothing more
        return refusal

    async def _fingerprint(self) -> bytes:
        request = self._request
        query = request.query_params.multi_items()
        return fingerprint(request.method, request.url.path, query, await request.body())

    async def _kept(
        self, asked: Asked, act: Callable[[GatewayUnits], Awaitable[Answer]], ahead: Ahead | None
    ) -> Response:
        async with self._here.turns.turn(asked.owner_id, asked.key, within=WAIT_SECONDS) as mine:
            if mine and ahead is not None:
                if former := await former_answer(self._here.units, asked):
                    return _response(former, replayed=True)
                await ahead()
            for _ in range(int(WAIT_SECONDS / POLL_SECONDS) if mine else 0):
                async with self._owners_turn():
                    found = await once(self._here.units, asked, act)
                if found:
                    return _response(found[0], replayed=found[1])
                await asyncio.sleep(POLL_SECONDS)  # another process acts under this key
        code = "idempotency_in_progress"
        return problem(self._request, 409, code, REFUSALS[code], headers={"Retry-After": "2"})

    @asynccontextmanager
    async def _owners_turn(self) -> AsyncIterator[None]:
        """They would wait in the database, each with a connection; here they wait without."""
        if not self._spends:
            yield
            return
        async with self._here.turns.turn(self._who.owner_id, "", within=OWNER_SECONDS) as mine:
            if not mine:
                raise Transient("owner_busy", f"{self._who.owner_id} has too many requests under way")
            yield

    async def _answer(self, act: Act, limit: str | None, units: GatewayUnits) -> Answer:
        try:
            response = await self._limited(act, limit, units)
        except Refused as refusal:
            response = await refused(self._request, refusal)
        headers = {name: value for name in _HEADERS if (value := response.headers.get(name))}
        return Answer(response.status_code, headers, bytes(response.body))

    async def _limited(self, act: Act, limit: str | None, units: GatewayUnits) -> Response:
        if limit is not None and (refusal := await self._counted(limit)) is not None:
            return refusal
        return await act(units)

    async def _counted(self, limit: str) -> Response | None:
        self._quota = quota = await self._here.limiter.count(limit, self._who.key_id)
        if quota is None or quota.allowed:
            return None
        headers = {"Retry-After": str(quota.reset)}
        detail = f"This key has asked too often. Try again in {quota.reset} s."
        return problem(self._request, 429, "rate_limited", detail, headers=headers)


def _response(answer: Answer, *, replayed: bool = False) -> Response:
    headers = dict(answer.headers) | ({REPLAYED: "true"} if replayed else {})
    return Response(answer.body, status_code=answer.status, headers=headers)


def _told(quota: Quota) -> dict[str, str]:
    """The fields of draft-ietf-httpapi-ratelimit-headers-10."""
    return {
        "RateLimit-Policy": f'"{quota.name}";q={quota.limit};w={quota.window}',
        "RateLimit": f'"{quota.name}";r={quota.remaining};t={quota.reset}',
    }


def once_with(scope: Scope) -> Callable[..., Awaitable[Once]]:
    """The dependency of a POST that needs this scope."""

    async def made(
        request: Request,
        here: Here,
        who: Annotated[Principal, Depends(allowed(scope))],
        key: Annotated[str | None, _KEY] = None,
    ) -> Once:
        if key is not None and not (1 <= len(key) <= MOST_KEY and all("!" <= letter <= "~" for letter in key)):
            raise refuse("idempotency_key_invalid")
        return Once(request, here, who, key)

    return made


Acting = Annotated[Once, Depends(once_with("jobs:write"))]
AdminActing = Annotated[Once, Depends(once_with("admin"))]
ActingUpload = Annotated[Once, Depends(once_with("assets:write"))]
