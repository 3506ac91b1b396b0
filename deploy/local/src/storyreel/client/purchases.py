"""What was bought of providers, and may have been."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from uuid import UUID

from pydantic import TypeAdapter

from storyreel.client.calls import PREFIX, Call
from storyreel.client.pages import every, every_async
from storyreel.client.wire import Wire
from storyreel.client.wire_async import AsyncWire
from storyreel_contracts.api import PurchaseResponse, PurchaseTotals
from storyreel_contracts.types import ProviderName, PurchaseState

PATH = f"{PREFIX}/purchases"
PURCHASES = TypeAdapter(list[PurchaseResponse]).validate_json
TOTALS = PurchaseTotals.model_validate_json
Conditions = dict[str, str | int]


def conditions(
    state: PurchaseState | None = None,
    provider: ProviderName | None = None,
    job_id: UUID | str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Conditions:
    """Which purchases, as a query; times without a zone are this machine's."""
    told = {"state": state, "provider": provider, "job_id": job_id}
    query: Conditions = {name: str(value) for name, value in told.items() if value is not None}
    times = {"since": since, "until": until}
    return query | {name: time.astimezone(UTC).isoformat() for name, time in times.items() if time is not None}


def purchases(query: Conditions, page_size: int) -> Call[list[PurchaseResponse]]:
    """The first page of purchases."""
    return Call("GET", PATH, PURCHASES, query=query | {"limit": page_size})


def totals(query: Conditions) -> Call[PurchaseTotals]:
    """What they come to."""
    return Call("GET", f"{PATH}/totals", TOTALS, query=query)


class Purchases:
    """`client.purchases`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def list(
        self,
        *,
        state: PurchaseState | None = None,
        provider: ProviderName | None = None,
        job_id: UUID | str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        page_size: int = 50,
    ) -> Iterator[PurchaseResponse]:
        """What was bought, newest first; further pages are fetched as they are needed."""
        return every(self._wire, purchases(conditions(state, provider, job_id, since, until), page_size))

    def totals(
        self,
        *,
        state: PurchaseState | None = None,
        provider: ProviderName | None = None,
        job_id: UUID | str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> PurchaseTotals:
        """What all of them come to: paid, still open, and unknown."""
        return self._wire.send(totals(conditions(state, provider, job_id, since, until)))


class AsyncPurchases:
    """`client.purchases` for asyncio."""

    def __init__(self, wire: AsyncWire) -> None:
        self._wire = wire

    def list(
        self,
        *,
        state: PurchaseState | None = None,
        provider: ProviderName | None = None,
        job_id: UUID | str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        page_size: int = 50,
    ) -> AsyncIterator[PurchaseResponse]:
        """What was bought, newest first; further pages are fetched as they are needed."""
        return every_async(self._wire, purchases(conditions(state, provider, job_id, since, until), page_size))

    async def totals(
        self,
        *,
        state: PurchaseState | None = None,
        provider: ProviderName | None = None,
        job_id: UUID | str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> PurchaseTotals:
        """What all of them come to: paid, still open, and unknown."""
        return await self._wire.send(totals(conditions(state, provider, job_id, since, until)))
