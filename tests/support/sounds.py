"""Recordings for tests, and what can be heard in them."""

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Sound = NDArray[np.float32]


def record(path: Path, sound: Sound, *, rate: int = RATE) -> Path:
    """Write (channels, n) as the mp3 or wav that the file's name says."""
    codec, kind = {".mp3": ("libmp3lame", "fltp"), ".wav": ("pcm_s16le", "s16")}[path.suffix]
    layout = "mono" if sound.shape[0] == 1 else "stereo"
    with av.open(str(path), "w") as container:
        stream: av.AudioStream = container.add_stream(codec, rate=rate, layout=layout)  # type: ignore[assignment]
        for start in range(0, sound.shape[1], 1152):
            part = np.ascontiguousarray(sound[:, start : start + 1152])
            if kind == "s16":
                part = np.ascontiguousarray((part * 32767).astype(np.int16).T.reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(part, format=kind, layout=layout)
            frame.sample_rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def tone(seconds: float, *, loud: float = 0.3, rate: int = RATE, channels: int = 2, hertz: float = 440) -> Sound:
    """A sine."""
    wave = loud * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)
    return np.tile(wave, (channels, 1)).astype(np.float32)


def heard(path: Path) -> Sound:
    """A film's sound, decoded: (channels, n)."""
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


def level(sound: Sound) -> float:
    """Root mean square, dB of full scale."""
    return float(20 * np.log10(np.sqrt((sound**2).mean()) + 1e-9))


def pitch(sound: Sound) -> float:
    """The strongest frequency, Hz."""
    return float(np.abs(np.fft.rfft(sound[0])).argmax() * RATE / sound.shape[1])
