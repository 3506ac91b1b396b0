"""Brand guidelines as words of an image prompt."""

import pytest

from storyreel_storyboard.domain.brand import phrases

CASES = {
    "a list of colours": ({"colors": ["teal", "#ff0066"]}, ("brand colours teal, #ff0066",)),
    "one colour as a string": ({"colour": "teal and gold"}, ("brand colours teal and gold",)),
    "a nested palette": ({"visual": {"palette": {"primary": "teal", "accent": {"name": "gold"}}}},
        ("brand colours teal, gold",)),
    "tone and mood": ({"tone": "warm", "mood": ["calm", "WARM"]}, ("warm, calm tone",)),
    "name and things to avoid": ({"product": "Brewly", "don't": ["smoking", "alcohol"]},
        ("for Brewly", "avoid smoking, alcohol")),
    "unknown keys": ({"founded": "1999", "logo": "circle", "fonts": ["Inter"]}, ()),
    "numbers and nulls": ({"colors": [255, None, True], "tone": 3}, ()),
    "nothing": ({}, ()),
}  # fmt: skip


@pytest.mark.parametrize(("guidelines", "expected"), CASES.values(), ids=CASES.keys())
def test_guidelines_become_short_phrases(guidelines: dict[str, object], expected: tuple[str, ...]) -> None:
    """Colours, tone, name and things to avoid are found wherever they stand."""
    assert phrases(guidelines) == expected


@pytest.mark.parametrize(
    "guidelines",
    [
        {"tone": "sk-live-4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c"},
        {"tone": {"api_key": "abc"}},
        {"name": "https://brand.example/logo.png"},
        {"brand": {"name": "owner@brand.example"}},
        {"secret_tone": "warm"},
        {"colors": "A1" * 400},
    ],
)
def test_what_looks_like_a_secret_is_never_repeated(guidelines: dict[str, object]) -> None:
    """Keys, addresses and opaque strings do not reach a provider."""
    assert phrases(guidelines) == ()


def test_huge_guidelines_stay_short() -> None:
    """A thousand colours and a deep nest cost nothing and say little."""
    nest: dict[str, object] = {"tone": "warm"}
    for _ in range(200):
        nest = {"inner": nest}
    said = phrases({"colors": [f"shade {n}" for n in range(1000)], "deep": nest})
    assert len(said) == 1
    assert len(said[0]) < 120
