"""The list prices that a job was quoted by."""

from collections.abc import Iterable

from storyreel_chassis.errors import Away, Refused
from storyreel_contracts.pricing import ProviderPrices, WholeSeconds, current, prices_of
from storyreel_contracts.types import ProviderName


def prices_for(provider: ProviderName, version: str | None) -> ProviderPrices:
    """A provider's prices in one version of the catalogue, or in today's.

    Raises:
        Away: this release does not know the version; a newer one beside it may
        Refused: that version has no prices of the provider
    """
    try:
        prices = prices_of(version) if version else current()
    except KeyError:
        raise Away("prices_unknown", f"the price catalogue {version} is newer than this service: update it") from None
    if provider not in prices.providers:
        raise Refused("provider_unavailable", f"the price catalogue {prices.version} has no prices of {provider}")
    return prices.providers[provider]


def whole_seconds(providers: Iterable[ProviderName | None], version: str | None) -> WholeSeconds | None:
    """How the first one of these sells whole seconds, if any does: who takes scenes over is reserved for by the scene,
    so that a film whose scenes have parts of seconds would come to more than its estimate.

    Raises:
        See `prices_for`.
    """
    sold = (prices_for(one, version).clip.whole_seconds for one in providers if one is not None)
    return next((one for one in sold if one is not None), None)
