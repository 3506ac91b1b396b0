"""`storyreel-migrate`: the schemas of the services that are installed here, before any of them starts.

Services do the same when they start; done before, an error of a migration stops a roll-out instead of a service.
"""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import entry_points

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from storyreel_chassis.errors import StoryreelError
from storyreel_chassis.logs import configure_logs, logger
from storyreel_chassis.migrations import migrate

GROUP = "storyreel.migrations"
"""Entry points: a schema, and where a service names the packages whose `sql/migrations` follow the chassis' own."""


class MigrateSettings(BaseSettings):
    """Where Postgres is."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    database_url: SecretStr = Field(validation_alias="DATABASE_URL", description="postgresql://…")
    log_level: str = Field(default="INFO", validation_alias="STORYREEL_LOG_LEVEL")
    log_format: str = Field(default="auto", validation_alias="STORYREEL_LOG_FORMAT")


def installed() -> dict[str, Sequence[str]]:
    """Each schema that a service installed here owns, with the packages whose migrations make it."""
    return {found.name: ("storyreel_chassis", *found.load()) for found in entry_points(group=GROUP)}


async def migrate_all(dsn: str, schemas: Mapping[str, Sequence[str]]) -> None:
    """Bring these schemas up to date, one after the other.

    Raises:
        Transient: the database is away
        Broken: an applied migration was changed afterwards
    """
    for schema, packages in sorted(schemas.items()):
        applied = await migrate(dsn, schema=schema, packages=packages)
        logger(__name__).info("schema_migrated", schema=schema, applied=len(applied))


def main() -> int:
    """Exit code 0 when every schema is up to date."""
    settings = MigrateSettings()
    configure_logs("migrate", level=settings.log_level, form=settings.log_format)
    try:
        asyncio.run(migrate_all(settings.database_url.get_secret_value(), installed()))
    except StoryreelError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
