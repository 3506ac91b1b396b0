"""The projection rebuilt from Postgres, beside running gateways: a newer view is never overwritten."""

import asyncio
import sys
from uuid import UUID

from storyreel_chassis.errors import Transient
from storyreel_chassis.logs import configure_logs, logger
from storyreel_chassis.postgres import connection, open_pool
from storyreel_chassis.queries import queries
from storyreel_gateway.adapters.rows import job_of
from storyreel_gateway.config import GatewaySettings
from storyreel_gateway.domain.view import view_of
from storyreel_gateway.projection.changes import Changes
from storyreel_gateway.projection.views import TTL_SECONDS, open_views

SQL = queries("storyreel_gateway.adapters")
PAGE = 200


async def rebuild(settings: GatewaySettings) -> int:
    """Put every job's view into Redis; how many.

    Raises:
        Transient: Postgres or Redis is away
    """
    changes = Changes(remember_seconds=TTL_SECONDS)
    last: UUID | None = None
    count = 0
    async with (
        open_pool(settings.database_url.get_secret_value(), schema="gateway", size=2) as pool,
        open_views(settings.redis_url.get_secret_value(), changes) as views,
        connection(pool) as one,
    ):
        if not await views.connected():
            raise Transient("redis_away", "Redis does not answer: check REDIS_URL")
        while rows := await one.fetch(SQL["all_jobs"], last, PAGE):
            for row in rows:
                await views.put(view_of(job_of(row)))
            last, count = rows[-1]["job_id"], count + len(rows)
    return count


def main() -> None:
    """Exit code 0 when every job's view was offered to Redis."""
    settings = GatewaySettings()
    configure_logs("gateway", level=settings.log_level, form=settings.log_format)
    try:
        logger(__name__).info("projection_rebuilt", jobs=asyncio.run(rebuild(settings)))
    except Transient as error:
        sys.exit(f"storyreel-gateway: {error.message}")
