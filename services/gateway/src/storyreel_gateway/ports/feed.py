"""All changes of an owner's jobs, as one log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from uuid import UUID

from storyreel_contracts.status import VideoStatus


class Place(NamedTuple):
    """A place in the log: between changes, or at one. Places of an owner are ordered as their changes are read."""

    xid: int
    """The transaction that wrote the change, or a later one that wrote the change before it of the same job."""
    seq: int
    """The order within it; 0 is before the transaction's first."""

    def __str__(self) -> str:
        """`<xid>-<seq>`, as clients see it."""
        return f"{self.xid}-{self.seq}"


BEGINNING = Place(0, 0)


@dataclass(frozen=True, slots=True)
class Told:
    """One change of one job; `body` is the JSON of `JobResponse` right after it."""

    place: Place
    job_id: UUID
    client_id: str | None
    kind: str
    status: VideoStatus
    body: str


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of the log. Nothing will ever appear in it at or before `until` that is not in `changes`."""

    changes: Sequence[Told]
    until: Place
    full: bool
    """There may be more right behind it."""
    held: bool
    """Changes behind it are committed already, but a transaction that began earlier is still open."""


class Feed(Protocol):
    """An owner's log of changes."""

    async def read(self, owner_id: str, after: Place, *, limit: int) -> Page:
        """What is settled after a place.

        Raises:
            Transient: the database is away
        """

    async def now(self) -> Place:
        """The place behind everything settled: what is not before it comes after it. It never goes back.

        Raises:
            Transient: the database is away
        """
