"""Scenes for a provider that sells whole seconds: what is quoted by the scene is what is bought."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyreel_contracts.pricing import WholeSeconds, current
from storyreel_storyboard.domain.parser import parse
from storyreel_storyboard.domain.prices import whole_seconds
from storyreel_storyboard.domain.timing import fitted, grid_of

SOLD = WholeSeconds(least=2, most=12)


@given(
    st.lists(st.decimals(0, 100, places=3), min_size=1, max_size=60),
    st.integers(1, 300),
    st.integers(1, 10),
    st.integers(1, 30),
)
def test_every_scene_is_whole_and_together_they_are_the_film(
    wished: list[Decimal], total: int, least: int, more: int
) -> None:
    """Whatever the owner's times are; each is within what is sold, wherever so many scenes of that film can be."""
    if total < len(wished):
        return
    sold = WholeSeconds(least=least, most=min(60, least + more))
    lengths = fitted(wished, total, grid_of(sold, len(wished), total))
    assert sum(lengths) == total
    assert all(length == int(length) >= 1 for length in lengths)
    if len(wished) * sold.least <= total:
        assert min(lengths) >= sold.least
    if len(wished) * sold.most >= total:
        assert max(lengths) <= sold.most


@given(st.integers(5, 300))
def test_a_film_is_cut_evenly_into_whole_seconds(duration: int) -> None:
    """A short prompt for any length: no scene is longer than another by more than a second."""
    scenes = parse("A paper boat sails out to sea", duration=duration, whole_seconds=SOLD)
    lengths = [scene.duration for scene in scenes]
    assert sum(lengths) == duration
    assert max(lengths) - min(lengths) <= 1
    assert all(SOLD.least <= length <= SOLD.most for length in lengths)


def test_the_seconds_that_are_bought_are_those_of_the_film() -> None:
    """So the quote of a film is its bill, also where the owner's own times have fractions or are too long."""
    sold = current().providers["replicate"].clip
    prompt = "0:00-0:02.5 A fox wakes\n0:02.5-0:20 The fox runs through the snow\n0:20-0:30 It sleeps"
    scenes = parse(prompt, duration=30, whole_seconds=sold.whole_seconds)
    assert sum(sold.sold(scene.duration) for scene in scenes) == 30


def test_who_may_take_over_counts_too() -> None:
    """Their clips are reserved for by the scene: with parts of seconds the film would be dearer than its estimate."""
    sold = current().providers["replicate"].clip.whole_seconds
    assert whole_seconds(("animatic", "replicate"), None) == whole_seconds(("replicate", None), None) == sold
    assert whole_seconds(("animatic", "cog"), None) is None


@pytest.mark.parametrize("duration", [7, 33, 299])
def test_any_other_provider_gets_what_the_owner_wrote(duration: int) -> None:
    """Hundredths stay hundredths where nobody sells whole seconds."""
    lengths = [scene.duration for scene in parse("A paper boat sails out to sea", duration=duration)]
    assert sum(lengths) == duration
    assert max(lengths) - min(lengths) <= Decimal("0.01")
