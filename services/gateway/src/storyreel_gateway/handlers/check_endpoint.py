"""Whether a URL may be told of events, looked at before anything is promised."""

import asyncio
from collections.abc import Collection, Mapping, Set

from storyreel_chassis.errors import Refused
from storyreel_gateway.domain.reach import target_of
from storyreel_gateway.ports import Poster

AT_ONCE = 8
"""Of one request's URLs."""


class CheckEndpoint:
    """Looks at a URL and where its host leads right now; whatever is sent there is looked at again."""

    def __init__(self, poster: Poster, allowed: Set[str]) -> None:
        self._poster, self._allowed = poster, allowed

    async def __call__(self, url: str) -> Refused | None:
        """Why it may not, or None."""
        try:
            await self._poster.resolve(target_of(url, self._allowed))
        except Refused as refusal:
            return refusal
        return None

    async def each(self, urls: Collection[str]) -> Mapping[str, Refused]:
        """Those of many that may not, and why."""
        room = asyncio.Semaphore(AT_ONCE)

        async def look(url: str) -> Refused | None:
            async with room:
                return await self(url)

        wanted = list(dict.fromkeys(urls))
        looked = await asyncio.gather(*map(look, wanted))
        return {url: refusal for url, refusal in zip(wanted, looked, strict=True) if refusal}
