"""Who has been introduced, so that a picture of "She opens the door" shows the same young sailor."""

from storyreel_storyboard.domain import camera, nouns, verbs, words
from storyreel_storyboard.domain.nouns import Kind, Subject

_SHE = {"she", "her", "hers", "herself"}
_HE = {"he", "him", "his", "himself"}
_IT = {"it", "its", "itself"}
_THEY = {"they", "them", "their", "theirs", "themselves"}
_NOBODY = {"she": "the woman", "he": "the man", "they": "the people"}
_FIRST_HAND = {"a", "an", "one", "two", "three", "four", "five", "my", "our", "his", "her", "their", "some", "several"}


class Cast:
    """The subjects of a film in order of appearance."""

    def __init__(self, names: frozenset[str] = frozenset()) -> None:
        self._names = names
        self._members: list[Subject] = []

    def read(self, text: str, *, is_advert: bool = False) -> Subject | None:
        """The subject `text` is about, new or known from before, and remembered for what follows."""
        text = camera.without_directions(text)
        own = nouns.subject(text, is_advert=is_advert, names=self._names)
        known = self._known(text, own)
        if known:
            return known
        unnamed = self._unnamed(text)
        if unnamed:
            return unnamed
        if own and self._is_new(own):
            self._members.append(own)
        return own or (self._members[-1] if self._members else self._implied(text))

    def _unnamed(self, text: str) -> Subject | None:
        """Whom a pronoun at the start stands for in a film that has introduced nobody."""
        first = next(iter(verbs.tokens(text)), "").lower()
        return Subject(_NOBODY[first], Kind.BEING) if first in _NOBODY and not self._members else None

    def _implied(self, text: str) -> Subject | None:
        """Somebody unnamed, when a text opens with what is done ("Wake up and stretch")."""
        listed = [word.lower() for word in verbs.tokens(text) if word[0].isalpha()]
        return Subject("the central figure", Kind.BEING) if listed and words.VERBS & verbs.bases(listed[0]) else None

    def _known(self, text: str, own: Subject | None) -> Subject | None:
        """A member that `text` names again or stands for with a pronoun."""
        listed = [word.lower() for word in verbs.tokens(text)]
        verb = verbs.finite_at(listed[:12])
        again = [member for member in self._members if own and _is_same(own, member)]
        if own and again and not own.phrase.lower().startswith(("a ", "an ")):
            return again[-1]
        if own and own.kind is Kind.BEING:
            return None
        leading = listed[: verb if verb >= 0 else 4]
        if own and own.phrase.split()[0].lower() in words.POSSESSIVES:
            leading = []
        for word in leading or listed[:1]:
            meant = self._meant_by(word)
            if meant:
                return meant
        return self._members[-1] if own is None and self._members else self._with_verb_first(listed)

    def _with_verb_first(self, listed: list[str]) -> Subject | None:
        """The last member when a clause starts with its verb ("runs through the snow")."""
        first = next((word for word in listed if word not in {"and", "then", "but", "finally", "suddenly"}), "")
        is_verb = (
            first.endswith("ing") or bool(words.VERBS & (verbs.bases(first) - {first})) or first in words.IRREGULAR
        )
        return self._members[-1] if is_verb and self._members else None

    def _meant_by(self, word: str) -> Subject | None:
        if word in _SHE:
            fitting = self._persons(words.FEMININE, words.MASCULINE)
        elif word in _HE:
            fitting = self._persons(words.MASCULINE, words.FEMININE)
        elif word in _IT:
            fitting = [m for m in self._members if m.kind is not Kind.BEING or m.head in words.ANIMALS | {"robot"}]
        elif word in _THEY:
            plural = [m for m in self._members if m.head.endswith("s") or m.head in words.PLURAL_HEADS]
            fitting = plural or self._members
        else:
            fitting = []
        return fitting[-1] if fitting else None

    def _persons(self, sure: frozenset[str], never: frozenset[str]) -> list[Subject]:
        """Beings of one gender; those that could have it when none certainly has."""
        beings = [member for member in self._members if member.kind is Kind.BEING and member.head not in never]
        return [member for member in beings if member.head in sure] or beings

    def _is_new(self, own: Subject) -> bool:
        if any(own.head == member.head for member in self._members):
            return False
        first = own.phrase.split()[0]
        fresh = first.lower() in _FIRST_HAND or first[:1].isupper() or not self._members
        return fresh or own.kind is Kind.BEING


def _is_same(own: Subject, member: Subject) -> bool:
    """Whether two phrases name one subject: "the sailor" and "a young sailor", "Elena" and "Dr. Elena Marsh"."""
    by_name = own.is_name and own.head in {word.lower() for word in verbs.tokens(member.phrase)}
    return own.head == member.head or by_name


def adds_to(text: str, subject: Subject) -> bool:
    """Whether naming `subject` in full tells a picture more than `text` does already."""
    needed = _plain(subject.full) - words.DETERMINERS - {"in", "with", "wearing"}
    return not needed <= _plain(text)


def _plain(text: str) -> set[str]:
    return {word.lower().replace("’", "'").removesuffix("'s") for word in verbs.tokens(text)}
