"""What a model that paints from words is told."""

import pytest

from storyreel_storyboard.domain.colour_names import colour_name
from storyreel_storyboard.domain.spoken import spoken

LIGHTHOUSE = "A lighthouse stands over the sea at night. Wide shot"


def test_the_subject_comes_first_then_style_and_palette() -> None:
    """Models weigh what comes first; brand colours are said in words and by their codes."""
    said = spoken(LIGHTHOUSE, style="watercolour", colours=("#204060", "#f0c040"))
    assert said.startswith(LIGHTHOUSE)
    parts = [said.index(part) for part in ("Style: watercolour", "deep blue (#204060), bright yellow (#f0c040)")]
    assert parts == sorted(parts)
    assert said.endswith("without any text, letters, captions, logos or watermarks.")


def test_a_style_is_said_once() -> None:
    """An image prompt that names the style already is not made longer."""
    assert spoken(f"{LIGHTHOUSE}. Style: Watercolour", style="watercolour", colours=()).lower().count("style") == 1


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("#000000", "black"), ("#ffffff", "white"), ("#808080", "grey"), ("#204060", "deep blue"),
        ("#f0c040", "bright yellow"), ("#ff0000", "bright red"), ("#ffc0cb", "pink"), ("#8b4513", "brown"),
        ("#40e0d0", "bright turquoise"), ("#e6e6fa", "pale blue"), ("#556b2f", "muted green"),
    ],
)  # fmt: skip
def test_colours_have_the_names_that_people_give_them(code: str, name: str) -> None:
    """A model reads "deep blue" better than a code."""
    assert colour_name(code) == name
