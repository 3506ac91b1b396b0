"""What the child finds, and what it says when it cannot."""

import errno
from dataclasses import dataclass

FULL = {errno.ENOSPC, errno.EDQUOT}
MOST_PIXELS = 40_000_000
"""Of a picture, or of a frame of video."""
MOST_MOVING = 64_000_000
"""Pixels of all frames of a moving picture together."""
MOST_SECONDS = 3600
MOST_PAGES = 1000
THUMBNAIL = 640
"""Pixels of a thumbnail's longer side."""


class NotReadable(ValueError):
    """The file is broken, or larger inside than is good; the sentence's end says which to its sender."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sound file. `content` is the file in the folder to keep in its place, None to keep it as it is; sizes in pixels
    as shown, `duration` in seconds."""

    thumbnail: str
    content: str | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    pages: int | None = None
