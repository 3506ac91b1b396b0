"""What a model that paints from words is told of a picture."""

from collections.abc import Sequence

from storyreel_storyboard.domain.colour_names import colour_name

EDITION = 1
"""Raised when the wording changes, for then the pictures do."""
_PLAIN = "A single clean image without any text, letters, captions, logos or watermarks"


def spoken(prompt: str, *, style: str | None, colours: Sequence[str]) -> str:
    """The subject first, as the scene's image prompt has it, then its style, its palette in words and codes
    ("#rrggbb"), and that nothing is to be read in it."""
    parts = [prompt.strip().rstrip(".")]
    if style and style.casefold() not in prompt.casefold():
        parts.append(f"Style: {style.strip().rstrip('.')}")
    if colours:
        parts.append(f"Colour palette: {', '.join(f'{colour_name(one)} ({one})' for one in colours)}")
    return f"{'. '.join([*parts, _PLAIN])}."
