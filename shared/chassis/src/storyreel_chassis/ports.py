"""What services ask of the world, without a driver or framework in sight."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar
from uuid import UUID

from storyreel_contracts.events import Event, Problem


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work as claimed: `fence` rises with every claim, so a late finisher is told apart.

    `attempt` counts failures that were written down, `crashes` the holders that died with it; `problem` is the last
    written failure. `traceparent` is what offered it.
    """

    task_id: UUID
    kind: str
    key: str
    job_id: UUID
    cause: UUID
    payload: dict[str, Any]
    attempt: int
    fence: int
    crashes: int = 0
    problem: Problem | None = None
    traceparent: str | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class Tasks(Protocol):
    """The service's own work, inside the transaction of a `Unit`."""

    async def offer(self, *, kind: str, key: str, event: Event, payload: dict[str, Any]) -> bool:
        """Write down work to do; False where this kind and key were offered before, or the job was canceled."""

    async def finish(self, task: Task, result: dict[str, Any] | None = None) -> None:
        """Close a claimed task as done.

        Raises:
            Fenced: the lease was lost, or the task was canceled
        """

    async def fail(self, task: Task, problem: Problem) -> None:
        """Close a claimed task as failed.

        Raises:
            Fenced: the lease was lost, or the task was canceled
        """

    async def hold(self, job_id: UUID) -> None:
        """Take turns, until the transaction ends, with whoever offers or cancels work of this job.

        Who closes one task and then offers another holds the job first, lest it wait for who cancels and waits for it.
        """

    async def cancel(self, job_id: UUID) -> Sequence[str]:
        """Close all open tasks of a job, and take none of it from now on; the closed ones' `kind:key`s.

        A request may wait in the stream for long after its job was canceled.
        """

    async def open_of(self, cause: UUID) -> int:
        """How many tasks of one event are still open."""

    async def results_of(self, cause: UUID) -> Sequence[tuple[str, str, dict[str, Any] | None, Problem | None]]:
        """(key, state, result, problem) of every task of one event, in the order they were offered."""


class Unit(Protocol):
    """One transaction: what is written through it happens together or not at all."""

    @property
    def tasks(self) -> Tasks:
        """The service's work."""

    async def heard(self, event: Event) -> bool:
        """Note in the inbox that this event is being handled; False where it was before, and nothing is to be done."""

    async def say(self, *events: Event) -> None:
        """Put events in the outbox; they are published once the transaction is committed."""

    async def say_again(self, cause: UUID) -> int:
        """Offer once more what was said because of an event: its hearers may never have got it."""


class TaskRunner(Protocol):
    """Whoever works on offered tasks in the background."""

    async def settled(self, cause: UUID) -> None:
        """Wait until every task of an event has ended, here or in another process.

        Raises:
            Leaving: this process stops first
        """

    def cancel(self, job_id: UUID) -> None:
        """Stop what runs here for a job whose tasks were canceled."""


U_co = TypeVar("U_co", bound=Unit, covariant=True)


class Units(Protocol[U_co]):
    """Opens transactions."""

    def __call__(self) -> AbstractAsyncContextManager[U_co]:
        """A transaction: committed at the block's end, rolled back on any exception.

        Raises:
            Transient: the database is away
        """


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What the store knows about an object; `size` in bytes."""

    key: str
    size: int
    etag: str
    media_type: str
    modified_at: datetime | None = None
    metadata: dict[str, str] = field(default_factory=dict)


class ObjectMissing(LookupError):
    """There is no object under this key."""


class ObjectStore(Protocol):
    """Bytes under keys. Objects appear whole or not at all. Every call may raise `Transient` when the store is away."""

    async def put_bytes(self, key: str, data: bytes, *, media_type: str) -> ObjectInfo:
        """Store bytes, replacing what was there."""

    async def put_file(self, key: str, path: Path, *, media_type: str) -> ObjectInfo:
        """Store a file without reading it whole into memory."""

    async def get_bytes(self, key: str) -> bytes:
        """The whole object; for small ones.

        Raises:
            ObjectMissing: no such key
        """

    async def get_file(self, key: str, path: Path) -> ObjectInfo:
        """Write the object to a file; the file is there whole or not at all.

        Raises:
            ObjectMissing: no such key
        """

    def read(self, key: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """The object's bytes, or those of `[start:start + length]`, in pieces; bytes beyond its end are none.

        Raises:
            ObjectMissing: no such key, at the first piece
            Transient: the store is away, at any piece; what came until then is the beginning
        """

    async def stat(self, key: str) -> ObjectInfo:
        """What is known about an object.

        Raises:
            ObjectMissing: no such key
        """

    async def delete(self, key: str) -> None:
        """Remove an object; nothing happens where there is none."""

    async def list(self, prefix: str) -> Sequence[ObjectInfo]:
        """Every object whose key begins so."""


class ProgressPublisher(Protocol):
    """Says how far something is; never fails, never waits."""

    async def __call__(
        self, job_id: UUID, stage: str, percent: float, *, scene_number: int | None = None, message: str | None = None
    ) -> None:
        """`percent` is of the stage, 0 to 100."""
