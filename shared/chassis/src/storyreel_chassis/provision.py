"""`storyreel-provision`: streams and consumers, once, before any service starts."""

import asyncio
import sys

import nats
from nats.errors import Error as NatsError
from nats.js.errors import APIError
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from storyreel_chassis.addresses import BusAddress
from storyreel_chassis.copy_for_subscribers import copy_for_subscribers
from storyreel_chassis.logs import configure_logs
from storyreel_chassis.provisioner import MEBIBYTE, provision
from storyreel_chassis.rights import PROVISIONER, inbox_prefix


class ProvisionSettings(BaseSettings):
    """Where NATS is, and how much the stream may hold."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    nats_url: SecretStr = Field(validation_alias="NATS_URL")
    replicas: int = Field(default=1, validation_alias="STORYREEL_STREAM_REPLICAS")
    max_mebibytes: int = Field(default=1024, validation_alias="STORYREEL_STREAM_MEBIBYTES")
    log_level: str = Field(default="INFO", validation_alias="STORYREEL_LOG_LEVEL")
    log_format: str = Field(default="auto", validation_alias="STORYREEL_LOG_FORMAT")


async def provision_all(settings: ProvisionSettings) -> None:
    """Connect, provision, leave."""
    address = BusAddress.of(settings.nats_url.get_secret_value())
    client = await nats.connect(
        address.servers,
        user=address.user,
        password=address.password,
        inbox_prefix=inbox_prefix(PROVISIONER),
        connect_timeout=5,
        max_reconnect_attempts=5,
        allow_reconnect=True,
    )
    replicas, max_bytes = settings.replicas, settings.max_mebibytes * MEBIBYTE
    try:
        await provision(client.jetstream(timeout=10), replicas=replicas, max_bytes=max_bytes)
        await copy_for_subscribers(client, replicas=replicas, max_bytes=max_bytes, update=True)
    finally:
        await client.close()


def main() -> int:
    """Exit code 0 when every stream and consumer stands."""
    settings = ProvisionSettings()
    configure_logs("provision", level=settings.log_level, form=settings.log_format)
    try:
        asyncio.run(provision_all(settings))
    except APIError as error:
        sys.stderr.write(f"NATS refuses: {error.description or type(error).__name__} (code {error.err_code})\n")
        return 1
    except (NatsError, OSError, TimeoutError) as error:
        sys.stderr.write(f"NATS does not answer ({type(error).__name__}): check NATS_URL, and that JetStream is on\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
