"""Chooses who and what is drawn from the hits, with their numbers, colours, clothes and actions."""

from dataclasses import replace

from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.lexicon.camera import COUNTS
from storyreel_media.animatic.lexicon.light import PRONOUNS
from storyreel_media.animatic.lexicon.subjects import ANIMALS, PEOPLE
from storyreel_media.animatic.words import Hit, is_abroad

MOST_SUBJECTS = 3
_NEAR = 3  # words between an adjective and its noun
_PLURAL_COUNT = 3
# Never more than one of these, and what swallows a plainer word for the same thing.
_SINGLE = frozenset(
    {
        "moon", "sun", "castle", "couple", "family", "crowd", "flock", "pyramid", "stairs", "snowpeak", "statue",
        "campfire",
    }
)  # fmt: skip
_GENERAL = {
    "person": PEOPLE - {"person"},
    "man": {"elder", "detective", "astronaut", "chef", "farmer", "knight", "boy"},
    "woman": {"elder", "astronaut", "dancer", "girl", "chef", "scientist"},
    "bird": {"flock", "eagle", "owl", "duck"},
    "child": {"girl", "boy"},
    "tree": {"pine", "palm", "blossomtree"},
    "canoe": {"paperboat", "sailboat", "ship"},
    "flower": {"blossomtree"},
    "house": {"windmill", "castle"},
    "bottle": {"wine"},
}
# Set dressing that a place draws by itself; drawn as subjects only when nothing else is named.
_SCENIC = frozenset(
    {
        "moon", "sun", "tree", "flower", "house", "door", "stairs", "streetlamp", "plant", "castle", "tower", "church",
        "temple", "snowpeak", "bird", "flock", "blossomtree", "pine", "palm",
    }
)  # fmt: skip

_FLOWN = frozenset({"kite", "drone", "balloon"})
_HUNG = frozenset({"above", "overhead", "hang", "hangs", "hanging", "hung", "strung", "sky"})


def cast(words: list[str], found: list[Hit]) -> tuple[Subject, ...]:
    """Up to three subjects, the one the words put first in front; plainer words for the same one are merged."""
    actions = [hit for hit in found if hit.kind == "action"]
    colours = {hit.at: hit.value for hit in found if hit.kind == "colour"}
    named: dict[str, Subject] = {}
    for hit in found:
        if hit.kind != "subject":
            continue
        if words[hit.at] in PRONOUNS and named.keys() & (PEOPLE | ANIMALS):
            continue  # somebody who has been named already
        subject = Subject(
            _aged(words, hit),
            _count(words, hit),
            _action(words, hit, actions),
            _colour(hit, colours, after=is_abroad(words)),
        )
        known = named.get(subject.kind)
        if known is None:
            named[subject.kind] = subject
        elif known.action == "stand" or known.colour is None:
            named[subject.kind] = replace(
                known,
                action=known.action if known.action != "stand" else subject.action,
                colour=known.colour or subject.colour,
            )
    for general, special in _GENERAL.items():
        if general in named and special & named.keys():
            del named[general]
    order = sorted(named.values(), key=lambda subject: subject.kind in _SCENIC)
    if _FLOWN & named.keys():  # who flies a kite stays on the ground
        order = [replace(one, action="run") if one.kind in PEOPLE and one.action == "fly" else one for one in order]
    cast_list = _dressed(order[:MOST_SUBJECTS], found, colours)
    return tuple(cast_list)


def _aged(words: list[str], hit: Hit) -> str:
    """The subject's kind: an old man or woman is an elder."""
    before = words[max(hit.at - 2, 0) : hit.at]
    if hit.value in ("person", "man", "woman") and {"old", "elderly", "aged", "ageing"} & set(before):
        return "elder"
    return hit.value


def _count(words: list[str], hit: Hit) -> int:
    if hit.value in _SINGLE:
        return 1
    for back in range(1, _NEAR + 2):
        if hit.at - back >= 0 and words[hit.at - back] in COUNTS:
            return COUNTS[words[hit.at - back]]
    return _PLURAL_COUNT if hit.plural else 1


def _action(words: list[str], hit: Hit, actions: list[Hit]) -> str:
    """The first action said after the subject within a clause's length, else one just before it."""
    if hit.value == "lantern" and _HUNG & set(words[hit.at + 1 : hit.at + 4]):
        return "fly"
    after = [action for action in actions if 0 < action.at - hit.at <= 9]
    before = [action for action in actions if 0 < hit.at - action.at <= 2]
    return (after or before)[0].value if after or before else "stand"


def _colour(hit: Hit, colours: dict[int, str], *, after: bool = False) -> str | None:
    """The colour said just before it; Romance languages say it after."""
    if after and hit.at + 1 in colours:
        return colours[hit.at + 1]
    return next((colours[at] for at in range(hit.at - 1, hit.at - _NEAR, -1) if at in colours), None)


def _dressed(subjects: list[Subject], found: list[Hit], colours: dict[int, str]) -> list[Subject]:
    wears = tuple(
        (hit.value, colour)
        for hit in found
        if hit.kind == "wear" and (colour := _colour(hit, colours) or "") is not None
    )
    for at, subject in enumerate(subjects):
        if subject.kind in PEOPLE and wears:
            subjects[at] = replace(subject, wears=tuple(dict(wears).items()))
            break
    return subjects
