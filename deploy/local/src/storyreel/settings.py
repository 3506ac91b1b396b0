"""What `storyreel up` can be told by the environment."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def default_home(platform: str = sys.platform, environ: Mapping[str, str] = os.environ) -> Path:
    """The user's data directory for Storyreel, as the platform's conventions have it."""
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "storyreel"
    data = environ.get("XDG_DATA_HOME", "")
    return (Path(data) if Path(data).is_absolute() else Path.home() / ".local" / "share") / "storyreel"


class UpSettings(BaseSettings):
    """Every field is an environment variable of the name given as its alias; arguments win over the environment.

    A URL of a server that runs elsewhere keeps the embedded one from being started.
    """

    # the prefix keeps a field's own name, such as HOME, from being read from the environment
    model_config = SettingsConfigDict(
        populate_by_name=True, env_prefix="STORYREEL_", env_ignore_empty=True, extra="ignore"
    )

    home: Path = Field(default_factory=default_home, validation_alias="STORYREEL_HOME")
    host: str = Field("127.0.0.1", validation_alias="STORYREEL_HOST")
    port: int = Field(8000, ge=0, le=65535, validation_alias="STORYREEL_PORT")
    """The gateway's HTTP port; 0 picks a free one."""
    api_key: SecretStr | None = Field(None, validation_alias="STORYREEL_API_KEY")
    """Presets the first API key instead of having one made."""

    nats_url: str | None = Field(None, validation_alias="NATS_URL", repr=False)
    database_url: str | None = Field(None, validation_alias="DATABASE_URL", repr=False)
    redis_url: str | None = Field(None, validation_alias="REDIS_URL", repr=False)
    s3_endpoint: str | None = Field(None, validation_alias="S3_ENDPOINT")
    s3_access_key: str | None = Field(None, validation_alias="S3_ACCESS_KEY", repr=False)
    s3_secret_key: SecretStr | None = Field(None, validation_alias="S3_SECRET_KEY")
    s3_bucket: str = Field("storyreel", validation_alias="S3_BUCKET")
    s3_region: str = Field("us-east-1", validation_alias="S3_REGION")

    nats_server: Path | None = Field(None, validation_alias="STORYREEL_NATS_SERVER")
    postgres_bin: Path | None = Field(None, validation_alias="STORYREEL_POSTGRES_BIN")
    """The directory that holds `initdb` and `postgres`."""
    valkey_server: Path | None = Field(None, validation_alias="STORYREEL_VALKEY_SERVER")
    weed: Path | None = Field(None, validation_alias="STORYREEL_WEED")

    work_dir: Path | None = Field(None, validation_alias="STORYREEL_WORK_DIR")
    """Where films and copies are made; default: the system's temporary directory."""

    log_format: str = Field("console", validation_alias="STORYREEL_LOG_FORMAT")
    log_level: str = Field("INFO", validation_alias="STORYREEL_LOG_LEVEL")
    log_max_bytes: int = Field(5_000_000, ge=1_000, validation_alias="STORYREEL_LOG_MAX_BYTES")
    """A log file larger than this moves to `<name>.log.1`, replacing the one there."""
    restarts_per_minute: int = Field(5, ge=0, validation_alias="STORYREEL_RESTARTS_PER_MINUTE")
    """How often a program that dies is started again before the stack stops."""
    min_free_bytes: int = Field(500_000_000, ge=0, validation_alias="STORYREEL_MIN_FREE_BYTES")
    """Free space the home's disk must have at the start; the servers alone write about 150 MB at once."""

    @property
    def reachable_host(self) -> str:
        """Where to find on this machine what listens on `host`."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  read, not bound


def bracketed(host: str) -> str:
    """A host as URLs have it: one of IPv6 stands in brackets."""
    return f"[{host}]" if ":" in host else host
