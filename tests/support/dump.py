"""A whole database as text, as whoever steals a backup would search it."""

from base64 import b64encode, urlsafe_b64encode

import asyncpg


async def dump(database: str) -> str:
    """Every row of every table that is not Postgres' own."""
    connection = await asyncpg.connect(database)
    try:
        tables = await connection.fetch(
            "select format('%I.%I', schemaname, tablename) from pg_tables"
            " where schemaname not in ('pg_catalog', 'information_schema')"
        )
        rows = [row[0] for (name,) in tables for row in await connection.fetch(f"select t::text from {name} t")]  # noqa: S608
    finally:
        await connection.close()
    return "\n".join(rows)


def spellings(secret: str) -> set[str]:
    """A secret as it may stand in a dump: plain, without its prefix, and as bytes in the usual ways."""
    raw = secret.encode()
    coded = {raw.hex(), b64encode(raw).decode().rstrip("="), urlsafe_b64encode(raw).decode().rstrip("=")}
    return {secret, secret.removeprefix("sr_"), *coded}
