"""The sound of one clip, as fast as its pictures, in stereo at 48 kHz; silence where there is none."""

from collections.abc import Generator, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer

from storyreel_media.film.errors import UnreadableSource
from storyreel_media.film.fades import ramp
from storyreel_media.film.footage import Timing, opened, timing
from storyreel_media.film.music import RATE, Samples

_AHEAD = 1024
"""By so many samples of the clip the sound comes early out of `atempo`: half of its window at 48 kHz, as measured."""
_SOFT = RATE // 100  # samples over which a sound that ends before its scene does goes
_LOUDEST = 4.0  # of a sample; more than any mix of channels may give is damage


class Voice:
    """What is heard of a clip that is seen for `seconds`, taken from its first picture on; of no clip it is silence.

    `peak` is the highest sample taken so far, `trouble` says why some sound is not there.
    """

    def __init__(self, clip: Path | None, seconds: float) -> None:
        self.peak, self.trouble = 0.0, ""
        self._pieces = self._played(clip, seconds)
        self._kept: Samples = np.zeros((2, 0), np.float32)

    def take(self, samples: int) -> Samples:
        """The next so many samples, (2, n)."""
        while self._kept.shape[1] < samples:
            missing = samples - self._kept.shape[1]
            piece = next(self._pieces, np.zeros((2, missing), np.float32))
            self._kept = np.concatenate([self._kept, piece], axis=1)
        taken, self._kept = self._kept[:, :samples], self._kept[:, samples:]
        self.peak = max(self.peak, float(np.abs(taken).max(initial=0)))
        return taken

    def close(self) -> None:
        """Let go of the file."""
        self._pieces.close()

    def _played(self, clip: Path | None, seconds: float) -> Generator[Samples, None, None]:
        if clip is None:
            return
        try:
            when = timing(clip, seconds)
            with opened(clip) as container:
                if container.streams.audio:
                    yield from _ending_softly(self._filtered(container, when, seconds))
        except (UnreadableSource, av.error.FFmpegError) as error:
            self.trouble = str(error)

    def _filtered(self, container: InputContainer, when: Timing, seconds: float) -> Iterator[Samples]:
        """Placed by the clock: what is missing is silence. A damaged end ends it."""
        graph: av.filter.Graph | None = None
        try:
            for frame in self._decoded(container):
                time = (frame.time or 0) - when.start
                if time > seconds:
                    break
                frame.pts, frame.time_base = round(time * frame.sample_rate), Fraction(1, frame.sample_rate)
                graph = graph or _graph(frame, when.speed)
                graph.push(frame)
                yield from _pulled(graph)
        except av.error.FFmpegError as error:
            self.trouble = str(error)
        if graph:
            graph.push(None)
            yield from _pulled(graph)

    def _decoded(self, container: InputContainer) -> Iterator[av.AudioFrame]:
        stream = container.streams.audio[0]
        for packet in container.demux(stream):
            try:
                frames = stream.decode(packet)
            except av.error.InvalidDataError as error:  # a gap; what follows may be heard
                self.trouble = str(error)
                continue
            yield from (frame for frame in frames if frame.pts is not None)


def _graph(first: av.AudioFrame, speed: float) -> av.filter.Graph:
    """What turns frames like this one into ours; it cannot be fed with others."""
    graph = av.filter.Graph()
    ahead = 0 if speed == 1 else -_AHEAD
    links = [
        graph.add_abuffer(
            sample_rate=first.sample_rate, format=first.format, layout=first.layout, time_base=first.time_base
        ),
        graph.add("aresample", f"{RATE}:async=1:first_pts={ahead}"),
        graph.add("aformat", "sample_fmts=fltp:channel_layouts=stereo"),
        *([] if speed == 1 else [graph.add("atempo", f"{speed:.6f}"), graph.add("aformat", "sample_fmts=fltp")]),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*links).configure()
    return graph


def _pulled(graph: av.filter.Graph) -> Iterator[Samples]:
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        yield np.clip(np.nan_to_num(np.asarray(frame.to_ndarray(), np.float32)), -_LOUDEST, _LOUDEST)


def _ending_softly(pieces: Iterator[Samples]) -> Iterator[Samples]:
    held: Samples = np.zeros((2, 0), np.float32)
    for piece in pieces:
        held = np.concatenate([held, piece], axis=1)
        ready = max(0, held.shape[1] - _SOFT)
        yield held[:, :ready]
        held = held[:, ready:]
    yield (held * ramp(np.arange(held.shape[1], 0, -1) / _SOFT)).astype(np.float32)
