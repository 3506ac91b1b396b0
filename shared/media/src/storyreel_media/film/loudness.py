"""How loud sound is, and what to multiply it with so that it is as loud as it should be."""

import numpy as np
from numpy.typing import NDArray

from storyreel_media.film.music import RATE, Samples

TARGET = -16.0
"""LUFS: what the large platforms ask of stereo sound on the web (AES TD1008)."""
CEILING = 10 ** (-1.5 / 20)
"""The highest peak: room for what a lossy codec adds to it."""
_MOST_GAIN = 10 ** (20 / 20)  # a whisper is lifted, a noise floor is not made a roar
_WINDOW, _HOP = RATE * 2 // 5, RATE // 10  # ITU-R BS.1770-5: gating blocks of 400 ms, a new one every 100
_SILENT, _BELOW = -70.0, -10.0  # its two gates


class Meter:
    """Integrated loudness as ITU-R BS.1770 has it; the K-weighting is applied to each block's spectrum."""

    def __init__(self) -> None:
        self._heard: Samples = np.zeros((2, 0), np.float32)
        self._powers: list[float] = []
        self._peak = 0.0
        self._weights = _k_weights(np.arange(_WINDOW // 2 + 1) * RATE / _WINDOW) * 2 / _WINDOW**2

    def hear(self, block: Samples) -> None:
        """The next samples, (2, n)."""
        self._peak = max(self._peak, float(np.abs(block).max(initial=0)))
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

    def gain(self) -> float:
        """What brings all that was heard to `TARGET`, as far as its highest peak and good sense allow."""
        wanted = 10 ** ((TARGET - self.loudness()) / 20)
        return float(min(wanted, _MOST_GAIN, CEILING / max(self._peak, 1e-9)))

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
