"""How the whole system does, for who runs it."""

from typing import Literal
from uuid import UUID

from storyreel_contracts.api.base import Answer
from storyreel_contracts.api.service import CacheStats
from storyreel_contracts.health import Books
from storyreel_contracts.status import VideoStatus
from storyreel_contracts.types import Dollars, Moment, ProviderName, PublisherName

Area = Literal["services", "bus", "database", "storage", "cache", "jobs", "money", "webhooks", "public"]
"""What is looked at, each by itself and with its own deadline."""


class InstanceHealth(Answer):
    """A process that answered."""

    instance: str
    version: str
    started_at: Moment
    draining: bool
    tasks: int
    dependencies: dict[str, str] | None
    clock_skew_seconds: float
    """Its clock against the gateway's: at least so far ahead, or, below zero, behind."""
    whole: bool
    """False: it said that it is there, and no more in time."""


class ServiceHealth(Answer):
    """A service: who of it answered, and what its own tables say."""

    service: PublisherName
    instances: list[InstanceHealth]
    books: Books | None


class ConsumerHealth(Answer):
    """One queue: who hears which event, and how much lies before it."""

    name: str
    pending: int
    """Not delivered yet."""
    unacknowledged: int
    """Delivered, and under way."""
    redelivered: int
    listeners: int
    """Requests that wait for the next message; nobody listens where there are none and nothing is under way."""
    last_handled_at: Moment | None


class BusHealth(Answer):
    """The event stream and its queues."""

    bytes: int
    max_bytes: int
    messages: int
    consumers: list[ConsumerHealth]
    missing: list[str]
    """Queues that should be there."""
    clock_skew_seconds: float


class DatabaseHealth(Answer):
    """Postgres."""

    version: str
    bytes: int
    connections: int
    max_connections: int
    milliseconds: float
    """That it took to tell this."""
    clock_skew_seconds: float


class StorageHealth(Answer):
    """The object store: an object was written, read and removed."""

    milliseconds: float


class JobPile(Answer):
    """Jobs that have not ended and that somebody works for, of one status."""

    status: VideoStatus
    count: int
    oldest_at: Moment
    """When the one that stands longest came to this status."""


class QuietJob(Answer):
    """A job of which nothing was heard for long; the five longest of each status."""

    job_id: UUID
    status: VideoStatus
    quiet_since: Moment
    retries: int
    """How often its request was said again."""


class FailureCount(Answer):
    """Jobs or exports that failed with one code."""

    what: Literal["job", "export"]
    code: str
    count: int
    first_at: Moment
    last_at: Moment
    jobs: list[UUID]
    """The newest, three at most."""


class JobsHealth(Answer):
    """What stands where."""

    in_work: list[JobPile]
    quiet: list[QuietJob]
    failures: list[FailureCount]
    """Of the last hour, the most frequent first."""


class BudgetUse(Answer):
    """An owner who has spent or reserved 90 % of a month's budget or more."""

    owner_id: str
    committed_usd: Dollars


class PurchasePile(Answer):
    """Purchases that should have ended: unknown ones, and such as are under way for more than an hour."""

    provider: ProviderName
    state: Literal["intended", "running", "unknown"]
    count: int
    price_usd: Dollars
    oldest_at: Moment


class MoneyHealth(Answer):
    """What may be spent, and what nobody can tell."""

    owner_monthly_usd: Dollars | None
    budgets: list[BudgetUse]
    purchases: list[PurchasePile]


class WebhooksHealth(Answer):
    """Those who want to be told."""

    overdue: int
    """Deliveries that should have been tried a minute ago or earlier."""
    oldest_due_at: Moment | None
    given_up: int
    """In the last hour."""
    disabled: list[str]
    """Hosts of endpoints that are told no more, ten at most."""


class PublicHealth(Answer):
    """How the gateway sees itself from outside."""

    url: str
    reached: bool
    detail: str
    """What came instead of the gateway's own answer; empty where that came."""
    certificate_ends_at: Moment | None


class NotAsked(Answer):
    """An area of which nothing is known."""

    area: Area
    why: str


class SystemHealth(Answer):
    """Everything at one moment; an area is null where it could not be asked, and `not_asked` says why."""

    at: Moment
    version: str
    """Of the gateway that was asked."""
    dependencies: dict[str, str]
    """The gateway's own, each `ok` or what is wrong."""
    providers: list[ProviderName]
    called_at: str | None
    """Where providers tell that something is made; null: they are asked instead."""
    services: list[ServiceHealth] | None
    bus: BusHealth | None
    database: DatabaseHealth | None
    storage: StorageHealth | None
    cache: CacheStats | None
    jobs: JobsHealth | None
    money: MoneyHealth | None
    webhooks: WebhooksHealth | None
    public: PublicHealth | None
    """Null without STORYREEL_PUBLIC_URL or STORYREEL_WEBHOOK_BASE_URL as well."""
    not_asked: list[NotAsked]
