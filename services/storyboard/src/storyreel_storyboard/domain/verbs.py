"""Whether a piece of English says that something happens."""

import re
from collections.abc import Callable

from storyreel_storyboard.domain import words

Test = Callable[[str], bool]

_TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_FUNCTION = words.DETERMINERS | words.PREPOSITIONS | words.JOINERS | words.PRONOUNS
_ENDINGS = (("ies", "y"), ("ied", "y"), ("es", ""), ("es", "e"), ("s", ""), ("ed", ""), ("ed", "e"), ("d", ""))


_CALLED = frozenset({"May", "Will"})  # a month and a name, where they have a capital


def tokens(text: str) -> list[str]:
    """The words of `text`, hyphens and apostrophes inside them kept."""
    return _TOKEN.findall(text)


def bases(word: str) -> set[str]:
    """What `word` could be a form of: "carries" of "carry", "stopped" of "stop"."""
    found = {word}
    for ending, stem in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            base = word[: -len(ending)] + stem
            found.add(base)
            if ending == "ed" and len(base) > 2 and base[-1] == base[-2]:
                found.add(base[:-1])
    return found


def is_participle(word: str) -> bool:
    """Whether `word` (lower case) is the "-ing" of a verb that is known."""
    stem = word.removesuffix("ing")
    if stem == word or len(stem) < 2:
        return False
    doubled = len(stem) > 2 and stem[-1] == stem[-2]
    return not words.VERBS.isdisjoint({stem, f"{stem}e", stem[:-1] if doubled else stem})


def is_finite(word: str, before: str, after: str, *, together: bool = False) -> bool:
    """Whether `word` (lower case) between its neighbours is a verb with a tense; "" is the edge of the clause.

    `together` says that two are named before it, joined by "and", so that "climb" can be their verb.
    """
    if word in words.AUXILIARIES or word in words.IRREGULAR:
        return before not in words.DETERMINERS
    if word in words.NOT_VERBS or before in words.DETERMINERS or word.endswith(("'s", "’s")):
        return False
    known = not words.VERBS.isdisjoint(bases(word))
    opens = after == "" or after in _FUNCTION or after.endswith("ly")
    if word in words.VERBS and before and opens and together and word not in words.NOUNS_TOO:
        return True
    if word in words.VERBS:  # a base form needs a plural before it
        opens = opens or word not in words.NOUNS_TOO
        return opens and (before in {"they", "we", "i", "you"} or (before.endswith("s") and len(before) > 3))
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return known or after in words.DETERMINERS | {"up", "down", "out", "off", "away", "back"}
    return word.endswith("ed") and (opens or known) and before != ""


def finite_at(listed: list[str]) -> int:
    """The place of the first finite verb in `listed`, or -1."""
    lowered = [word.lower() for word in listed]
    for index, word in enumerate(lowered):
        before = lowered[index - 1] if index else ""
        after = lowered[index + 1] if index + 1 < len(lowered) else ""
        if index and listed[index] in _CALLED:
            continue
        if (index or words.VERBS & (bases(word) - {word})) and is_finite(
            word, before, after, together="and" in lowered[1:index]
        ):
            return index
    return -1


def is_action(piece: str) -> bool:
    """Whether `piece` of a sentence can be a scene: three words or more, with a verb near its start."""
    listed = _without_joiner(tokens(piece))
    if len(listed) < 3 or listed[0].lower() in {"before", "until", "when", "because", "so"}:
        return False
    verb = finite_at(listed)
    return 0 <= verb <= 6 and listed[0].lower() not in {"who", "which", "that", "where", "when"}


def is_image(piece: str) -> bool:
    """Whether `piece` names something to see: no verb, no preposition or participle first, two words or more."""
    listed = _without_joiner(tokens(piece))
    if len(listed) < 2 or finite_at(listed) >= 0:
        return False
    first = listed[0].lower()
    if first in words.VERBS and listed[1].lower() in words.DETERMINERS:  # "fly a kite"
        return False
    return first not in words.PREPOSITIONS | words.JOINERS | words.PRONOUNS and not first.endswith("ed")


def is_adverbial(piece: str) -> bool:
    """Whether `piece` only says where or when ("In a quiet village,")."""
    listed = tokens(piece)
    return bool(listed) and listed[0].lower() in words.PREPOSITIONS | words.JOINERS and finite_at(listed) < 0


def _without_joiner(listed: list[str]) -> list[str]:
    while listed and listed[0].lower() in {"and", "then", "but", "while", "as", "or"}:
        listed = listed[1:]
    return listed
