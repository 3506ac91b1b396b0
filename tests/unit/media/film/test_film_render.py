"""Real segments and real films, small: exact frames, exact times, tags, sound, and what the pictures show."""

import os
import re
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from storyreel_media.ffmpeg import executable
from storyreel_media.film import Film, SegmentMismatch, UnreadableSource, plan
from storyreel_media.film.composing import compose
from storyreel_media.film.encoding import render_segment
from storyreel_media.film.files import partial

MakeFilm = Callable[..., Film]


def make(film: Film, folder: Path) -> Path:
    """Render every segment and compose them."""
    files = [folder / f"{segment.index}.mp4" for segment in plan(film)]
    for segment, file in zip(plan(film), files, strict=True):
        render_segment(film, segment, file, lambda _: None, threads=1)
    compose(film, files, folder / "film.mp4")
    return folder / "film.mp4"


def lumas(file: Path) -> list[np.ndarray]:
    """The luma planes of every frame."""
    with av.open(str(file)) as container:
        return [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]


def middle(frame: np.ndarray) -> float:
    """The mean of a frame's middle, where a portrait clip stands."""
    return float(frame[:, frame.shape[1] // 2 - 20 : frame.shape[1] // 2 + 20].mean())


@pytest.fixture(scope="session")
def short_film(film_of: MakeFilm) -> Film:
    """Four scenes with every transition, captions, and lengths that are no whole frames."""
    return film_of(
        {"duration": "1.01", "caption": "%{pts} 'one'"},
        {"duration": "0.5", "transition": "wipe"},
        {"duration": "1.33", "transition": "dip", "caption": "月"},
        {"duration": "0.77", "transition": "cut"},
    )


@pytest.fixture(scope="session")
def film_file(short_film: Film, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That film, made."""
    return make(short_film, tmp_path_factory.mktemp("film"))


def test_frames_and_times_are_exact(short_film: Film, film_file: Path) -> None:
    """Every frame is there, one frame's time after the one before, from zero."""
    with av.open(str(film_file)) as container:
        stream = container.streams.video[0]
        times = [Fraction(frame.pts or 0) * Fraction(frame.time_base or 0) for frame in container.decode(stream)]
        assert Fraction(stream.duration or 0) * Fraction(stream.time_base or 0) == Fraction(short_film.frames, 30)
    assert times == [Fraction(frame, 30) for frame in range(short_film.frames)]


def test_the_sound_is_as_long_as_the_film(short_film: Film, film_file: Path) -> None:
    """48 kHz stereo AAC, within one AAC frame of the pictures."""
    with av.open(str(film_file)) as container:
        stream = container.streams.audio[0]
        assert (stream.codec.name, stream.rate, stream.layout.name) == ("aac", 48000, "stereo")
        samples = sum(frame.samples for frame in container.decode(stream))
    assert abs(samples - short_film.frames * 1600) <= 1024


def test_the_file_is_tagged_and_streamable(film_file: Path) -> None:
    """BT.709, limited range, yuv420p, High; the index lies before the media."""
    with av.open(str(film_file)) as container:
        codec = container.streams.video[0].codec_context
        assert (codec.pix_fmt, codec.profile, codec.width, codec.height) == ("yuv420p", "High", 214, 120)
        assert (codec.color_range, codec.color_primaries, codec.color_trc, codec.colorspace) == (1, 1, 1, 1)
    data = film_file.read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")
    assert b"colrnclx" in data


def test_another_decoder_has_nothing_to_say(film_file: Path) -> None:
    """The bundled ffmpeg decodes all of it without a warning."""
    command = [executable(), "-v", "warning", "-i", str(film_file), "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_segment_starts_anew(short_film: Film, film_file: Path) -> None:
    """A key frame lies at every segment's start, so players can jump there."""
    with av.open(str(film_file)) as container:
        keys = {
            round(p.pts * p.time_base * 30) for p in container.demux(video=0) if p.is_keyframe and p.pts is not None
        }
    assert {segment.first_frame for segment in plan(short_film)} <= keys


def test_the_film_fades_in_and_out(film_file: Path) -> None:
    """Dark at the first frame, black at the last, light between."""
    seen = lumas(film_file)
    assert seen[0].mean() < 0.3 * seen[20].mean()
    assert seen[-1].max() <= 4


def test_segments_are_deterministic(short_film: Film, tmp_path: Path) -> None:
    """The same segment with the same threads has the same bytes."""
    segment = plan(short_film)[2]
    for name in ("a.mp4", "b.mp4"):
        render_segment(short_film, segment, tmp_path / name, lambda _: None, threads=1)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_colours_survive(film_of: MakeFilm, pictures: tuple[Path, ...], tmp_path: Path) -> None:
    """The middle of a shot has the mean colour of its picture, as BT.709 says."""
    film = film_of({"duration": "1", "move": "hold"}, captions=False)
    file = make(film, tmp_path)
    wanted = np.asarray(Image.open(pictures[0]).convert("RGB")).mean(axis=(0, 1))
    with av.open(str(file)) as container:
        frame = [*container.decode(video=0)][14]
        seen = frame.to_ndarray(format="rgb24").mean(axis=(0, 1))
    assert abs(seen - wanted).max() < 4


def test_both_shots_show_in_a_dissolve(film_of: MakeFilm, tmp_path: Path) -> None:
    """In the middle of a crossfade the frame lies between the two pictures."""
    film = film_of({"duration": "1"}, {"duration": "1"})
    seen = [frame.mean() for frame in lumas(make(film, tmp_path))]
    assert min(seen[28], seen[42]) - 3 <= seen[34] <= max(seen[28], seen[42]) + 3
    assert abs(seen[28] - seen[42]) > 6


def test_a_title_is_a_tag_of_the_file_and_changes_no_frame(film_of: MakeFilm, tmp_path: Path) -> None:
    """Players show it; the segments' keys do not name it."""
    film = film_of({"duration": "0.5"}, audio="silence", title="A boat — 紙の舟")
    with av.open(str(make(film, tmp_path))) as container:
        assert container.metadata["title"] == "A boat — 紙の舟"
    untitled = film.model_copy(update={"title": None})
    assert [segment.key for segment in plan(film)] == [segment.key for segment in plan(untitled)]


def test_a_dip_stays_black_long_enough_to_be_seen(film_of: MakeFilm, tmp_path: Path) -> None:
    """Between two scenes of three seconds the frame is black for a fifth of a second at least, and not much longer."""
    film = film_of({"duration": "3"}, {"duration": "3", "transition": "dip"}, captions=False)
    seen = [frame.mean() for frame in lumas(make(film, tmp_path))[80:130]]
    assert 6 <= sum(level < 18 for level in seen) <= 12


@pytest.mark.parametrize(("aspect_ratio", "size"), [("9:16", (120, 214)), ("1:1", (120, 120)), ("4:3", (160, 120))])
def test_other_shapes(film_of: MakeFilm, tmp_path: Path, aspect_ratio: str, size: tuple[int, int]) -> None:
    """Every aspect ratio has its size."""
    film = film_of({"duration": "0.2", "caption": "hi"}, aspect_ratio=aspect_ratio, audio="silence")
    assert lumas(make(film, tmp_path))[3].shape == size[::-1]


def test_a_longer_clip_plays_at_its_speed(film_of: MakeFilm, clip: Path, tmp_path: Path) -> None:
    """At half a second a clip of one second shows its middle; the slot decides where it ends."""
    film = film_of({"picture": None, "clip": clip, "duration": "0.8", "transition": "cut"}, captions=False)
    seen = [middle(frame) for frame in lumas(make(film, tmp_path))]
    assert len(seen) == 24
    assert seen[12] == pytest.approx((30 + 6 * 10 - 16) * 255 / 219, abs=6)


def test_a_shorter_clip_is_slowed_down_then_stands(film_of: MakeFilm, clip: Path, tmp_path: Path) -> None:
    """One second in a slot of three: half speed for two seconds, then the last picture."""
    film = film_of({"picture": None, "clip": clip, "duration": "3"}, captions=False)
    means = [middle(frame) for frame in lumas(make(film, tmp_path))]
    assert means[30] == pytest.approx((30 + 6 * 12 - 16) * 255 / 219, abs=6)
    assert max(means[62:75]) - min(means[62:75]) < 2


@pytest.mark.parametrize("kind", ["picture", "clip"])
def test_an_unreadable_file_is_said_so_and_leaves_nothing(film_of: MakeFilm, tmp_path: Path, kind: str) -> None:
    """A text file is neither picture nor clip; no output and no temporary file is left."""
    bad = tmp_path / "bad.png"
    bad.write_text("#EXTM3U\n/etc/passwd\n")
    film = film_of({"picture": None, kind: bad, "duration": "1"})
    with pytest.raises(UnreadableSource, match=re.escape("bad.png")):
        render_segment(film, plan(film)[0], tmp_path / "out.mp4", lambda _: None)
    assert [file.name for file in tmp_path.iterdir()] == ["bad.png"]


def test_an_error_on_the_way_leaves_nothing(film_of: MakeFilm, tmp_path: Path) -> None:
    """Output is never seen under its name before it is whole."""
    film = film_of({"duration": "1"})

    def stop(frame: int) -> None:
        names = {file.name for file in tmp_path.iterdir()}
        assert names <= {partial(tmp_path / "out.mp4", os.getpid()).name}
        if frame == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_segment(film, plan(film)[0], tmp_path / "out.mp4", stop)
    assert list(tmp_path.iterdir()) == []


def test_wrong_segments_are_refused(short_film: Film, film_file: Path, film_of: MakeFilm, tmp_path: Path) -> None:
    """Too few files, files in the wrong order, and files of another size are not made into a film."""
    files = [film_file.parent / f"{segment.index}.mp4" for segment in plan(short_film)]
    other = film_of({"duration": "1"}, short_side=180)
    render_segment(other, plan(other)[0], tmp_path / "other.mp4", lambda _: None, threads=1)
    for wrong in (
        files[:-1],
        [*files[1:], files[0]],
        [tmp_path / "other.mp4", *files[1:]],
        [Path(__file__), *files[1:]],
    ):
        with pytest.raises(SegmentMismatch):
            compose(short_film, wrong, tmp_path / "film.mp4")
    assert not (tmp_path / "film.mp4").exists()
