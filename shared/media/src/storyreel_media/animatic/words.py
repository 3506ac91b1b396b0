"""From text to concepts: tokens, inflections, phrases, other scripts."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from storyreel_media.animatic.lexicon import camera, conditions, places, styles, subjects, tongues

_TOKEN = re.compile(r"[a-z0-9]+")
_ACCENTS = re.compile("[\u0300-\u036f\ufe0e\ufe0f]")
_LONGEST_PHRASE = 4
# Words that mean a thing only as they stand: cutting an ending off would change what they are.
_FIXED = frozenset(
    {
        "his", "this", "was", "has", "does", "less", "glass", "grass", "bus", "dress", "various", "always", "news",
        "species", "lens", "ring", "king", "wing", "sing", "thing", "bring", "string", "during", "evening", "morning",
        "building", "red", "bed", "seed", "need", "feed", "speed",
    }
)  # fmt: skip

_PLURALS = frozenset({"children", "kids", "men", "women", "mice", "geese", "wolves", "wives"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A word or phrase that means something: `kind` is the table ("place", "subject", …), `value` its entry."""

    kind: str
    value: str
    at: int
    plural: bool = False


@cache
def _index() -> dict[tuple[str, ...], tuple[tuple[str, str], ...]]:
    tables: list[tuple[str, dict[str, str]]] = [
        ("time", conditions.TIMES),
        ("weather", conditions.WEATHERS),
        ("season", conditions.SEASONS),
        ("mood", conditions.MOODS),
        ("colour", conditions.COLOURS),
        ("place", places.PLACES),
        ("shot", camera.SHOTS),
        ("angle", camera.ANGLES),
        ("action", camera.ACTIONS),
        ("wear", camera.WEAR),
        ("style", styles.STYLES),
        ("subject", subjects.SUBJECTS),
    ]
    index: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for kind, table in tables:
        for value, entry in table.items():
            for phrase in entry.split():
                index.setdefault(tuple(phrase.split("_")), []).append((kind, value))
    return {phrase: tuple(senses) for phrase, senses in index.items()}


@cache
def _latin() -> dict[tuple[str, ...], str]:
    return {tuple(word.split("_")): sense for sense, entry in tongues.LATIN.items() for word in entry.split()}


@cache
def _foreign() -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs = [
        (fold(word.replace("_", " ")), sense) for sense, entry in tongues.SCRIPTS.items() for word in entry.split()
    ]
    pairs += [(fold(emoji), sense) for emoji, sense in tongues.EMOJI.items()]
    pairs.sort(key=lambda pair: (-len(pair[0]), pair[0]))
    return tuple((_anchored(word), sense) for word, sense in pairs)


def _anchored(word: str) -> re.Pattern[str]:
    """Alphabets match at a word's start (short words whole), after an Arabic article; other scripts anywhere."""
    start = word[0]
    if "\u0400" <= start <= "\u04ff":
        return re.compile(rf"(?<!\w){re.escape(word)}" + (r"(?!\w)" if len(word) <= 3 else r"\w*"))
    if "\u0600" <= start <= "\u06ff":
        return re.compile(rf"(?<!\w)(?:وال|ال|بال|و|ب)?{re.escape(word)}")
    return re.compile(re.escape(word))


def fold(text: str) -> str:
    """Lower case without Latin accents; other scripts keep their marks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))


def tokens(text: str) -> list[str]:
    """English tokens of a text in order; what other scripts and emoji say is put in its place, translated."""
    folded = fold(text).replace("ı", "i")
    if not folded.isascii():
        for pattern, sense in _foreign():
            folded = pattern.sub(f" {sense} ", folded)
    return _TOKEN.findall(folded)


def stems(word: str) -> list[str]:
    """The word, then what it may be an inflection of, likeliest first."""
    if word in _FIXED or len(word) < 4:
        return [word]
    found = [word]
    endings = (("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"), ("ed", ""),
               ("ed", "e"), ("ied", "y"), ("ly", ""))  # fmt: skip
    for ending, instead in endings:
        if word.endswith(ending):
            stem = word[: -len(ending)] + instead
            if len(stem) >= 3:
                found.append(stem)
                if ending in ("ing", "ed") and len(stem) > 3 and stem[-1] == stem[-2]:
                    found.append(stem[:-1])
    return found


def _senses(run: list[str]) -> tuple[tuple[tuple[str, str], ...], bool]:
    """What a run of words means, and whether its last word is a plural."""
    index, latin = _index(), _latin()
    for stem in stems(run[-1]):
        phrase = (*run[:-1], stem)
        senses = index.get(phrase) or (index.get(tuple(latin[phrase].split())) if phrase in latin else None)
        if senses:
            return senses, run[-1] in _PLURALS or (stem != run[-1] and run[-1].endswith("s"))
    return (), False


def hits(words: list[str]) -> list[Hit]:
    """Every concept in reading order; the longest phrase wins, and what a "no" or "without" denies is left out."""
    found: list[Hit] = []
    at, denied_until = 0, -1
    while at < len(words):
        if words[at] in camera.NEGATIONS:
            denied_until = at + 3
        length = 1
        senses: tuple[tuple[str, str], ...] = ()
        plural = False
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            senses, plural = _senses(words[at : at + length])
            if senses:
                break
        if at > denied_until:
            found += [Hit(kind, value, at, plural) for kind, value in senses]
        at += length
    return found
