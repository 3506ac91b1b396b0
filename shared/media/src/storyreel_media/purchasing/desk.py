"""What a service that buys is put together with: a buyer and a settler for each provider who sells there."""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storyreel_contracts.types import ProviderName
from storyreel_media.purchasing.buyer import Buyer
from storyreel_media.purchasing.leftovers import Leftovers
from storyreel_media.purchasing.ports import PurchasingUnits, Salvage, Seller, Signals
from storyreel_media.purchasing.settler import Settler


@dataclass(frozen=True, slots=True)
class Desk:
    """Who buys for claimed tasks, by provider, and who ends what they left open, also of providers of former times."""

    buyers: Mapping[ProviderName, Buyer]
    settlers: Sequence[Settler]
    leftovers: Leftovers

    @property
    def loops(self) -> Sequence[Callable[[], Coroutine[Any, Any, None]]]:
        """What runs beside the service's workers; each is endless."""
        return [*(settler.run for settler in self.settlers), self.leftovers.run]

    def settle(self) -> None:
        """There may be something to settle: a job was canceled."""
        for settler in self.settlers:
            settler.wake()


def desk(
    units: PurchasingUnits,
    sellers: Iterable[Seller],
    signals: Signals,
    salvage: Salvage,
    *,
    grace: float,
    second_look: float,
    every: float,
    lease: float,
) -> Desk:
    """See `Buyer` and `Settler` for what the numbers mean; all are seconds."""
    found = list(sellers)
    return Desk(
        {one.name: Buyer(units, one, signals, grace=grace) for one in found},
        [Settler(units, one, salvage, grace=grace, second_look=second_look, every=every, lease=lease) for one in found],
        Leftovers(units, [one.name for one in found]),
    )
