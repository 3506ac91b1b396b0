"""The structure an owner wrote down: scenes, headings, numbered lists, bullets, paragraphs, lines."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from storyreel_storyboard.domain import stamps
from storyreel_storyboard.domain.units import Unit
from storyreel_storyboard.domain.wording import runs_on

_NAMES = (
    "scene|shot|frame|panel|clip|szene|einstellung|scène|plan|escena|toma|cena|scena|inquadratura|"
    "сцена|кадр|sahne|scéna|"
    "シーン|カット|场景|場景|镜头|鏡頭|장면|씬|المشهد|مشهد|لقطة|दृश्य"
)
_ORDINAL = (
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[ivx]{1,5}|[一二三四五六七八九十]{1,3})"
)
_LABEL = (
    rf"(?:(?:{_NAMES})\s*(?:#|no\.?\s|nr\.?\s)?\s*{_ORDINAL}(?!\w)|第\s*{_ORDINAL}\s*(?:场|場|幕|镜|シーン|カット))"
)
_ASIDE = r"(?:\s*[\[(（](?P<aside>[^\])）\n]{1,40})[\])）])?"
_SCENE = re.compile(
    rf"(?:^[ \t]*{_LABEL}{_ASIDE}[ \t]*[:：.)\-–—|]*[ \t]*"
    rf"|(?<=[.!?。！？;:：,)\]”\"\s])[ \t]*{_LABEL}{_ASIDE.replace('aside', 'inline')}[ \t]*(?:[:：)|]|"
    rf"[-–—.](?=\s))+[ \t]*)",
    re.IGNORECASE | re.MULTILINE,
)
_TIMES_OF_DAY = "DAY|NIGHT|MORNING|EVENING|DAWN|DUSK|SUNSET|SUNRISE|AFTERNOON|NOON|CONTINUOUS|LATER|MOMENTS LATER|SAME"
_INTERIOR = r"(?:INT\.?\s?/\s?EXT|EXT\.?\s?/\s?INT|I/E|INT|EXT)\b\.?"
_SLUG = re.compile(
    rf"(?:^[ \t]*(?:\d{{1,3}}[.)]?\s+)?|(?<=[.!?:)\s])){_INTERIOR}[ \t]+"
    rf"(?:[A-Z0-9 '’,./&()-]{{2,60}}?\s*[–—-]+\s*(?:{_TIMES_OF_DAY})\b\.?|(?<=^INT. )[^\n]{{2,60}}$|[^\n.]{{2,60}}$)",
    re.MULTILINE,
)
_NUMBER = re.compile(
    r"(?:^|(?<=[\s,;:]))[ \t]*\(?(\d{1,3}|[①-⑳])(?:[.)．、:](?=\s|[^\W\d])|(?<=[①-⑳]))[ \t]*", re.MULTILINE
)
_BULLET = re.compile(r"^[ \t]*(?:[-*+–—](?=[ \t])|[•‣▪◦·●○►▶➤✓✔★☆])[ \t]*|(?<=\s)[•‣▪●►➤][ \t]+", re.MULTILINE)
_TRANSITION = re.compile(
    r"^[ \t]*(?:(?:smash |match |hard )?cut (?:to|back)(?: black)?|dissolve to|fade (?:in|out|"
    r"to black)|wipe to)\s*[:.]?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_DAY_PART = re.compile(rf"\s*[–—-]+\s*({_TIMES_OF_DAY})\b\.?\s*$")

Outlined = tuple[str, list[Unit]]


def without_transitions(text: str) -> str:
    """`text` without the lines that only name a cut or a fade."""
    return _TRANSITION.sub("", text) if _TRANSITION.sub("", text).strip() else text


def outlined(text: str, duration: int) -> Outlined:
    """The preamble before the strongest explicit structure in `text`, and a unit per part, if there is any."""
    for level in (_scenes, lambda text: stamps.timed(text, duration), _screenplay, _numbered, _bulleted):
        preamble, units = level(text)
        if units:
            return preamble, units if _all_plausible(units, duration) else [_untimed(unit) for unit in units]
    return text, []


def _all_plausible(units: Sequence[Unit], duration: int) -> bool:
    return stamps.plausible(units, duration)


def _untimed(unit: Unit) -> Unit:
    return Unit(unit.text, setting=unit.setting, heading=unit.heading)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of `text`, or its lines when it is one paragraph; wrapped lines count as one."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    if len(blocks) > 1:
        return blocks
    lines: list[str] = []
    for line in (line.strip() for line in text.split("\n") if line.strip()):
        speaks = bool(lines) and lines[-1].isupper() and len(lines[-1]) <= 30 and "." not in lines[-1]
        if lines and (runs_on(lines[-1], line) or speaks):
            lines[-1] = f"{lines[-1]}\n{line}"
        else:
            lines.append(line)
    return lines


def _cut(text: str, marks: Sequence[re.Match[str]]) -> list[str]:
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]


def _scenes(text: str) -> Outlined:
    marks = list(_SCENE.finditer(text))
    if not marks or (len(marks) == 1 and marks[0].start() > 0 and "\n" not in text[: marks[0].end()]):
        return text, []
    units: list[Unit] = []
    lengths = []
    for mark, body in zip(marks, _cut(text, marks), strict=True):
        unit, length = _timed_scene(mark["aside"] or mark["inline"] or "", body)
        if unit.text:
            units.append(_under_slug(unit))
            lengths.append(length)
    if any(lengths):
        units = stamps.from_lengths(units, lengths)
    return text[: marks[0].start()], units


def _under_slug(unit: Unit) -> Unit:
    """`unit` with its first line as the heading when that is set like one: "EXT. BEACH - DAY", "UNDERWATER"."""
    first, _, rest = unit.text.partition("\n")
    if rest.strip() and first.isupper() and 3 <= len(first) <= 60:
        return replace(unit, text=rest.strip(), heading=first, setting=_place_of(first))
    return unit


def _timed_scene(aside: str, body: str) -> tuple[Unit, Decimal | None]:
    """One "Scene 2 (5 s): …" with its start or its length, whichever the heading gives."""
    stamp, rest = stamps.lead(aside)
    if aside and (not stamp or rest.strip()):
        return Unit(f"({aside}) {body}".strip()), None
    if not stamp:
        stamp, body = stamps.lead(body)
    times = stamps.span(stamp) if stamp else None
    if times is None:
        return Unit(body), None
    if times[1] is None and ":" not in stamp:
        return Unit(body), times[0]
    return Unit(body, *times), None


def _screenplay(text: str) -> Outlined:
    marks = list(_SLUG.finditer(text))
    if not marks:
        return text, []
    units = []
    for mark, body in zip(marks, _cut(text, marks), strict=True):
        heading = mark[0].strip()
        shown = body.lstrip(" -–—:.")
        if any(map(str.isalnum, shown)):
            units.append(Unit(shown, setting=_place_of(heading), heading=heading))
        else:
            units.append(Unit(heading, setting=_place_of(heading)))
    return text[: marks[0].start()], units


def _place_of(heading: str) -> str:
    """A slug line in words: "INT. KITCHEN – DAY" is "interior, kitchen, day"."""
    day = _DAY_PART.search(heading)
    part = day[1].lower() if day and day[1] not in {"CONTINUOUS", "LATER", "SAME", "MOMENTS LATER"} else ""
    bare = re.sub(r"^\d{1,3}[.)]?\s+", "", _DAY_PART.sub("", heading))
    side = "exterior" if bare.startswith("EXT") else "interior" if bare.startswith(("INT", "I/E")) else ""
    place = re.sub(rf"^{_INTERIOR}\s*", "", bare).strip(" .-–—").lower()
    return ", ".join(filter(None, (side, place, part)))


def _numbered(text: str) -> Outlined:
    marks = list(_NUMBER.finditer(text))
    at_lines = [mark for mark in marks if text[: mark.start()].rstrip(" \t")[-1:] in {"", "\n"}]
    for candidates in (at_lines, marks):
        run = _counting(candidates)
        bodies = _cut(text, run) if len(run) > 1 else []
        units = [Unit(body) for body in bodies if any(char.isalnum() for char in body)]
        if len(units) > 1:
            return text[: run[0].start()], units
    return text, []


def _counting(marks: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The marks that count up by one from the first 0 or 1."""
    run: list[re.Match[str]] = []
    for mark in marks:
        number = ord(mark[1]) - 0x245F if "①" <= mark[1] <= "⑳" else int(mark[1])
        if not run and number in {0, 1}:
            run, expected = [mark], number + 1
        elif run and number == expected:
            run.append(mark)
            expected += 1
    return run


def _bulleted(text: str) -> Outlined:
    marks = list(_BULLET.finditer(text))
    units = [Unit(body) for body in _cut(text, marks) if any(char.isalnum() for char in body)] if len(marks) > 1 else []
    return (text[: marks[0].start()], units) if len(units) > 1 else (text, [])


LEVELS: tuple[Callable[[str], Outlined], ...] = (_scenes, _screenplay, _numbered, _bulleted)
