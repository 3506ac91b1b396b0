"""Where the camera looks at every frame of a shot: a smooth path inside the picture.

The path is a pure function of the shot's own time and runs half a second past its end, so the outgoing shot still moves
during the transition that follows.
"""

from dataclasses import dataclass
from math import pi, sin

from storyreel_media.film.direction import dice
from storyreel_media.film.spec import Move, Shot

START_ZOOM = 1.05
"""The widest view: it leaves 2.4 % of the picture beyond every edge of the frame."""
OVERRUN_SECONDS = 0.5
MARGIN = 0.08
"""How much of the picture's height a move may leave out above or below: towers keep their tops."""
_NEAREST = 1.18
_TILT = 0.054  # of the height; at the widest view this leaves out `MARGIN` at both ends of the way
_ALIVE = 0.35  # the speed at both ends, as a share of the mean


@dataclass(frozen=True, slots=True)
class View:
    """A window on the picture, `zoom` times smaller, its centre at (x, y) in picture sizes."""

    zoom: float
    x: float
    y: float

    @property
    def inside(self) -> bool:
        """Whether the window lies within the picture."""
        half = 0.5 / self.zoom
        return half <= self.x <= 1 - half and half <= self.y <= 1 - half


@dataclass(frozen=True, slots=True)
class Path:
    """A camera move: from one view to another in `seconds`, with a slow sway of `sway` picture sizes on top."""

    start: View
    end: View
    seconds: float
    sway: float = 0.0
    phase: float = 0.0

    def at(self, time: float) -> View:
        """The view `time` seconds into the shot."""
        share = min(max(time / self.seconds, 0.0), 1.0)
        eased = _ease(share)
        swing = self.sway * sin(2 * pi * (share * max(1.0, self.seconds / 12) + self.phase))
        return View(
            zoom=self.start.zoom * (self.end.zoom / self.start.zoom) ** eased,
            x=self.start.x + (self.end.x - self.start.x) * eased,
            y=self.start.y + (self.end.y - self.start.y) * eased + swing,
        )


def path_of(shot: Shot, move: Move) -> Path:
    """The path of a shot: speeds in picture sizes a second, with ends for very short and very long shots."""
    seconds = float(shot.duration) + OVERRUN_SECONDS
    travel = _between(0.018 * seconds, 0.015, 0.085)
    aside = (dice(shot, "aside") % 1000 / 1000 - 0.5, dice(shot, "height") % 1000 / 1000 - 0.5)
    match move:
        case Move.PUSH_IN | Move.PULL_OUT:
            return _zoom(seconds, travel, aside, inward=move is Move.PUSH_IN)
        case Move.PAN_LEFT | Move.PAN_RIGHT:
            return _slide(seconds, (travel if move is Move.PAN_RIGHT else -travel, 0.0), aside)
        case Move.TILT_UP | Move.TILT_DOWN:
            height = min(travel, _TILT)
            return _slide(seconds, (0.0, height if move is Move.TILT_DOWN else -height), aside)
        case Move.DRIFT:
            side = 0.6 if aside[0] > 0 else -0.6
            return _slide(seconds, (side * travel, (0.4 if aside[1] > 0 else -0.4) * travel), aside, sway=0.004)
        case Move.HOLD:
            return _slide(seconds, (0.1 * travel, 0.0), aside, sway=0.002)


def _zoom(seconds: float, travel: float, aside: tuple[float, float], *, inward: bool) -> Path:
    """Towards (or from) a point off the centre: aside within the narrow view's room, up or down within the margin."""
    zoom = min(_NEAREST, START_ZOOM * (1 + 1.4 * travel))
    room = 0.5 - 0.5 / zoom
    wide = View(START_ZOOM, 0.5, 0.5)
    near = View(zoom, 0.5 + aside[0] * room, 0.5 + 2 * aside[1] * min(room / 2, MARGIN - room))
    return Path(wide, near, seconds) if inward else Path(near, wide, seconds)


def _slide(seconds: float, by: tuple[float, float], aside: tuple[float, float], sway: float = 0.0) -> Path:
    """Across the middle, just near enough to have room for the way, and a little nearer at its end."""
    zoom = START_ZOOM / (1 - max(abs(by[0]), abs(by[1]) + 2 * sway))
    start = View(zoom, 0.5 - by[0] / 2, 0.5 - by[1] / 2)
    nearer = zoom * (1 + 0.3 * max(abs(by[0]), abs(by[1])))
    return Path(start, View(nearer, 0.5 + by[0] / 2, 0.5 + by[1] / 2), seconds, sway, aside[0])


def _ease(share: float) -> float:
    """Slow in, slow out, never still: a smoothstep mixed with a straight line."""
    return _ALIVE * share + (1 - _ALIVE) * share * share * (3 - 2 * share)


def _between(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
