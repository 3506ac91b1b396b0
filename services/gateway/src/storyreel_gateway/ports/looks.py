"""What a look at the whole system asks of the world; each verb may take longer than anybody waits."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from storyreel_contracts.api import (
    BudgetUse,
    BusHealth,
    DatabaseHealth,
    JobsHealth,
    PublicHealth,
    PurchasePile,
    ServiceHealth,
    WebhooksHealth,
)
from storyreel_contracts.status import VideoStatus

Dependencies = Callable[[], Awaitable[dict[str, str]]]
"""The gateway's own dependencies by name, `ok` or what is wrong."""


class Records(Protocol):
    """What Postgres knows of everybody's jobs. Every verb may raise `Away`."""

    async def jobs(self, patience: Mapping[VideoStatus, timedelta]) -> JobsHealth:
        """What is in work, what is quiet for longer than its status has patience, and what failed."""

    async def budgets(self, since: datetime, least: Decimal) -> Sequence[BudgetUse]:
        """Owners who have committed at least so much since then."""

    async def purchases(self) -> Sequence[PurchasePile]:
        """Those that should have ended."""

    async def webhooks(self) -> WebhooksHealth:
        """Who should have been told."""

    async def database(self) -> DatabaseHealth:
        """The server itself."""


class BusView(Protocol):
    """The bus, and who is on it. Every verb may raise `Away`."""

    async def services(self) -> Sequence[ServiceHealth]:
        """Every service, with those of its instances that answered."""

    async def bus(self) -> BusHealth:
        """The event stream and its queues."""


class Outside(Protocol):
    """The way from outside."""

    async def __call__(self, url: str) -> PublicHealth:
        """Go to the gateway by the URL that others use; never raises."""
