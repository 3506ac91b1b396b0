"""What the gateway is told by its environment, beyond what every service is."""

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, SecretStr, field_validator, model_validator

from storyreel_chassis.settings import ServiceSettings
from storyreel_contracts.types import ProviderName
from storyreel_gateway.domain.signed_call import key_of
from storyreel_gateway.domain.webhook import SCHEDULE

PROVIDERS = r"^\s*((animatic|replicate|cog)\s*(,\s*(animatic|replicate|cog)\s*)*)?$"
LIMIT = r"(?i)^(off|0|[1-9]\d{0,5}/(second|minute|hour|day))$"


class GatewaySettings(ServiceSettings):
    """Where to listen, where Redis is, and how patient to be."""

    redis_url: SecretStr = Field(validation_alias="REDIS_URL", description="redis://:password@host:port")
    port: int = Field(default=8000, ge=0, le=65535, validation_alias="STORYREEL_PORT", description="0: any free port")
    api_key: SecretStr | None = Field(
        default=None, validation_alias="STORYREEL_API_KEY", description="let in at the start, for the owner `owner`"
    )
    secret: SecretStr = Field(
        min_length=16, validation_alias="STORYREEL_SECRET",
        description="16 characters or more; signs share links and webhooks, so it must stay the same",
    )  # fmt: skip
    providers: str = Field(
        default="", pattern=PROVIDERS, validation_alias="STORYREEL_PROVIDERS",
        description="who can be asked for pictures and clips here: names with commas; unset: `animatic`, `replicate` "
        "where there is a token, `cog` where there is a URL",
    )  # fmt: skip
    replicate_api_token: SecretStr | None = Field(
        default=None, validation_alias="REPLICATE_API_TOKEN",
        description="of Replicate's API: with it `replicate` is offered, and the secret of its webhooks is fetched",
    )  # fmt: skip
    replicate_base_url: str = Field(
        default="", validation_alias="REPLICATE_BASE_URL", description="of Replicate's API, if not the real one"
    )
    replicate_webhook_secret: SecretStr | None = Field(
        default=None, validation_alias="STORYREEL_REPLICATE_WEBHOOK_SECRET",
        description="`whsec_…` that signs Replicate's webhooks, instead of fetching it; while it is changed two, with "
        "a space between",
    )  # fmt: skip
    default_provider: ProviderName | Literal[""] = Field(
        default="", validation_alias="STORYREEL_DEFAULT_PROVIDER",
        description="who is asked where a request names nobody; unset: `replicate` where there is a token, else "
        "`animatic`",
    )  # fmt: skip
    cog_image_url: str = Field(
        default="", validation_alias="STORYREEL_COG_IMAGE_URL", description="with it, `cog` is offered"
    )
    owner_concurrency: int = Field(
        default=20, ge=0, validation_alias="STORYREEL_OWNER_CONCURRENCY",
        description="jobs that one owner may have in work at once; 0: any number",
    )  # fmt: skip
    owner_monthly_usd: Decimal | None = Field(
        default=None, ge=0, decimal_places=6, validation_alias="STORYREEL_OWNER_MONTHLY_USD",
        description="what one owner may spend in a calendar month (UTC); unset: without limit",
    )  # fmt: skip
    stall_sweep_seconds: float = Field(
        default=10, gt=0.05, validation_alias="STORYREEL_STALL_SWEEP_SECONDS", description="between looks for stalls"
    )
    stall_seconds: float = Field(
        default=60, gt=0.05, validation_alias="STORYREEL_STALL_SECONDS", description="quiet for that long is stalled"
    )
    heartbeat_seconds: float = Field(
        default=15, gt=0.05, validation_alias="STORYREEL_HEARTBEAT_SECONDS", description="on silent event streams"
    )
    streams_per_key: int = Field(
        default=200, ge=1, validation_alias="STORYREEL_STREAMS_PER_KEY",
        description="event streams that one API key may have open at one gateway",
    )  # fmt: skip
    linger_seconds: float = Field(
        default=0, ge=0, validation_alias="STORYREEL_LINGER_SECONDS",
        description="that it serves on after it was asked to stop, while load balancers learn of it",
    )  # fmt: skip
    webhook_schedule: str = Field(
        default="5s 1m 5m 30m 2h 6h 12h 24h", pattern=SCHEDULE, validation_alias="STORYREEL_WEBHOOK_SCHEDULE",
        description="pauses before a webhook is tried again: numbers of ms, s, m, h or d",
    )  # fmt: skip
    webhook_seconds: float = Field(
        default=10, gt=0.05, le=60, validation_alias="STORYREEL_WEBHOOK_SECONDS",
        description="for one attempt of a webhook",
    )  # fmt: skip
    webhook_failures: int = Field(
        default=5, ge=1, validation_alias="STORYREEL_WEBHOOK_FAILURES",
        description="webhooks given up in a row until their endpoint is disabled",
    )  # fmt: skip
    webhook_allow: str = Field(
        default="", pattern=r"^(\S+:\d{1,5}(,\S+:\d{1,5})*)?$", validation_alias="STORYREEL_WEBHOOK_ALLOW",
        description="host:port,… that webhooks may go to although they are not public, also by http; for development",
    )  # fmt: skip
    limit_generate: str = Field(
        default="5/minute", pattern=LIMIT, validation_alias="STORYREEL_LIMIT_GENERATE",
        description="per API key: number/second, minute, hour or day; off",
    )  # fmt: skip
    limit_render: str = Field(
        default="5/minute", pattern=LIMIT, validation_alias="STORYREEL_LIMIT_RENDER",
        description="per API key: number/second, minute, hour or day; off",
    )  # fmt: skip
    limit_upload: str = Field(
        default="10/minute", pattern=LIMIT, validation_alias="STORYREEL_LIMIT_UPLOAD",
        description="per API key: number/second, minute, hour or day; off",
    )  # fmt: skip
    upload_inspections: int = Field(
        default=2, ge=1, le=64, validation_alias="STORYREEL_UPLOAD_INSPECTIONS",
        description="child processes that look into uploads at once",
    )  # fmt: skip
    upload_seconds: float = Field(
        default=600, gt=0.05, validation_alias="STORYREEL_UPLOAD_SECONDS",
        description="after which the objects of an upload that came to nothing are removed",
    )  # fmt: skip
    work_dir: Path = Field(
        default_factory=lambda: Path(tempfile.gettempdir()) / "storyreel-gateway",
        validation_alias="STORYREEL_WORK_DIR",
        description="where uploads come in; what a dead process left there is removed at the next start",
    )  # fmt: skip
    min_free_bytes: int = Field(
        default=500_000_000, ge=0, validation_alias="STORYREEL_WORK_MIN_FREE_BYTES",
        description="free space in the work directory below which uploads are not taken",
    )  # fmt: skip

    @field_validator("replicate_webhook_secret")
    @classmethod
    def _has_keys(cls, secret: SecretStr | None) -> SecretStr | None:
        for one in secret.get_secret_value().split() if secret else ():
            key_of(one)
        return secret

    @property
    def replicate_webhook_keys(self) -> tuple[bytes, ...]:
        """Those that were given."""
        secret = self.replicate_webhook_secret
        return tuple(key_of(one) for one in secret.get_secret_value().split()) if secret else ()

    @model_validator(mode="after")
    def _prefers_whom_it_offers(self) -> "GatewaySettings":
        if self.preferred not in self.offered:
            raise ValueError(f"STORYREEL_DEFAULT_PROVIDER: {self.preferred} is not offered here")
        return self

    @property
    def offered(self) -> frozenset[ProviderName]:
        """Who can be asked here: as it is said, else whoever is set up."""
        named = {name.strip() for name in self.providers.split(",")} - {""}
        return frozenset(one for one in get_args(ProviderName) if (one in named if named else self._is_set_up(one)))

    @property
    def preferred(self) -> ProviderName:
        """Who is asked where a request names nobody: the animatic is only where nobody who is paid is set up."""
        if self.default_provider:
            return self.default_provider
        wished: tuple[ProviderName, ...] = ("replicate",) if self._is_set_up("replicate") else ()
        return next((one for one in (*wished, "animatic") if one in self.offered), min(self.offered))

    def _is_set_up(self, provider: ProviderName) -> bool:
        token = self.replicate_api_token
        told = {
            "animatic": True,
            "replicate": bool(token and token.get_secret_value()),
            "cog": bool(self.cog_image_url),
        }
        return told[provider]
