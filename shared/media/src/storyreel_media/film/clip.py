"""A provider's clip, fitted to the slot of its shot."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import av
from av.video.codeccontext import VideoCodecContext

from storyreel_media.film.errors import UnreadableSource
from storyreel_media.film.fitting import Fitter
from storyreel_media.film.footage import opened, timing
from storyreel_media.film.planes import Planes

_CLEAR = {"vp8": "libvpx", "vp9": "libvpx-vp9"}  # the usual decoders leave transparency out


class Clip:
    """A shot of moving pictures that lasts `seconds`: draws frames in rising order. A longer clip is cut off."""

    def __init__(self, clip: Path, seconds: float, size: tuple[int, int], fps: int) -> None:
        self._name, self._fps = clip.name, fps
        self._speed = timing(clip, seconds).speed
        self._container = opened(clip)
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "SLICE"
        self._fitter = Fitter(size)
        self._frames = self._decode()
        self._shown, self._next = self._first()
        self._drawn: av.VideoFrame | None = None
        self._fitted: Planes | None = None

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def draw(self, frame: int, out: Planes) -> None:
        """Fill `out` with the clip's picture at frame number `frame` of the shot."""
        time = (frame + 0.5) / self._fps * self._speed
        while self._next is not None and self._next[0] <= time:
            self._shown, self._next = self._next, next(self._frames, None)
        if self._fitted is None or self._drawn is not self._shown[1]:
            self._drawn, self._fitted = self._shown[1], self._fit(self._shown[1])
        for plane, target in zip(self._fitted, out, strict=True):
            target[:] = plane

    def _first(self) -> tuple[tuple[float, av.VideoFrame], tuple[float, av.VideoFrame] | None]:
        first = next(self._frames, None)
        if first is None:
            raise UnreadableSource(f"{self._name} has no pictures")
        return first, next(self._frames, None)

    def _decode(self) -> Iterator[tuple[float, av.VideoFrame]]:
        """(seconds from the first picture, picture), in order; a damaged end ends it."""
        start, count = 0.0, -1
        try:
            for count, frame in enumerate(self._pictures()):
                time = self._time(frame, count)
                start = start if count else time
                yield time - start, frame
        except av.error.FFmpegError as error:
            if count < 0:
                raise UnreadableSource(f"{self._name} cannot be decoded") from error

    def _time(self, frame: av.VideoFrame, count: int) -> float:
        """When a picture is due. Avi files have one rate and times in the order of decoding: pictures are counted."""
        if self._container.format.name != "avi" and frame.time is not None:
            return float(frame.time)
        return count / float(self._stream.average_rate or self._fps)

    def _pictures(self) -> Iterator[av.VideoFrame]:
        decoder = self._stream.codec_context
        if self._stream.metadata.get("alpha_mode") == "1" and decoder.name in _CLEAR:
            decoder = cast("VideoCodecContext", av.CodecContext.create(_CLEAR[decoder.name], "r"))
        for packet in self._container.demux(self._stream):
            yield from decoder.decode(packet)

    def _fit(self, frame: av.VideoFrame) -> Planes:
        return self._fitter.fitted(frame, float(self._stream.sample_aspect_ratio or 1))
