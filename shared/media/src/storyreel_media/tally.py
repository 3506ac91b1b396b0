"""Count what a media file holds by reading all its packets, and try the end of the picture with a real decoder."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from storyreel_media.headers import NotAFilm

_MOST_DECODED = 1  # frames: about 10 ms at 1080p
_EDGE = 8  # bytes: no packet of our codecs both starts and ends with that many zeros, a hole in a file does


@dataclass(slots=True)
class Tally:
    """One stream: `packets` that are shown (one is one frame of picture), from `start` to `end` in its time base."""

    time_base: Fraction
    packets: int = 0
    start: int | None = None
    end: int = 0
    group: "list[Packet[Stream]]" = field(default_factory=list)

    @property
    def duration(self) -> float:
        """Seconds from the first to the end of the last packet."""
        return float((self.end - (self.start or 0)) * self.time_base)

    def add(self, packet: "Packet[Stream]") -> None:
        """Count one packet; raise NotAFilm when it is a hole."""
        if _is_blank(packet):
            raise NotAFilm("a hole in the media")
        if packet.is_keyframe:
            self.group = []
        if len(self.group) < _MOST_DECODED:
            self.group.append(packet)
        if packet.is_discard or packet.pts is None:
            return
        self.packets += 1
        self.start = packet.pts if self.start is None else min(self.start, packet.pts)
        self.end = max(self.end, packet.pts + (packet.duration or 0))


def tally_packets(container: InputContainer) -> dict[int, Tally]:
    """Read the first picture and sound streams to their end; return a tally by stream index.

    Raises:
        NotAFilm: a hole, or an end that cannot be decoded.
        av.error.FFmpegError: the file cannot be read on.
    """
    streams: list[Stream] = [*container.streams.video[:1], *container.streams.audio[:1]]
    tallies = {stream.index: Tally(stream.time_base or Fraction(1, av.time_base)) for stream in streams}
    for packet in container.demux(*streams):
        if packet.size:  # an empty one ends each stream
            tallies[packet.stream.index].add(packet)
    for stream in container.streams.video[:1]:
        _try_decoding(stream, tallies[stream.index].group)
    return tallies


def _try_decoding(stream: VideoStream, group: "Iterable[Packet[Stream]]") -> None:
    frames = sum(len(stream.decode(packet)) for packet in (*group, None))
    if not frames:
        raise NotAFilm("its end cannot be decoded")


def _is_blank(packet: "Packet[Stream]") -> bool:
    data = memoryview(packet)
    return not any(data[:_EDGE]) and not any(data[-_EDGE:])
