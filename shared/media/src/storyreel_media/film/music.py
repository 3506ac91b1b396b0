"""The music bed: a soft pad whose chords change with the scenes, generated block by block at 48 kHz.

Every sample is a function of its number, so memory does not grow with the film. A chord is a sum of sines; over a block
each is sin(a + b) = sin a cos b + cos a sin b with the block's start in a, so a block is one small matrix product.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from storyreel_media.film.fades import ends, ramp
from storyreel_media.film.score import Score

RATE = 48_000
BLOCK = RATE // 4
Samples = NDArray[np.float32]

LEVEL = 0.044  # about -23 LUFS (ITU-R BS.1770), measured over seeds; the peaks stay below -10 dBFS
_CROSSFADE_SECONDS = 2.4
_SHORTEST_CHORD, _LONGEST_CHORD = 4.0, 12.0  # seconds
_FADE_IN, _FADE_OUT = 1.2, 2.0  # seconds
_BEAT = 0.17  # Hz by which the voices of left and right stand apart
_PARTIALS = (1, 2, 3, 4)
_CHORDS = (  # semitones over the root; open voicings that share notes with their neighbours
    (0, 7, 12, 16, 19), (-3, 4, 12, 16, 21), (-7, 5, 9, 12, 21), (-5, 7, 11, 14, 19), (2, 5, 9, 14, 17),
    (0, 7, 14, 16, 23),
)  # fmt: skip
_MINOR = (  # the same in minor: its third, sixth and seventh are a semitone lower
    (0, 7, 12, 15, 19), (-4, 3, 12, 15, 20), (-7, 5, 8, 12, 20), (-5, 7, 10, 14, 19), (-2, 5, 10, 14, 17),
    (0, 7, 14, 15, 22),
)  # fmt: skip
_FOLLOWS = ((1, 2, 3, 5), (2, 4, 0), (3, 0, 5), (0, 1, 2), (3, 2), (2, 1, 4))


@dataclass(frozen=True, slots=True)
class _Chord:
    number: int
    start: float
    end: float


def bed(seconds: float, cuts: Sequence[float], score: Score) -> Iterator[Samples]:
    """The pad for a film with scene cuts at `cuts` (seconds): blocks of (2, n) in -1..1, together `seconds` long."""
    chords = _progression(seconds, cuts, score)
    phase, loudness = _dice(score.seed, "breath") % 97 / 97, LEVEL * _evened(score)
    voices: dict[int, tuple[NDArray[np.float64], NDArray[np.float64], Samples]] = {}
    total = round(seconds * RATE)
    for start in range(0, total, BLOCK):
        times = (start + np.arange(min(BLOCK, total - start))) / RATE
        block = np.zeros((2, times.size), np.float32)
        for chord in chords:
            if chord.start - _CROSSFADE_SECONDS <= times[-1] and times[0] <= chord.end + _CROSSFADE_SECONDS:
                if chord.number not in voices:
                    voices[chord.number] = _voice(score, chord.number)
                block += _sound(voices[chord.number], start)[:, : times.size] * _presence(chord, times, seconds)
        breath = 1 + 0.12 * np.sin(2 * np.pi * (np.array([[0.071], [0.083]]) * times + phase))
        swell = 1 - score.pulse * (0.5 - 0.5 * np.cos(2 * np.pi * score.beats / 60 * times))
        yield (loudness * block * breath * swell * ends(times, seconds, _FADE_IN, _FADE_OUT)).astype(np.float32)


def silence(seconds: float) -> Iterator[Samples]:
    """Digital silence in blocks like those of `bed`."""
    total = round(seconds * RATE)
    for start in range(0, total, BLOCK):
        yield np.zeros((2, min(BLOCK, total - start)), np.float32)


def _evened(score: Score) -> float:
    """What makes dark and bright, still and pulsing music about equally loud."""
    power = sum(partial ** (-2 * score.roll_off) for partial in _PARTIALS)
    swell = (1 - score.pulse / 2) ** 2 + score.pulse**2 / 8
    return float((1.12 / (power * swell)) ** 0.5)


def _progression(seconds: float, cuts: Sequence[float], score: Score) -> list[_Chord]:
    """Chords that change at cuts, but not sooner than after 4 s and not later than after 12, at the score's pace."""
    shortest, longest = _SHORTEST_CHORD * score.pace, _LONGEST_CHORD * score.pace
    edges = [0.0]
    for cut in [*cuts, seconds]:
        while cut - edges[-1] > longest:
            edges.append(edges[-1] + min(longest, (cut - edges[-1]) / 2))
        if cut - edges[-1] >= shortest and seconds - cut >= shortest:
            edges.append(cut)
    chords, number = [], (0, 1, 5)[_dice(score.seed, "first") % 3]
    for place, (start, end) in enumerate(zip(edges, [*edges[1:], seconds], strict=True)):
        chords.append(_Chord(number, start, end))
        choices = _FOLLOWS[number]
        number = choices[_dice(score.seed, f"chord {place}") % len(choices)]
    return chords


def _voice(score: Score, number: int) -> tuple[NDArray[np.float64], NDArray[np.float64], Samples]:
    """(Angular frequencies a sample, amplitudes by channel, the sines and cosines of a block) of a chord's sines."""
    steps, gains = [], []
    for place, semitones in enumerate((_MINOR if score.minor else _CHORDS)[number]):
        pitch = 440 * 2 ** ((score.root + semitones - 69) / 12)
        for partial in _PARTIALS:
            gain = partial**-score.roll_off
            for offset, left, right in ((-_BEAT, 1.0, 0.35), (_BEAT, 0.35, 1.0)):
                steps.append(2 * np.pi * (pitch + offset * (1 + 0.2 * place)) * partial / RATE)
                gains.append((gain * left / (1 + 0.25 * place), gain * right / (1 + 0.25 * place)))
    angles = np.outer(steps, np.arange(BLOCK))
    table = np.vstack([np.sin(angles), np.cos(angles)]).astype(np.float32)
    return np.array(steps), np.array(gains).T, table


def _sound(voice: tuple[NDArray[np.float64], NDArray[np.float64], Samples], start: int) -> Samples:
    steps, gains, table = voice
    phase = steps * start + np.arange(steps.size) * 2.4  # spread, or all sines would peak together at the start
    weights = np.hstack([gains * np.cos(phase), gains * np.sin(phase)]).astype(np.float32)
    return np.asarray(weights @ table, np.float32)


def _presence(chord: _Chord, times: NDArray[np.float64], seconds: float) -> NDArray[np.float64]:
    """Equal-power crossfades around a chord's ends; none where the film begins and ends."""
    rising = np.ones_like(times) if chord.start <= 0 else ramp((times - chord.start) / _CROSSFADE_SECONDS + 0.5)
    falling = np.ones_like(times) if chord.end >= seconds else ramp((chord.end - times) / _CROSSFADE_SECONDS + 0.5)
    return np.sin(np.pi / 2 * rising * falling)


def _dice(seed: int, purpose: str) -> int:
    return int.from_bytes(blake2b(f"{seed}\n{purpose}".encode(), digest_size=4).digest())
