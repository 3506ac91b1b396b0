"""A recording under a film: as long as the film, even in loudness, soft at its ends, never clipped."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from storyreel_media.film import Film, plan
from storyreel_media.film.composing import compose
from storyreel_media.film.encoding import render_segment
from storyreel_media.film.errors import UnreadableSource
from storyreel_media.film.loudness import CEILING, TARGET
from storyreel_media.film.music import BLOCK, RATE
from storyreel_media.film.soundtrack import measure, soundtrack
from support.sounds import Sound, level, pitch, record, tone

MakeFilm = Callable[..., Film]


def played(path: Path, seconds: float) -> Sound:
    """All blocks together."""
    blocks = list(soundtrack(path, seconds))
    assert max(block.shape[1] for block in blocks) <= BLOCK
    return np.concatenate(blocks, axis=1)


@pytest.mark.parametrize("name", ["long.mp3", "long.wav", "short.mp3"])
@pytest.mark.parametrize("seconds", [5.0, 7.37])
def test_it_is_as_long_as_the_film_to_the_sample(tmp_path: Path, name: str, seconds: float) -> None:
    """A longer recording is cut, a shorter one begins again; the tone stays the tone."""
    path = record(tmp_path / name, tone(3 if name.startswith("short") else 12))
    sound = played(path, seconds)
    assert sound.shape == (2, round(seconds * RATE))
    assert abs(pitch(sound[:, RATE : 2 * RATE]) - 440) < 2
    assert abs(pitch(sound[:, -3 * RATE : -2 * RATE]) - 440) < 2


def test_it_comes_and_goes_softly(tmp_path: Path) -> None:
    """In within 0.3 s, out over 2 s, nothing at the very ends, full between."""
    sound = played(record(tmp_path / "tone.wav", tone(20)), 10)
    whole = level(sound[:, RATE : 8 * RATE])
    assert abs(float(sound[:, 0].max())) < 1e-4
    assert abs(float(sound[:, -1].max())) < 1e-4
    assert level(sound[:, round(0.3 * RATE) : round(0.5 * RATE)]) > whole - 0.2
    assert level(sound[:, : RATE // 10]) < whole - 12
    assert whole - 8 < level(sound[:, -round(1.1 * RATE) : -round(0.9 * RATE)]) < whole - 4
    assert level(sound[:, -RATE // 10 :]) < whole - 40


@pytest.mark.parametrize(("loud", "rate", "channels"), [(0.02, 44_100, 2), (0.999, 22_050, 1), (0.3, 8_000, 1)])
def test_loud_and_quiet_recordings_sound_alike(tmp_path: Path, loud: float, rate: int, channels: int) -> None:
    """Whatever the level, rate and channels: both channels at the target. A 440 Hz sine has its K-weighted power."""
    path = record(tmp_path / "tone.wav", tone(12, loud=loud, rate=rate, channels=channels), rate=rate)
    sound = played(path, 10)
    middle = sound[:, 2 * RATE : 7 * RATE]
    assert abs(level(middle) - (TARGET - 2.3)) < 0.6
    assert abs(level(middle[:1]) - level(middle[1:])) < 0.1


def test_the_measure_is_that_of_the_standard(tmp_path: Path) -> None:
    """ITU-R BS.1770: a full-scale 997 Hz sine in one channel has -3.01 LUFS."""
    sound = tone(5, loud=0.9999, hertz=997) * np.array([[1.0], [0.0]], np.float32)
    gain = measure(record(tmp_path / "sine.wav", sound), 5 * RATE).gain
    assert abs(20 * np.log10(gain) - (TARGET + 3.01)) < 0.05


def test_a_peak_is_never_clipped(tmp_path: Path) -> None:
    """A quiet recording with one full-scale click stays quieter rather than clip."""
    noise = (np.random.default_rng(1).standard_normal((2, 8 * RATE)) * 0.01).astype(np.float32)
    noise[:, 4 * RATE] = 0.9999
    sound = played(record(tmp_path / "click.wav", noise), 20)
    assert CEILING - 0.01 < float(np.abs(sound).max()) <= CEILING + 1e-6


def test_a_short_recording_begins_again_without_a_gap(tmp_path: Path) -> None:
    """Between two rounds the sound goes on: no silence, no jump in level."""
    noise = (np.random.default_rng(2).standard_normal((2, 3 * RATE)) * 0.1).astype(np.float32)
    sound = played(record(tmp_path / "noise.wav", noise), 12)
    levels = [level(sound[:, start : start + RATE // 4]) for start in range(RATE, 9 * RATE, RATE // 4)]
    assert max(levels) - min(levels) < 4


def test_silence_stays_silence(tmp_path: Path) -> None:
    """Nothing is made of nothing."""
    sound = played(record(tmp_path / "silence.wav", np.zeros((2, 4 * RATE), np.float32)), 6)
    assert float(np.abs(sound).max()) < 1e-4


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    """No sound, hardly any, or something else altogether: an error that names the file."""
    (tmp_path / "text.mp3").write_bytes(b"no sound at all" * 100)
    for path in (tmp_path / "text.mp3", tmp_path / "missing.mp3", record(tmp_path / "click.wav", tone(0.02))):
        with pytest.raises(UnreadableSource, match=path.name):
            next(soundtrack(path, 5))


def test_a_damaged_end_ends_the_recording(tmp_path: Path) -> None:
    """What can be heard is heard, again and again."""
    path = record(tmp_path / "cut.mp3", tone(6))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 + 37])
    assert abs(pitch(played(path, 8)[:, RATE : 6 * RATE]) - 440) < 2


def test_the_films_sound_is_the_recordings(film_of: MakeFilm, tmp_path: Path) -> None:
    """In the file itself: as long as the pictures, with the recording's tone."""
    track = record(tmp_path / "tone.mp3", tone(4, hertz=880))
    film = film_of({"duration": 2}, {"duration": 3}, fps=10, preset="ultrafast", audio="soundtrack", soundtrack=track)
    files = []
    for segment in plan(film):
        files.append(tmp_path / f"{segment.index}.mp4")
        render_segment(film, segment, files[-1], lambda _: None)
    compose(film, files, tmp_path / "film.mp4")
    with av.open(str(tmp_path / "film.mp4")) as container:
        stream = container.streams.audio[0]
        assert stream.duration is not None
        assert stream.time_base is not None
        assert abs(float(stream.duration * stream.time_base) - 5) < 0.03
        sound = np.concatenate([frame.to_ndarray() for frame in container.decode(stream)], axis=1)
    assert abs(pitch(sound[:, RATE : 2 * RATE]) - 880) < 2
    assert float(np.abs(sound).max()) < 1


def test_a_soundtrack_without_its_file_is_no_film(film_of: MakeFilm) -> None:
    """It is said when the film is put together, not when it has been encoded."""
    with pytest.raises(ValueError, match="needs its file"):
        film_of({"duration": 2}, audio="soundtrack")
