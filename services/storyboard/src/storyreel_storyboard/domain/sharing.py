"""One subject shared by several clauses: "sails down a street, under a bridge and out to sea", clause by clause."""

from itertools import dropwhile

from storyreel_storyboard.domain import nouns, verbs, words
from storyreel_storyboard.domain.nouns import Kind
from storyreel_storyboard.domain.wording import capitalised, stopped, tidy

_HOW = {"and", "then", "but", "finally", "slowly", "quickly", "quietly", "gently", "at", "last", "suddenly"}
_OBJECTS = {"it", "him", "them", "himself", "herself", "themselves"}
_SUBJECTS = {"he", "she", "it", "they", "we", "i", "you"}


def goes_on(piece: str, before: str) -> bool:
    """Whether `piece` ("under a bridge,") leads on the way that `before` ("A boat sails down a street,") has begun."""
    listed = _lowered(piece)
    return len(listed) > 2 and listed[0] in words.WAYS and verbs.finite_at(listed) < 0 and bool(_way(before))


def follows(piece: str, before: str) -> bool:
    """Whether both tell by participles alone: "A cat watching birds," and "leaping at the glass"."""
    listed, earlier = _lowered(piece), verbs.tokens(before.lower())
    told = verbs.finite_at(earlier) < 0 and any(map(verbs.is_participle, earlier[1:]))
    return len(listed) > 1 and verbs.is_participle(listed[0]) and (told or verbs.is_participle(earlier[0]))


def has_verb(piece: str) -> bool:
    """Whether something happens in `piece`, by a verb with a tense."""
    return verbs.finite_at(verbs.tokens(piece)) >= 0


def told_whole(pieces: list[str]) -> list[str]:
    """`pieces` of one sentence, each with the subject, and the verb, that it shares with one before it."""
    told: list[str] = []
    subject, verb = "", ""
    for piece in pieces:
        listed = _lowered(piece)
        whole = piece
        if subject and listed and listed[0] in words.WAYS and verb:
            whole = f"{subject} {verb} {_bare(piece)}"
        elif subject and listed and (_opens_with_verb(listed) or does_more(piece, told[-1])):
            whole = f"{subject} {_bare(piece)}"
        told.append(stopped(capitalised(tidy(whole))))
        found, moving = _shared(told[-1])
        subject, verb = found or subject, moving or ("" if found else verb)
    return told


def opens_with_verb(piece: str) -> bool:
    """Whether `piece` begins with what is done: "packs her bag"."""
    return _opens_with_verb(_lowered(piece))


def does_more(piece: str, before: str) -> bool:
    """Whether several do one thing in `before` and another in `piece`: "Kids build a snowman," "throw snowballs"."""
    listed, earlier = _lowered(piece), [word.lower() for word in verbs.tokens(before)]
    verb = verbs.finite_at(earlier)
    return len(listed) > 1 and listed[0] in words.VERBS and verb >= 0 and earlier[verb] in words.VERBS


def _opens_with_verb(listed: list[str]) -> bool:
    if not listed:
        return False
    plain = listed[0] in words.VERBS - words.NOUNS_TOO and listed[1:2] and listed[1] in words.DETERMINERS
    second = listed[1] if len(listed) > 1 else ""
    acts_on = listed[0].endswith("s") and listed[0] not in words.NOT_VERBS and second in words.DETERMINERS | _OBJECTS
    known = bool(plain) or acts_on or listed[0] in words.IRREGULAR or verbs.is_participle(listed[0])
    return known or verbs.finite_at(listed) == 0


def _shared(clause: str) -> tuple[str, str]:
    """The subject of `clause`, spoken of again ("the paper boat"), and its verb where a way follows it."""
    raw = clause.split()
    for place, word in enumerate(raw[:12]):
        bare = word.lower().strip(",.;:")
        after = raw[place + 1].lower().strip(",.;:") if place + 1 < len(raw) else ""
        earlier = raw[place - 1].lower().strip(",.;:") if place else ""
        together = "and" in raw[1:place]
        if place and (verbs.is_finite(bare, earlier, after, together=together) or verbs.is_participle(bare)):
            return _again(raw[:place]), word.strip(",.;:") if after in words.WAYS else ""
    return "", ""


def _again(subject: list[str]) -> str:
    """The words of a subject as they are said the second time; "" where they are none."""
    kept = list(dropwhile(lambda word: word.lower() in _HOW, subject))
    several = "and" in kept or any(mark in word for word in kept for mark in "'’")
    if not kept or kept[0].lower() in words.PREPOSITIONS or kept[-1].endswith(","):
        kept = _after_opening(kept)
    if not kept:
        return ""
    own = None if several or kept[0].lower() in _SUBJECTS else nouns.subject(" ".join(kept))
    if own:
        return own.definite
    if kept[0].lower() in {"a", "an"}:
        return " ".join(["the", *kept[1:]])
    plain = nouns.kind([word.strip(",") for word in kept]) is Kind.BEING and kept[0].lower() in words.DETERMINERS
    counted = plain and kept[0].lower() not in words.POSSESSIVES | {"the", "this", "that", "these", "those"}
    return " ".join(["the", kept[0].lower(), *kept[1:]] if counted else kept)


def _after_opening(subject: list[str]) -> list[str]:
    """Past "In a quiet village," and with the name alone of "Dr. Marsh, a biologist,"."""
    commas = [place for place, word in enumerate(subject) if word.endswith(",")]
    if not commas:
        return []
    if subject[0].lower() in words.PREPOSITIONS:
        return _after_opening(rest) if (rest := subject[commas[0] + 1 :]) and rest[-1].endswith(",") else rest
    return [word.strip(",") for word in subject[: commas[0] + 1]]


def _way(clause: str) -> str:
    return _shared(tidy(clause))[1]


def _lowered(piece: str) -> list[str]:
    listed = [word.lower() for word in verbs.tokens(piece)]
    while listed and listed[0] in _HOW:
        listed = listed[1:]
    return listed


def _bare(piece: str) -> str:
    """`piece` without the joiner it opens with, in lower case."""
    bare = tidy(piece)
    first, _, rest = bare.partition(" ")
    while first.lower().strip(",") in {"and", "then", "but"} and rest:
        first, _, rest = rest.partition(" ")
    lowered = first.lower() if first[1:].islower() or len(first) == 1 else first
    return f"{lowered} {rest}".strip()
