"""Clips as providers might send them, of any kind: a test card with a bar that moves, and a sound."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import Colorspace
from numpy.typing import NDArray

from support.sounds import RATE, Sound

BARS = ((191, 191, 191), (191, 191, 0), (0, 191, 191), (0, 191, 0), (191, 0, 191), (191, 0, 0), (0, 0, 191))
"""The colours of the card's upper half, from left to right."""
X265 = "log-level=none:bframes=0"
"""With pictures that look ahead and fewer of those than its delay, x265 invents times for the last ones."""


@dataclass(frozen=True)
class Kind:
    """How a clip is made.

    `matrix` by its number in ITU-T H.273, `told` whether the file says it, `clear` whether the right half is
    transparent, `times` in milliseconds instead of an even rate.
    """

    codec: str = "libx264"
    pixels: str = "yuv420p"
    size: tuple[int, int] = (160, 90)
    rate: int = 24
    frames: int = 24
    matrix: int = 1
    told: bool = True
    full: bool = False
    turned: int | None = None
    pixel: Fraction | None = None
    clear: bool = False
    times: Sequence[int] | None = None
    sound: Sound | None = None
    sound_rate: int = RATE
    sound_codec: str = "aac"
    layout: str = "stereo"


PLAIN = Kind()


def shoot(path: Path, kind: Kind = PLAIN, **changes: Any) -> Path:
    """Write a clip into the file, in the format that its name says."""
    kind = replace(kind, **changes)
    with av.open(str(path), "w") as container:
        pictures = _pictures(container, kind)
        sound: Any = None if kind.sound is None else container.add_stream(kind.sound_codec, rate=kind.sound_rate)
        if sound is not None:
            sound.layout = kind.layout
        for number in range(kind.frames):
            container.mux(pictures.encode(_frame(kind, number)))
        container.mux(pictures.encode(None))
        if sound is not None:
            _play(container, sound, kind)
    return path


def card(size: tuple[int, int], share: float) -> NDArray[np.uint8]:
    """(height, width, 3): bars of colour above, a white bar at `share` of the width, something orange below at left."""
    width, height = size
    drawn = np.zeros((height, width, 3), np.uint8)
    for place, colour in enumerate(BARS):
        drawn[: height // 2, place * width // 7 : (place + 1) * width // 7] = colour
    at, half = round(share * width), max(1, width // 80)
    drawn[height // 2 : height * 3 // 4, max(0, at - half) : at + half] = 255
    drawn[height * 3 // 4 :, : width // 4] = (255, 128, 0)
    return drawn


def _pictures(container: av.container.OutputContainer, kind: Kind) -> av.VideoStream:
    options = {"libx264": {"crf": "8"}, "libx265": {"crf": "8", "x265-params": X265}}.get(kind.codec, {})
    stream: av.VideoStream = container.add_stream(kind.codec, rate=kind.rate, options=options)  # type: ignore[assignment]
    stream.width, stream.height = kind.size
    stream.pix_fmt = kind.pixels
    codec = stream.codec_context
    codec.bit_rate = 2_000_000
    if kind.told:
        codec.colorspace, codec.color_range = kind.matrix, 2 if kind.full else 1
    if kind.times:
        codec.time_base = Fraction(1, 1000)
    if kind.pixel:
        codec.sample_aspect_ratio = kind.pixel
    if kind.turned is not None:
        stream.set_display_rotation(kind.turned)
    return stream


def _frame(kind: Kind, number: int) -> av.VideoFrame:
    drawn = card(kind.size, number / kind.frames)
    if kind.clear:
        alpha = np.zeros(drawn.shape[:2], np.uint8)
        alpha[:, : kind.size[0] // 2] = 255
        drawn = np.dstack([drawn, alpha])
    frame = av.VideoFrame.from_ndarray(drawn, format="rgba" if kind.clear else "rgb24")
    if frame.format.name != kind.pixels and "yuv" in kind.pixels:
        matrix = Colorspace.ITU709 if kind.matrix == 1 else Colorspace.ITU601
        frame = frame.reformat(format=kind.pixels, dst_colorspace=matrix, dst_color_range=2 if kind.full else 1)
    frame.pts, frame.time_base = number, Fraction(1, kind.rate)
    if kind.times:
        frame.pts, frame.time_base = kind.times[number], Fraction(1, 1000)
    return frame


def _play(container: av.container.OutputContainer, stream: Any, kind: Kind) -> None:
    assert kind.sound is not None
    resampler = av.AudioResampler(stream.format, stream.layout, kind.sound_rate, stream.frame_size or 1024)
    for start in range(0, kind.sound.shape[1], 1024):
        part = np.ascontiguousarray(kind.sound[:, start : start + 1024])
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=kind.layout)
        frame.sample_rate, frame.pts, frame.time_base = kind.sound_rate, start, Fraction(1, kind.sound_rate)
        for piece in resampler.resample(frame):
            container.mux(stream.encode(piece))
    for piece in resampler.resample(None):
        container.mux(stream.encode(piece))
    container.mux(stream.encode(None))
