"""Sounds: copied, decoded to their end, and drawn."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from storyreel_contracts.formats import AssetFormat
from storyreel_media.inspect.copied import copy
from storyreel_media.inspect.found import MOST_SECONDS, Found, NotReadable
from storyreel_media.inspect.opened import opened
from storyreel_media.inspect.waveform import draw_waveform

_CODECS = {
    "mp3", "mp3float", "pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_alaw",
    "pcm_mulaw", "adpcm_ms", "adpcm_ima_wav",
}  # fmt: skip
_RATE, _WINDOW = 8000, 80
"""Hertz, and samples of which the loudest is kept: 10 ms."""
_MOST_BROKEN = 0.05
"""Part of the packets that may be broken: many MP3s end in something else."""


def sound(source: Path, asset_format: AssetFormat, folder: Path) -> Found:
    """Pack a sound anew; what it holds.

    Raises:
        NotReadable: it is too long, or hardly any of it can be decoded
        Exception: it is broken in some way
    """
    kept = folder / f"content.{asset_format}"
    with opened(source, asset_format) as container:
        copy(container, (_sound(container),), asset_format, kept)
    with opened(kept, asset_format) as container:
        loudness = _loudness(container, _sound(container))
    draw_waveform(loudness, folder / "thumbnail.png")
    return Found("thumbnail.png", kept.name, duration=round(len(loudness) * _WINDOW / _RATE, 3))


def _sound(container: InputContainer) -> AudioStream:
    if not container.streams.audio:
        raise NotReadable("has no sound")
    stream = container.streams.audio[0]
    if stream.codec_context.codec.canonical_name not in _CODECS:
        raise NotReadable("has its sound in a format that we do not play; use MP3, or WAV with PCM")
    stream.codec_context.thread_count = 1
    return stream


def _loudness(container: InputContainer, stream: AudioStream) -> NDArray[np.float32]:
    """The loudest sample of every window, 0 to 1."""
    rest, found, windows = np.empty(0, np.int16), [], 0
    for piece in _samples(container, stream):
        rest = np.concatenate((rest, piece))
        whole = len(rest) // _WINDOW * _WINDOW
        found.append(np.abs(rest[:whole].astype(np.int32)).reshape(-1, _WINDOW).max(axis=1, initial=0))
        rest, windows = rest[whole:], windows + whole // _WINDOW
        if windows * _WINDOW > MOST_SECONDS * _RATE:
            raise NotReadable(f"is longer than {MOST_SECONDS // 60} minutes")
    if not windows:
        raise NotReadable("has no sound that can be decoded")
    return (np.concatenate(found) / 32768).astype(np.float32)


def _samples(container: InputContainer, stream: AudioStream) -> Iterator[NDArray[np.int16]]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
    packets, broken = 0, 0
    for packet in container.demux(stream):
        packets += 1
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            broken += 1
            continue
        for frame in frames:
            for even in resampler.resample(frame):
                yield even.to_ndarray().reshape(-1).astype(np.int16, copy=False)
    if broken > 1 + packets * _MOST_BROKEN:
        raise NotReadable("is broken in many places")
