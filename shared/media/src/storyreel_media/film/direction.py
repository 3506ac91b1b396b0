"""What the words of a scene ask of the camera and of the cut."""

import re
from hashlib import blake2b
from typing import TypeVar

from storyreel_media.film.spec import Move, Shot, Transition

_Answer = TypeVar("_Answer")
_MOVES: tuple[tuple[Move, str], ...] = (
    (Move.HOLD, r"static (shot|camera|frame)|locked[- ]off|camera (is )?still|hold on"),
    (Move.PULL_OUT, r"pull(s|ing)?[- ](back|out)|zoom(s|ing)?[- ]out|camera (retreats|backs away)|reveal(s|ing)?\b"),
    (Move.PUSH_IN, r"push(es|ing)?[- ]in|zoom(s|ing)?[- ]in|dolly\b|moves? closer|track(s|ing)? in|close in on"),
    (Move.PAN_LEFT, r"(pan(s|ning)?|arc) (to the )?left|(right to left)|track(s|ing)? left|circling"),
    (Move.PAN_RIGHT, r"left to right|track(s|ing)? (right|alongside|move)|\bpan(s|ning)?\b"),
    (Move.TILT_UP, r"tilt(s|ing)? up|looks? up|looking up|crane(s)? up"),
    (Move.TILT_DOWN, r"tilt(s|ing)? down|looks? down|looking down|crane(s)? down"),
    (Move.DRIFT, r"handheld"),
    (Move.PUSH_IN, r"close[- ]?ups?|macro|\beyes?\b|\bface\b|whispers?|discover(s|ed)?|detail"),
    (Move.TILT_UP, r"\bris(es|ing)\b|towers?|skyscrapers?|soar(s|ing)?|sunrise|climb(s|ing)?|lifts? off|takes off"),
    (Move.TILT_DOWN, r"\bfall(s|ing)\b|descend(s|ing)?|\brain\b|sinks?|waterfall|sunset|snow(s|ing)?\b"),
    (Move.PULL_OUT, r"aerial|bird'?s[- ]eye|establishing|wide shot|panorama|skyline|alone\b|vast|distan(t|ce)"),
    (Move.PAN_RIGHT, r"walk(s|ing)?|runs?\b|running|driv(es|ing)|rid(es|ing)|travel(s|ling)?|chas(es|ing)|march(es)?"),
    (Move.DRIFT, r"float(s|ing)?|drift(s|ing)?|dream|underwater|\bspace\b|clouds?|fog|mist"),
)  # fmt: skip
_TRANSITIONS: tuple[tuple[Transition, str], ...] = (
    (Transition.CUT, r"(hard|smash|jump) cut|cut to|suddenly|all at once|instantly|without warning"),
    (Transition.WIPE, r"meanwhile|elsewhere|at the same time|across town|on the other side|in another"),
    (Transition.DIP, r"\blater\b|next (morning|day|night|year)|(night|darkness|dusk) falls|nightfall"),
    (Transition.DIP, r"fades? (to|from) black|years? (pass|after)|the end\b|epilogue|finally|\bdawn"),
)  # fmt: skip
_UNASKED = (Move.PUSH_IN, Move.PAN_RIGHT, Move.PULL_OUT, Move.DRIFT, Move.PAN_LEFT, Move.TILT_UP, Move.TILT_DOWN)


def transition_of(shot: Shot) -> Transition:
    """How a shot comes in: as it says, else as its words ask, else a dissolve."""
    return shot.transition or _asked(_TRANSITIONS, shot.words) or Transition.DISSOLVE


def move_of(shot: Shot, before: Shot | None = None) -> Move:
    """What the camera does: as the shot says, else as its words ask, else by its seed.

    A move taken by seed differs from the first choice of the shot before. It depends on nothing further away, so an
    edit re-encodes a neighbour at most.
    """
    choice, free = _choice(shot)
    if free and before is not None and _choice(before)[0] is choice:
        return _UNASKED[(_UNASKED.index(choice) + 1) % len(_UNASKED)]
    return choice


def asked_move(words: str) -> Move | None:
    """The move that a scene's words ask for; None where they leave it open."""
    return _asked(_MOVES, words)


def _choice(shot: Shot) -> tuple[Move, bool]:
    asked = shot.move or asked_move(shot.words)
    return (asked, False) if asked else (_UNASKED[dice(shot, "move") % len(_UNASKED)], True)


def dice(shot: Shot, purpose: str) -> int:
    """A number that is stable for a shot's seed, its picture and a purpose."""
    digest = blake2b(f"{shot.seed}\n{purpose}\n{shot.content_key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest)


def _asked(table: tuple[tuple[_Answer, str], ...], words: str) -> _Answer | None:
    return next((answer for answer, pattern in table if re.search(pattern, words, re.IGNORECASE)), None)
