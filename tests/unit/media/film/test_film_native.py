"""The clips' own sound in a film: in its place, going over with the pictures, even in loudness, never clipped."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from storyreel_media.film import Film, Studio, plan
from storyreel_media.film.composing import compose
from storyreel_media.film.encoding import render_segment
from storyreel_media.film.loudness import CEILING, TARGET
from storyreel_media.film.music import BLOCK, RATE
from storyreel_media.film.native import native_sound
from support.footage import shoot
from support.sounds import Sound, heard, level, pitch, tone

MakeFilm = Callable[..., Film]
SMALL: dict[str, Any] = {"size": (32, 18), "frames": 6, "rate": 6}


@pytest.fixture
def clip_of(tmp_path: Path) -> Callable[..., dict[str, object]]:
    """Make a clip of one second with a sound, as a shot."""

    def make(sound: Sound | None, name: str = "clip.mp4", **changes: object) -> dict[str, object]:
        path = shoot(tmp_path / f"{len(list(tmp_path.iterdir()))}-{name}", **SMALL | {"sound": sound} | changes)
        return {"picture": None, "clip": path, "content_key": path.name, "duration": 1, "transition": "cut"}

    return make


MakeClip = Callable[..., dict[str, object]]


def music(film: Film, loud: float = 0.1) -> list[Sound]:
    """A bed that is easy to tell: 100 Hz."""
    sound = tone(film.frames / film.fps, loud=loud, hertz=100)
    return [sound[:, start : start + BLOCK] for start in range(0, sound.shape[1], BLOCK)]


def sound_of(film: Film, troubles: list[tuple[int, str]] | None = None) -> Sound:
    """All of it."""
    tell = (lambda *_: None) if troubles is None else lambda shot, reason: troubles.append((shot, reason))
    blocks = list(native_sound(film, iter(music(film)), tell))
    assert {block.shape[1] for block in blocks[:-1]} <= {BLOCK}
    sound = np.concatenate(blocks, axis=1)
    assert sound.shape == (2, round(film.frames / film.fps * RATE))
    assert float(np.abs(sound).max()) < 0.95
    return sound


def part(sound: Sound, start: float, end: float) -> Sound:
    """What is heard between two times."""
    return sound[:, round(start * RATE) : round(end * RATE)]


def strength(sound: Sound, hertz: float) -> float:
    """How loud one frequency is: the amplitude of its sine."""
    times = np.arange(sound.shape[1]) / RATE
    window = np.hanning(times.size)
    return float(2 * abs((sound[0] * window * np.exp(-2j * np.pi * hertz * times)).sum()) / window.sum())


def test_each_scene_has_its_own_sound(film_of: MakeFilm, clip_of: MakeClip) -> None:
    """Three tones one after the other, each at full strength to the cut and gone after it, none louder than another."""
    film = film_of(*(clip_of(tone(1, hertz=hertz)) for hertz in (500, 700, 900)), audio="clips")
    sound = sound_of(film)
    for number, hertz in enumerate((500, 700, 900)):
        own = part(sound, number + 0.1, number + 0.9) if number else part(sound, 0.5, 0.9)
        assert abs(pitch(own) - hertz) < 2
        assert strength(part(sound, number + 0.55, number + 0.98) if number < 2 else own, hertz) > 0.15
        for other in {500, 700, 900} - {hertz}:
            assert strength(own, other) < 0.003
    for cut in (1, 2):
        assert level(part(sound, cut - 0.02, cut + 0.02)) > level(part(sound, cut + 0.3, cut + 0.6)) - 6


def test_it_goes_over_with_the_pictures(film_of: MakeFilm, clip_of: MakeClip) -> None:
    """In a dissolve both are heard, and together they are as loud as either: equal power, as long as the dissolve."""
    noise = [(np.random.default_rng(seed).standard_normal((2, 2 * RATE)) * 0.1).astype(np.float32) for seed in (1, 2)]
    long = {"frames": 12, "sound_codec": "libopus"}
    first, second = (clip_of(sound, "clip.webm", codec="libvpx-vp9", **long) for sound in noise)
    film = film_of(first | {"duration": 1.5}, second | {"duration": 1.5, "transition": "dissolve"}, audio="clips")
    (head,) = (segment for segment in plan(film) if (segment.shot_number, segment.kind) == (2, "head"))
    seconds = head.transition_frames / film.fps
    assert seconds == pytest.approx(0.4)
    sound = sound_of(film)
    steady = level(part(sound, 0.7, 1.4))
    for start in np.arange(1.4, 2.0, 0.1):
        assert abs(level(part(sound, start, start + 0.1)) - steady) < 1.2
    tones = [clip_of(tone(2, hertz=hertz), frames=12) for hertz in (500, 900)]
    film = film_of(tones[0] | {"duration": 1.5}, tones[1] | {"duration": 1.5, "transition": "dissolve"}, audio="clips")
    sound = sound_of(film)
    middle, before, after = (part(sound, start, start + 0.1) for start in (1.65, 1.39, 1.91))
    full = strength(part(sound, 0.8, 1.2), 500)
    assert 0.6 * full < strength(middle, 500) < 0.8 * full
    assert 0.6 * full < strength(middle, 900) < 0.8 * full
    assert strength(before, 900) < 0.02 * full
    assert strength(after, 500) < 0.02 * full


def test_a_slowed_clip_keeps_its_pitch_and_its_time(film_of: MakeFilm, clip_of: MakeClip) -> None:
    """A beep at the middle of a clip is heard at the middle of a slot that is longer, as high as it was."""
    beep = tone(1, hertz=1000, loud=0.5)
    beep[:, : round(0.45 * RATE)] = 0
    beep[:, round(0.55 * RATE) :] = 0
    for length in (1.0, 1.25, 1.6, 2.0):
        film = film_of(clip_of(beep) | {"duration": length}, audio="clips")
        sound = sound_of(film)
        loud = np.flatnonzero(np.abs(sound[0]) > 0.05) / RATE
        assert abs((loud[0] + loud[-1]) / 2 - length / 2) < 0.03, length
        assert abs(loud[-1] - loud[0] - 0.1 * length) < 0.06
        assert abs(pitch(part(sound, loud[0] + 0.02, loud[-1] - 0.02)) - 1000) < 15


@pytest.mark.parametrize(
    ("name", "codec", "layout", "rate"),
    [
        ("clip.mp4", "aac", "mono", 48_000),
        ("clip.avi", "pcm_s16le", "mono", 8_000),
        ("clip.mp4", "aac", "stereo", 44_100),
        ("clip.webm", "libopus", "stereo", 48_000),
        ("clip.mp4", "aac", "5.1", 48_000),
        ("clip.mp4", "ac3", "5.1", 48_000),
    ],
)
def test_any_kind_of_sound(film_of: MakeFilm, clip_of: MakeClip, name: str, codec: str, layout: str, rate: int) -> None:
    """Whatever its rate and channels: the tone, in both channels, at the loudness that every film has."""
    sound = tone(2, rate=rate, channels={"mono": 1, "stereo": 2, "5.1": 6}[layout])
    video = {"codec": "libvpx-vp9"} if name.endswith("webm") else {}
    shot = clip_of(sound, name, frames=12, sound_rate=rate, layout=layout, sound_codec=codec, **video)
    played = part(sound_of(film_of(shot | {"duration": 2}, audio="clips")), 0.6, 1.4)
    assert abs(pitch(played) - 440) < 3
    assert abs(level(played) - (TARGET - 2.3)) < 1.2
    assert abs(level(played[:1]) - level(played[1:])) < 0.1


def test_loud_and_quiet_clips_stay_so_and_nothing_clips(film_of: MakeFilm, clip_of: MakeClip) -> None:
    """The film as a whole is brought to its loudness: a whisper after a shout stays softer; the ceiling holds."""
    shots = [clip_of(tone(1, loud=loud, hertz=hertz)) for loud, hertz in ((0.99, 500), (0.1, 700))]
    sound = sound_of(film_of(*shots, audio="clips"))
    shout, whisper = level(part(sound, 0.5, 0.9)), level(part(sound, 1.1, 1.5))
    assert abs(shout - whisper - 20) < 1
    click = tone(1, loud=0.01)
    click[:, RATE // 2 : RATE // 2 + 48] = 0.9
    assert float(np.abs(sound_of(film_of(clip_of(click), audio="clips"))).max()) < CEILING + 0.1


@pytest.mark.parametrize("kind", ["still", "no sound", "silence"])
def test_a_scene_without_sound_has_soft_music(film_of: MakeFilm, clip_of: MakeClip, kind: str) -> None:
    """Between two clips with sound: the bed while it stands, softer than they are, and not under them."""
    silent = {
        "still": {"duration": 1, "transition": "cut"},
        "no sound": clip_of(None),
        "silence": clip_of(np.zeros((2, RATE), np.float32)),
    }[kind]
    film = film_of(clip_of(tone(1, hertz=500)), silent, clip_of(tone(1, hertz=500)), audio="clips")
    sound = sound_of(film)
    assert strength(part(sound, 1.2, 1.8), 100) == pytest.approx(0.1, abs=0.01)
    assert strength(part(sound, 0.4, 0.9), 100) < 0.002
    assert strength(part(sound, 2.1, 2.5), 100) < 0.002
    assert strength(part(sound, 1.2, 1.8), 500) < 0.002


def test_a_film_without_any_sound_has_the_music(film_of: MakeFilm, clip_of: MakeClip) -> None:
    """Silent clips, or stills only: the bed as it is."""
    film = film_of(clip_of(None), clip_of(np.zeros((2, RATE), np.float32)), {"duration": 1}, audio="clips")
    assert np.array_equal(sound_of(film), np.concatenate(music(film), axis=1))


def test_damaged_sound_costs_its_scene_only(film_of: MakeFilm, clip_of: MakeClip) -> None:
    """What cannot be decoded is not heard, and is told; the scenes beside it are whole."""
    broken = clip_of(tone(1, hertz=700))
    path = Path(str(broken["clip"]))
    damage(path)
    troubles: list[tuple[int, str]] = []
    sound = sound_of(film_of(clip_of(tone(1, hertz=500)), broken, clip_of(tone(1, hertz=900)), audio="clips"), troubles)
    assert strength(part(sound, 0.5, 0.9), 500) > 0.1
    assert strength(part(sound, 2.1, 2.5), 900) > 0.1
    assert [shot for shot, _ in troubles] == [2]


def damage(path: Path) -> None:
    """Overwrite the packets of a clip's sound."""
    with av.open(str(path)) as container:
        places = [(packet.pos, packet.size) for packet in container.demux(audio=0) if packet.size and packet.pos]
    data = bytearray(path.read_bytes())
    for pos, size in places:
        data[pos : pos + size] = b"\xff" * size
    path.write_bytes(bytes(data))


def test_a_sound_that_ends_early_is_followed_by_nothing(film_of: MakeFilm, clip_of: MakeClip) -> None:
    """Half a second of sound under a second of pictures: then nothing, without a click."""
    sound = sound_of(film_of(clip_of(tone(0.5, hertz=500)), clip_of(tone(1, hertz=900)), audio="clips"))
    assert strength(part(sound, 0.2, 0.45), 500) > 0.02
    assert level(part(sound, 0.6, 0.95)) < -50


async def test_the_films_sound_is_the_clips(film_of: MakeFilm, clip_of: MakeClip, tmp_path: Path) -> None:
    """In the file itself, made by the studio's children: as long as the pictures, with the clips' tones."""
    shots = [clip_of(tone(1, hertz=hertz)) for hertz in (500, 900)]
    film = film_of(*shots, audio="clips", fps=10, preset="ultrafast", short_side=64, captions=False)
    files = []
    for segment in plan(film):
        files.append(tmp_path / f"{segment.index}.mp4")
        render_segment(film, segment, files[-1], lambda _: None)
    compose(film, files, tmp_path / "film.mp4")
    async with Studio(1) as studio:
        await studio.compose(film, files, tmp_path / "again.mp4")
    sound = heard(tmp_path / "film.mp4")
    assert np.array_equal(sound, heard(tmp_path / "again.mp4"))
    assert abs(sound.shape[1] / RATE - 2) < 0.03
    assert abs(pitch(part(sound, 0.5, 0.9)) - 500) < 2
    assert abs(pitch(part(sound, 1.1, 1.5)) - 900) < 2
    assert float(np.abs(sound).max()) < 1


def test_the_sound_is_no_part_of_the_segments(film_of: MakeFilm, clip_of: MakeClip) -> None:
    """With or without it the frames are the same, and are not encoded again."""
    shots: Sequence[dict[str, object]] = [clip_of(tone(1)), clip_of(tone(1))]
    keys = [[segment.key for segment in plan(film_of(*shots, audio=audio))] for audio in ("clips", "bed", "silence")]
    assert keys[0] == keys[1] == keys[2]
