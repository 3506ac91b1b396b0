"""What a process says of itself when it is asked, over plain NATS, and kept nowhere.

The gateway asks all instances of a service at once; whoever does not answer in time is not there, or stands still.
"""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from storyreel_contracts.types import Moment, PublisherName

ASKED = "storyreel.health.{service}"
"""Where instances of a service are asked: three tokens, so that the event stream does not capture it."""
REPORTED = "storyreel.reports.{service}.{question}"
"""Where they answer: a service can speak for itself only, since the bus lets it say no other's reports."""
ANSWER_SECONDS = 1.5
"""An instance that knows no more by then says what it knows."""


class Said(BaseModel):
    """What services of several versions may say to each other: what one does not know, it passes over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class TaskPile(Said):
    """The work of one kind that has not ended."""

    kind: str
    waiting: int
    """Nobody holds it."""
    held: int
    """Under a lease."""
    oldest_at: Moment
    jobs: tuple[UUID, ...]
    """Of the oldest, five at most."""


class Trouble(Said):
    """Work that is tried again after the same failure."""

    kind: str
    code: str
    message: str
    count: int
    since: Moment
    """When the oldest of it was asked for."""


class Letter(Said):
    """A dead letter, without its body."""

    letter_id: UUID
    what: str
    """The kind of task, or of event."""
    code: str
    job_id: UUID | None
    created_at: Moment


class Letters(Said):
    """The dead letters that wait for somebody."""

    count: int
    oldest_at: Moment | None
    newest: tuple[Letter, ...]
    """Three at most."""


class Outbox(Said):
    """Events that are decided and not yet in the stream."""

    waiting: int
    oldest_at: Moment | None


class Schema(Said):
    """The service's schema against its code."""

    pending: tuple[str, ...]
    """Migrations that the code brings and the schema lacks."""
    ahead: tuple[str, ...]
    """Migrations that the schema has and the code does not know: a newer version has been here."""


class Books(Said):
    """What a service's own schema says; all its instances say the same."""

    tasks: tuple[TaskPile, ...]
    troubles: tuple[Trouble, ...]
    letters: Letters
    outbox: Outbox
    database_schema: Schema
    database_at: Moment
    """The database's clock."""


class Report(Said):
    """One instance. It answers twice: at once that it is there, then with the rest."""

    service: PublisherName
    instance: str
    """`host:pid:token`, as on its leases."""
    version: str
    started_at: Moment
    at: Moment
    """The instance's clock."""
    whole: bool = False
    """Whether this is the second answer."""
    draining: bool = False
    tasks: int = 0
    """That it holds now."""
    dependencies: dict[str, str] | None = None
    """Each by name, `ok` or what is wrong; None where its checks took too long."""
    books: Books | None = None
    """None where its database did not answer in time."""
