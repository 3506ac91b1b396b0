"""What a job's list prices mean for how its film is cut."""

from collections.abc import Iterable

from storyreel_contracts.pricing import WholeSeconds
from storyreel_contracts.types import ProviderName
from storyreel_media.providers import prices_for


def whole_seconds(providers: Iterable[ProviderName | None], version: str | None) -> WholeSeconds | None:
    """How the first one of these sells whole seconds, if any does: who takes scenes over is reserved for by the scene,
    so that a film whose scenes have parts of seconds would come to more than its estimate.

    Raises:
        See `prices_for`.
    """
    sold = (prices_for(one, version).clip.whole_seconds for one in providers if one is not None)
    return next((one for one in sold if one is not None), None)
