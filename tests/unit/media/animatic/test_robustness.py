"""Whatever words, seeds and sizes come together, there is a picture."""

import random

import pytest

from storyreel_media.animatic import Brief, paint
from storyreel_media.animatic.lexicon import camera, conditions, places, styles, subjects


def _words(entry: object) -> set[str]:
    if isinstance(entry, str):
        return set(entry.replace("_", " ").split())
    if isinstance(entry, dict):
        return {word for pair in entry.items() for part in pair for word in _words(part)}
    if isinstance(entry, list | tuple | set | frozenset):
        return {word for part in entry for word in _words(part)}
    return set()


WORDS = sorted(
    word
    for module in (places, subjects, styles, conditions, camera)
    for name, value in vars(module).items()
    if not name.startswith("_")
    for word in _words(value)
)


@pytest.mark.parametrize("start", range(4))
def test_any_mixture_of_known_words_paints(start: int) -> None:
    """A hundred random scenes a run, from the words the painter knows, in every aspect."""
    dice = random.Random(start)
    for _ in range(100):
        prompt = " ".join(dice.choice(WORDS) for _ in range(dice.randint(1, 9)))
        aspect = dice.choice(["16:9", "9:16", "1:1", "4:3"])
        assert paint(Brief(prompt, prompt, aspect_ratio=aspect, short_side=64, seed=dice.randrange(2**31))).data


@pytest.mark.parametrize(
    ("prompt", "style", "aspect", "side", "seed"),
    [
        ("constellation antarctica lab frog abandoned row animated bison astronaut", "sketch", "9:16", 128, 154930246),
        ("platform triumphant dozens scarlet athlete tempest fix stag aeroplane", None, "9:16", 64, 1502323320),
        ("fire northern swarm worker", "cyberpunk", "4:3", 90, 1109506136),
    ],
)
def test_what_once_failed_paints(prompt: str, style: str | None, aspect: str, side: int, seed: int) -> None:
    """Shadows of things that stand outside of the frame."""
    assert paint(Brief(prompt, prompt, style=style, aspect_ratio=aspect, short_side=side, seed=seed)).data
