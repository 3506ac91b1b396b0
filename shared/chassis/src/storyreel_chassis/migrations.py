"""Schema migrations: each file once, in order, under an advisory lock; running them twice changes nothing."""

import hashlib
from collections.abc import Iterator, Sequence
from importlib.resources import files

import asyncpg

from storyreel_chassis.errors import Broken
from storyreel_chassis.logs import logger
from storyreel_chassis.postgres import AWAY, away, is_away

_LOCK = "select pg_advisory_lock(hashtextextended('storyreel:migrations', 0))"
_KNOWN = "select exists (select from pg_namespace where nspname = $1)"
_TABLE = """
create table if not exists migrations (
    name text primary key, digest text not null, applied_at timestamptz not null default now()
)"""


def scripts(packages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The migrations that these packages bring, in order: name and text."""
    for package in packages:
        folder = files(package).joinpath("sql/migrations")
        for script in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if script.name.endswith(".sql"):
                yield f"{package}/{script.name}", script.read_text("utf-8")


async def migrate(dsn: str, *, schema: str, packages: Sequence[str]) -> list[str]:
    """Bring one service's schema up to date.

    Args:
        dsn: where Postgres is
        schema: the service's schema, made where missing
        packages: whose `sql/migrations/*.sql` to apply, in order

    Returns:
        The names of the migrations applied now; empty when there was nothing to do.

    Raises:
        Transient: the database is away, or went away half-way; what was applied until then stays
        Broken: an applied migration was changed afterwards
    """
    try:
        connection = await asyncpg.connect(dsn, timeout=5)
        try:
            await connection.execute(_LOCK)
            if not await connection.fetchval(_KNOWN, schema):  # "if not exists" needs the right to create it even so
                await connection.execute(f'create schema "{schema}"')
            await connection.execute(f'set search_path to "{schema}"')
            await connection.execute(_TABLE)
            return await _apply(connection, schema, packages)
        finally:
            await connection.close(timeout=2)
    except AWAY as error:
        if not is_away(error):
            raise
        raise away(error) from error


async def _apply(connection: "asyncpg.Connection[asyncpg.Record]", schema: str, packages: Sequence[str]) -> list[str]:
    known = {row["name"]: row["digest"] for row in await connection.fetch("select name, digest from migrations")}
    applied = []
    for name, text in scripts(packages):
        digest = hashlib.sha256(text.encode()).hexdigest()
        if name in known:
            if known[name] != digest:
                raise Broken("migration_changed", f"{name} was changed after it was applied to schema {schema}")
            continue
        async with connection.transaction():
            await connection.execute(text)
            await connection.execute("insert into migrations (name, digest) values ($1, $2)", name, digest)
        logger(__name__).debug("migration_applied", schema=schema, migration=name)
        applied.append(name)
    return applied
