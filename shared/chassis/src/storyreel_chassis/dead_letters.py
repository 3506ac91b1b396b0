"""Dead letters: what could not be handled, kept for a person to list, read and replay."""

import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from storyreel_chassis.errors import Refused, problem_of
from storyreel_chassis.ids import new_id
from storyreel_chassis.ports import Task
from storyreel_chassis.postgres import Pool, connection, transaction
from storyreel_chassis.queries import queries

SQL = queries("storyreel_chassis")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One message or task that nobody could handle."""

    letter_id: UUID
    event_id: UUID | None
    event_type: str
    job_id: UUID | None
    subject: str
    body: str
    task_kind: str | None
    task_key: str | None
    code: str
    message: str
    detail: str
    attempts: int
    created_at: datetime
    replayed_at: datetime | None


def _text(raw: str) -> str:
    """Postgres keeps no NUL in text."""
    return raw.replace("\x00", "\ufffd")


class DeadLetters:
    """One service's dead letters."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def bury_message(
        self, *, event_type: str, subject: str, body: bytes, error: BaseException, attempts: int,
        event_id: UUID | None = None, job_id: UUID | None = None,
    ) -> None:  # fmt: skip
        """Keep a message that no attempt could handle; a letter about it that still waits is brought up to date."""
        about = (event_id, event_type, job_id, subject, _text(body.decode(errors="replace")), None, None)
        await self._bury(about, error, attempts)

    async def bury_task(self, task: Task, error: BaseException, *, attempts: int) -> None:
        """Keep a task that every attempt failed; a letter about it that still waits is brought up to date."""
        await self._bury((task.cause, task.kind, task.job_id, "", "", task.kind, task.key), error, attempts)

    async def _bury(self, about: tuple[object, ...], error: BaseException, attempts: int) -> None:
        problem = problem_of(error)
        detail = _text("".join(traceback.format_exception(error, limit=20))[-8000:])
        async with connection(self._pool) as one:
            await one.execute(SQL["bury"], new_id(), *about, problem.code, _text(problem.message), detail, attempts)

    async def list(self, *, replayed: bool = False, limit: int = 100) -> Sequence[DeadLetter]:
        """The newest; those that were replayed only when asked for."""
        async with connection(self._pool) as one:
            return [DeadLetter(**dict(row)) for row in await one.fetch(SQL["dead_letters"], replayed, limit)]

    async def replay(self, letter_id: UUID, publish: Callable[[str, bytes, str], Awaitable[None]]) -> DeadLetter:
        """Give a dead letter another life: a task is opened again, a message is published again.

        Doing it twice is safe: a task that is open again or finished stays as it is, and hearers know an event that
        they handled. Doing it at once is, too: whoever is still giving the task up gives up no more.

        Args:
            letter_id: which
            publish: called with subject, body and a new `Nats-Msg-Id` that begins with the event's id, for a message

        Raises:
            Refused: there is no such letter
        """
        async with transaction(self._pool) as tx:
            row = await tx.fetchrow(SQL["dead_letter"], letter_id)
            if row is None:
                raise Refused("dead_letter_not_found", f"there is no dead letter {letter_id} here")
            letter = DeadLetter(**dict(row))
            if letter.task_kind is not None:
                first = letter.replayed_at is None
                await tx.execute(SQL["reopen_task"], letter.task_kind, letter.task_key, first)
            else:
                await tx.execute(SQL["forget_heard"], letter.event_id)
                await tx.execute(SQL["forget_failures"], letter.event_id)
            await tx.execute(SQL["mark_replayed"], letter_id)
            if letter.task_kind is None:
                # New each time: the stream drops an id that it has seen, and a former replay may have come to nothing.
                message_id = f"{letter.event_id or letter.letter_id}:{new_id()}"
                await publish(letter.subject, letter.body.encode(), message_id)
        return letter
