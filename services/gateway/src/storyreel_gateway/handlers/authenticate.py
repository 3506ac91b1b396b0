"""Whose key is it?"""

import time
from collections.abc import Callable
from uuid import UUID

from storyreel_chassis import keys
from storyreel_chassis.ids import now
from storyreel_gateway.domain.principal import Principal
from storyreel_gateway.ports import Keys

KNOWN_FOR = 5.0
"""Seconds that an answer is kept; also how long a key that another process revoked may still work."""
MOST = 10_000


class Authenticate:
    """Tells whom a key stands for; a mistyped key never reaches the database, a known one rarely."""

    def __init__(self, store: Keys, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._known: dict[str, tuple[Principal | None, float]] = {}
        self._revoked: set[UUID] = set()

    def forget(self, key_id: UUID) -> None:
        """A key was revoked here: it is known no longer, not even to whom is being asked about it right now."""
        self._revoked.add(key_id)
        self._known = {
            key: known for key, known in self._known.items() if known[0] is None or known[0].key_id != key_id
        }

    def remembered(self, key: str) -> Principal | None:
        """Whom a key stood for a moment ago; None also means: ask."""
        principal, until = self._known.get(key, (None, 0.0))
        return principal if self._clock() < until else None

    async def __call__(self, key: str) -> Principal | None:
        """Whom a key stands for, or None.

        Raises:
            Transient: the database is away
        """
        principal, until = self._known.get(key, (None, 0.0))
        if self._clock() < until:
            return principal
        if not keys.is_well_formed(key):
            return None
        principal = await self._store.find_key(keys.digest(key))
        if principal is not None and principal.key_id in self._revoked:
            principal = None
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[key] = (principal, self._clock() + _known_for(principal))
        return principal


def _known_for(principal: Principal | None) -> float:
    """Seconds; a key is not known longer than it lives."""
    if principal is None or principal.expires_at is None:
        return KNOWN_FOR
    return min(KNOWN_FOR, (principal.expires_at - now()).total_seconds())
