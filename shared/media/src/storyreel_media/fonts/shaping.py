"""Arabic letters joined by their presentation forms, for a Pillow without raqm (it needs the system's FriBidi).

With raqm, HarfBuzz shapes every script and this module is not used. Without it Arabic is joined here, right-to-left
text is put in visual order, and Indic scripts show their letters without conjuncts.
"""

import functools
import unicodedata

_FORMS = ("isolated", "final", "initial", "medial")
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


def visual(text: str) -> str:
    """Right-to-left text in the order in which its glyphs are drawn from the left, marks after their letters."""
    clusters: list[str] = []
    for character in _joined(text):
        if unicodedata.combining(character) and clusters:
            clusters[-1] += character
        else:
            clusters.append(character.translate(_MIRRORED))
    return "".join(reversed(clusters))


def _joined(text: str) -> str:
    letters = [index for index, character in enumerate(text) if not unicodedata.combining(character)]
    out = list(text)
    for place, index in enumerate(letters):
        forms = _forms().get(text[index])
        if forms is None:
            continue
        before = text[letters[place - 1]] if place else ""
        after = text[letters[place + 1]] if place + 1 < len(letters) else ""
        joins_before = _joins_after(before) and "final" in forms
        joins_after = "initial" in forms and after in _forms() and "final" in _forms()[after]
        name = _FORMS[joins_before + 2 * joins_after]
        out[index] = forms.get(name, text[index])
    return "".join(out)


def _joins_after(character: str) -> bool:
    return "initial" in _forms().get(character, {})


@functools.cache
def _forms() -> dict[str, dict[str, str]]:
    """For every Arabic letter its presentation forms, from the Unicode database."""
    forms: dict[str, dict[str, str]] = {}
    for point in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        name, *letters = unicodedata.decomposition(chr(point)).split()[:3] or [""]
        if len(letters) == 1 and name.strip("<>") in _FORMS:
            forms.setdefault(chr(int(letters[0], 16)), {}).setdefault(name.strip("<>"), chr(point))
    return forms
