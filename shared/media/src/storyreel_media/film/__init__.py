"""The film engine: a film is a pure function of the frame number.

So it can be cut at any frame: every segment is encoded once, kept under a key that names all that its frames depend on,
and the film is put together from the segments' packets without encoding them again.

    film = Film(shots=...)
    segments = plan(film)
    render_segment(film, segments[0], path, on_frame)
    compose(film, paths, out)

`render_segment` is in `encoding`, `compose` in `composing`: they load the codecs. `Studio` does the same in child
processes, so that who only plans and waits stays small.
"""

from storyreel_media.film.errors import (
    FilmError,
    SegmentMismatch,
    UnreadableSource,
    WorkerDied,
    WorkerFailed,
    WorkerTimedOut,
)
from storyreel_media.film.plan import plan
from storyreel_media.film.spec import Film, Move, Segment, Shot, SlateText, Transition
from storyreel_media.film.studio import Studio

__all__ = [
    "Film",
    "FilmError",
    "Move",
    "Segment",
    "SegmentMismatch",
    "Shot",
    "SlateText",
    "Studio",
    "Transition",
    "UnreadableSource",
    "WorkerDied",
    "WorkerFailed",
    "WorkerTimedOut",
    "plan",
]
