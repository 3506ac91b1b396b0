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
from numpy.typing import NDArray

from storyreel_media.film.errors import UnreadableSource
from storyreel_media.film.music import BLOCK, RATE, Samples

TARGET = -16.0
"""LUFS: what the large platforms ask of stereo sound on the web (AES TD1008)."""
CEILING = 10 ** (-1.5 / 20)
"""The highest peak: room for what a lossy codec adds to it."""
_MOST_GAIN = 10 ** (20 / 20)  # a whisper is lifted, a noise floor is not made a roar
_FADE_IN, _FADE_OUT = 0.3, 2.0  # seconds
_CROSSFADE = 1.0  # seconds, a third of a shorter recording
_FORMATS = "mp3,wav,mov,mp4,m4a,3gp,3g2,mj2,flac,ogg"
_SHORTEST = RATE // 10
_WINDOW, _HOP = RATE * 2 // 5, RATE // 10  # ITU-R BS.1770-5: gating blocks of 400 ms, a new one every 100
_SILENT, _BELOW = -70.0, -10.0  # its two gates


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
        yield (measured.gain * block * _ends(times, seconds)).astype(np.float32)


def measure(recording: Path, most: int) -> Measured:
    """How long the recording is, `most` samples at most, and the gain that brings those to `TARGET`.

    Raises:
        UnreadableSource: see `soundtrack`
    """
    samples, peak = 0, 0.0
    meter = _Meter()
    for block in _blocks(_decoded(recording), most):
        samples += block.shape[1]
        peak = max(peak, float(np.abs(block).max()))
        meter.hear(block)
    if samples < _SHORTEST:
        raise UnreadableSource(f"{recording.name} has hardly any sound")
    wanted = 10 ** ((TARGET - meter.loudness()) / 20)
    return Measured(samples, min(wanted, _MOST_GAIN, CEILING / max(peak, 1e-9)))


class _Meter:
    """Integrated loudness as ITU-R BS.1770 has it; the K-weighting is applied to each block's spectrum."""

    def __init__(self) -> None:
        self._heard: Samples = np.zeros((2, 0), np.float32)
        self._powers: list[float] = []
        self._weights = _k_weights(np.arange(_WINDOW // 2 + 1) * RATE / _WINDOW) * 2 / _WINDOW**2

    def hear(self, block: Samples) -> None:
        """The next samples."""
        self._heard = np.concatenate([self._heard, block], axis=1)
        while self._heard.shape[1] >= _WINDOW:
            self._note(self._heard[:, :_WINDOW])
            self._heard = self._heard[:, _HOP:]

    def loudness(self) -> float:
        """LUFS of all that was heard; -inf of silence."""
        if not self._powers:
            self._note(np.pad(self._heard, ((0, 0), (0, _WINDOW - self._heard.shape[1]))))
        powers = np.array(self._powers)
        powers = powers[_lufs(powers) > _SILENT]
        if not powers.size:
            return float("-inf")
        return float(_lufs(powers[_lufs(powers) > _lufs(powers.mean()) + _BELOW].mean()))

    def _note(self, window: Samples) -> None:
        spectrum = np.abs(np.fft.rfft(window, axis=1)) ** 2
        self._powers.append(float((spectrum * self._weights).sum()))


def _lufs(power: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(power, 1e-20)))


def _k_weights(frequencies: NDArray[np.float64]) -> NDArray[np.float64]:
    """The power response of the K-weighting at 48 kHz: its two filters' coefficients are those of the standard."""
    turn = np.exp(-2j * np.pi * frequencies / RATE)
    shelf = _response(
        turn, (1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585)
    )
    high = _response(turn, (1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))
    return np.asarray(np.abs(shelf * high) ** 2)


def _response(
    turn: NDArray[np.complex128], forward: tuple[float, float, float], back: tuple[float, float]
) -> NDArray[np.complex128]:
    over = forward[0] + forward[1] * turn + forward[2] * turn**2
    return np.asarray(over / (1 + back[0] * turn + back[1] * turn**2))


def _repeated(recording: Path, overlap: int) -> Iterator[Samples]:
    """The recording over and over: the last `overlap` samples of each round sound under the first of the next."""
    rise = _ramp((np.arange(overlap) + 1) / (overlap + 1)).astype(np.float32)
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


def _ends(times: NDArray[np.float64], seconds: float) -> NDArray[np.float64]:
    shorten = min(1.0, seconds / 2 / _FADE_OUT)
    return _ramp(times / (_FADE_IN * shorten)) * _ramp((seconds - times) / (_FADE_OUT * shorten))


def _ramp(share: NDArray[np.float64]) -> NDArray[np.float64]:
    inside = np.clip(share, 0, 1)
    return np.asarray(inside * inside * (3 - 2 * inside))
