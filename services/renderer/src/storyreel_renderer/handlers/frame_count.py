"""How many frames of a film are there, over all its segments."""

from storyreel_chassis.pace import Pace
from storyreel_media.film.spec import Segment


class FrameCount:
    """Adds up what segments report, in whatever order."""

    def __init__(self, total: int, pace: Pace) -> None:
        self._total, self._pace = total, pace
        self._frames: dict[int, int] = {}

    def note(self, segment: Segment, frames: int) -> None:
        """So many frames of this segment are there."""
        self._frames[segment.index] = frames
        self._pace.note(100 * sum(self._frames.values()) / self._total)
