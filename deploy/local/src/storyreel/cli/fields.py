"""The API's fields, said as the options and arguments that fill them."""

import re
from collections.abc import Sequence

_SPOKEN = {
    "brand_guidelines.logo_asset_id": "--logo",
    "brand_guidelines.logo_position": "--logo-position",
    "brand_guidelines.colors": "--brand-color",
    "logo_asset_id": "--logo",
    "logo_position": "--logo-position",
    "aspect_ratio": "--aspect",
    "max_cost_usd": "--max-cost",
    "webhook_url": "--webhook",
    "client_id": "--client-id",
    "asset_ids": "--asset",
    "new_image_prompt": "--image",
    "new_description": "--text",
    "scene_number": "scene",
    "scene_order": "scenes",
    "owner_id": "--owner",
    "expires_at": "--expires",
    "expires_in": "--expires",
    "scopes": "--scope",
    "duration": "--duration",
    "provider": "--provider",
    "quality": "--quality",
    "format": "--format",
    "style": "--style",
    "audio": "--audio",
    "seed": "--seed",
    "month": "--month",
    "what": "--what",
}
_NAMES = "|".join(re.escape(name) for name in sorted(_SPOKEN, key=len, reverse=True))
_UNMISTAKABLE = "|".join(name for name in _SPOKEN if "_" in name and "." not in name)
_IN_A_SENTENCE = re.compile(rf"`({_NAMES})`|\b({_UNMISTAKABLE})\b")
_AS_A_PLACE = re.compile(rf"({_NAMES})(?:\.(\d+))?$")


def option(place: str | Sequence[str | int]) -> str:
    """`--asset (number 2)` for `asset_ids.1`; what has no option keeps its name."""
    path = place if isinstance(place, str) else ".".join(map(str, place))
    found = _AS_A_PLACE.fullmatch(path)
    if found is None:
        return path
    number = f" (number {int(found[2]) + 1})" if found[2] else ""
    return f"{_SPOKEN[found[1]]}{number}"


def in_options(sentence: str) -> str:
    """A sentence of the API with its fields as options; plain words such as `style` only where they are quoted."""
    return _IN_A_SENTENCE.sub(lambda found: _SPOKEN[found[1] or found[2]], sentence)


def wrong(place: str | Sequence[str | int], complaint: str) -> str:
    """`--text: must have …`; what is wrong with the whole stands alone."""
    name = option(place)
    return f"{name}: {in_options(complaint)}" if name else in_options(complaint)
