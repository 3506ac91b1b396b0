"""No word comes from the provider by itself: it is polled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID


class NoSignals:
    """See `ports.Signals`."""

    def webhook(self, purchase_id: UUID) -> str | None:  # noqa: ARG002 - nobody is told
        """See `ports.Signals.webhook`."""
        return None

    @asynccontextmanager
    async def expecting(self, purchase_id: UUID) -> AsyncIterator[asyncio.Event]:  # noqa: ARG002 - nobody tells
        """See `ports.Signals.expecting`."""
        yield asyncio.Event()
