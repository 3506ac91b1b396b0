"""A provider's clip as a file: opened without a way to any other, and how fast it plays in its slot."""

from pathlib import Path
from typing import NamedTuple

import av
from av.container import InputContainer

from storyreel_media.film.errors import UnreadableSource

SLOWEST = 0.5
"""A clip shorter than its slot is played slower, at half its speed at most; then its last frame stands."""
_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi"


class Timing(NamedTuple):
    """When a clip's first picture is due, by the file's clock in seconds, and how fast it plays: 1 is as filmed."""

    start: float
    speed: float


def opened(clip: Path) -> InputContainer:
    """Open a file as mp4, mov, matroska or avi whatever its name.

    Raises:
        UnreadableSource: it is nothing of that kind, or has no pictures
    """
    options = {"protocol_whitelist": "file", "format_whitelist": _FORMATS}
    try:
        container = av.open(f"file:{clip.absolute()}", options=options)
    except (av.error.FFmpegError, OSError) as error:
        raise UnreadableSource(f"{clip.name} is no readable clip") from error
    if not container.streams.video:
        container.close()
        raise UnreadableSource(f"{clip.name} has no pictures")
    return container


def timing(clip: Path, seconds: float) -> Timing:
    """How a clip fills `seconds`. Its length is that of its packets: what a header says is a claim.

    Raises:
        UnreadableSource: see `opened`
    """
    start, end = _extent(clip)
    return Timing(start, min(max((end - start) / seconds, SLOWEST), 1.0))


def _extent(clip: Path) -> tuple[float, float]:
    """When the first picture appears and the last one has been shown, in seconds."""
    first, last, end, count = float("inf"), float("-inf"), float("-inf"), 0
    with opened(clip) as container:
        try:
            for packet in container.demux(container.streams.video[0]):
                shown = packet.dts if packet.pts is None else packet.pts
                if shown is None or packet.is_discard:
                    continue
                time, count = float(shown * packet.time_base), count + 1
                first, last = min(first, time), max(last, time)
                end = max(end, time + float((packet.duration or 0) * packet.time_base))
        except av.error.FFmpegError:
            pass  # what could be read until there is what there is
    if not count:
        raise UnreadableSource(f"{clip.name} has no pictures")
    usual = (last - first) / (count - 1) if count > 1 else 0.0
    return first, max(end, last + usual)
