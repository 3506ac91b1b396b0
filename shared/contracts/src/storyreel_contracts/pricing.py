"""What providers ask: list prices as data, and the estimate made from them."""

from dataclasses import dataclass
from decimal import Decimal

from storyreel_contracts.types import ProviderName


@dataclass(frozen=True, slots=True)
class Price:
    """A provider's list prices, US dollars."""

    image_model: str
    per_image: Decimal
    clip_model: str
    per_clip_second: Decimal
    as_of: str


CATALOGUE: dict[ProviderName, Price] = {
    "animatic": Price("animatic-1", Decimal(0), "animatic-1", Decimal(0), "2026-11-01"),
}
"""Prices by provider. Animatic is our own and free. A provider without a row cannot be asked for."""


def estimate(provider: ProviderName, *, scenes: int, seconds: int | Decimal) -> Decimal:
    """Images × price + seconds × price, US dollars.

    Raises:
        KeyError: the provider has no row in the catalogue
    """
    price = CATALOGUE[provider]
    return scenes * price.per_image + Decimal(seconds) * price.per_clip_second
