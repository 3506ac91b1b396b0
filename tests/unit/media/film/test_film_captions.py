"""Captions: any script, literally, inside the frame."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyreel_media.film.captions import caption_overlay, wrap
from storyreel_media.film.overlay import Overlay
from storyreel_media.film.planes import blank, from_rgb
from storyreel_media.film.slates import slate_image
from storyreel_media.film.spec import SlateText
from storyreel_media.fonts import text_width

MEASURE = 600


@pytest.mark.parametrize("text", ["%{pts}", 'it\'s "quoted": 100%', r"\n {x} [a] $1 <b>&amp;</b>", "a\\:b,c;d=e"])
def test_captions_are_literal(text: str) -> None:
    """Nothing in a caption is an instruction."""
    assert wrap(text, 20, MEASURE) == [text]


@settings(deadline=None)
@given(st.text(max_size=1000))
def test_any_text_fits_in_two_lines(text: str) -> None:
    """Whatever it says, a caption is at most two lines within the measure, and starts as the text does."""
    lines = wrap(text, 20, MEASURE)
    assert len(lines) <= 2
    assert all(text_width(line, 20) <= MEASURE for line in lines)
    shown, said = "".join("".join(lines).split()), "".join(text.split())
    assert shown == said or said.startswith(shown.removesuffix("…").rstrip()[: max(0, len(shown) - 1)])


def test_a_long_caption_is_cut_at_a_word_and_says_so() -> None:
    """1,000 characters end in an ellipsis after a whole word, on full lines."""
    lines = wrap("lorem ipsum dolor " * 60, 20, MEASURE)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert lines[1].removesuffix("…").split()[-1] in {"lorem", "ipsum", "dolor"}
    assert text_width(lines[1], 20) > MEASURE * 0.8


def test_two_lines_are_about_equally_long() -> None:
    """No lonely word in the second line."""
    first, second = (text_width(line, 20) for line in wrap("one two three four five six seven " * 3, 20, MEASURE))
    assert 0.7 < first / second < 1.4


def test_wide_characters_break_anywhere_but_before_a_full_stop() -> None:
    """Japanese has no spaces; a line does not start with its punctuation."""
    lines = wrap("静" * 29 + "。" + "夜" * 20, 20, MEASURE)
    assert len(lines) == 2
    assert not lines[1].startswith("。")


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (360, 360), (640, 360)])
def test_the_drawing_is_in_the_title_safe_area(size: tuple[int, int]) -> None:
    """Bright text lies within the middle 90 % of the frame, in its lowest 16 %, its ground too."""
    width, height = size
    rgba = caption_overlay("A caption that needs its two lines of text in any of these frames. " * 3, width, height)
    assert rgba is not None
    rows, columns = np.nonzero((rgba[:, :, 3] > 200) & (rgba[:, :, 0] > 200))
    assert 0.05 * width <= columns.min() < columns.max() <= 0.95 * width
    assert 0.84 * height < rows.min() < rows.max() <= 0.952 * height
    ground = np.flatnonzero((rgba[:, :, 3] > 100).any(axis=1))
    assert 0.835 * height <= ground.min() < ground.max() <= 0.97 * height


@pytest.mark.parametrize(("size", "share"), [((1920, 1080), 0.035), ((1080, 1080), 0.05), ((1080, 1920), 0.05)])
def test_the_slate_can_be_read_in_every_shape(size: tuple[int, int], share: float) -> None:
    """Its plate is at the top, within the safe area, and its height is a fair share of the short side."""
    slate = SlateText.model_validate(
        {"scene_number": 3, "scenes_total": 12, "shot": "tilt down", "start": 10, "duration": 5}
    )
    rows, columns = np.nonzero(slate_image(slate, *size)[:, :, 3])
    short = min(size)
    assert rows.max() + 1 - rows.min() >= share * short
    assert 0.04 * short < rows.min() < rows.max() < 0.15 * size[1]
    assert columns.max() < size[0] - 0.04 * short


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_no_text_draws_nothing(text: str) -> None:
    """An empty caption leaves no pill."""
    assert caption_overlay(text, 640, 360) is None


@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0])
def test_blending_is_alpha_compositing(strength: float) -> None:
    """Half a white square over black is the grey between them, and what is not painted stays."""
    rgba = np.zeros((20, 40, 4), np.uint8)
    rgba[4:12, 8:24] = (255, 255, 255, 128)
    planes = blank(40, 20)
    Overlay(rgba).blend(planes, strength)
    white, black = from_rgb(np.full((2, 2, 3), 255, np.uint8)).y[0, 0], 16
    assert planes.y[6, 10] == pytest.approx(black + (int(white) - black) * strength * 128 / 255, abs=2)
    assert (planes.y[0:4] == 16).all()
    assert abs(planes.u.astype(int) - 128).max() <= 2
