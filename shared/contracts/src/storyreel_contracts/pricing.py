"""What providers ask: list prices as data, one file in `prices/` for each day on which they changed.

A file is never edited once it is released: jobs made under it are settled against it. New prices are a new file.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from storyreel_contracts.types import ProviderName

Resolution = Literal["480p", "720p", "1080p"]
UnitPrice = Annotated[Decimal, Field(ge=0, lt=1000, decimal_places=4)]
"""US dollars. Four decimals, so that a price times hundredths of a second is an amount of six."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ImagePrice(_Data):
    """What a picture costs, and which model makes it."""

    model: str = Field(min_length=1, max_length=100)
    per_image: UnitPrice


class WholeSeconds(_Data):
    """A provider sells whole seconds, so many at least and at most in one clip."""

    least: int = Field(ge=1)
    most: int = Field(le=60)

    def of(self, seconds: Decimal) -> int:
        """The length to ask for so that a scene is filled; a longer scene is filled by playing the longest slower."""
        return min(max(int(seconds.to_integral_value(ROUND_CEILING)), self.least), self.most)


class ClipPrice(_Data):
    """What a second of moving pictures costs by resolution, and which model makes it."""

    model: str = Field(min_length=1, max_length=100)
    per_second: Mapping[Resolution, UnitPrice] = Field(min_length=1)
    default_resolution: Resolution
    whole_seconds: WholeSeconds | None = None

    @model_validator(mode="after")
    def _has_a_default(self) -> "ClipPrice":
        if self.default_resolution not in self.per_second:
            raise ValueError(f"there is no price for the default resolution {self.default_resolution}")
        return self

    def per_clip_second(self, resolution: Resolution | None = None) -> Decimal:
        """The price of a second, in the default resolution where none is named.

        Raises:
            KeyError: the provider makes none of that resolution
        """
        return self.per_second[resolution or self.default_resolution]

    def sold(self, seconds: Decimal) -> Decimal:
        """The seconds that have to be bought for a scene of this length."""
        return Decimal(self.whole_seconds.of(seconds)) if self.whole_seconds else seconds


class ProviderPrices(_Data):
    """A provider's list prices."""

    image: ImagePrice
    clip: ClipPrice

    def estimate(self, *, images: int, seconds: int | Decimal) -> Decimal:
        """Images × price + seconds × price, US dollars."""
        return images * self.image.per_image + Decimal(seconds) * self.clip.per_clip_second()


class Prices(_Data):
    """One version of the catalogue. A provider without a row cannot be asked for."""

    effective_from: date
    currency: Literal["USD"]
    providers: Mapping[ProviderName, ProviderPrices] = Field(min_length=1)

    @property
    def version(self) -> str:
        """The catalogue's name, which jobs keep: `2026-11-01`."""
        return self.effective_from.isoformat()


def read(folder: Traversable) -> Mapping[str, Prices]:
    """Every version in a folder, the oldest first.

    Raises:
        ValueError: there is none, or a file is not what it should be; it is named
    """
    found: dict[str, Prices] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".json"):
            continue
        try:
            prices = Prices.model_validate_json(file.read_bytes())
        except ValueError as error:
            raise ValueError(f"prices/{file.name}: {error}") from error
        if file.name != f"{prices.version}.json":
            raise ValueError(f"prices/{file.name} is effective from {prices.version}: name it so")
        found[prices.version] = prices
    if not found:
        raise ValueError("there is no price catalogue in prices/")
    return found


@cache
def catalogues() -> Mapping[str, Prices]:
    """Every version that this release knows, the oldest first."""
    return read(files("storyreel_contracts").joinpath("prices"))


def prices_of(version: str) -> Prices:
    """The version that a job was made under.

    Raises:
        KeyError: this release does not know it
    """
    return catalogues()[version]


def current(on: date | None = None) -> Prices:
    """The newest version that is effective on a day, today's by default (UTC); before all of them, the oldest."""
    known = list(catalogues().values())
    today = on or datetime.now(UTC).date()
    return next((prices for prices in reversed(known) if prices.effective_from <= today), known[0])
