"""A provider says that something it was asked for has changed; whoever waits for that looks at once.

The call is believed to come from the provider, and no further: what became of a purchase is what the provider answers
when it is asked.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from storyreel_chassis.ids import now
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.signed_call import SignedCall, read_call
from storyreel_gateway.handlers.keep_keys import Keys
from storyreel_gateway.ports import GatewayUnits, Signal

KEPT_FOR = timedelta(hours=1)
"""A sender tries again for about a minute, and what was signed more than five minutes ago is turned down anyway."""
BATCH = 1000


class HearProvider:
    """First `genuine`, then the call itself: nothing is read or written for a call that nobody signed."""

    def __init__(self, units: GatewayUnits, keys: Keys, signal: Signal) -> None:
        self._units, self._keys, self._signal = units, keys, signal

    async def genuine(self, headers: Mapping[str, str], body: bytes) -> SignedCall:
        """The call, once it is certain that the provider made it, a moment ago.

        Raises:
            Refused: it did not, or not lately; nobody is told what is wrong
            Away: there is no key to tell by
        """
        call = read_call(headers, body, now())
        if call is None or not await self._keys.fit(call):
            raise refuse("webhook_forged")
        return call

    async def __call__(self, call: SignedCall, purchase_id: UUID) -> None:
        """Signal the purchase; a call that was heard before changes nothing."""
        async with self._units() as unit:
            new = await unit.calls.note_call(call.webhook_id)
        if new:
            await self._signal(purchase_id)


async def forget_calls(units: GatewayUnits) -> int:
    """Delete a batch of the notes that are kept no longer; how many."""
    async with units() as unit:
        return await unit.calls.forget_calls(kept_for=KEPT_FOR, limit=BATCH)
