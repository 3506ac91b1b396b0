"""What a prompt says, sorted: content units, the look of the whole film, what the film is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from storyreel_storyboard.domain import global_style, instructions
from storyreel_storyboard.domain.cleaning import clean
from storyreel_storyboard.domain.language import language
from storyreel_storyboard.domain.outline import outlined, without_transitions
from storyreel_storyboard.domain.sentences import sentences
from storyreel_storyboard.domain.units import Unit
from storyreel_storyboard.domain.wording import joined, tidy

_NOTHING = "…"  # a prompt of invisible characters alone
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][^\W_]+(?:['’\-][^\W_]+)*")
_TITLE = 80  # characters; a longer line before a list is content


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt understood: its units in order, style phrases, the subject announced before a list, its nature."""

    units: Sequence[Unit]
    style: tuple[str, ...]
    about: str
    is_advert: bool
    language: str
    names: frozenset[str]
    text: str

    @property
    def is_english(self) -> bool:
        return self.language == "en"


def read(prompt: str, duration: int) -> Reading:
    """Sort `prompt` (any text) into what is shown and how."""
    text = without_transitions(clean(prompt)) or _NOTHING
    text, stated = _without_style_lines(text)
    styled = global_style.peeled(text)
    brief = instructions.brief(styled.content)
    preamble, units = outlined(brief.content, duration)
    about = ""
    if units:
        about, units = _opened(preamble.strip(), units, asked=brief.content != styled.content)
    else:
        units = [Unit(brief.content)]
    names = frozenset(_NAME.findall(text))
    style = tuple(phrase for phrase in (brief.style, *stated, *styled.style) if phrase)
    return Reading(units, style, about, brief.is_advert, language(brief.content), names, brief.content)


def _without_style_lines(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without the lines, wherever they stand, that only say "Style: …"."""
    kept: list[str] = []
    found: list[str] = []
    for line in text.split("\n"):
        bare = line.lstrip("-•* ")
        is_statement = ":" in bare[:24] and global_style.is_style(bare)
        (found if is_statement else kept).append(bare if is_statement else line)
    content = "\n".join(kept).strip()
    if not found or sum(char.isalnum() for char in content) < 3:
        return text, ()
    return content, tuple(filter(None, map(global_style.visible, found)))


def _opened(preamble: str, units: list[Unit], *, asked: bool) -> tuple[str, list[Unit]]:
    """What the text before a list is: the film's subject or title, or a first unit of content."""
    if not any(char.isalnum() for char in preamble) or instructions.is_request(preamble):
        return "", units
    kept = [sentence for sentence in sentences(preamble) if not global_style.is_style(sentence.strip())]
    line = joined(kept)
    title = "\n" not in line and len(line) <= _TITLE and (line[-1:] == ":" or line[-1:].isalnum())
    if (asked and len(kept) <= 1) or title or not line:
        return tidy(line).rstrip(":. ") if line else "", units
    if units[0].start is not None:
        return "", [replace(units[0], text=joined([line, units[0].text])), *units[1:]]
    return "", [Unit(line), *units]
