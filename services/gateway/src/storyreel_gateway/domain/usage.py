"""What an owner did and spent in a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from storyreel_contracts.types import ProviderName


@dataclass(frozen=True, slots=True)
class ProviderUsage:
    """What was bought of one provider; pictures and seconds are those that were billed, also with nothing."""

    provider: ProviderName
    images: int
    clip_seconds: Decimal
    quoted: Decimal
    reserved: Decimal
    actual: Decimal


@dataclass(frozen=True, slots=True)
class Usage:
    """Jobs made, films rendered and copies asked for in the month, and what was bought."""

    jobs: int
    films: int
    exports: int
    providers: Sequence[ProviderUsage]
