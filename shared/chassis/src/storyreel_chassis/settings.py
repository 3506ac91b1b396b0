"""What every service is told by its environment; each has a subclass with its own."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from storyreel_chassis.provisioner import MEBIBYTE

_OWN_MACHINE = r"http://(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])"


class ServiceSettings(BaseSettings):
    """Addresses of the four servers, and how to listen and log."""

    # No variable can begin with "=": what is read from the environment are the aliases, never a field's own name, such
    # as HOST, or as STORYREEL_STALL_SECONDS, which is the gateway's and not the renderer's stall_seconds.
    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True, env_prefix="=")

    nats_url: SecretStr = Field(
        validation_alias="NATS_URL",
        description="nats://user:password@host:port; of a cluster several, with commas",
    )
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

    public_url: str = Field(
        default="", pattern=r"^(https?://[^/?#\s]+/?)?$", validation_alias="STORYREEL_PUBLIC_URL",
        description="`https://host`, under which the gateway is reached from outside: share links carry it, and "
        "providers tell there when something is made",
    )  # fmt: skip
    webhook_base_url: str = Field(
        default="", pattern=rf"^(https://[^/?#@\s]+/?|{_OWN_MACHINE}(:\d{{1,5}})?/?)?$",
        validation_alias="STORYREEL_WEBHOOK_BASE_URL",
        description="where providers reach the gateway, if not at STORYREEL_PUBLIC_URL; `http://` on loopback only, "
        "for a simulated provider",
    )  # fmt: skip

    database_pool: int = Field(default=8, ge=4, validation_alias="STORYREEL_DATABASE_POOL")
    stream_replicas: int = Field(
        default=1, ge=1, le=5, validation_alias="STORYREEL_STREAM_REPLICAS",
        description="on how many servers of a NATS cluster a stream put back after a loss lies; 3 survives one of them",
    )  # fmt: skip
    stream_mebibytes: int = Field(
        default=1024,
        ge=1,
        validation_alias="STORYREEL_STREAM_MEBIBYTES",
        description="of a stream put back after a loss",
    )
    lease_seconds: float = Field(default=15, gt=0.5, validation_alias="STORYREEL_LEASE_SECONDS")
    metrics_seconds: float = Field(
        default=15, gt=0.05, validation_alias="STORYREEL_METRICS_SECONDS",
        description="between looks at what `/metrics` tells of the database and the other servers",
    )  # fmt: skip
    sweep_seconds: float = Field(default=2, gt=0.05, validation_alias="STORYREEL_SWEEP_SECONDS")
    drain_seconds: float = Field(default=7, gt=0, validation_alias="STORYREEL_DRAIN_SECONDS")

    @property
    def called_at(self) -> str | None:
        """Where providers reach the gateway; None where they cannot: they call by TLS only, which a public URL for
        people may lack."""
        by_tls = self.public_url if self.public_url.startswith("https:") else None
        return self.webhook_base_url or by_tls

    @property
    def stream_bytes(self) -> int:
        """How much the event stream may hold, for whoever puts it back."""
        return self.stream_mebibytes * MEBIBYTE
