"""Which errors mean that Postgres is away."""

import asyncpg
import pytest
from asyncpg.exceptions import _base

from storyreel_chassis.postgres import is_away


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.ConnectionDoesNotExistError(),
        asyncpg.AdminShutdownError(),
        asyncpg.CannotConnectNowError(),
        asyncpg.TooManyConnectionsError(),
        asyncpg.OutOfMemoryError(),
        asyncpg.DiskFullError(),
        asyncpg.DeadlockDetectedError(),
        asyncpg.QueryCanceledError(),
        asyncpg.ReadOnlySQLTransactionError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_may_pass_is_away(error: Exception) -> None:
    """The same statement may work later."""
    assert is_away(error)


@pytest.mark.parametrize(
    "error",
    [
        _base.DataError("invalid input for query argument $1"),
        FileNotFoundError(2, "No such file", "picture.png"),
        asyncpg.UniqueViolationError(),
        asyncpg.UndefinedTableError(),
        ValueError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_never_will_work_is_not(error: Exception) -> None:
    """Called away, a defect would be tried again and again under a wrong name."""
    assert not is_away(error)
