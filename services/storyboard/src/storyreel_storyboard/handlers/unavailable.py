"""A provider that is not configured here, said so that somebody can change it."""

from collections.abc import Collection, Mapping

from storyreel_chassis.errors import Refused
from storyreel_contracts.types import ProviderName

_SET: Mapping[ProviderName, str] = {"replicate": "REPLICATE_API_TOKEN", "cog": "STORYREEL_COG_IMAGE_URL"}


def unavailable(provider: ProviderName, here: Collection[ProviderName]) -> Refused:
    """Nobody makes such pictures here; what to set so that somebody does, and who else can be asked."""
    variable = _SET.get(provider)
    remedy = f"set {variable} for the storyboard service, or " if variable else ""
    others = ", ".join(sorted(here))
    return Refused("provider_unavailable", f"nobody makes pictures by {provider} here: {remedy}ask for {others}")
