"""What the house allows an owner: settings that decisions depend on."""

from dataclasses import dataclass
from decimal import Decimal

from storyreel_contracts.types import ProviderName


@dataclass(frozen=True, slots=True)
class Terms:
    """Who can be asked for pictures and clips here, and how much at once and in a month."""

    providers: frozenset[ProviderName] = frozenset({"animatic"})
    default_provider: ProviderName | None = None
    """Who is asked where a request names nobody; None: the animatic wherever it is offered."""
    concurrency: int | None = None
    """Jobs of one owner that may be in work at the same time."""
    monthly_usd: Decimal | None = None
    """What one owner may spend in a calendar month, UTC."""

    @property
    def shared(self) -> bool:
        """Whether an owner's decisions have to wait for each other."""
        return self.concurrency is not None or self.monthly_usd is not None
