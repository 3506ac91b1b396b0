"""The keys with which a provider signs its calls, kept up to date without asking more often than it should be asked."""

import asyncio
import time
from collections.abc import Callable, Sequence

from storyreel_chassis.errors import Away, StoryreelError
from storyreel_chassis.logs import logger
from storyreel_gateway.domain.signed_call import TOLERANCE, SignedCall
from storyreel_gateway.ports import KeySource

AGAIN_SECONDS = 15.0
"""At most once in that time the provider is asked, whoever calls and however often. A call signed with a new key that
comes within it is turned down, and tried again by its sender."""
ASK_SECONDS = 5.0
"""How long one question may take; its callers wait."""


class Keys:
    """Knows whether a call is genuine. Keys that were given stay; a source is asked when none fits.

    The former key goes on fitting for as long as a call signed with it may be under way.
    """

    def __init__(
        self, given: Sequence[bytes], source: KeySource | None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock, self._source = clock, source
        self._until = dict.fromkeys(given, float("inf"))
        self._asked, self._next = 0, 0.0
        self._asking, self._complained = asyncio.Lock(), False
        self._log = logger(__name__)

    async def fit(self, call: SignedCall) -> bool:
        """Whether one of the keys made its signature.

        Raises:
            Away: there is no key yet, and none to be had just now
        """
        return self._fits(call) or (await self._asked_again() and self._fits(call))

    def _fits(self, call: SignedCall) -> bool:
        now = self._clock()
        return any(until > now and call.fits(key) for key, until in self._until.items())

    async def _asked_again(self) -> bool:
        """Whether there may be another key than before."""
        if self._source is None:
            if not self._until and not self._complained:
                self._complained = True
                self._log.warning("webhook_key_not_set_up")
            return False
        before = self._asked
        async with self._asking:
            if self._asked == before and self._clock() >= self._next:
                self._next = self._clock() + AGAIN_SECONDS
                await self._ask(self._source)
        if not self._until:
            wait = max(1.0, self._next - self._clock())
            raise Away("provider_away", "the key of the provider's calls is not to be had", retry_after=wait)
        return self._asked != before

    async def _ask(self, source: KeySource) -> None:
        try:
            async with asyncio.timeout(ASK_SECONDS):
                key = await source()
        except (StoryreelError, TimeoutError) as error:
            self._log.warning("webhook_key_not_had", reason=str(error) or type(error).__name__)
            return
        now = self._clock()
        if key not in self._until:
            self._log.info("webhook_key_changed", first=not self._until)
        former = {one: min(until, now + TOLERANCE.total_seconds()) for one, until in self._until.items() if until > now}
        self._until = {**former, key: float("inf")}
        self._asked += 1
