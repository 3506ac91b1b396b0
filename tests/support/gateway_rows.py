"""What the tables of a gateway that runs say, changed behind its back: hours pass at once."""

from typing import Any

import asyncpg

from support.gateway_stack import Api


async def execute(api: Api, statement: str, *arguments: Any) -> None:
    """One statement in the gateway's schema."""
    connection = await asyncpg.connect(api.settings.database_url.get_secret_value())
    try:
        await connection.execute("set search_path to gateway")
        await connection.execute(statement, *arguments)
    finally:
        await connection.close()
