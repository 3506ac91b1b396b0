"""Who and what a piece of English speaks of: the subject, the things in it, the place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from storyreel_storyboard.domain import verbs, words

_TOKEN = re.compile(r"(?:Dr|Mr|Mrs|Ms|Prof|St)\.|[^\W_]+(?:['’\-&][^\W_]+)*|\S")
_POSSESSIVE = re.compile(r"^(.+?)(?:['’]s|(?<=s)['’])$")
_STRING = re.compile(
    r"\b(?P<first>an?|the|my|our|his|her|their) (?P<own>(?:[a-z-]+, )+)"
    r"(?=(?!(?:an?|the|my|our|his|her|their|and|or)\b)[a-z-]+(?<!ing) (?!and\b|or\b|but\b)[a-z]+)",
    re.IGNORECASE,
)
_PRESENTING = (["there", "is"], ["there", "are"], ["imagine"], ["picture"], ["we", "see"], ["we", "follow"], ["show"])
_LONGEST = 6  # words in a noun phrase


class Kind(StrEnum):
    """What a subject is, as far as the words about it go."""

    BEING = "being"
    PLACE = "place"
    PRODUCT = "product"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun phrase as the owner wrote it, with the marks of looks that follow it ("in a yellow raincoat")."""

    phrase: str
    kind: Kind
    looks: str = ""
    is_name: bool = False

    @property
    def full(self) -> str:
        return f"{self.phrase} {self.looks}".replace(" ,", ",").strip()

    @property
    def head(self) -> str:
        return verbs.tokens(self.phrase)[-1].lower()

    @property
    def definite(self) -> str:
        """The phrase as it is spoken of the second time: "a fox" is "the fox", "Anna" stays."""
        listed = self.phrase.split()
        first = listed[0].lower()
        if first in {"a", "an", "the", "some", "this", "that", "one", "every", "each", "another", "my", "our", "your"}:
            return " ".join(["the", *listed[1:]]) if len(listed) > 1 else self.phrase
        if first in words.DETERMINERS:
            return f"the {self.phrase[:1].lower()}{self.phrase[1:]}" if first not in words.POSSESSIVES else self.phrase
        plural = listed[-1].endswith("s") and not listed[-1].endswith(("ss", "is", "us"))
        uncounted = self.kind not in {Kind.BEING, Kind.PLACE} and not plural
        return self.phrase if self.is_name or uncounted else f"the {self.phrase}"


def subject(text: str, *, is_advert: bool = False, names: frozenset[str] = frozenset()) -> Subject | None:
    """Whom or what `text` is about: the first noun phrase, seen through "the story of" and "…'s last night".

    `names` are words known to be proper names where a capital could also be that of the sentence.
    """
    listed = _TOKEN.findall(_without_strings(text))
    start = _skip_opening(listed)
    for begin, end in _phrases(listed, start):
        phrase = listed[begin:end]
        if phrase[-1].lower() in words.ABSTRACT and not any(map(_POSSESSIVE.match, phrase)) and end < len(listed):
            continue
        if (phrase[-1].lower() in words.TIMES and end < len(listed)) or not phrase[-1][0].isalpha():
            continue
        owner, last = _owner(phrase)
        lowered = owner if owner[0] in names else _lowered(owner, begin)
        if lowered[-1].lower() in words.NAMED_PLACES:
            lowered = [*lowered[:-1], lowered[-1].title()]
        return Subject(
            " ".join(lowered), kind(owner, is_advert=is_advert), _looks(listed, begin + last), lowered[0][:1].isupper()
        )
    return None


def things(text: str) -> list[str]:
    """The things with an article in `text`, after its subject, in the definite: "the frozen lake"."""
    listed = _TOKEN.findall(text)
    about = subject(text)
    known = about.definite if about else ""
    found: list[str] = []
    for begin, end in _phrases(listed, 0):
        phrase = listed[begin:end]
        bare = phrase[-1].lower() in words.TIMES | words.ABSTRACT
        if phrase[0].lower() not in words.DETERMINERS or len(phrase) < 2 or bare or begin == 0:
            continue
        thing = " ".join(["the", *phrase[1:]]) if phrase[0].lower() in words.POSSESSIVES else _second(phrase)
        worn = phrase[-1].lower() in words.CLOTHING and listed[begin - 1].lower() in {"in", "with", "wearing"}
        if thing not in {*found, known} and not worn and phrase[0].lower() != "no":
            found.append(thing)
    return found


def place(text: str) -> str:
    """Where it happens, in the definite ("the quiet village", "Tokyo"), or ""."""
    listed = _TOKEN.findall(text)
    for index, word in enumerate(listed[:-1]):
        if word.lower() not in words.PLACE_PREPOSITIONS:
            continue
        begin = index + 1
        end = _phrase_end(listed, begin)
        phrase = listed[begin:end]
        if not phrase or phrase[-1].lower() in words.TIMES | words.CLOTHING | words.ABSTRACT:
            continue
        known = phrase[-1].lower() in words.PLACES | words.BARE_PLACES | words.NAMED_PLACES
        if phrase[-1].lower() in words.WEATHER:
            continue
        if known or (phrase[0][:1].isupper() and phrase[0].lower() not in words.DETERMINERS):
            return _definite_place(phrase)
    seen = (thing for thing in things(text) if thing.split()[-1].lower() in words.PLACES - words.VEHICLES)
    return next(seen, "")


def _without_strings(text: str) -> str:
    """`text` without the commas between adjectives: "a red, old, battered boat"."""
    return _STRING.sub(
        lambda found: (
            found[0]
            if words.COMMON & set(verbs.tokens(found["own"]))
            else f"{found['first']} {found['own'].replace(',', '')}"
        ),
        text,
    )


def _second(phrase: list[str]) -> str:
    return Subject(" ".join(phrase), Kind.THING).definite


def _definite_place(phrase: list[str]) -> str:
    if phrase[-1].lower() in words.NAMED_PLACES:
        phrase = [*phrase[:-1], phrase[-1].title()]
    proper = phrase[-1][:1].isupper() or (len(phrase) == 1 and phrase[0].lower() in words.BARE_PLACES)
    if proper and phrase[0].lower() not in words.DETERMINERS:
        return " ".join(phrase)
    listed = ["the", *phrase[1:]] if phrase[0].lower() in words.POSSESSIVES else phrase
    return Subject(" ".join(listed), Kind.PLACE).definite


def kind(phrase: list[str], *, is_advert: bool = False) -> Kind:
    """What the phrase names, by its last word."""
    head = phrase[-1].lower()
    if head in words.PERSONS | words.ANIMALS or _singular(head) in words.PERSONS | words.ANIMALS:
        return Kind.BEING
    apposed = phrase[-1].istitle() and any(word.lower() in words.PERSONS for word in phrase[:-1])
    if phrase[0].endswith(".") or apposed:  # "Dr. Marsh", "her daughter Mia"
        return Kind.BEING
    if is_advert or head in words.PRODUCTS:
        return Kind.PRODUCT
    if head in (words.PLACES | words.NAMED_PLACES) - words.VEHICLES:
        return Kind.PLACE
    person = re.search(r"(?:er|or|ist|ian|man|woman|eer)s?$", head) and len(head) > 4 and head not in words.NOT_PERSONS
    named = len(phrase) == 1 and phrase[0].istitle() and head not in words.ABSTRACT | words.COMMON
    return Kind.BEING if person or named else Kind.THING


def _singular(head: str) -> str:
    return head.removesuffix("s")


def _skip_opening(listed: list[str]) -> int:
    """Past "Meanwhile,", "In a quiet village,", "There is", "A day in the life of"; 0 if nothing would be left."""
    lowered = [word.lower() for word in listed]
    start = 0
    while start < len(lowered) and lowered[start] in words.OPENERS | {",", "."}:
        start += 1
    if lowered[start : start + 1] and lowered[start] in words.PREPOSITIONS and "," in lowered[start : start + 12]:
        start = lowered.index(",", start) + 1
    for opening in _PRESENTING:
        if lowered[start : start + len(opening)] == opening:
            start += len(opening)
    for index in range(start, min(start + 8, len(lowered) - 2)):
        if lowered[index : index + 2] in (["life", "of"], ["lives", "of"]):
            return index + 2
    return start if any(word[0].isalpha() and word not in words.CAMERA for word in lowered[start:]) else 0


def _phrases(listed: list[str], start: int) -> Iterator[tuple[int, int]]:
    index = start
    while index < len(listed):
        end = _phrase_end(listed, index)
        if end > index:
            yield index, end
        index = max(end, index + 1)


def _phrase_end(listed: list[str], begin: int) -> int:
    """Where the noun phrase that begins at `begin` ends; `begin` itself when none does."""
    end = begin
    while end < len(listed) and end - begin < _LONGEST:
        word = listed[end].lower()
        before = listed[end - 1].lower() if end > begin else ""
        after = listed[end + 1].lower() if end + 1 < len(listed) and listed[end + 1][0].isalnum() else ""
        joined = "and" in listed[max(0, begin - 1) : begin]
        climbs = joined and end > begin and verbs.is_finite(word, before, after, together=True)
        if (climbs or _breaks(word, before, after, is_first=end == begin)) and not (
            end == begin and listed[end].istitle() and word[-2:] == "ly"
        ):
            break
        end += 1
    if end - begin == 1 and listed[begin].lower() in words.DETERMINERS:
        return begin
    return end


def _breaks(word: str, before: str, after: str, *, is_first: bool) -> bool:
    if (
        not (word[0].isalpha() if is_first else word[0].isalnum())
        or word in words.PREPOSITIONS
        or word in words.JOINERS
        or word in words.PRONOUNS
    ):
        return not (is_first and word in words.DETERMINERS)
    if word in words.DETERMINERS:
        return not is_first
    if word.endswith("ly") and len(word) > 4 and before not in words.DETERMINERS:
        return True
    if word.endswith("ing") and len(word) > 4 and before not in words.DETERMINERS:
        acts = before in words.PERSONS | words.ANIMALS and verbs.is_participle(word)
        return (
            is_first
            or acts
            or after == ""
            or not after[:1].isalpha()
            or after in words.PREPOSITIONS | words.DETERMINERS
        )
    if word in words.AUXILIARIES:
        return True
    return (not is_first and verbs.is_finite(word, before, after)) or (is_first and _opens_as_verb(word, after))


def _opens_as_verb(word: str, after: str) -> bool:
    """Whether a phrase cannot begin with `word` because it is a verb there: "runs through", "wake up"."""
    leads_on = not after or after in words.PREPOSITIONS | words.DETERMINERS | words.PRONOUNS | words.JOINERS
    return leads_on and (word in words.IRREGULAR or not words.VERBS.isdisjoint(verbs.bases(word)))


def _owner(phrase: list[str]) -> tuple[list[str], int]:
    """ "a lighthouse keeper's last night" belongs to "a lighthouse keeper": that phrase, and where it ends."""
    for index, word in enumerate(phrase):
        found = _POSSESSIVE.match(word)
        is_ours = phrase[0].lower() in {"my", "our", "your"}
        if found and not is_ours and index < len(phrase) - 1 and (index or phrase[0][:1].isupper()):
            return [*phrase[:index], found[1]], len(phrase)
    return phrase, len(phrase)


def _lowered(phrase: list[str], begin: int) -> list[str]:
    """Without the capital that only opened the sentence."""
    known = phrase[0].lower() in words.DETERMINERS | words.COMMON
    determined = phrase[0].lower() in words.DETERMINERS
    common = determined or (begin == 0 and (known or (len(phrase) > 1 and phrase[1].islower())))
    return [phrase[0].lower(), *phrase[1:]] if common else phrase


def _looks(listed: list[str], end: int) -> str:
    """What the subject wears or bears, or who that is, when it is said right after it."""
    if listed[end : end + 1] == [","] and [word.lower() for word in listed[end + 1 : end + 2]] in (["a"], ["an"]):
        last = _phrase_end(listed, end + 1)
        if kind(listed[end + 1 : last] or [","]) is Kind.BEING:
            return f", {' '.join(listed[end + 1 : last])} {_looks(listed, last)}".rstrip()
    if end >= len(listed) or listed[end].lower() not in {"in", "with", "wearing"}:
        return ""
    last = _phrase_end(listed, end + 1)
    phrase = listed[end + 1 : last]
    worn = phrase and phrase[-1].lower() in words.CLOTHING
    return " ".join([listed[end], *phrase]) if worn else ""
