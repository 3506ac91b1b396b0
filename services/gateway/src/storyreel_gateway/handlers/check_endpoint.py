"""Whether a URL may be told of events, looked at before anything is promised."""

from collections.abc import Set

from storyreel_chassis.errors import Refused
from storyreel_gateway.domain.reach import target_of
from storyreel_gateway.ports import Poster


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
