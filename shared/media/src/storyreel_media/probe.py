"""Say what a media file really is, and refuse one that is cut short or lies: `python -m storyreel_media.probe FILE`.

Only mp4, mov and webm (matroska) are opened, whatever the name says, and none of them may open another file. What a
header says is a claim: unless `exact=False` every packet is read (about 40 ms for 10 s of 1080p) and the start of the
last group of pictures is decoded.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from storyreel_media.headers import Container, Layout, NotAFilm, read_layout
from storyreel_media.tally import Tally, tally_packets

__all__ = [
    "BT709",
    "AudioInfo",
    "ColorTags",
    "MediaInfo",
    "NotAFilm",
    "VideoInfo",
    "check_film",
    "main",
    "probe",
    "to_json",
]

_AUDIO_SLACK = 0.1  # seconds: an AAC or Opus packet (21 or 20 ms) at either end, and its priming


@dataclass(frozen=True, slots=True)
class ColorTags:
    """Colour as numbered by ITU-T H.273 (1 is BT.709, 2 unspecified); `range` 1 is limited, 2 full, 0 unspecified."""

    range: int
    primaries: int
    transfer: int
    matrix: int


BT709 = ColorTags(range=1, primaries=1, transfer=1, matrix=1)


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """The first video stream: size in pixels, `duration` in seconds, `frames` counted (estimated if not exact)."""

    codec: str
    width: int
    height: int
    fps: Fraction
    frames: int
    duration: float
    pix_fmt: str
    color: ColorTags


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """The first audio stream: `rate` in Hz, `duration` in seconds (of its packets if exact, so with priming)."""

    codec: str
    rate: int
    channels: int
    duration: float


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A media file: `duration` in seconds, `size` in bytes; `faststart` is None where the format has no such thing."""

    container: Container
    duration: float
    size: int
    faststart: bool | None
    exact: bool
    video: VideoInfo | None
    audio: AudioInfo | None


def probe(path: Path, *, exact: bool = True) -> MediaInfo:
    """Return what `path` holds; with `exact` read it all (blocks: run it in a thread).

    Raises:
        NotAFilm: it is no such file, it is cut short, unreadable, or holds less than it says.
        FileNotFoundError: there is nothing at `path`.
    """
    layout = read_layout(path)
    with _opened(path, layout) as container:
        return _describe(container, layout, tally_packets(container) if exact else {})


def check_film(
    info: MediaInfo,
    *,
    width: int,
    height: int,
    duration: float,
    fps: Fraction | float,
    tolerance_frames: int = 1,
    audio: bool | None = None,
) -> None:
    """Raise NotAFilm unless `info` is a film of that size (pixels), `duration` (seconds) and frame rate.

    `audio` says whether there must (not) be sound, None that it does not matter; sound may be 0.1 s off.

    Raises:
        ValueError: `info` is not exact, so it proves nothing.
    """
    if not info.exact:
        raise ValueError("a film is judged by an exact probe")
    video = info.video
    if video is None:
        raise NotAFilm("no picture")
    if (video.width, video.height) != (width, height):
        raise NotAFilm(f"{video.width}x{video.height} instead of {width}x{height}")
    if abs(float(video.fps) / float(fps) - 1) > 0.001:
        raise NotAFilm(f"{float(video.fps):.3f} frames a second instead of {float(fps):.3f}")
    if abs(video.frames - duration * fps) > tolerance_frames + 0.01:
        raise NotAFilm(f"{video.frames} frames instead of {duration * fps:.0f}")
    if abs(video.duration - duration) > (tolerance_frames + 0.5) / fps:
        raise NotAFilm(f"{video.duration:.3f} s instead of {duration:.3f} s")
    _check_sound(info, audio, duration)


def _check_sound(info: MediaInfo, wanted: bool | None, duration: float) -> None:
    if wanted is not None and wanted != (info.audio is not None):
        raise NotAFilm("no sound" if wanted else "sound where there is none")
    if info.audio and abs(info.audio.duration - duration) > _AUDIO_SLACK:
        raise NotAFilm(f"{info.audio.duration:.3f} s of sound to {duration:.3f} s of picture")


@contextmanager
def _opened(path: Path, layout: Layout) -> Iterator[InputContainer]:
    demuxer = "matroska" if layout.container in {"webm", "matroska"} else "mov"
    guards = {"protocol_whitelist": "file", "format_whitelist": demuxer}
    try:
        with av.open(f"file:{path.absolute()}", format=demuxer, container_options=guards) as container:
            yield container
    except FileNotFoundError:
        raise
    except av.error.FFmpegError as error:
        raise NotAFilm(f"unreadable ({error.strerror})") from error


def _describe(container: InputContainer, layout: Layout, tallies: dict[int, Tally]) -> MediaInfo:
    duration = (container.duration or 0) / av.time_base
    if not duration:
        raise NotAFilm("no duration")
    found = max((tally.duration for tally in tallies.values()), default=duration)
    if found < duration - _AUDIO_SLACK:
        raise NotAFilm(f"says {duration:.3f} s, holds {found:.3f} s")
    return MediaInfo(
        container=layout.container,
        duration=duration,
        size=container.size,
        faststart=layout.faststart,
        exact=bool(tallies),
        video=next((_video(stream, duration, tallies) for stream in container.streams.video), None),
        audio=next((_audio(stream, duration, tallies) for stream in container.streams.audio), None),
    )


def _video(stream: VideoStream, duration: float, tallies: dict[int, Tally]) -> VideoInfo:
    context = stream.codec_context
    fps = stream.average_rate or stream.guessed_rate
    if not fps:
        raise NotAFilm("no frame rate")
    tally = tallies.get(stream.index)
    frames = tally.packets if tally else stream.frames or round(duration * fps)
    if tally and stream.frames > frames:
        raise NotAFilm(f"says {stream.frames} frames, holds {frames}")
    return VideoInfo(
        codec=context.codec.canonical_name,
        width=context.width,
        height=context.height,
        fps=fps,
        frames=frames,
        duration=tally.duration if tally else _claimed_duration(stream) or float(frames / fps),
        pix_fmt=context.pix_fmt or "unknown",
        color=ColorTags(context.color_range, context.color_primaries, context.color_trc, context.colorspace),
    )


def _audio(stream: AudioStream, duration: float, tallies: dict[int, Tally]) -> AudioInfo:
    context = stream.codec_context
    tally = tallies.get(stream.index)
    return AudioInfo(
        codec=context.codec.canonical_name,
        rate=context.rate,
        channels=context.channels,
        duration=tally.duration if tally else _claimed_duration(stream) or duration,
    )


def _claimed_duration(stream: VideoStream | AudioStream) -> float:
    return float((stream.duration or 0) * (stream.time_base or 0))


def to_json(info: MediaInfo) -> str:
    """Return `info` as JSON; the frame rate is a fraction in text (`24000/1001`)."""
    return json.dumps(asdict(info), default=str)


def main(argv: list[str]) -> int:
    """Print the file named in `argv` as JSON; return 1, the reason on stderr, when it is no film, 2 for bad usage."""
    if len(argv) != 1:
        sys.stderr.write("usage: python -m storyreel_media.probe FILE\n")
        return 2
    try:
        info = probe(Path(argv[0]))
    except (NotAFilm, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{to_json(info)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
