"""The clips' own sound as a film's: each heard where its scene stands, as fast as its pictures, all as loud as one.

The film is mixed twice, block by block, with two clips open at most, so memory grows with nothing: once to measure,
once to be heard. Where one scene's pictures go over into the next one's, so does the sound, at equal power.

A scene without sound (a still, a silent clip, one whose sound cannot be decoded) has the music bed under it, softer
than the clips: sudden silence would sound like a fault. Where no scene has sound the film has the bed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storyreel_media.film.fades import ends
from storyreel_media.film.loudness import TARGET, Meter
from storyreel_media.film.music import BLOCK, RATE, Samples
from storyreel_media.film.plan import FADE_SECONDS, boundaries, lingering_frames
from storyreel_media.film.spec import Film
from storyreel_media.film.voice import Voice

OnTrouble = Callable[[int, str], None]
"""Hears of a shot (its number, from 1) whose sound is not all there, and why."""
_CUT = RATE // 100
"""Samples over which sound goes, then comes, at a cut, lest it clicks."""
_SILENT = 10 ** (-60 / 20)


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a shot is heard, in samples of the film: from `start` to `end`, coming over `rise`, going over `fall`."""

    number: int
    clip: Path | None
    start: int
    end: int
    rise: int
    fall: int

    def strength(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """What its sound is multiplied with at those samples of the film; 0 outside."""
        come = np.clip((places - self.start + 0.5) / max(self.rise, 1), 0, 1)
        gone = np.clip((places - self.end + self.fall + 0.5) / max(self.fall, 1), 0, 1)
        return np.asarray(np.sin(np.pi / 2 * come) * np.cos(np.pi / 2 * gone))


def native_sound(film: Film, music: Iterator[Samples], on_trouble: OnTrouble) -> Iterator[Samples]:
    """The film's sound as blocks of (2, n) in -1..1; `music` is its bed, in blocks of the same lengths."""
    seconds, slots = film.frames / film.fps, _slots(film)
    meter, peaks = Meter(), dict[int, float]()
    for block in _mixed(slots, round(seconds * RATE), peaks, on_trouble):
        meter.hear(block)
    heard = [slot for slot in slots if peaks[slot.number] > _SILENT]
    silent = [slot for slot in slots if peaks[slot.number] <= _SILENT]
    gain = meter.gain()
    share = min(1.0, gain * 10 ** ((meter.loudness() - TARGET) / 20))  # where clips stay softer, so does the bed
    if not heard or not share:
        yield from music
        return
    mixed, made = _mixed(heard, round(seconds * RATE), {}, lambda *_: None), 0
    for block, bed in zip(mixed, music, strict=True):
        places = made + np.arange(block.shape[1])
        made += block.shape[1]
        under = share * np.sqrt(sum((slot.strength(places) ** 2 for slot in silent), np.zeros(places.size)))
        whole = (gain * block + under * bed) * ends(places / RATE, seconds, FADE_SECONDS, FADE_SECONDS)
        yield whole.astype(np.float32)


def _slots(film: Film) -> list[_Slot]:
    edges = boundaries(film)
    places = [round(edge / film.fps * RATE) for edge in edges]
    slots, rise = list[_Slot](), 0
    for number, (start, end) in enumerate(pairwise(places), 1):
        over = round(lingering_frames(film, edges, number) / film.fps * RATE)
        fall = 0 if number == len(film.shots) else over or _CUT
        slots.append(_Slot(number, film.shots[number - 1].clip, start, end + over, rise, fall))
        rise = fall
    return slots


def _mixed(
    slots: Sequence[_Slot], total: int, peaks: dict[int, float], on_trouble: OnTrouble
) -> Iterator[Samples]:  # fmt: skip
    """All shots at their own levels, in blocks; `peaks` is told how loud each was, by its number."""
    voices = dict[int, Voice]()
    try:
        for first in range(0, total, BLOCK):
            last = min(first + BLOCK, total)
            block = np.zeros((2, last - first), np.float32)
            for slot in slots:
                start, end = max(first, slot.start), min(last, slot.end)
                if start < end:
                    if slot.number not in voices:
                        voices[slot.number] = Voice(slot.clip, (slot.end - slot.start) / RATE)
                    strength = slot.strength(np.arange(start, end))
                    block[:, start - first : end - first] += voices[slot.number].take(end - start) * strength
                if slot.end <= last and slot.number in voices:
                    voice = voices.pop(slot.number)
                    voice.close()
                    peaks[slot.number] = voice.peak
                    if voice.trouble:
                        on_trouble(slot.number, voice.trouble)
            yield block
    finally:
        for voice in voices.values():
            voice.close()
