"""A short text told in several scenes: beats about its own subject, place and things, none of them twice."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import chain, cycle

from storyreel_storyboard.domain import nouns, themes
from storyreel_storyboard.domain.beats import POOLS, SHARED
from storyreel_storyboard.domain.camera import Role
from storyreel_storyboard.domain.light import Light
from storyreel_storyboard.domain.nouns import Subject
from storyreel_storyboard.domain.wording import capitalised

_IN_ORDER = (
    Role.ESTABLISH,
    Role.APPROACH,
    Role.DETAIL,
    Role.ACTION,
    Role.OBSTACLE,
    Role.PAUSE,
    Role.TURN,
    Role.AFTERMATH,
    Role.RESOLVE,
)
_FIRST_NEEDED = (
    Role.ESTABLISH,
    Role.RESOLVE,
    Role.ACTION,
    Role.DETAIL,
    Role.TURN,
    Role.APPROACH,
    Role.PAUSE,
    Role.OBSTACLE,
    Role.AFTERMATH,
)
_WAVE = (
    Role.APPROACH,
    Role.DETAIL,
    Role.ACTION,
    Role.PAUSE,
    Role.DETAIL,
    Role.OBSTACLE,
    Role.ACTION,
    Role.DETAIL,
    Role.TURN,
    Role.AFTERMATH,
)
_AFTER_TOLD = (Role.DETAIL, Role.ACTION, Role.PAUSE, Role.DETAIL, Role.APPROACH)
_LAST_RESORT = (Role.DETAIL, Role.PAUSE, Role.AFTERMATH, Role.OBSTACLE, Role.TURN)


def arc(scenes: int, *, told_first: bool) -> list[Role]:
    """The roles of a whole film of one text; where `told_first` is false the text is the film's first action."""
    if scenes == 1:
        return [Role.TOLD]
    if scenes == 2 and not told_first:
        return [Role.TOLD, Role.RESOLVE]
    if scenes <= len(_IN_ORDER):
        roles = [role for role in _IN_ORDER if role in _FIRST_NEEDED[:scenes]]
    else:
        ends = 1 + scenes // 20
        middle = [role for role, _ in zip(cycle(_WAVE), range(scenes - 2 * ends), strict=False)]
        roles = [Role.ESTABLISH] * ends + middle + [Role.RESOLVE] * ends
    if not told_first:
        roles[roles.index(Role.ACTION)] = Role.TOLD
    return roles


def following(scenes: int, turn: int, *, ends: bool, opens: bool = False) -> list[Role]:
    """The roles of one passage among others: the text itself, then `scenes - 1` scenes that stay with it.

    Where it `opens` the film, one of these shows the place first.
    """
    if opens and scenes > 1:
        return [Role.ESTABLISH, *following(scenes - 1, turn, ends=ends)]
    wave = _AFTER_TOLD if scenes <= 1 + len(_AFTER_TOLD) else (*_AFTER_TOLD, *_WAVE)
    start = 0 if scenes > 2 else turn
    roles = [Role.TOLD, *(wave[(start + step) % len(wave)] for step in range(scenes - 1))]
    if ends and scenes > 1:
        roles[-1] = Role.RESOLVE
    return roles


class Writer:
    """Writes beats for one film; the order of its choices depends on the seed and the film's text alone."""

    def __init__(self, film: str, seed: int) -> None:
        self._key = f"{seed}\n{film}"
        self._used: set[str] = set()
        self._place = nouns.place(film)
        self._world = (themes.place(film), themes.details(film))

    def about(self, text: str, subject: Subject) -> "Beats":
        """A source of beats about `subject` in the world of `text` (of the film where the text has none of its own)."""
        own = themes.details(text)
        there, details = (themes.place(text), own) if own else self._world
        place = nouns.place(text) or self._place or there
        seen = [thing for thing in nouns.things(text) if thing.lower() not in {place.lower(), subject.definite.lower()}]
        return Beats(self, subject, place, [*seen, *self.shuffled(details), *self.shuffled(themes.anywhere())])

    def shuffled(self, choices: Sequence[str]) -> list[str]:
        """`choices` in this film's order."""
        return sorted(choices, key=lambda choice: blake2b(f"{self._key}\n{choice}".encode(), digest_size=8).digest())

    def claim(self, sentence: str) -> bool:
        """Whether `sentence` is new to the film; it is not from now on."""
        if sentence in self._used:
            return False
        self._used.add(sentence)
        return True


class Beats:
    """Beats about one subject in one place."""

    def __init__(self, writer: Writer, subject: Subject, place: str, details: Sequence[str]) -> None:
        self._writer = writer
        self._subject = subject
        self._place = place
        self._details = details
        self._turn = 0

    def write(self, role: Role, light: Light | None) -> str:
        """A sentence for `role`, new to the film; "" when every one has been used."""
        for sentence in chain.from_iterable(self._sentences(role, light) for role in (role, *_LAST_RESORT)):
            if self._writer.claim(sentence):
                return sentence
        return ""

    def _sentences(self, role: Role, light: Light | None) -> Iterator[str]:
        pool = (*POOLS[self._subject.kind].get(role, ()), *SHARED.get(role, ()))
        templates = [template for template in self._writer.shuffled(pool) if self._suits(template, light)]
        for template in templates:
            if self._writer.claim(f"{self._subject.definite}|{template}"):
                yield self._filled(template, light)
        with_details = [template for template in templates if "{d}" in template]
        for turn in range(self._turn, self._turn + len(with_details) * len(self._details)):
            yield self._filled(with_details[turn % len(with_details)], light)

    def _suits(self, template: str, light: Light | None) -> bool:
        if "{l}" in template and light is None:
            return False
        same = self._place.lower() == self._subject.definite.lower()
        return not (same and "{p}" in template and "{s}" in template)

    def _filled(self, template: str, light: Light | None) -> str:
        detail = self._details[self._turn % len(self._details)]
        if "{d}" in template:
            self._turn += 1
        line = template.format(s=self._subject.definite, p=self._place, d=detail, l=light.phrase if light else "")
        return f"{capitalised(line)}."
