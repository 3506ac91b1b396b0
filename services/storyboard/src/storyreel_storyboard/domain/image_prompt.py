"""The text an image model is given for a scene."""

from collections.abc import Iterable

from storyreel_storyboard.domain.graphemes import elide
from storyreel_storyboard.domain.scene import MAX_IMAGE_PROMPT
from storyreel_storyboard.domain.wording import without_links

_FRAMING = {
    "9:16": "vertical composition",
    "1:1": "square, centred composition",
    "4:3": "classic 4:3 composition",
    "16:9": "widescreen composition",
}


def composed(description: str, additions: Iterable[str], aspect_ratio: str) -> str:
    """`description` first, then what else is known of the picture, at most 2000 characters."""
    parts = [without_links(description).rstrip(), *additions, _FRAMING.get(aspect_ratio, "").capitalize()]
    text = ""
    for part in filter(None, (part.strip() for part in parts)):
        ended = not text or text[-1] in ".!?。！？…؟।"
        text = f"{text}{'' if ended else '.'}{' ' if text else ''}{part}"
    return elide(text, MAX_IMAGE_PROMPT)
