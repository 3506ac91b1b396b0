"""What the music of a film is to be like: key, mode, pace and colour, from the film's words, pictures and seed."""

import re
from dataclasses import dataclass
from hashlib import blake2b

from storyreel_media.film.spec import Film

_BRIGHT = re.compile(
    r"\b(?:dawn|sunrise|morning|sun(?:ny|light|shine|lit)?|spring|summer|joy\w*|happy|laugh\w*|smil\w+|danc\w+|play\w*|"
    r"child(?:ren)?|garden|flowers?|celebrat\w+|party|wedding|hope\w*|love\w*|gold(?:en)?|colou?rful|kites?|birthday)\b",
    re.IGNORECASE,
)
_DARK = re.compile(
    r"\b(?:night|midnight|storm\w*|rain\w*|noir|fear\w*|dark\w*|shadow\w*|murder\w*|ghosts?|haunted|alone|lonely|"
    r"death|dead|war|ruin\w*|cold|winter|fog\w*|grief|griev\w+|loss|lost|blood\w*|thunder\w*|detective|wolf|wolves)\b",
    re.IGNORECASE,
)
_LIVELY = re.compile(
    r"\b(?:runs?|running|rac(?:es?|ing)|chas\w+|fights?|fighting|explo\w+|speed\w*|fast|rush\w*|crash\w*|leap\w*|"
    r"jump\w*|gallop\w*|danc\w+|battle|action|sprint\w*|escap\w+|adverti?s?\w*|skat\w+|surf\w*)\b",
    re.IGNORECASE,
)
_CALM = re.compile(
    r"\b(?:calm\w*|quiet\w*|still|slow\w*|gentl[ey]|sleep\w*|rests?|resting|drift\w*|float\w*|dream\w*|snow\w*|"
    r"silen\w+|peace\w*|soft\w*|meditat\w+|waits?|old|lake|sea|moon\w*|stars?)\b",
    re.IGNORECASE,
)
_ROOTS = (45, 46, 47, 48, 49, 50, 51, 52, 53)  # MIDI notes: A2 to F3
_ROLL_OFFS = (1.9, 1.6, 1.35)  # by how much a partial is weaker than the one before, as a power of its number
_PACES = (1.3, 1.0, 0.75)  # how long chords last, against the usual 4 to 12 s
_PULSES = (0.0, 0.12, 0.3)  # how deep the pad breathes with the beat


@dataclass(frozen=True, slots=True)
class Score:
    """The music's character.

    `root` is a MIDI note; `minor` the mode; `roll_off` the power by which partials fade (larger is darker); `pace`
    scales how long chords last; `pulse` (0..1) is the depth of a swell that comes `beats` times a minute; `seed`
    decides all that is left to chance.
    """

    root: int
    minor: bool
    roll_off: float
    pace: float
    pulse: float
    beats: float
    seed: int


def score_of(film: Film) -> Score:
    """The same film always has the same score; another picture, word or seed may have another."""
    words = "\n".join(f"{shot.caption or ''}\n{shot.words}" for shot in film.shots)
    facts = [str(film.seed), *(shot.content_key for shot in film.shots), words]
    seed = int.from_bytes(blake2b("\x00".join(facts).encode("utf-8", "backslashreplace"), digest_size=8).digest())
    mood = _count(_BRIGHT, words) - _count(_DARK, words)
    stir = _count(_LIVELY, words) - _count(_CALM, words)
    minor = mood < 0 or (mood == 0 and seed % 3 == 0)
    level = _level(mood, len(film.shots))
    liveliness = _level(stir, len(film.shots))
    return Score(
        root=_ROOTS[seed // 7 % len(_ROOTS)],
        minor=minor,
        roll_off=_ROLL_OFFS[level],
        pace=_PACES[liveliness],
        pulse=_PULSES[liveliness],
        beats=(44.0, 56.0, 84.0)[liveliness] + seed // 71 % 9,
        seed=seed,
    )


def _count(pattern: re.Pattern[str], words: str) -> int:
    return len(pattern.findall(words))


def _level(balance: int, shots: int) -> int:
    """0, 1 or 2 as the balance of words leans down, neither way, or up; a third of a word a shot is a lean."""
    lean = max(1, shots // 3)
    return 0 if balance <= -lean else 2 if balance >= lean else 1
