"""Slates, contact sheets and posters."""

import io

import numpy as np
import pytest
from PIL import Image

from storyreel_media.animatic import Brief, Slate, contact_sheet, paint, poster, slate_overlay

SLATE = Slate(scene_number=3, scenes_total=12, shot="CLOSE-UP", start=12.5, duration=4.0)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (320, 180), (180, 320)])
def test_the_slate_stays_in_its_corner(width: int, height: int) -> None:
    """A full-frame overlay: one plate low on the left within the safe area, the rest clear."""
    overlay = slate_overlay(SLATE, width, height)
    assert overlay.shape == (height, width, 4)
    assert overlay.dtype == np.uint8
    rows, columns = np.nonzero(overlay[..., 3])
    margin = round(min(width, height) * 0.05)
    assert columns.min() == margin
    assert rows.min() > height / 2
    assert rows.max() < height - margin
    assert columns.max() < width - margin
    assert len(rows) < 0.12 * width * height


def test_slates_tell_scenes_apart() -> None:
    """The number on the plate is the scene's."""
    other = Slate(4, 12, "CLOSE-UP", 12.5, 4.0)
    assert (slate_overlay(SLATE, 640, 360) != slate_overlay(other, 640, 360)).any()
    assert (slate_overlay(SLATE, 640, 360) == slate_overlay(SLATE, 640, 360)).all()


@pytest.fixture(scope="module")
def still() -> bytes:
    return paint(Brief("A sailboat at golden hour", short_side=216)).data


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_contact_sheet_holds_every_picture(still: bytes, count: int) -> None:
    """One cell a scene, however many there are and whatever script the captions are in."""
    captions = ["A boat leaves the harbour", "海へ", "سفينة في البحر", "word " * 200, "x" * 500]
    cells = [(still, Slate(number + 1, count, "WIDE", number * 4.0, 4.0), captions[number]) for number in range(count)]
    sheet = Image.open(io.BytesIO(contact_sheet(cells, title="The keeper — 灯台")))
    assert sheet.format == "PNG"
    taller = Image.open(io.BytesIO(contact_sheet([*cells, *cells, *cells], title="t"))) if count > 1 else sheet
    assert taller.height >= sheet.height
    assert np.asarray(sheet).std() > 2


@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1"])
def test_a_poster_stands_upright_and_carries_its_title(aspect: str) -> None:
    """Any picture makes a 2:3 poster, and the title is on it."""
    data = paint(Brief("A dragon over a castle", aspect_ratio=aspect, short_side=216)).data
    first, second = (
        np.asarray(Image.open(io.BytesIO(poster(data, title=title))))
        for title in ("The Dragon", "An entirely other and longer title")
    )
    assert first.shape == (1800, 1200, 3)
    assert (first[1400:] != second[1400:]).any()
    assert (first[:1200] == second[:1200]).all()
