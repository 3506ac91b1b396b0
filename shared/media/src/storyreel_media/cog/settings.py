"""What a service that has things made by own models is told by its environment, and the client that follows from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from storyreel_media.cog.client import Cog


def _by_commas(said: object) -> object:
    return tuple(one.strip() for one in said.split(",") if one.strip()) if isinstance(said, str) else said


Address = Annotated[str, StringConstraints(pattern=r"^https?://[^/?#\s@]+(/[^?#\s]*)?$")]
Addresses = Annotated[tuple[Address, ...], NoDecode, BeforeValidator(_by_commas)]
"""Of servers, in one variable with commas; they carry no password."""


class CogSettings(BaseSettings):
    """Beside a service's own settings: what own models are called, and how long they may take."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True, env_prefix="=")

    cog_model: str = Field(
        default="own", pattern=r"\S", max_length=100, validation_alias="STORYREEL_COG_MODEL",
        description="what your models are called; under another name, what they made before is made anew",
    )  # fmt: skip
    cog_seconds: float = Field(
        default=600, gt=0, validation_alias="STORYREEL_COG_SECONDS",
        description="that one picture or clip by your models may take",
    )  # fmt: skip


@asynccontextmanager
async def open_cog(settings: CogSettings, addresses: tuple[Address, ...]) -> AsyncIterator[Cog | None]:
    """The client of these servers for the time of the block; None where there are none."""
    if not addresses:
        yield None
        return
    async with Cog(addresses, model=settings.cog_model) as client:
        yield client
