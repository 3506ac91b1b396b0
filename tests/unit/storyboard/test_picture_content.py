"""The keys that decide whether a picture must be made again."""

import pytest

from storyreel_storyboard.domain.content import content_key, scene_seed

_BASE: dict[str, object] = {
    "provider": "replicate", "model": "flux", "prompt": "a fox", "seed": 7, "aspect_ratio": "16:9", "style": None,
    "references": ("a.png", "b.png"),
}  # fmt: skip


def _key(**changes: object) -> str:
    return content_key(**{**_BASE, **changes})  # type: ignore[arg-type]  # a table of keyword arguments


def test_equal_inputs_give_the_same_key_in_every_release() -> None:
    """The key is stored, so its value is pinned."""
    assert _key() == _key(references=["a.png", "b.png"])
    assert _key() == "5ae822190420896ac16808bf75b3ecaea10e1203a64c32e7d1179d5e7b0ea7a2"


@pytest.mark.parametrize(
    "change",
    [
        {"provider": "animatic"},
        {"model": "flux-2"},
        {"prompt": "a fox "},
        {"seed": 8},
        {"aspect_ratio": "9:16"},
        {"style": ""},
        {"references": ("b.png", "a.png")},
        {"references": ("a.pngb.png",)},
        {"prompt": "a \ud83e fox"},
    ],
)
def test_any_change_gives_another_key(change: dict[str, object]) -> None:
    """Each input counts, references in their order."""
    assert _key(**change) != _key()


def test_scene_seeds_fit_31_bits_and_follow_the_prompt() -> None:
    """A seed depends on the job's seed and the prompt alone."""
    seeds = {scene_seed(job, prompt) for job in range(20) for prompt in ("a fox", "a den")}
    assert len(seeds) == 40
    assert all(0 <= seed < 2**31 for seed in seeds)
    assert scene_seed(1, "a fox") == scene_seed(1, "a fox")
