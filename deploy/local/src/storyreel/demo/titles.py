"""Short words for long texts."""

import re

_SHOT = re.compile(r"\b([\w-]+ )?([\w-]+ )?(shot|close-up|view|panorama)\b", re.IGNORECASE)
_TITLE_LENGTH = 48


def title_of(prompt: str) -> str:
    """The prompt's first clause, cut at a word, as a title."""
    first = re.split(r"[.!?:;\n—–,。！？]", prompt.strip(), maxsplit=1)[0].strip() or prompt.strip()
    if len(first) <= _TITLE_LENGTH:
        return first
    cut = first[:_TITLE_LENGTH]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"


def shot_of(image_prompt: str) -> str:
    """The kind of shot that a picture prompt begins with; `scene` when it does not say."""
    found = _SHOT.search(image_prompt[:80])
    return found.group(0).strip() if found else "scene"
