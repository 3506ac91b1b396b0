"""The music bed: gentle, as long as the film, the same every time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyreel_media.film import Film
from storyreel_media.film.music import BLOCK, RATE, bed, silence
from storyreel_media.film.score import Score, score_of

MOODS = {
    "plain": "a chair",
    "noir": "a detective alone in the rain at night, a storm, fear",
    "joy": "sunny morning, children laugh and dance",
    "chase": "they run, a fast chase, a crash at night",
    "calm": "quiet snow, a still lake, the moon",
}


def score(words: str, seed: int = 0, key: str = "a") -> Score:
    """The score of a film of one shot."""
    shot = {"picture": "a.png", "content_key": key, "duration": 5, "words": words}
    return score_of(Film.model_validate({"shots": [shot], "seed": seed}))


def joined(seconds: float, cuts: list[float], seed: int, words: str = "") -> np.ndarray:
    """All blocks together: (2, samples)."""
    return np.hstack(list(bed(seconds, cuts, score(words, seed))))


@settings(max_examples=15, deadline=None)
@given(st.floats(0.1, 20), st.lists(st.floats(0, 20), max_size=5), st.integers(0, 10**9))
def test_any_film_has_sound_of_its_length_that_does_not_clip(seconds: float, cuts: list[float], seed: int) -> None:
    """Exactly as many samples, far from full scale, silent at both ends."""
    sound = joined(seconds, sorted(cut for cut in cuts if cut < seconds), seed)
    assert sound.shape == (2, round(seconds * RATE))
    assert abs(sound).max() < 0.5
    assert abs(sound[:, :4]).max() < 1e-3
    assert abs(sound[:, -4:]).max() < 1e-3


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("words", MOODS.values(), ids=MOODS)
def test_the_bed_is_soft_but_heard(seed: int, words: str) -> None:
    """Its level lies between -32 and -20 dBFS rms, which is about -26 to -20 LUFS for such a sound."""
    sound = joined(24, [5.0, 11.0, 17.0], seed, words)[:, 2 * RATE : -2 * RATE]
    assert -32 < 20 * np.log10(np.sqrt((sound**2).mean())) < -20


def test_blocks_join_without_a_click() -> None:
    """The step from one block to the next is no larger than steps within them."""
    sound = joined(12, [4.5], 1)
    steps = abs(np.diff(sound, axis=1))
    assert steps[:, BLOCK - 1 :: BLOCK].max() <= steps.max()
    assert steps.max() < 0.05


def test_the_bed_is_deterministic_and_follows_its_seed() -> None:
    """The same film sounds the same; another seed sounds different."""
    assert np.array_equal(joined(3, [], 7), joined(3, [], 7))
    assert not np.allclose(joined(9, [4.0], 7), joined(9, [4.0], 8))


def test_words_decide_the_mood() -> None:
    """Night and fear are in minor and dark, joy is in major and bright, a chase beats faster than snow falls."""
    noir, joy, chase, calm = (score(MOODS[mood]) for mood in ("noir", "joy", "chase", "calm"))
    assert (noir.minor, joy.minor) == (True, False)
    assert noir.roll_off > joy.roll_off
    assert chase.beats > calm.beats
    assert chase.pace < calm.pace


def test_two_films_of_one_seed_sound_different() -> None:
    """Other words or other pictures make another sound track."""
    assert score("a chair") == score("a chair")
    tracks = [
        np.hstack(list(bed(3, [], each))) for each in (score("a chair"), score("a sofa"), score("a chair", 0, "b"))
    ]
    assert not any(np.allclose(one, two) for one, two in ((tracks[0], tracks[1]), (tracks[0], tracks[2])))


def test_silence_is_silent() -> None:
    """A track of zeros of the film's length."""
    sound = np.hstack(list(silence(1.3)))
    assert sound.shape == (2, round(1.3 * RATE))
    assert not sound.any()
