"""Whose key is it?"""

import time
from collections.abc import Callable

from storyreel_chassis import keys
from storyreel_gateway.domain.principal import Principal
from storyreel_gateway.ports import Keys

KNOWN_FOR = 5.0
"""Seconds that an answer is kept; also how long a revoked key may still work."""
MOST = 10_000


class Authenticate:
    """Tells whom a key stands for; a mistyped key never reaches the database, a known one rarely."""

    def __init__(self, store: Keys, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._known: dict[str, tuple[Principal | None, float]] = {}

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
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[key] = (principal, self._clock() + KNOWN_FOR)
        return principal
