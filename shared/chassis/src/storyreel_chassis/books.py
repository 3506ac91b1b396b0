"""What a service's own schema says of its work, for whoever asks how the service does."""

from collections.abc import Sequence
from typing import Any

from storyreel_chassis.migrations import scripts
from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_contracts.health import Books, Letter, Letters, Outbox, Schema, TaskPile, Trouble

SQL = queries("storyreel_chassis")


async def read_books(connection: Connection, packages: Sequence[str]) -> Books:
    """All of it; `packages` are those whose migrations make the schema."""
    return Books(
        tasks=tuple(TaskPile(**dict(row)) for row in await connection.fetch(SQL["task_piles"])),
        troubles=tuple(Trouble(**dict(row)) for row in await connection.fetch(SQL["troubles"])),
        letters=await _letters(connection),
        outbox=Outbox.model_validate(await _row(connection, "outbox_waiting")),
        database_schema=await _schema(connection, packages),
        database_at=await connection.fetchval("select clock_timestamp()"),
    )


async def _letters(connection: Connection) -> Letters:
    newest = await connection.fetch(SQL["newest_letters"])
    told = await _row(connection, "letters_waiting")
    return Letters(**told, newest=tuple(Letter(**dict(row)) for row in newest))


async def _schema(connection: Connection, packages: Sequence[str]) -> Schema:
    applied = [row["name"] for row in await connection.fetch(SQL["migrations_applied"])]
    known = [name for name, _ in scripts(packages)]
    return Schema(
        pending=tuple(name for name in known if name not in applied),
        ahead=tuple(name for name in applied if name not in known),
    )


async def _row(connection: Connection, name: str) -> dict[str, Any]:
    row = await connection.fetchrow(SQL[name])
    if row is None:
        raise LookupError(f"{name} gave no row")
    return dict(row)
