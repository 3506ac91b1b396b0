"""Short words for long texts."""

import re

_SHOT = re.compile(r"(?:^|[.,]\s*)((?:[\w-]+ ){0,3}(?:shot|close-up|close up|view|panorama))(?=[.,]|$)", re.IGNORECASE)
_TITLE_LENGTH = 60


def title_of(prompt: str) -> str:
    """The prompt's first clause, cut at a word, as a title."""
    first = re.split(r"[.!?:;\n—–,。！？]", prompt.strip(), maxsplit=1)[0].strip() or prompt.strip()
    if len(first) <= _TITLE_LENGTH:
        return first
    cut = first[:_TITLE_LENGTH]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"


def shot_of(image_prompt: str) -> str:
    """The kind of shot that a picture prompt names in a clause of its own; `scene` when it names none."""
    found = _SHOT.search(image_prompt)
    return found.group(1) if found else "scene"
