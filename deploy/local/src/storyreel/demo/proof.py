"""Proof that a file is the film that was asked for: probed, compared, every frame decoded."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from storyreel_contracts.api import VideoParameters
from storyreel_contracts.types import AspectRatio, ExportFormat
from storyreel_media.headers import NotAFilm
from storyreel_media.probe import MediaInfo, check_film, probe

SIZES: dict[AspectRatio, tuple[int, int]] = {
    "16:9": (1920, 1080),
    "9:16": (1080, 1920),
    "1:1": (1080, 1080),
    "4:3": (1440, 1080),
}
"""Pixels of a film, and of its copies in the high quality, which is 1080 on the short side."""

CODECS: dict[ExportFormat, tuple[str, str]] = {
    "mp4": ("h264", "aac"),
    "mov": ("h264", "aac"),
    "webm": ("av1", "opus"),
}
"""Of the picture and of the sound, by format."""


class Unproven(Exception):
    """A file is not what it should be; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that is right, and what was seen of it; `decoded` counts frames."""

    path: Path
    info: MediaInfo
    decoded: int


def prove(path: Path, kind: ExportFormat, aspect_ratio: AspectRatio, seconds: float, said: VideoParameters) -> Proof:
    """Judge one file; blocks for as long as decoding takes, so run it in a thread.

    Args:
        path: the file
        kind: what it should be
        aspect_ratio: the shape asked for
        seconds: the length asked for; one frame more or less is right
        said: what the API says of the film

    Raises:
        Unproven: it is not right
    """
    width, height = SIZES[aspect_ratio]
    try:
        info = probe(path)
        if (said.width, said.height) != (width, height):
            raise NotAFilm(f"the API says {said.width}x{said.height} instead of {width}x{height}")
        check_film(info, width=width, height=height, duration=seconds, fps=Fraction(said.fps), audio=True)
        _check_codecs(info, kind)
        return Proof(path, info, _decode(path, info))
    except (NotAFilm, OSError, av.error.FFmpegError) as error:
        raise Unproven(f"{path} is not the film that was asked for: {error}") from error


def _check_codecs(info: MediaInfo, kind: ExportFormat) -> None:
    found = (info.video.codec if info.video else "none", info.audio.codec if info.audio else "none")
    if found != CODECS[kind]:
        raise NotAFilm(f"{' and '.join(found)} instead of {' and '.join(CODECS[kind])}")
    if info.container != kind:
        raise NotAFilm(f"{info.container} instead of {kind}")


def _decode(path: Path, info: MediaInfo) -> int:
    """Decode every frame; their number, which must be what the packets promised."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        decoded = sum(1 for _ in container.decode(stream))
    promised = info.video.frames if info.video else 0
    if decoded != promised:
        raise NotAFilm(f"{decoded} of {promised} frames decode")
    return decoded
