"""A logo: in its corner of every frame, title-safe, off captions and slates, seen on any ground."""

import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from storyreel_contracts.types import AspectRatio, LogoPosition
from storyreel_media.film import Film, Segment, plan
from storyreel_media.film.captions import caption_overlay, caption_top
from storyreel_media.film.errors import UnreadableSource
from storyreel_media.film.frames import Drawing
from storyreel_media.film.logo import Box, logo_of, place
from storyreel_media.film.planes import Planes, blank
from storyreel_media.film.slates import slate_image
from storyreel_media.film.spec import SlateText

MakeFilm = Callable[..., Film]
POSITIONS = get_args(LogoPosition)
LONG = "All that can be said in two lines is said here, and more than that, so that the caption is as high as it gets."
SLATE = {"scene_number": 1, "scenes_total": 2, "shot": "push in", "start": 0, "duration": 3}
FROZEN = (
    "41dcb606ea90eebcb62c55dfd64f11d809423ff7",
    "ce13622d1a6adc961f9dd2be00c3c1ab85565a68",
    "34f81af75cec9e1048ab6b6556bca675186df03d",
    "e43473195de4f5a9ce30532d1798ba363d5c7e9a",
    "ee6093a38f4efa1cdc320f4ed4c772e21508713f",
    "013cc6d227f4547be674384646375cfca2c7c7b0",
)
"""Keys of a film from before there were logos, engine 2."""


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    """A magenta disc twice as wide as high, with an empty margin around it."""
    rows, columns = np.mgrid[0:120, 0:200]
    inside = ((columns - 100) / 80) ** 2 + ((rows - 60) / 40) ** 2 <= 1
    pixels = np.zeros((120, 200, 4), np.uint8)
    pixels[inside] = (220, 0, 220, 255)
    Image.fromarray(pixels).save(tmp_path / "logo.png")
    return tmp_path / "logo.png"


def mark(logo: Path, position: str) -> dict[str, object]:
    """The film's field."""
    return {"picture": logo, "content_key": "logo", "position": position}


def frames(film: Film, segment: Segment) -> list[Planes]:
    """All frames of a segment."""
    drawn = []
    with Drawing(film, segment) as drawing:
        for index in range(segment.frames):
            planes = blank(*film.size)
            drawing.draw(index, planes)
            drawn.append(planes)
    return drawn


def magenta(planes: Planes) -> NDArray[np.bool_]:
    """Where the frame is magenta, at half size."""
    return np.asarray((planes.u > 170) & (planes.v > 170))


@pytest.mark.parametrize("position", POSITIONS)
def test_every_frame_has_the_logo_in_its_corner(film_of: MakeFilm, logo: Path, position: str) -> None:
    """Also while one shot goes over into the next; only the fades of the film's two ends take it along."""
    shots = [{"duration": 1.5, "caption": LONG, "slate": SLATE}, {"duration": 1.5, "caption": LONG}]
    film = film_of(*shots, fps=10, logo=mark(logo, position))
    drawn = [planes for segment in plan(film) for planes in frames(film, segment)]
    box = logo_of(film).box  # type: ignore[union-attr]
    for planes in drawn[6:-5]:
        rows, columns = np.nonzero(magenta(planes))
        assert rows.size
        assert 2 * rows.min() >= box.top - 2
        assert 2 * rows.max() <= box.bottom + 2
        assert 2 * columns.min() >= box.left - 2
        assert 2 * columns.max() <= box.right + 2
    assert abs(box.width / box.height - 2) < 0.15
    assert not magenta(drawn[-1]).any()
    middle = (box.left + box.width / 2) / film.size[0], (box.top + box.height / 2) / film.size[1]
    assert ("left" in position) == (middle[0] < 0.5)
    assert ("top" in position) == (middle[1] < 0.5)


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(POSITIONS),
    st.sampled_from(get_args(AspectRatio)),
    st.integers(1, 6000),
    st.integers(1, 6000),
    st.booleans(),
)
def test_a_logo_is_title_safe_and_never_on_a_caption(
    position: LogoPosition, aspect: AspectRatio, width: int, height: int, captioned: bool
) -> None:
    """Whatever its shape and the frame's."""
    frame = Film.model_validate({"shots": [SHOT], "aspect_ratio": aspect}).size
    box = place(position, frame, (width, height), captioned=captioned)
    assert box.left >= frame[0] * 0.05 - 1
    assert box.right <= frame[0] * 0.95 + 1
    assert box.top >= frame[1] * 0.05 - 1
    assert box.bottom <= frame[1] * 0.95 + 1
    assert not captioned or box.bottom <= caption_top(*frame)


SHOT = {"picture": "a.png", "content_key": "a", "duration": 1}


@pytest.mark.parametrize("aspect", get_args(AspectRatio))
def test_no_caption_is_higher_than_it_is_said_to_be(aspect: AspectRatio) -> None:
    """What logos keep clear of is where captions really are."""
    frame = Film.model_validate({"shots": [SHOT], "aspect_ratio": aspect}).size
    drawn = caption_overlay(LONG, *frame)
    assert drawn is not None
    highest = int(np.flatnonzero(drawn[:, :, 3].max(axis=1) > 74)[0])
    assert caption_top(*frame) - 2 <= highest <= caption_top(*frame) + 2


@pytest.mark.parametrize("aspect", get_args(AspectRatio))
@pytest.mark.parametrize("position", ["top-left", "top-right"])
def test_a_slate_stands_clear_of_the_logo(position: LogoPosition, aspect: AspectRatio) -> None:
    """Both want the top: the slate gives way, and keeps its place where there is room for both."""
    frame = Film.model_validate({"shots": [SHOT], "aspect_ratio": aspect}).size
    box = place(position, frame, (300, 100), captioned=True)
    text = SlateText.model_validate(SLATE)
    painted = np.argwhere(slate_image(text, *frame, box)[:, :, 3])
    (top, left), (bottom, right) = painted.min(axis=0), painted.max(axis=0)
    slate = Box(int(left), int(top), int(right - left) + 1, int(bottom - top) + 1)
    assert not slate.touches(box)
    if position == "top-right" and aspect == "16:9":
        assert np.array_equal(slate_image(text, *frame, box), slate_image(text, *frame))


@pytest.mark.parametrize(("level", "ground"), [(255, 255), (0, 0), (235, 200), (20, 40)])
def test_a_logo_is_seen_on_a_ground_of_its_own_colour(
    film_of: MakeFilm, tmp_path: Path, level: int, ground: int
) -> None:
    """A halo of the other kind sets it off: white on snow, black on night."""
    Image.new("RGB", (320, 180), (ground,) * 3).save(tmp_path / "ground.png")
    pixels = np.zeros((100, 100, 4), np.uint8)
    pixels[::20, :] = pixels[:, ::20] = (level, level, level, 255)
    Image.fromarray(pixels).save(tmp_path / "logo.png")
    shot = {"picture": tmp_path / "ground.png", "content_key": f"ground {ground}", "duration": 1}
    film = film_of(
        shot, fps=10, short_side=540, logo=mark(tmp_path / "logo.png", "top-left") | {"content_key": f"{level}"}
    )
    planes = frames(film, plan(film)[-1])[0]
    box = logo_of(film).box  # type: ignore[union-attr]
    inside = planes.y[box.top : box.bottom, box.left : box.right].astype(int)
    assert inside.max() - inside.min() > 60


def test_a_film_without_a_logo_has_the_keys_that_it_always_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that was encoded before there were logos is encoded again."""
    module = sys.modules[plan.__module__]
    monkeypatch.setattr(module, "_TOOLS", (2, "av", "cv", "pil"))
    monkeypatch.setattr(module, "shapes", lambda: "shapes")
    length = Decimal("2.5")
    shots = [
        {
            "picture": f"{number}.jpg", "content_key": f"k{number}", "duration": "2.5", "words": "waves",
            "caption": f"Scene {number}", "seed": number,
            "slate": {"scene_number": number, "scenes_total": 2, "shot": "push in", "start": 0, "duration": length},
        }
        for number in (1, 2)
    ]  # fmt: skip
    assert tuple(segment.key for segment in plan(Film.model_validate({"shots": shots}))) == FROZEN


def test_a_logo_its_corner_and_its_captions_are_part_of_every_key(film_of: MakeFilm, logo: Path) -> None:
    """Another logo, or another place of it, is encoded; the same one is not."""
    shots = [{"duration": 1.5, "caption": "Here."}, {"duration": 1.5}]
    films = [
        film_of(*shots),
        *(film_of(*shots, logo=mark(logo, position)) for position in POSITIONS),
        film_of(*shots, logo=mark(logo, "top-left") | {"content_key": "another"}),
        film_of({"duration": 1.5}, {"duration": 1.5}, logo=mark(logo, "bottom-left")),
    ]
    keys = [{segment.key for segment in plan(film)} for film in films]
    assert sum(map(len, keys)) == len(set().union(*keys))
    moved = film_of(*shots, logo=mark(logo.with_name("elsewhere.png"), "top-left"))
    assert {segment.key for segment in plan(moved)} == keys[1]


def test_what_is_no_picture_is_no_logo(film_of: MakeFilm, tmp_path: Path) -> None:
    """It is told as such, once, before anything is encoded."""
    (tmp_path / "logo.png").write_bytes(b"no picture")
    film = film_of({"duration": 1}, logo=mark(tmp_path / "logo.png", "top-left") | {"content_key": "broken"})
    with pytest.raises(UnreadableSource, match="no readable picture"):
        frames(film, plan(film)[0])
