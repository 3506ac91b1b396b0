"""A film as segments: which frames are encoded together, and the key under which they are cached.

A shot is cut at frames of its own (the end of its transition and of its slate), not at its neighbours', so an edit of
one scene changes the keys of that scene, of the transition into the next, and of little else.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from hashlib import blake2b
from importlib.metadata import version
from typing import Literal, NamedTuple

from storyreel_media.film.direction import move_of, transition_of
from storyreel_media.film.spec import ENGINE_VERSION, Film, Segment, Shot, Transition, frame_at
from storyreel_media.fonts.faces import shapes

SLATE_SECONDS = 2
FADE_SECONDS = 0.5
"""How long the film takes to come out of black and to go back into it."""
LEAD_SECONDS = {Transition.CUT: 0.0, Transition.DISSOLVE: 0.4, Transition.WIPE: 0.5, Transition.DIP: 1.0}
"""How long a transition takes: a dissolve shows two pictures at once, so it is brief; black must last to be read."""
CLIPS_VERSION = 2
"""Raise it, rather than the engine's, with every change that alters frames of clips only."""
_TOOLS = (ENGINE_VERSION, *(version(name) for name in ("av", "opencv-python-headless", "pillow")))
"""By their metadata: whoever plans a film need not load what draws it."""


class _Piece(NamedTuple):
    kind: Literal["head", "slate", "body"]
    number: int
    shot_frame: int
    frames: int
    transition_frames: int = 0


def plan(film: Film) -> tuple[Segment, ...]:
    """The film's segments in order: together exactly `film.frames` frames, none of them empty."""
    edges = boundaries(film)
    pieces = [piece for number in range(1, len(film.shots) + 1) for piece in _pieces(film, edges, number)]
    return tuple(
        Segment(
            index=index,
            kind=piece.kind,
            shot_number=piece.number,
            first_frame=edges[piece.number - 1] + piece.shot_frame,
            shot_frame=piece.shot_frame,
            frames=piece.frames,
            transition_frames=piece.transition_frames,
            key=_key(film, edges, piece),
        )
        for index, piece in enumerate(pieces)
    )


def boundaries(film: Film) -> tuple[int, ...]:
    """The first frame of every shot, then the film's end: each rounded from the exact time, so nothing drifts."""
    clock, edges = Decimal(), [0]
    for shot in film.shots:
        clock += shot.duration
        edges.append(frame_at(clock, film.fps))
    return tuple(edges)


def fade_frames(shot: Shot, fps: int) -> int:
    """How many frames the fade at the film's beginning or end takes: a third of the shot at most."""
    return _at_most_a_third(shot, fps, FADE_SECONDS)


def opening(film: Film, number: int) -> int:
    """The frame of shot `number` from which it stands alone, with its caption: a third into it at the latest."""
    shot = film.shots[number - 1]
    if number == 1:
        return fade_frames(shot, film.fps)
    return _at_most_a_third(shot, film.fps, LEAD_SECONDS[transition_of(shot)])


def slate_frames(film: Film, number: int) -> int:
    """For how many frames from `opening` on the slate of shot `number` lies over it."""
    shot = film.shots[number - 1]
    return min(SLATE_SECONDS * film.fps, int(shot.duration * film.fps * 2 / 5)) if film.slate and shot.slate else 0


def crossing_frames(film: Film, edges: tuple[int, ...], number: int) -> int:
    """For how many frames shot `number` comes in, from the one before or from black; `edges` as of `boundaries`."""
    start = opening(film, number)
    return start if number == 1 else min(start, (edges[number - 1] - edges[number - 2]) // 3)


def lingering_frames(film: Film, edges: tuple[int, ...], number: int) -> int:
    """For how many frames shot `number` is still seen after its end, under the one that follows."""
    if number == len(film.shots):
        return 0
    frames = crossing_frames(film, edges, number + 1)
    return frames // 2 if transition_of(film.shots[number]) is Transition.DIP else frames


def _at_most_a_third(shot: Shot, fps: int, seconds: float) -> int:
    return min(int(seconds * fps), int(shot.duration * fps) // 3)


def _pieces(film: Film, edges: tuple[int, ...], number: int) -> Iterator[_Piece]:
    frames = edges[number] - edges[number - 1]
    start = opening(film, number)
    if start:
        yield _Piece("head", number, 0, start, crossing_frames(film, edges, number))
    slate = slate_frames(film, number)
    if slate:
        yield _Piece("slate", number, start, slate)
    if frames > start + slate:
        yield _Piece("body", number, start + slate, frames - start - slate)


def _key(film: Film, edges: tuple[int, ...], piece: _Piece) -> str:
    shot = film.shots[piece.number - 1]
    facts: list[object] = [*_TOOLS, shapes(), film.size, film.fps, film.crf, film.preset, piece._replace(number=0)]
    facts.append(_look(film, edges, piece.number))
    if piece.kind == "head":
        facts.append(str(transition_of(shot)))
        if piece.number > 1:
            facts += [_look(film, edges, piece.number - 1), edges[piece.number - 1] - edges[piece.number - 2]]
    else:
        facts += [opening(film, piece.number), film.captions and shot.caption]
    if piece.kind == "slate" and shot.slate:
        facts.append(shot.slate.model_dump_json())
    if piece.number == len(film.shots):
        facts.append(["last", edges[-1] - edges[-2]])
    if film.logo:
        facts.append(["logo", film.logo.content_key, film.logo.position, film.captioned])
    return blake2b(json.dumps(facts).encode(), digest_size=20).hexdigest()


def _look(film: Film, edges: tuple[int, ...], number: int) -> list[object]:
    """What a shot shows without what lies over it; how fast a clip plays depends on how long it is seen."""
    shot = film.shots[number - 1]
    if shot.clip:
        lingering = lingering_frames(film, edges, number)
        return ["clip", CLIPS_VERSION, shot.content_key, str(shot.duration.normalize()), lingering, number == 1]
    move = move_of(shot, film.shots[number - 2] if number > 1 else None)
    return ["picture", shot.content_key, str(shot.duration.normalize()), str(move), shot.seed, number == 1]
