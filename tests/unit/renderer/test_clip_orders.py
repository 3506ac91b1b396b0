"""What a clip is made from: the words for the model, and the key under which it is bought once."""

from decimal import Decimal
from typing import Any

import pytest

from storyreel_contracts.events import RenderRequested, RenderScene
from storyreel_renderer.domain.clip_prompt import LONGEST, clip_prompt
from storyreel_renderer.domain.content import clip_key
from storyreel_renderer.work import ClipWork, clip_work
from support.workers_media import render_requested

FACTS: dict[str, Any] = {
    "provider": "replicate", "model": "bytedance/seedance-1-lite", "prompt": "A fox runs.", "seed": 7,
    "aspect_ratio": "16:9", "picture": "a", "last_picture": None, "seconds": "5", "resolution": "720p",
}  # fmt: skip


def scene(description: str, image_prompt: str) -> RenderScene:
    """One, of these words."""
    asked = render_requested(["owner/pictures/1.jpg"]).scenes[0]
    return asked.model_copy(update={"description": description, "image_prompt": image_prompt})


def chained(scenes: int) -> RenderRequested:
    """A film whose clips end in what the next one begins with."""
    asked = render_requested([f"owner/pictures/{number}.jpg" for number in range(1, scenes + 1)])
    return asked.model_copy(update={"chained": True})


@pytest.mark.parametrize(
    "change",
    [
        {"provider": "cog"}, {"model": "other"}, {"prompt": "A fox rests."}, {"seed": 8}, {"aspect_ratio": "1:1"},
        {"picture": "b"}, {"last_picture": "b"}, {"seconds": "6"}, {"resolution": "1080p"},
    ],
)  # fmt: skip
def test_whatever_changes_a_clip_changes_its_key(change: dict[str, Any]) -> None:
    """And nothing else does."""
    assert clip_key(**FACTS) == clip_key(**FACTS)
    assert clip_key(**{**FACTS, **change}) != clip_key(**FACTS)


def test_a_key_is_the_same_in_every_release() -> None:
    """What was paid for under an old one is found by a new one."""
    assert clip_key(**FACTS) == "7dddaf56655506ca16c8bdc34b47c4408dc6b32887bd9e3d1acd58661948b818"


def test_a_prompt_says_everything_once() -> None:
    """What happens, what it looks like, the style, the camera."""
    told = scene("A fox runs.", "A fox runs. Low angle, cinematic, golden light")
    assert clip_prompt(told, "cinematic") == (
        "A fox runs. Low angle, cinematic, golden light. The camera pans to the right."
    )
    told = scene("A fox rests", "Close-up of a sleeping fox")
    assert clip_prompt(told, "watercolor") == (
        "A fox rests. Close-up of a sleeping fox. In watercolor style. The camera slowly pushes in."
    )


def test_words_that_leave_the_camera_open_leave_it_to_the_model() -> None:
    """It moves, for a clip in which nothing does is not worth its price."""
    assert clip_prompt(scene("A bowl of fruit.", "A bowl of fruit"), None).endswith("the camera moves gently.")


def test_the_longest_prompt_keeps_its_camera() -> None:
    """No model has to read more than a picture's has."""
    prompt = clip_prompt(scene("x" * 1000, "y" * 2000), "noir")
    assert len(prompt) <= LONGEST
    assert prompt.endswith("the camera moves gently.")


def test_only_a_chained_film_has_clips_that_end_in_a_picture() -> None:
    """The next scene's; the last one ends as it likes."""
    asked = chained(3)
    ends = [clip_work(asked, one, "replicate").last for one in asked.scenes]
    assert [end.image_key if end else None for end in ends] == ["owner/pictures/2.jpg", "owner/pictures/3.jpg", None]
    asked = asked.model_copy(update={"chained": False})
    assert not any(clip_work(asked, one, "replicate").last for one in asked.scenes)


def test_work_is_read_as_it_was_written() -> None:
    """A task outlives its process as JSON; another provider's try at the same scene is another task."""
    asked = chained(2)
    work = clip_work(asked, asked.scenes[0], "replicate")
    read = ClipWork.model_validate(work.model_dump(mode="json"))
    assert (read.scene, read.last, read.key, read.cause.event_id) == (work.scene, work.last, work.key, asked.event_id)
    assert read.scene.duration == Decimal("1.5")
    assert clip_work(asked, asked.scenes[0], "cog").key != work.key
