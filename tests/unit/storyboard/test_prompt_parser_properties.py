"""What holds for every prompt and every duration."""

import unicodedata
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from storyreel_storyboard.domain.parser import parse

_WORDS = st.sampled_from(
    [
        "fox", "runs", "then,", "finally;", "Scene 1:", "2.", "-", "•",
        "0:05", "[00:10-00:15]", "INT. KITCHEN – DAY", "\n",
        "\n\n", "she", ".", "。", "،", "狐狸", "🦊", "👨‍👩‍👧‍👦", "ثعلب", "\x00",
        "<b>", "close-up", "in the style of",
        "#",         "make a video about", "<li>", "**", '"', "'", "“", "”",
        "5s", "at", "(3s)", "Style:", "no text", "{}",
        "http://a.b",
    ]
)  # fmt: skip
_PROMPTS = st.one_of(
    st.text(min_size=10, max_size=600),
    st.lists(_WORDS, min_size=10, max_size=200).map(" ".join),
    st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=50).map(lambda text: (text * 5000)[:5000]),
)
_DURATIONS = st.integers(5, 300)
_MARKS = ("number", "bullet", "line", "sentence", "scene")


@given(_PROMPTS, _DURATIONS, st.integers(0, 2**31))
@settings(max_examples=150, deadline=None)
def test_every_board_keeps_the_contract(prompt: str, duration: int, seed: int) -> None:
    """Count, numbering, exact sum, limits, clean characters and determinism hold for any text."""
    scenes = parse(prompt, duration=duration, seed=seed)
    assert [scene.scene_number for scene in scenes] == list(range(1, max(1, duration // 5) + 1))
    assert sum(scene.duration for scene in scenes) == duration
    for scene in scenes:
        assert 0 < scene.duration <= 60
        assert scene.duration == scene.duration.quantize(Decimal("0.01"))
        assert 1 <= len(scene.description) <= 1000
        assert 1 <= len(scene.image_prompt) <= 2000
        text = scene.description + scene.image_prompt
        assert not {unicodedata.category(char) for char in text} & {"Cc", "Cs"}
    assert parse(prompt, duration=duration, seed=seed) == scenes


@st.composite
def _outlines(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A prompt in one of the ways people write lists, and its units."""
    count = draw(st.integers(2, 40))
    units = [f"Figure{index} crosses bridge{draw(st.integers(0, 99))}" for index in range(count)]
    mark = draw(st.sampled_from(_MARKS))
    lines = {
        "number": [f"{index}. {unit}" for index, unit in enumerate(units, 1)],
        "bullet": [f"- {unit}" for unit in units],
        "line": units,
        "sentence": [f"{unit}." for unit in units],
        "scene": [f"Scene {index}: {unit}." for index, unit in enumerate(units, 1)],
    }[mark]
    return (" " if mark in {"sentence", "scene"} else "\n").join(lines), units


@given(_outlines(), _DURATIONS)
@settings(max_examples=80, deadline=None)
def test_no_unit_is_lost_and_none_changes_place(outline: tuple[str, list[str]], duration: int) -> None:
    """Every unit of a written list is told, once and in order, however many scenes there are."""
    prompt, units = outline
    told = "\n".join(scene.description for scene in parse(prompt, duration=duration))
    if sum(len(unit) + 2 for unit in units) > 1000 * max(1, duration // 5):
        return
    places = [told.find(unit) for unit in units]
    assert -1 not in places
    assert places == sorted(places)


@given(
    st.sampled_from(["a keeper", "an old fox", "the city", "our new shoe", "a song", "two sisters", "Anna"]),
    st.sampled_from(["in the snow", "at the harbour", "over Tokyo", "", "on a rainy night", "waits for a train"]),
    st.integers(10, 300),
    st.integers(0, 1000),
)
@settings(max_examples=60, deadline=None)
def test_developed_boards_have_no_two_pictures_alike(subject: str, where: str, duration: int, seed: int) -> None:
    """However long the film, a short prompt gives as many different image prompts as scenes."""
    scenes = parse(f"{subject} {where}".strip().ljust(10, "."), duration=duration, seed=seed)
    assert len({scene.image_prompt for scene in scenes}) == len(scenes)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=20), inner, max_size=5),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(["colors", "tone", "name", "avoid", "logo", "x", "API key"]), _JSON))
@settings(max_examples=80, deadline=None)
def test_any_brand_guidelines_are_taken(guidelines: dict[str, object]) -> None:
    """No shape of guidelines breaks the parser or its limits."""
    for scene in parse("A fox crosses a bridge", duration=10, brand_guidelines=guidelines):
        assert len(scene.image_prompt) <= 2000
        assert not {unicodedata.category(char) for char in scene.image_prompt} & {"Cc", "Cs"}
