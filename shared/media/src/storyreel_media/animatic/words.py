"""From text to concepts: tokens, inflections, phrases, other scripts."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from storyreel_media.animatic.lexicon import (
    camera,
    conditions,
    latin,
    light,
    places,
    scripts,
    styles,
    subjects,
    tongues,
)

_TOKEN = re.compile(r"[a-z0-9]+")
_ACCENTS = re.compile("[\u0300-\u036f\ufe0e\ufe0f]")
_LONGEST_PHRASE = 4
_SUBJECT = re.compile(r"\bsubject:\s*([^.;\n]+)", re.IGNORECASE)
_NOMINATIVE = re.compile(r"\b(?:she|he|they|it)\b", re.IGNORECASE)
_OBLIQUE = re.compile(r"\b(?:her|him|them)\b", re.IGNORECASE)
# Little words that tell text of another Latin-script language, whose words then come before the English ones.
_ABROAD = frozenset(
    {
        "ein", "eine", "einem", "einen", "einer", "eines", "der", "das", "dem", "den", "und", "auf", "durch",
        "uber", "unter", "mit", "zum", "zur", "ist", "sich", "vor", "nach", "am", "im", "la", "le", "les", "un",
        "une", "du", "des", "dans", "avec", "sous", "sur", "et", "au", "aux", "el", "los", "las", "una", "uno",
        "con", "por", "para", "del", "al", "y", "il", "lo", "gli", "nel", "nella", "sul", "sulla", "di",
        "della", "dei", "um", "uma", "na", "nos", "dos", "ao", "com", "em", "sobre", "pela", "pelo",
    }
)  # fmt: skip
_ENDINGS_ABROAD = ("ern", "en", "er", "em", "es", "e", "n", "s")
# Words that mean a thing only as they stand: cutting an ending off would change what they are.
_FIXED = frozenset(
    {
        "his", "this", "was", "has", "does", "less", "glass", "grass", "bus", "dress", "various", "always", "news",
        "species", "lens", "ring", "king", "wing", "sing", "thing", "bring", "string", "during", "evening", "morning",
        "building", "red", "bed", "seed", "need", "feed", "speed",
    }
)  # fmt: skip

_PLURALS = frozenset({"children", "kids", "men", "women", "mice", "geese", "wolves", "wives", "birds", "friends"})


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
        ("light", light.LIGHTS),
    ]
    index: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for kind, table in tables:
        for value, entry in table.items():
            for phrase in entry.split():
                index.setdefault(tuple(phrase.split("_")), []).append((kind, value))
    return {phrase: tuple(senses) for phrase, senses in index.items()}


@cache
def _latin() -> dict[tuple[str, ...], str]:
    tables = (tongues.LATIN, latin.LATIN)
    return {
        tuple(word.split("_")): sense for table in tables for sense, entry in table.items() for word in entry.split()
    }


@cache
def _foreign() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Longest first; a final underscore asks for the word to end there."""
    words = {
        word: sense
        for table in (scripts.SCRIPTS, tongues.SCRIPTS)
        for sense, entry in table.items()
        for word in entry.split()
    }
    pairs = [(fold(word.rstrip("_").replace("_", " ")), sense, word.endswith("_")) for word, sense in words.items()]
    pairs += [(fold(emoji), sense, False) for emoji, sense in tongues.EMOJI.items()]
    pairs.sort(key=lambda pair: (-len(pair[0]), pair[0]))
    return tuple((_anchored(word, ends=ends), sense) for word, sense, ends in pairs)


def _anchored(word: str, *, ends: bool) -> re.Pattern[str]:
    """Alphabets match at a word's start (short words whole), after an Arabic article; other scripts anywhere."""
    if "\uac00" <= word[0] <= "\ud7a3":
        return re.compile(rf"(?<!\w){re.escape(word)}" + (r"(?!\w)" if ends else r"\w*"))
    if ends:
        return re.compile(re.escape(word) + r"(?!\w)")
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


def referred(text: str) -> str:
    """The text with "Subject: X" put where its first pronoun stands, so that "she" is who the prompt says she is."""
    named = _SUBJECT.search(text)
    if not named:
        return text
    rest = f"{text[: named.start()]} . {text[named.end() :]}"
    for pronoun in (_NOMINATIVE, _OBLIQUE):
        if pronoun.search(rest):
            told = pronoun.sub(lambda _: named[1], rest, count=1)
            return _OBLIQUE.sub(" ", _NOMINATIVE.sub(" ", told))
    return text


def is_abroad(words: list[str]) -> bool:
    """Whether the words are another language's in Latin script."""
    return sum(word in _ABROAD for word in words) >= 2


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


def _abroad(run: list[str]) -> tuple[tuple[tuple[str, str], ...], bool]:
    """What a run means in another language, as it stands or without an ending; whether it is a plural."""
    latin = _latin()
    endings = [ending for ending in _ENDINGS_ABROAD if run[-1].endswith(ending) and len(run[-1]) - len(ending) >= 3]
    for last in (run[-1], *(run[-1][: -len(ending)] for ending in endings)):
        if (*run[:-1], last) in latin:
            english = latin[(*run[:-1], last)].split()
            senses = _index().get(tuple(english), ()) or tuple(
                sense for word in english for sense in _index().get((word,), ())
            )
            if not senses:  # only its singular is in the tables
                senses = _index().get((stems(english[-1])[-1],), ())
            return senses, last != run[-1] or english[-1] in _PLURALS
    return (), False


def _senses(run: list[str], *, abroad: bool) -> tuple[tuple[tuple[str, str], ...], bool]:
    """What a run of words means, and whether its last word is a plural."""
    index, latin = _index(), _latin()
    if abroad:
        known, plural = _abroad(run)
        if known:
            return known, plural
    for stem in stems(run[-1]):
        phrase = (*run[:-1], stem)
        senses = index.get(phrase) or (index.get(tuple(latin[phrase].split())) if phrase in latin else None)
        if senses:
            return senses, run[-1] in _PLURALS or (stem != run[-1] and run[-1].endswith("s"))
    return (), False


def hits(words: list[str]) -> list[Hit]:
    """Every concept in reading order; the longest phrase wins, and what a "no" or "without" denies is left out."""
    found: list[Hit] = []
    abroad = is_abroad(words)
    at, denied_until = 0, -1
    while at < len(words):
        if words[at] in camera.NEGATIONS:
            denied_until = at + 3
        length = 1
        senses: tuple[tuple[str, str], ...] = ()
        plural = False
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            senses, plural = _senses(words[at : at + length], abroad=abroad)
            if senses:
                break
        if at > denied_until:
            nothing = length == 1 and _is_no_thing(words, at)
            found += [Hit(kind, value, at, plural) for kind, value in senses if not (nothing and kind == "subject")]
        at += length
    return found


def _is_no_thing(words: list[str], at: int) -> bool:
    """Whether a noun here is a verb ("plants a flag") or only the kind of a light ("lantern glow")."""
    after = words[at + 1] if at + 1 < len(words) else ""
    return after in light.LIT or (words[at] in light.VERBS and after in light.DETERMINERS and at > 0)
