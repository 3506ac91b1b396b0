"""A recording as a film's sound: even in loudness, as long as the film, soft at both ends.

It is read twice, block by block, so memory grows with neither: once to measure what of it will sound, once to play.
A recording that is shorter than the film begins again, crossfaded. Nothing clips: the gain stops where the highest peak
meets the ceiling, and neither fades nor crossfades lift a sample.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from av.audio.resampler import AudioResampler

from storyreel_media.film.errors import UnreadableSource
from storyreel_media.film.fades import ends, ramp
from storyreel_media.film.loudness import Meter
from storyreel_media.film.music import BLOCK, RATE, Samples

_FADE_IN, _FADE_OUT = 0.3, 2.0  # seconds
_CROSSFADE = 1.0  # seconds, a third of a shorter recording
_FORMATS = "mp3,wav,mov,mp4,m4a,3gp,3g2,mj2,flac,ogg"
_SHORTEST = RATE // 10


class Measured(NamedTuple):
    """A recording, as far as a film needs it: samples a channel, and what to multiply them with."""

    samples: int
    gain: float


def soundtrack(recording: Path, seconds: float) -> Iterator[Samples]:
    """The recording as blocks of (2, n) in -1..1, together `seconds` long.

    Raises:
        UnreadableSource: it cannot be decoded, or has no sound
    """
    total = round(seconds * RATE)
    measured = measure(recording, total)
    overlap = min(round(_CROSSFADE * RATE), measured.samples // 3)
    made = 0
    for block in _blocks(_repeated(recording, overlap), total):
        times = (made + np.arange(block.shape[1])) / RATE
        made += block.shape[1]
        yield (measured.gain * block * ends(times, seconds, _FADE_IN, _FADE_OUT)).astype(np.float32)


def measure(recording: Path, most: int) -> Measured:
    """How long the recording is, `most` samples at most, and the gain that brings those to `TARGET`.

    Raises:
        UnreadableSource: see `soundtrack`
    """
    samples, meter = 0, Meter()
    for block in _blocks(_decoded(recording), most):
        samples += block.shape[1]
        meter.hear(block)
    if samples < _SHORTEST:
        raise UnreadableSource(f"{recording.name} has hardly any sound")
    return Measured(samples, meter.gain())


def _repeated(recording: Path, overlap: int) -> Iterator[Samples]:
    """The recording over and over: the last `overlap` samples of each round sound under the first of the next."""
    rise = ramp((np.arange(overlap) + 1) / (overlap + 1)).astype(np.float32)
    ending: Samples = np.zeros((2, 0), np.float32)
    while True:
        held: Samples = np.zeros((2, 0), np.float32)
        for block in _decoded(recording):
            held = np.concatenate([held, block], axis=1)
            if ending.size and held.shape[1] >= overlap:
                held[:, :overlap] = held[:, :overlap] * rise + ending * (1 - rise)
                ending = ending[:, :0]
            ready = 0 if ending.size else max(0, held.shape[1] - overlap)
            yield held[:, :ready]
            held = held[:, ready:]
        ending = held


def _blocks(pieces: Iterator[Samples], total: int) -> Iterator[Samples]:
    """Pieces of any length as blocks like those of the music, together `total` samples long at most."""
    kept: Samples = np.zeros((2, 0), np.float32)
    left = total
    for piece in pieces:
        kept = np.concatenate([kept, piece], axis=1)
        while kept.shape[1] >= min(BLOCK, left) > 0:
            size = min(BLOCK, left)
            yield kept[:, :size]
            kept, left = kept[:, size:], left - size
        if not left:
            return
    if kept.size:
        yield kept


def _decoded(recording: Path) -> Iterator[Samples]:
    """The recording at 48 kHz in stereo, in pieces of (2, n); a damaged end ends it."""
    options = {"protocol_whitelist": "file", "format_whitelist": _FORMATS}
    try:
        container = av.open(f"file:{recording.absolute()}", options=options)
    except (av.error.FFmpegError, OSError) as error:
        raise UnreadableSource(f"{recording.name} is no readable recording") from error
    with container:
        if not container.streams.audio:
            raise UnreadableSource(f"{recording.name} has no sound")
        resampler, some = AudioResampler(format="fltp", layout="stereo", rate=RATE), False
        try:
            for frame in container.decode(container.streams.audio[0]):
                for piece in resampler.resample(frame):
                    some = True
                    yield np.asarray(piece.to_ndarray(), np.float32)
            for piece in resampler.resample(None):
                yield np.asarray(piece.to_ndarray(), np.float32)
        except av.error.FFmpegError as error:
            if not some:
                raise UnreadableSource(f"{recording.name} cannot be decoded") from error
