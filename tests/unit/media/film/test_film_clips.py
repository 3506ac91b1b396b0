"""Clips of every kind in a film: the right picture at the right time, upright, whole, in its colours."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from storyreel_media.film import Film, UnreadableSource, plan
from storyreel_media.film.clip import Clip
from storyreel_media.film.frames import Drawing
from storyreel_media.film.planes import Planes, blank
from support.footage import BARS, PLAIN, X265, Kind, card, shoot

MakeFilm = Callable[..., Film]
SIZE = (160, 90)
TEN_BITS = Kind("libx265", "yuv420p10le")


def seen(planes: Planes) -> NDArray[np.uint8]:
    """(height, width, 3), as a player would show it."""
    frame = av.VideoFrame(planes.y.shape[1], planes.y.shape[0], "yuv420p")
    for plane, drawn in zip(frame.planes, planes, strict=True):
        lines = np.zeros((plane.height, plane.line_size), np.uint8)
        lines[:, : plane.width] = drawn
        plane.update(lines.tobytes())
    rgb = frame.reformat(format="rgb24", src_colorspace=1, src_color_range=1)
    return np.asarray(rgb.to_ndarray(), np.uint8)


def played(path: Path, *, seconds: float = 1, size: tuple[int, int] = SIZE) -> list[NDArray[np.uint8]]:
    """All frames of a shot of that length, at 30 a second."""
    clip, out = Clip(path, seconds, size, 30), blank(*size)
    frames = []
    for number in range(round(seconds * 30)):
        clip.draw(number, out)
        frames.append(seen(out))
    clip.close()
    return frames


def bar(frame: NDArray[np.uint8]) -> float:
    """Where the white bar stands, as a share of the width."""
    row = frame[round(frame.shape[0] * 0.62)].mean(axis=1)
    return float(np.average(np.arange(row.size) / row.size, weights=np.maximum(row - 128, 1e-9)))


def bars(frame: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The seven colours above."""
    return frame[frame.shape[0] // 4, [frame.shape[1] * (2 * place + 1) // 14 for place in range(7)]].astype(int)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("plain.mp4", PLAIN),
        ("untagged.mp4", replace(PLAIN, matrix=6, told=False)),
        ("untagged-large.mp4", replace(PLAIN, size=(1280, 720), frames=3, rate=3, told=False)),
        ("bt601.mp4", replace(PLAIN, matrix=6)),
        ("full-range.mp4", replace(PLAIN, full=True)),
        ("every-colour.mp4", replace(PLAIN, pixels="yuv444p")),
        ("odd-size.mp4", replace(PLAIN, size=(321, 181), pixels="yuv444p")),
        ("ten-bits.mp4", TEN_BITS),
        ("raw.avi", replace(PLAIN, codec="rawvideo", pixels="bgr24", told=False)),
        ("h264.avi", PLAIN),
        ("mpeg4.avi", replace(PLAIN, codec="mpeg4", matrix=6, told=False)),
        ("vp9.webm", replace(PLAIN, codec="libvpx-vp9")),
        ("narrow-pixels.mp4", replace(PLAIN, size=(80, 90), pixel=Fraction(2, 1))),
        ("sixty.mp4", replace(PLAIN, rate=60, frames=60)),
    ],
)
def test_colours_and_times_are_the_clips(tmp_path: Path, name: str, kind: Kind) -> None:
    """Whatever the file: its colours as players show them, and at every time the picture of that time."""
    path = shoot(tmp_path / name, kind)
    frames = played(path)
    for number in (0, 8, 18, 28):
        shown = min(int((number + 0.5) / 30 * kind.rate + 1e-6), kind.frames - 1)
        assert abs(bar(frames[number]) - shown / kind.frames) < 0.03, number
        assert abs(bars(frames[number]) - np.array(BARS)).max() <= 12, number


@pytest.mark.parametrize("name", ["uneven.mp4", "uneven.webm"])
def test_uneven_times_are_kept(tmp_path: Path, name: str) -> None:
    """Eight pictures, most of them at the beginning, two after a long wait: each is shown when it is due."""
    times = [0, 10, 20, 30, 500, 510, 900, 960]
    codec = "libvpx-vp9" if name.endswith("webm") else "libx264"
    frames = played(shoot(tmp_path / name, codec=codec, frames=8, times=times))
    for number in (0, 10, 14, 16, 26, 28):
        due = sum(time <= (number + 0.5) / 30 * 1000 for time in times) - 1
        assert abs(bar(frames[number]) - due / 8) < 0.03, number


@pytest.mark.parametrize(("turned", "corner"), [(90, "right"), (-90, "left"), (180, "above")])
def test_a_clip_filmed_sideways_stands_upright(tmp_path: Path, turned: int, corner: str) -> None:
    """The display matrix says how it is to be held; what was at the bottom left is where players show it."""
    (frame, *_) = played(
        shoot(tmp_path / "turned.mp4", turned=turned, frames=2, rate=2), size=(90, 160) if turned != 180 else SIZE
    )
    orange = np.argwhere(abs(frame.astype(int) - (255, 128, 0)).max(axis=2) < 30).mean(axis=0) / frame.shape[:2]
    wanted = {"right": (0.875, 0.875), "left": (0.125, 0.125), "above": (0.125, 0.875)}[corner]
    assert abs(orange - wanted).max() < 0.05


@pytest.mark.parametrize(("size", "inner"), [((90, 160), (50, 90)), ((90, 90), (90, 90)), ((320, 80), (160, 40))])
def test_an_odd_shape_is_shown_whole(tmp_path: Path, size: tuple[int, int], inner: tuple[int, int]) -> None:
    """Portrait, square or very wide in a landscape film: nothing is lost; beside it is something soft and darker."""
    frame = played(shoot(tmp_path / "odd.mp4", size=size, frames=2, rate=2))[20]
    x, y = (SIZE[0] - inner[0]) // 2, (SIZE[1] - inner[1]) // 2
    whole = frame[y : y + inner[1], x : x + inner[0]]
    assert abs(whole.astype(int) - card(inner, 0.5)).mean() < 14
    beside = np.concatenate([frame[:, : x - 2].reshape(-1, 3), frame[: max(y - 2, 0)].reshape(-1, 3)])
    assert 4 < beside.max(axis=1).mean() < 0.8 * whole.max(axis=2).mean() + 20


@pytest.mark.parametrize(
    ("name", "codec", "pixels"), [("a.webm", "libvpx-vp9", "yuva420p"), ("a.mov", "qtrle", "argb")]
)
def test_what_is_transparent_lies_on_black(tmp_path: Path, name: str, codec: str, pixels: str) -> None:
    """Left is opaque, right is not; the colours that lie hidden there are not shown."""
    path = shoot(tmp_path / name, codec=codec, pixels=pixels, clear=True, matrix=6, told=False, frames=2, rate=2)
    colours = bars(played(path)[4])
    assert abs(colours[:3] - np.array(BARS)[:3]).max() <= 12
    assert colours[4:].max() <= 4


def test_a_high_range_is_brought_into_ours(tmp_path: Path) -> None:
    """PQ in BT.2020: white of 203 cd/m² (ITU-R BT.2408) is nearly white here, and red is red, not washed out."""
    path = tmp_path / "high.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx265", rate=2, options={"x265-params": X265})
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p10le"
        codec = stream.codec_context
        codec.colorspace, codec.color_range, codec.color_primaries, codec.color_trc = 9, 1, 9, 16
        for number in range(2):
            frame = av.VideoFrame(64, 36, "yuv420p10le")
            for plane, (left, right) in zip(frame.planes, ((573, 381), (512, 416), (512, 649)), strict=True):
                line = np.full(plane.line_size // 2, right, np.uint16)
                line[: plane.width // 2] = left
                plane.update(np.tile(line, plane.height).tobytes())
            frame.pts, frame.time_base = number, Fraction(1, 2)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    frame_seen = played(path, size=(64, 36))[4].astype(int)
    assert frame_seen[18, 16].min() > 235
    red, green, blue = frame_seen[18, 48]
    assert red > 225
    assert max(green, blue) < 70


def test_a_single_picture_stands(tmp_path: Path) -> None:
    """A clip of one frame is a still."""
    frames = played(shoot(tmp_path / "one.mp4", frames=1))
    assert abs(frames[0].astype(int) - frames[29]).max() == 0


def test_an_edit_list_is_followed(tmp_path: Path) -> None:
    """A file that says that its first pictures are only there to be decoded begins with the one after them."""
    whole, cut = shoot(tmp_path / "whole.mp4"), tmp_path / "cut.mp4"
    with av.open(str(whole)) as read, av.open(str(cut), "w") as written:
        stream = written.add_stream_from_template(read.streams.video[0])
        for packet in read.demux(video=0):
            if packet.pts is not None and packet.dts is not None:
                packet.pts -= round(0.5 / packet.time_base)
                packet.dts -= round(0.5 / packet.time_base)
                packet.stream = stream
                written.mux(packet)
    frames = played(cut, seconds=0.5)
    assert abs(bar(frames[0]) - 0.5) < 0.03
    assert abs(bar(frames[14]) - 23 / 24) < 0.03


def test_a_clip_is_as_long_as_its_pictures(tmp_path: Path) -> None:
    """Neither a longer sound nor what the header says counts: half a second of pictures is slowed to fill a second."""
    sound = np.zeros((2, 96_000), np.float32)
    for name, codec, sound_codec in (("a.webm", "libvpx-vp9", "libopus"), ("a.mp4", "libx264", "aac")):
        path = shoot(tmp_path / name, codec=codec, frames=12, sound=sound, sound_codec=sound_codec)
        assert abs(bar(played(path)[29]) - 11 / 12) < 0.03
        assert abs(bar(played(path)[14]) - 5.5 / 12) < 0.07


def test_a_clip_still_moves_while_it_is_dissolved(film_of: MakeFilm, tmp_path: Path) -> None:
    """A clip as long as its slot is slowed by so much that its last picture comes with the end of the transition."""
    path = shoot(tmp_path / "clip.mp4")
    clip = {"picture": None, "clip": path, "content_key": "clip", "duration": 1}
    film = film_of(clip, {"duration": 1, "transition": "wipe"}, short_side=90, captions=False)
    head = next(segment for segment in plan(film) if (segment.shot_number, segment.kind) == (2, "head"))
    assert head.transition_frames == 10
    with Drawing(film, head) as drawing:
        out, places = blank(*film.size), []
        for number in range(6):
            drawing.draw(number, out)
            places.append(bar(seen(out)))
    assert places[0] < places[2] < places[4]
    last = film.model_copy(update={"shots": film.shots[:1]})
    assert {segment.key for segment in plan(last)}.isdisjoint(segment.key for segment in plan(film))


def test_the_next_scene_matters_to_a_clip_by_its_transition_only(film_of: MakeFilm, tmp_path: Path) -> None:
    """Another picture after a clip leaves the clip's frames; a cut instead of a dissolve does not."""
    clip = {"picture": None, "clip": tmp_path / "clip.mp4", "content_key": "clip", "duration": 3}
    bodies = [
        {segment.key for segment in plan(film) if (segment.shot_number, segment.kind) == (1, "body")}
        for film in (
            film_of(clip, {"duration": 3} | change, {"duration": 3})
            for change in ({}, {"content_key": "new"}, {"transition": "cut"})
        )
    ]
    assert bodies[0] == bodies[1] != bodies[2]


def test_a_clip_without_pictures_is_refused(tmp_path: Path) -> None:
    """A file of sound only is no clip."""
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=48_000)
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
        frame.sample_rate = 48_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(UnreadableSource, match=r"sound\.mp4"):
        Clip(path, 1, SIZE, 30)
