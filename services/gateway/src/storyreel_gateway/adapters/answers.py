"""The `Answers` port on Postgres, through one transaction."""

from datetime import timedelta

from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_gateway.domain.answer import Answer, Kept

SQL = queries("storyreel_gateway.adapters")


class PostgresAnswers:
    """See `ports.Answers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold_key(self, owner_id: str, key: str) -> bool:
        """See `ports.Answers.hold_key`."""
        held: bool = await self._connection.fetchval(SQL["hold_key"], owner_id, key)
        return held

    async def find_answer(self, owner_id: str, key: str, *, kept_for: timedelta) -> Kept | None:
        """See `ports.Answers.find_answer`."""
        row = await self._connection.fetchrow(SQL["find_answer"], owner_id, key, kept_for)
        return None if row is None else Kept(row["fingerprint"], Answer(row["status"], row["headers"], row["body"]))

    async def keep_answer(self, owner_id: str, key: str, kept: Kept) -> None:
        """See `ports.Answers.keep_answer`."""
        answer = kept.answer
        await self._connection.execute(
            SQL["keep_answer"], owner_id, key, kept.fingerprint, answer.status, dict(answer.headers), answer.body
        )

    async def forget_answers(self, *, kept_for: timedelta, limit: int) -> int:
        """See `ports.Answers.forget_answers`."""
        status = await self._connection.execute(SQL["forget_answers"], kept_for, limit)
        return int(status.rpartition(" ")[2])
