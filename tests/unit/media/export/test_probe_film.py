"""A probe says what a file really is, and refuses one that is cut short or lies."""

import json
import struct
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyreel_media.export import Recipe, transcode
from storyreel_media.ffmpeg import run, sink, source
from storyreel_media.probe import BT709, NotAFilm, check_film, main, probe


@pytest.fixture(scope="session")
async def webm(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small master as WebM."""
    path = tmp_path_factory.mktemp("probe") / "small.webm"
    await transcode(small, Recipe("webm", "low"), path, deadline=60)
    return path


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Path:
    """A copy of the small master to be spoilt."""
    path = tmp_path / "copy.mp4"
    path.write_bytes(small.read_bytes())
    return path


@pytest.mark.parametrize("exact", [True, False])
def test_probe_tells_all_of_an_mp4(small: Path, exact: bool) -> None:
    """Headers and packets of a sound file agree."""
    info = probe(small, exact=exact)
    assert (info.container, info.size, info.faststart, info.exact) == ("mp4", small.stat().st_size, True, exact)
    assert info.duration == pytest.approx(2, abs=0.05)
    assert info.video is not None
    assert (info.video.codec, info.video.width, info.video.height) == ("h264", 426, 240)
    assert (info.video.fps, info.video.frames, info.video.duration) == (Fraction(24), 48, 2.0)
    assert (info.video.pix_fmt, info.video.color) == ("yuv420p", BT709)
    assert info.audio is not None
    assert (info.audio.codec, info.audio.rate, info.audio.channels) == ("aac", 48000, 2)
    assert info.audio.duration == pytest.approx(2, abs=0.05)


def test_probe_tells_all_of_a_webm(webm: Path) -> None:
    """WebM carries no frame count; it is counted."""
    info = probe(webm)
    assert (info.container, info.faststart) == ("webm", None)
    assert info.video is not None
    assert (info.video.codec, info.video.frames) == ("av1", 48)
    assert info.audio is not None
    assert info.audio.codec == "opus"


async def test_probe_tells_a_late_index(small: Path, tmp_path: Path) -> None:
    """Without +faststart a player must have the whole file before it can start."""
    late = tmp_path / "late.mov"
    await run([*source(small, "mov"), "-c", "copy", *sink(late, "mov")], deadline=30)
    info = probe(late)
    assert (info.container, info.faststart) == ("mov", False)


@pytest.mark.parametrize("kind", ["small", "webm"])
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(share=st.floats(0, 1, exclude_max=True))
def test_file_cut_anywhere_is_refused(kind: str, share: float, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """No prefix of a film passes for one, not even all but a byte."""
    whole = request.getfixturevalue(kind).read_bytes()
    for length in (int(len(whole) * share), len(whole) - 1):
        cut = tmp_path / "cut"
        cut.write_bytes(whole[:length])
        with pytest.raises(NotAFilm):
            probe(cut, exact=False)


def test_hole_at_the_end_is_refused(copy: Path) -> None:
    """A file of the right length whose end was never written is refused."""
    data = bytearray(copy.read_bytes())
    data[-len(data) // 5 :] = bytes(len(data) // 5)
    copy.write_bytes(data)
    probe(copy, exact=False)
    with pytest.raises(NotAFilm, match="hole"):
        probe(copy)


def test_noise_instead_of_pictures_is_refused(copy: Path) -> None:
    """A sound index over media that no decoder can read is refused."""
    data = bytearray(copy.read_bytes())
    start = data.index(b"mdat") + 4
    data[start:] = bytes(index * 89 % 251 + 1 for index in range(len(data) - start))
    copy.write_bytes(data)
    with pytest.raises(NotAFilm):
        probe(copy)


def test_header_that_claims_more_is_refused(webm: Path, tmp_path: Path) -> None:
    """The length in the header is a claim; the packets decide."""
    data = bytearray(webm.read_bytes())
    at = data.index(b"\x44\x89\x88") + 3  # Duration, a float of 8 bytes, in milliseconds
    data[at : at + 8] = struct.pack(">d", 60_000.0)
    boastful = tmp_path / "boastful.webm"
    boastful.write_bytes(data)
    with pytest.raises(NotAFilm, match=r"says 60\.000 s, holds 2\."):
        probe(boastful)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n",
        b"ffconcat version 1.0\nfile x",
        b"\0\0\0\x14ftyp",
        b"\x1a\x45\xdf\xa3",
        b"\0\0\0\x08ftyp\0\0\0\x08moov\0\0\0\x08mdat",
        b"\0\0\0\x01ftyp" + b"\xff" * 8,
    ],
)
def test_other_content_is_refused(content: bytes, tmp_path: Path) -> None:
    """What is no film is refused, whatever it is called."""
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(NotAFilm):
        probe(path)


def test_missing_file_is_not_a_bad_film(tmp_path: Path) -> None:
    """A file that is not there is another error."""
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "gone.mp4")


def test_check_film_accepts_what_was_asked(small: Path) -> None:
    """Size, length, frame rate and sound as asked; a frame more or less is none."""
    info = probe(small)
    check_film(info, width=426, height=240, duration=2, fps=24, audio=True)
    check_film(info, width=426, height=240, duration=49 / 24, fps=Fraction(24))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"width": 428}, "426x240 instead of 428x240"),
        ({"height": 238}, "426x240 instead of 426x238"),
        ({"fps": 25}, "24.000 frames a second instead of 25.000"),
        ({"duration": 50 / 24}, "48 frames instead of 50"),
        ({"duration": 46 / 24}, "48 frames instead of 46"),
        ({"duration": 49 / 24, "tolerance_frames": 0}, "48 frames instead of 49"),
        ({"audio": False}, "sound where there is none"),
    ],
)
def test_check_film_names_what_is_wrong(small: Path, wrong: dict[str, int], reason: str) -> None:
    """Each way to differ from what was asked has its own sentence."""
    asked: dict[str, Any] = {"width": 426, "height": 240, "duration": 2, "fps": 24} | wrong
    with pytest.raises(NotAFilm) as caught:
        check_film(probe(small), **asked)
    assert caught.value.reason == reason


def test_check_film_wants_picture_sound_and_proof(small: Path) -> None:
    """No picture, no sound, sound of another length and an unproven file do not pass."""
    info = probe(small)
    assert info.audio is not None
    asked: dict[str, Any] = {"width": 426, "height": 240, "duration": 2, "fps": 24}
    with pytest.raises(NotAFilm, match="no picture"):
        check_film(replace(info, video=None), **asked)
    with pytest.raises(NotAFilm, match="no sound"):
        check_film(replace(info, audio=None), audio=True, **asked)
    with pytest.raises(NotAFilm, match="of sound"):
        check_film(replace(info, audio=replace(info.audio, duration=1.5)), **asked)
    with pytest.raises(ValueError, match="exact"):
        check_film(replace(info, exact=False), **asked)


def test_command_prints_json(small: Path) -> None:
    """`python -m storyreel_media.probe FILE` is there for people and for other programs."""
    command = [sys.executable, "-m", "storyreel_media.probe", str(small)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert found["video"]["fps"] == "24"
    assert found["audio"]["codec"] == "aac"


def test_command_says_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The reason goes to stderr and the status is 1, 2 for a wrong call."""
    path = tmp_path / "film.mp4"
    path.write_bytes(b"no film")
    assert main([str(path)]) == 1
    assert "neither mp4" in capsys.readouterr().err
    assert main([]) == 2
