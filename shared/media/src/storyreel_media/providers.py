"""Who can be asked for pictures and clips: at which list prices, and what to say where nobody can."""

from collections.abc import Collection, Mapping

from storyreel_chassis.errors import Away, Refused
from storyreel_contracts.pricing import ProviderPrices, current, prices_of
from storyreel_contracts.types import CostKind, ProviderName

_MADE: Mapping[CostKind, tuple[str, str]] = {"image": ("pictures", "storyboard"), "clip": ("clips", "renderer")}
"""What it is called, and the service that has it made."""
_SET: Mapping[tuple[CostKind, ProviderName], str] = {
    ("image", "replicate"): "REPLICATE_API_TOKEN",
    ("image", "cog"): "STORYREEL_COG_IMAGE_URL",
    ("clip", "replicate"): "REPLICATE_API_TOKEN",
    ("clip", "cog"): "STORYREEL_COG_CLIP_URL",
}


def prices_for(provider: ProviderName, version: str | None) -> ProviderPrices:
    """A provider's list prices in the version of the catalogue that a job was quoted by; today's where it names none.

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


def unavailable(kind: CostKind, provider: ProviderName, here: Collection[ProviderName]) -> Refused:
    """Nobody makes that here; what to set so that somebody does, and who else can be asked."""
    made, service = _MADE[kind]
    variable = _SET.get((kind, provider))
    remedy = f"set {variable} for the {service} service, or " if variable else ""
    return Refused(
        "provider_unavailable", f"nobody makes {made} by {provider} here: {remedy}ask for {', '.join(sorted(here))}"
    )
