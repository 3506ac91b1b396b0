"""What every service is told by its environment; each has a subclass with its own."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from storyreel_chassis.provisioner import MEBIBYTE


class ServiceSettings(BaseSettings):
    """Addresses of the four servers, and how to listen and log."""

    # No variable can begin with "=": what is read from the environment are the aliases, never a field's own name, such
    # as HOST, or as STORYREEL_STALL_SECONDS, which is the gateway's and not the renderer's stall_seconds.
    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True, env_prefix="=")

    nats_url: SecretStr = Field(validation_alias="NATS_URL", description="nats://user:password@host:port")
    database_url: SecretStr = Field(validation_alias="DATABASE_URL", description="postgresql://…")
    s3_endpoint: str = Field(validation_alias="S3_ENDPOINT", description="http(s)://host:port of any S3 store")
    s3_access_key: SecretStr = Field(validation_alias="S3_ACCESS_KEY")
    s3_secret_key: SecretStr = Field(validation_alias="S3_SECRET_KEY")
    s3_bucket: str = Field(default="storyreel", validation_alias="S3_BUCKET")
    s3_region: str = Field(default="us-east-1", validation_alias="S3_REGION")

    host: str = Field(default="127.0.0.1", validation_alias="STORYREEL_HOST")
    health_port: int = Field(default=0, validation_alias="STORYREEL_HEALTH_PORT", description="0: any free port")
    log_level: str = Field(
        default="INFO", pattern="(?i)^(debug|info|warning|error|critical)$", validation_alias="STORYREEL_LOG_LEVEL"
    )
    log_format: str = Field(
        default="auto", pattern="^(auto|console|json)$", validation_alias="STORYREEL_LOG_FORMAT",
        description="auto, console, json",
    )  # fmt: skip

    database_pool: int = Field(default=8, ge=4, validation_alias="STORYREEL_DATABASE_POOL")
    stream_replicas: int = Field(default=1, ge=1, le=5, validation_alias="STORYREEL_STREAM_REPLICAS")
    stream_mebibytes: int = Field(
        default=1024,
        ge=1,
        validation_alias="STORYREEL_STREAM_MEBIBYTES",
        description="of a stream put back after a loss",
    )
    lease_seconds: float = Field(default=15, gt=0.5, validation_alias="STORYREEL_LEASE_SECONDS")
    sweep_seconds: float = Field(default=2, gt=0.05, validation_alias="STORYREEL_SWEEP_SECONDS")
    drain_seconds: float = Field(default=7, gt=0, validation_alias="STORYREEL_DRAIN_SECONDS")

    @property
    def stream_bytes(self) -> int:
        """How much the event stream may hold, for whoever puts it back."""
        return self.stream_mebibytes * MEBIBYTE
