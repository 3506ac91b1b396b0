"""Any frame of a segment, drawn from the film alone: nothing depends on the frames before it."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import lru_cache
from itertools import pairwise
from typing import Protocol, Self

from storyreel_media.film.camera import path_of
from storyreel_media.film.captions import caption_overlay
from storyreel_media.film.clip import Clip
from storyreel_media.film.direction import move_of, transition_of
from storyreel_media.film.logo import logo_of
from storyreel_media.film.mixing import fade, mix
from storyreel_media.film.overlay import Overlay
from storyreel_media.film.picture import Still
from storyreel_media.film.plan import boundaries, fade_frames, lingering_frames, opening, slate_frames
from storyreel_media.film.planes import Planes, blank
from storyreel_media.film.slates import slate_image
from storyreel_media.film.spec import Film, Segment

FADE_SECONDS = 0.3
"""How long captions and slates take to appear and to go."""


class Source(Protocol):
    """What a shot shows."""

    def draw(self, frame: int, out: Planes) -> None:
        """Fill `out` with frame number `frame` of the shot; frames come in rising order."""


class Drawing:
    """The frames of one segment, in rising order; a context manager that closes the clips it reads."""

    def __init__(self, film: Film, segment: Segment) -> None:
        self._film, self._segment = film, segment
        self._open = ExitStack()
        self._edges = boundaries(film)
        number = segment.shot_number
        self._lengths = [0, *(end - start for start, end in pairwise(self._edges))]
        self._source = self._source_of(number)
        crossing = segment.kind == "head" and number > 1 and segment.transition_frames > 0
        self._before = self._source_of(number - 1) if crossing else None
        self._scratch = blank(*film.size) if crossing else None
        mark = logo_of(film)
        self._logo = None if mark is None else Overlay(mark.rgba)
        self._logo_box = None if mark is None else mark.box
        self._overlays = list(self._overlays_of(number)) if segment.kind != "head" else []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def draw(self, index: int, out: Planes) -> None:
        """Fill `out` with frame number `index` of the segment."""
        number, frame = self._segment.shot_number, self._segment.shot_frame + index
        self._source.draw(frame, out)
        for overlay, strength in self._overlays:
            overlay.blend(out, strength(frame))
        crossing = index < self._segment.transition_frames
        if crossing and number > 1:
            self._transition(index, out)
        if self._logo:
            self._logo.blend(out, 1.0)
        if crossing and number == 1:
            fade(out, self._share(index))
        left, ending = self._lengths[number] - 1 - frame, self._ending(number)
        if number == len(self._film.shots) and left < ending:
            fade(out, left / ending)

    def _transition(self, index: int, out: Planes) -> None:
        assert self._before is not None and self._scratch is not None  # noqa: S101, PT018 - there in a crossing
        number = self._segment.shot_number
        self._before.draw(self._lengths[number - 1] + index, self._scratch)
        mix(transition_of(self._film.shots[number - 1]), self._scratch, self._share(index), out)

    def _share(self, index: int) -> float:
        """How far the transition is."""
        return _smooth((index + 1) / (self._segment.transition_frames + 1))

    def _source_of(self, number: int) -> Source:
        film, shot = self._film, self._film.shots[number - 1]
        if shot.clip:
            frames = self._lengths[number] + lingering_frames(film, self._edges, number)
            clip = Clip(shot.clip, frames / film.fps, film.size, film.fps)
            self._open.callback(clip.close)
            return clip
        assert shot.picture is not None  # noqa: S101 - the model has checked it; this tells the type checker
        path = path_of(shot, move_of(shot, film.shots[number - 2] if number > 1 else None))
        return Still(shot.picture, shot.content_key, path, film.size, film.fps)

    def _overlays_of(self, number: int) -> list[tuple[Overlay, Callable[[int], float]]]:
        film, shot = self._film, self._film.shots[number - 1]
        start = opening(film, number)
        overlays: list[tuple[Overlay, Callable[[int], float]]] = []
        caption = _caption(shot.caption, film.size) if film.captions and shot.caption else None
        if caption is not None:
            overlays.append((caption, self._window(start, int(shot.duration * film.fps))))
        if self._segment.kind == "slate" and shot.slate:
            end = start + slate_frames(film, number)
            overlays.append((Overlay(slate_image(shot.slate, *film.size, self._logo_box)), self._window(start, end)))
        return overlays

    def _window(self, start: int, end: int) -> Callable[[int], float]:
        """The strength of what is there between two frames of the shot, with soft ends."""
        ramp = max(1.0, min(FADE_SECONDS * self._film.fps, (end - start) / 4))

        def strength(frame: int) -> float:
            return max(0.0, min(1.0, (frame - start + 1) / ramp, (end - frame) / ramp))

        return strength

    def _ending(self, number: int) -> int:
        return max(1, fade_frames(self._film.shots[number - 1], self._film.fps))


@lru_cache(maxsize=4)
def _caption(text: str, size: tuple[int, int]) -> Overlay | None:
    """Drawn once for the segments of a shot."""
    drawn = caption_overlay(text, *size)
    return None if drawn is None else Overlay(drawn)


def _smooth(share: float) -> float:
    return share * share * (3 - 2 * share)
