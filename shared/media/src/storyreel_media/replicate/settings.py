"""What a service that buys from Replicate is told by its environment, and the client that follows from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from storyreel_media.replicate.client import BASE_URL, Limits, Replicate
from storyreel_media.replicate.download import HOSTS, Downloads
from storyreel_media.replicate.timing import RealTime


class ProviderSettings(BaseSettings):
    """Beside a service's own settings: where Replicate is, and how it is used. Without a token it is not there."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True, env_prefix="=")

    replicate_token: SecretStr | None = Field(
        default=None, validation_alias="REPLICATE_API_TOKEN", description="r8_…; one installation each, for what it"
        " did not write down itself is taken for its own",
    )  # fmt: skip
    replicate_url: str = Field(
        default=BASE_URL, validation_alias="REPLICATE_BASE_URL", description="of the API, with its version"
    )
    replicate_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=HOSTS, validation_alias="STORYREEL_REPLICATE_HOSTS",
        description="where outputs may be fetched from, by commas; a leading dot is every host below, an origin with"
        " its scheme may be one",
    )  # fmt: skip
    replicate_creates: int = Field(
        default=4, ge=1, le=100, validation_alias="STORYREEL_REPLICATE_CREATES",
        description="how many predictions are asked for at the same time",
    )  # fmt: skip
    reconcile_seconds: float = Field(
        default=30, ge=1, le=600, validation_alias="STORYREEL_RECONCILE_SECONDS",
        description="how far the provider's lists may be behind, seconds: a call whose answer was lost is looked for so"
        " long before it is taken to have bought nothing; if that is too short, pictures are bought twice",
    )  # fmt: skip
    second_look_seconds: float = Field(
        default=600, ge=60, le=3000, validation_alias="STORYREEL_SECOND_LOOK_SECONDS",
        description="how many seconds later it is looked for once more, in case a paused process made its call after"
        " all; what is found is stopped, or kept",
    )  # fmt: skip

    @field_validator("replicate_token")
    @classmethod
    def _none_if_empty(cls, token: SecretStr | None) -> SecretStr | None:
        """A variable that is set to nothing is not set."""
        return token if token is not None and token.get_secret_value().strip() else None

    @field_validator("replicate_url")
    @classmethod
    def _the_real_one_if_empty(cls, url: str) -> str:
        return url.strip() or BASE_URL

    @field_validator("replicate_hosts", mode="before")
    @classmethod
    def _by_commas(cls, said: object) -> object:
        if not isinstance(said, str):
            return said
        return tuple(one.strip() for one in said.split(",") if one.strip()) or HOSTS


@asynccontextmanager
async def open_replicate(settings: ProviderSettings) -> AsyncIterator[Replicate | None]:
    """The client for the time of the block; None where there is no token."""
    if settings.replicate_token is None:
        yield None
        return
    time = RealTime()
    async with Replicate(
        settings.replicate_token,
        base_url=settings.replicate_url,
        time=time,
        downloads=Downloads(time, hosts=settings.replicate_hosts),
        limits=Limits(creates_at_once=settings.replicate_creates),
    ) as client:
        yield client
