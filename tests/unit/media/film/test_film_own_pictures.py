"""Pictures that people bring: of any size, shape and kind."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from storyreel_media.film.picture import PAD, prepare

SIZE = (320, 180)
RED, GREEN = (200, 30, 30), (30, 160, 60)


def framed(path: Path, color: tuple[int, int, int], size: tuple[int, int]) -> Path:
    """A picture of one colour with green at all four edges."""
    image = Image.new("RGB", size, GREEN)
    border = max(2, min(size) // 20)
    image.paste(color, (border, border, size[0] - border, size[1] - border))
    image.save(path)
    return path


def luma(path: Path, size: tuple[int, int] = SIZE) -> NDArray[np.uint8]:
    """What the camera gets to see of a picture."""
    return prepare(path, path.name + str(size), size).planes.y[PAD:-PAD, PAD:-PAD]


def greens(path: Path, size: tuple[int, int] = SIZE) -> tuple[int, int]:
    """In how many of the middle row's and the middle column's places the picture's own edge is seen."""
    planes = prepare(path, path.name + str(size), size).planes
    u, v = planes.u[PAD // 2 : -PAD // 2, PAD // 2 : -PAD // 2], planes.v[PAD // 2 : -PAD // 2, PAD // 2 : -PAD // 2]
    green = (v < 95) & (u < 118)
    return int(green[green.shape[0] // 2].sum()), int(green[:, green.shape[1] // 2].sum())


@pytest.mark.parametrize("shape", [(600, 1200), (900, 900), (2400, 500), (3000, 400)])
def test_a_picture_of_quite_another_shape_is_seen_whole(tmp_path: Path, shape: tuple[int, int]) -> None:
    """A portrait in a wide film keeps head and feet: all four of its edges are in the frame."""
    path = framed(tmp_path / f"{shape}.png", RED, shape)
    assert min(greens(path)) > 0
    assert luma(path).std() > 5


@pytest.mark.parametrize("shape", [(1600, 900), (1500, 1000), (1200, 900), (2100, 900)])
def test_a_picture_of_about_the_films_shape_fills_the_frame(tmp_path: Path, shape: tuple[int, int]) -> None:
    """No bars for a little: the middle fills the frame, so one pair of edges is cut off (or both are its own)."""
    path = framed(tmp_path / f"{shape}.png", RED, shape)
    across, down = greens(path)
    same = abs(shape[0] / shape[1] - 16 / 9) < 0.01
    assert (across > 0, down > 0) == (
        (True, True) if same else (shape[0] / shape[1] < 16 / 9, shape[0] / shape[1] > 16 / 9)
    )


def test_a_portrait_fills_a_portrait_film(tmp_path: Path) -> None:
    """What is odd depends on the film."""
    assert 0 in greens(framed(tmp_path / "portrait.png", RED, (900, 1200)), (180, 320))


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (1, 400), (5000, 1), (4000, 3900)])
def test_no_size_is_too_odd(tmp_path: Path, size: tuple[int, int]) -> None:
    """Tiny, thin or huge, the camera has a picture to look at, of the colour that was brought."""
    Image.new("RGB", size, RED).save(tmp_path / "odd.png")
    middle = luma(tmp_path / "odd.png")[60:120, 120:200]
    assert abs(float(middle.mean()) - 75) < 40


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        ("RGB", "a.jpg"),
        ("CMYK", "cmyk.jpg"),
        ("P", "palette.png"),
        ("P", "moving.gif"),
        ("L", "grey.webp"),
        ("1", "b.png"),
    ],
)
def test_pictures_of_every_kind_look_like_themselves(tmp_path: Path, mode: str, name: str) -> None:
    """Print, palette, grey, one bit: dark on the left, bright on the right."""
    ramp = np.repeat(np.linspace(0, 255, 320, dtype=np.uint8)[None, :, None], 180, 0).repeat(3, 2)
    Image.fromarray(ramp).convert(mode).save(tmp_path / name)
    seen = luma(tmp_path / name)
    assert float(seen[:, :60].mean()) + 100 < float(seen[:, -60:].mean())


def test_sixteen_bits_of_grey_are_not_white(tmp_path: Path) -> None:
    """A scan keeps its tones."""
    ramp = np.repeat(np.linspace(0, 65535, 320, dtype=np.uint16)[None, :], 180, 0)
    Image.fromarray(ramp).save(tmp_path / "scan.png")
    assert 110 < float(luma(tmp_path / "scan.png").mean()) < 140


@pytest.mark.parametrize(("paint", "expected"), [((250, 250, 250), 40), ((20, 20, 20), 221)])
def test_a_cut_out_stands_on_a_ground_that_shows_it(tmp_path: Path, paint: tuple[int, int, int], expected: int) -> None:
    """What is transparent is neither black by accident nor of the object's own colour."""
    image = Image.new("RGBA", (320, 180), (255, 0, 0, 0))
    image.paste((*paint, 255), (130, 60, 190, 120))
    image.save(tmp_path / f"cut{expected}.png")
    seen = luma(tmp_path / f"cut{expected}.png")
    assert abs(int(seen[10, 10]) - expected) < 4
    assert abs(int(seen[90, 160]) - expected) > 120
