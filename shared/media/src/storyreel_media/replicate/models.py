"""The models that are known here: how they are asked, and what that costs by the price catalogue."""

from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

from storyreel_chassis.errors import Broken
from storyreel_contracts.pricing import Prices, ProviderPrices, Resolution
from storyreel_contracts.types import ProviderName

PROVIDER: ProviderName = "replicate"
SHORTEST_CLIP, LONGEST_CLIP = 2, 12
"""Seconds."""

Input = dict[str, Any]


def image_input(prompt: str, aspect_ratio: str, seed: int, output_format: str) -> Input:
    """FLUX schnell's. Without `go_fast`, for that is not repeatable even with a seed."""
    return {
        "prompt": prompt,
        "aspect_ratio": aspect_ratio,
        "seed": seed,
        "output_format": output_format,
        "output_quality": 95,
        "num_outputs": 1,
        "go_fast": False,
    }


def clip_input(
    prompt: str, image: str, seconds: int, resolution: Resolution, seed: int, last_image: str | None = None
) -> Input:
    """Seedance lite's. The picture's shape is the clip's; with `last_image` the clip ends in that picture."""
    given: Input = {
        "prompt": prompt,
        "image": image,
        "duration": seconds,
        "resolution": resolution,
        "fps": 24,
        "camera_fixed": False,
        "seed": seed,
    }
    return given if last_image is None else given | {"last_frame_image": last_image}


IMAGES: Mapping[str, Callable[[str, str, int, str], Input]] = {"black-forest-labs/flux-schnell": image_input}
CLIPS: Mapping[str, Callable[[str, str, int, Resolution, int, str | None], Input]] = {
    "bytedance/seedance-1-lite": clip_input
}


def prices_here(prices: Prices) -> ProviderPrices:
    """The provider's part of a catalogue.

    Raises:
        Broken: it has none, or names a model that nobody here knows how to ask
    """
    found = prices.providers.get(PROVIDER)
    if found is None:
        raise Broken("provider_prices", f"the price catalogue {prices.version} has no prices of {PROVIDER}")
    for model, known in ((found.image.model, IMAGES), (found.clip.model, CLIPS)):
        if model not in known:
            raise Broken(
                "provider_model", f"the price catalogue {prices.version} names {model}, unknown to this release"
            )
    return found


def clip_seconds(seconds: float | Decimal) -> int:
    """The length to ask for: whole seconds, so that the slot is filled, within what the model makes."""
    whole = int(Decimal(str(seconds)).to_integral_value(ROUND_CEILING))
    return min(max(whole, SHORTEST_CLIP), LONGEST_CLIP)
