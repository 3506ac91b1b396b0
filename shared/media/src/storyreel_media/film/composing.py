"""The film from its segments: their packets with exact times, one sound track, and the index first."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from storyreel_media.film.errors import SegmentMismatch
from storyreel_media.film.files import replacing
from storyreel_media.film.music import RATE, Samples, bed, silence
from storyreel_media.film.native import OnTrouble, native_sound
from storyreel_media.film.plan import boundaries, plan
from storyreel_media.film.score import score_of
from storyreel_media.film.soundtrack import soundtrack
from storyreel_media.film.spec import Film, Segment

REORDERING = 2
"""Frames by which libx264 decodes ahead of what it shows: B-frames, of which some are references."""
_AUDIO_BITRATE = 128_000


def compose(
    film: Film,
    segment_files: Sequence[Path],
    out: Path,
    on_frame: Callable[[int], None] = lambda _: None,
    on_trouble: OnTrouble = lambda *_: None,
) -> None:
    """Join the files of `plan(film)`, in order, into `out`: an mp4 with H.264 and AAC, ready to be streamed.

    `on_trouble` hears of clips whose own sound is not all there; the film is made without it.

    Raises:
        SegmentMismatch: the files are not those segments, or were not encoded alike.
        UnreadableSource: the soundtrack cannot be read.
    """
    segments = plan(film)
    if len(segments) != len(segment_files):
        raise SegmentMismatch(f"the film has {len(segments)} segments, not {len(segment_files)}")
    options = {"movflags": "+faststart", "brand": "mp42"}
    with (
        ExitStack() as inputs,
        replacing(out) as part,
        av.open(str(part), "w", format="mp4", options=options) as film_file,
    ):
        first = _open(segment_files[0], inputs)
        video = film_file.add_stream_from_template(first)
        video.time_base = Fraction(1, film.fps)
        if film.title:
            film_file.metadata["title"] = film.title
        sound = _Sound(_blocks(film, on_trouble), film_file)
        for segment, file in zip(segments, segment_files, strict=True):
            with ExitStack() as closing:
                stream = first if segment.index == 0 else _open(file, closing)
                _check(film, segment, stream, first)
                for packet in _packets(film, segment, stream):
                    packet.stream = video
                    sound.until(Fraction(packet.dts or 0, film.fps))
                    film_file.mux_one(packet)
            on_frame(segment.first_frame + segment.frames)
        sound.until(None)


class _Sound:
    """The film's sound track, encoded as far as the pictures have come."""

    def __init__(self, blocks: Iterator[Samples], container: OutputContainer) -> None:
        self._blocks = blocks
        self._container = container
        self._stream: AudioStream = container.add_stream("aac", rate=RATE, layout="stereo")
        self._stream.bit_rate = _AUDIO_BITRATE
        self._stream.codec_context.options = {"aac_coder": "fast"}
        self._made = 0

    def until(self, time: Fraction | None) -> None:
        """Mux what sounds before `time` (seconds) and the block it falls in; None for all that is left."""
        while time is None or self._made <= time * RATE:
            block = next(self._blocks, None)
            if block is None:
                break
            self._container.mux(self._stream.encode(self._frame(block)))
        if time is None:
            self._container.mux(self._stream.encode(None))

    def _frame(self, block: Samples) -> av.AudioFrame:
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._made, Fraction(1, RATE)
        self._made += block.shape[1]
        return frame


def _blocks(film: Film, on_trouble: OnTrouble) -> Iterator[Samples]:
    seconds = film.frames / film.fps
    if film.audio == "soundtrack" and film.soundtrack:
        return soundtrack(film.soundtrack, seconds)
    if film.audio == "silence":
        return silence(seconds)
    music = bed(seconds, [edge / film.fps for edge in boundaries(film)[1:-1]], score_of(film))
    return native_sound(film, music, on_trouble) if film.audio == "clips" else music


def _open(file: Path, closing: ExitStack) -> VideoStream:
    try:
        options = {"protocol_whitelist": "file"}
        container = av.open(f"file:{file.absolute()}", format="mp4", options=options)
    except (av.error.FFmpegError, OSError) as error:
        raise SegmentMismatch(f"{file.name} is no readable segment") from error
    closing.enter_context(container)
    if not container.streams.video:
        raise SegmentMismatch(f"{file.name} has no pictures")
    return container.streams.video[0]


def _check(film: Film, segment: Segment, stream: VideoStream, first: VideoStream) -> None:
    """One decoder setup serves the whole film, so the segments must share it."""
    codec = stream.codec_context
    if (codec.width, codec.height) != film.size or codec.extradata != first.codec_context.extradata:
        raise SegmentMismatch(f"segment {segment.index} was encoded with other settings")


def _packets(film: Film, segment: Segment, stream: VideoStream) -> Iterator["Packet[VideoStream]"]:
    """A segment's packets in decoding order, timed in film frames."""
    container, count = stream.container, 0
    assert isinstance(container, InputContainer)  # noqa: S101 - an opened one; this tells the type checker
    for packet in container.demux(stream):
        if packet.pts is None:
            continue  # the end marker
        shown = round(packet.pts * packet.time_base * film.fps)
        packet.time_base = Fraction(1, film.fps)
        packet.pts, packet.dts, packet.duration = (
            segment.first_frame + shown,
            segment.first_frame + count - REORDERING,
            1,
        )
        if packet.pts < packet.dts or shown >= segment.frames or (count == 0 and not packet.is_keyframe):
            raise SegmentMismatch(f"segment {segment.index} has a frame out of place")
        count += 1
        yield packet
    if count != segment.frames:
        raise SegmentMismatch(f"segment {segment.index} has {count} frames, not {segment.frames}")
