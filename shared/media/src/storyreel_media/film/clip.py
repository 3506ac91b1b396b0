"""A provider's clip, fitted to the slot of its shot."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.reformatter import ColorRange, Colorspace, Interpolation

from storyreel_media.film.errors import UnreadableSource
from storyreel_media.film.planes import Planes, planes_of

SLOWEST = 0.5
"""A clip shorter than its slot is played slower, at half its speed at most; then its last frame stands."""
_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi"


class Clip:
    """A shot of moving pictures: draws frames in rising order. A longer clip is cut off, the middle fills the frame."""

    def __init__(self, clip: Path, seconds: float, size: tuple[int, int], fps: int) -> None:
        self._name, self._size, self._fps = clip.name, size, fps
        self._container = _open(clip)
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "SLICE"
        length = _length(self._container, self._name)
        self._speed = min(max(length / seconds, SLOWEST), 1.0)
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
        start: float | None = None
        try:
            for frame in self._container.decode(self._stream):
                start = frame.time if start is None else start
                yield frame.time - start, frame
        except av.error.FFmpegError as error:
            if start is None:
                raise UnreadableSource(f"{self._name} cannot be decoded") from error

    def _fit(self, frame: av.VideoFrame) -> Planes:
        width, height = self._size
        ratio = max(width / frame.width, height / frame.height)
        across, down = _even_up(frame.width * ratio, width), _even_up(frame.height * ratio, height)
        source = Colorspace.ITU709 if frame.colorspace in (1, 2) else Colorspace.ITU601
        fitted = frame.reformat(
            across,
            down,
            "yuv420p",
            src_colorspace=source,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BICUBIC,
        )
        x, y = (across - width) // 4 * 2, (down - height) // 4 * 2
        luma, *chroma = planes_of(fitted)
        return Planes(
            luma[y : y + height, x : x + width],
            *(plane[y // 2 : (y + height) // 2, x // 2 : (x + width) // 2] for plane in chroma),
        )


def _open(clip: Path) -> InputContainer:
    """Open a file as mp4, mov, matroska or avi whatever its name, with no way to any other file."""
    options = {"protocol_whitelist": "file", "format_whitelist": _FORMATS}
    try:
        container = av.open(f"file:{clip.absolute()}", options=options)
    except (av.error.FFmpegError, OSError) as error:
        raise UnreadableSource(f"{clip.name} is no readable clip") from error
    if not container.streams.video:
        container.close()
        raise UnreadableSource(f"{clip.name} has no pictures")
    return container


def _length(container: InputContainer, name: str) -> float:
    """Seconds, as the header says."""
    stream = container.streams.video[0]
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if container.duration:
        return float(container.duration / av.time_base)
    raise UnreadableSource(f"{name} does not say how long it is")


def _even_up(pixels: float, least: int) -> int:
    return max(int(np.ceil(pixels / 2 - 1e-6)) * 2, least)
