"""What the owner says to the film maker rather than to the audience: "Make a 30 second video about …"."""

import re
from dataclasses import dataclass

from storyreel_storyboard.domain import phrasebook

_LENGTH = re.compile(
    r"\b(?:\d{1,3}|ten|fifteen|twenty|thirty|forty|sixty|one|two|half|five)?[- ]?(?:seconds?|secs?|s|"
    r"minutes?|mins?|sekunden|sekündiges|"
    r"secondes?|segundos?)(?:[- ]?long)?\b",
    re.IGNORECASE,
)
_LENGTH_FIRST = re.compile(rf"^\s*(?:length|duration)?:?\s*{_LENGTH.pattern}\s*[.:,–—-]\s*(?=[^\W\d_])", re.IGNORECASE)
_FILLER = frozenset(
    re.findall(
        r"\S+",
        "a an the short brief quick nice cool great beautiful good new simple little small long me us "
        "my our of in is for "
        "very and amazing stunning awesome really fun this one please kurzes kurzen kurzer kurze court "
        "courte corto corta "
        "breve curto just to be want i we need like storyboard making explainer single",
    )
)
_ADVERT = re.compile(
    r"advert|\bads?\b|commercial|promo|product|brand|spot|launch|werbe|publicité|\bpub\b|anun|anún|广告|إعلان|реклам",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Brief:
    """What is left when the asking is taken off: the content, words of style found on the way, whether it sells."""

    content: str
    style: str = ""
    is_advert: bool = False


def brief(text: str) -> Brief:
    """`text` without its leading instruction; as it is when there is none or nothing else."""
    for pattern in phrasebook.AROUND:
        found = pattern.match(text)
        if found:
            return Brief(
                f"{found['about'].strip()}\n{text[found.end() :]}".strip(),
                is_advert=bool(_ADVERT.search(found["film"])),
            )
    text = _LENGTH_FIRST.sub("", text)
    for pattern in phrasebook.BEFORE:
        found = pattern.match(text)
        rest = text[found.end() :].strip() if found else ""
        if found and _says_something(rest):
            return Brief(rest, _style(found["words"], found["film"]), bool(_ADVERT.search(found[0])))
    found = phrasebook.SHOW.match(text)
    rest = text[found.end() :].strip() if found else ""
    return Brief(rest) if _says_something(rest) else Brief(text)


def is_request(text: str) -> bool:
    """Whether a preamble only asks for a film ("Create a video with these scenes:") and shows nothing itself."""
    asked = f"{text.strip().rstrip(':.')} : x"
    return any(pattern.match(asked) for pattern in phrasebook.BEFORE)


def _says_something(rest: str) -> bool:
    return sum(char.isalnum() for char in rest) >= 3


def _style(aside: str, film: str) -> str:
    """The words between "a" and "video" that say how it should look: "cinematic", "black and white"."""
    kept = [word for word in _LENGTH.sub(" ", aside).split() if not word.isdigit()]
    if all(word.lower().strip(",") in _FILLER for word in kept):
        kept = []
    while kept and kept[0].lower().strip(",") in _FILLER:
        kept = kept[1:]
    kind = "documentary" if "document" in film.lower() else "cartoon" if "cartoon" in film.lower() else ""
    return " ".join(filter(None, [" ".join(kept).strip(" ,-"), kind]))
