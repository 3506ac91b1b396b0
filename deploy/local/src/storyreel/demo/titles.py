"""Short words for long texts."""

import re

_SHOT = re.compile(r"(?:^|[.,]\s*)((?:[\w-]+ ){0,3}(?:shot|close-up|close up|view|panorama))(?=[.,]|$)", re.IGNORECASE)
_TITLE_LENGTH = 60
_NUMBERING = re.compile(
    r"^[*_]*(?:(?:scene|shot|part|chapter|act)\s+)?(?:\d{1,3}\s*[.):\-–—](?!\d)|[#>*•–—-]+\s|\[[\d:.\s–-]*\]|"
    r"\d{1,2}:\d{2}(?:\s*[-–—]\s*\d{1,2}:\d{2})?\s*[:\-–—]?)\s*",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\*{1,3}|`+|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)")
_END = re.compile(r"[.,:](?!\d)|[!?;\n—–。！？、，：；]")


def title_of(prompt: str) -> str:
    """The prompt's first clause, without numbering, time stamps and Markdown, cut at a word, as a title."""
    text = prompt.strip()
    while text != (bare := _NUMBERING.sub("", text, count=1).lstrip()):
        text = bare
    text = _MARKUP.sub("", text)
    clauses = (clause.strip() for clause in _END.split(text))
    first = next((clause for clause in clauses if any(map(str.isalpha, clause))), "") or prompt.strip()
    if len(first) <= _TITLE_LENGTH:
        return first
    cut = first[: _TITLE_LENGTH - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"


def shot_of(image_prompt: str) -> str:
    """The kind of shot that a picture prompt names in a clause of its own; `scene` when it names none."""
    found = _SHOT.search(image_prompt)
    return found.group(1) if found else "scene"
