"""The list prices that a job was quoted by."""

from storyreel_chassis.errors import Away, Refused
from storyreel_contracts.pricing import ProviderPrices, current, prices_of
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
