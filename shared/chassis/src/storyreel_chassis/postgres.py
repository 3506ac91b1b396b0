"""Postgres: a pool bound to one service's schema, and the errors that mean "away for now"."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg
from asyncpg.connection import LoggedQuery
from asyncpg.pool import PoolConnectionProxy

from storyreel_chassis.errors import Away
from storyreel_chassis.queries import name_of
from storyreel_chassis.telemetry import tracing

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InternalClientError,  # the server left between two statements of a connection in use
    asyncpg.InterfaceError,  # what asyncpg raises after the server stopped; neither of the others
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shut down, not up yet, statement cancelled
    asyncpg.InsufficientResourcesError,  # disk, memory, connections
    asyncpg.TransactionRollbackError,  # deadlock, serialization
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,  # a primary that has just become a standby
)
"""Errors after which the same statement may work later; but see `is_away`."""

ACQUIRE_SECONDS = 5.0
"""How long a connection is waited for while others use all of a pool."""


def is_away(error: BaseException) -> bool:
    """Whether the same statement may work later: an argument that fits no column and a local file never will."""
    if isinstance(error, ValueError) or (isinstance(error, OSError) and error.filename):
        return False
    return isinstance(error, AWAY)


def away(error: BaseException) -> Away:
    """What `is_away` is told as."""
    return Away("database_away", f"Postgres does not answer: {type(error).__name__}")


async def prepare(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Let jsonb columns be Python objects, and statements be spans."""
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
    if tracing.collecting():
        connection.add_query_logger(_spanned)


def _spanned(query: LoggedQuery) -> None:
    """Called right after a statement, in the context of who made it: a span by its name, without its values. The
    driver's own statements are none, but for the commit, which waits for the disk."""
    name = name_of(query.query) or ("commit" if query.query == "COMMIT;" else None)
    if name is None:
        return
    tracing.spanned(
        name,
        query.elapsed,
        time.time_ns(),
        kind=tracing.SpanKind.CLIENT,
        attributes={"db.system.name": "postgresql", "db.query.summary": name},
        error=query.exception is not None,
    )


@asynccontextmanager
async def open_pool(dsn: str, *, schema: str, size: int = 8) -> AsyncIterator[Pool]:
    """A pool whose connections see `schema` only.

    Raises:
        Away: the database is away
    """
    try:
        pool = await asyncpg.create_pool(
            dsn,
            min_size=1,
            max_size=size,
            init=prepare,
            server_settings={"search_path": schema, "application_name": f"storyreel-{schema}"},
            command_timeout=30,
            timeout=5,
        )
    except AWAY as error:
        raise away(error) from error
    try:
        yield pool
    finally:
        try:
            async with asyncio.timeout(2):
                await pool.close()
        except (TimeoutError, *AWAY):
            pool.terminate()


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """A connection in a transaction.

    Raises:
        Away: the database is away, or the transaction lost against another
    """
    try:
        with tracing.span("transaction"):
            async with pool.acquire(timeout=ACQUIRE_SECONDS) as connection, connection.transaction():
                yield connection
    except AWAY as error:
        if not is_away(error):
            raise
        raise away(error) from error


@asynccontextmanager
async def connection(pool: Pool) -> AsyncIterator[Connection]:
    """A connection without a transaction, for single statements.

    Raises:
        Away: the database is away
    """
    try:
        async with pool.acquire(timeout=ACQUIRE_SECONDS) as borrowed:
            yield borrowed
    except AWAY as error:
        if not is_away(error):
            raise
        raise away(error) from error
