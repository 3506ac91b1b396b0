"""Former storyboards: what each version was, and how two differ."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from storyreel_contracts.api.base import Answer
from storyreel_contracts.api.storyboard import StoryboardEntry
from storyreel_contracts.types import Moment, Seconds

SceneChange = Literal["added", "removed", "moved", "picture", "description", "image_prompt", "duration"]


class StoryboardVersion(Answer):
    """A storyboard as it was settled once; it never changes again."""

    version: int = Field(ge=1)
    reason: str = Field(
        description="What made it: `generated` from the prompt, `refined` with a new picture, `reworded`, `reordered`, "
        "`restored` from a former version, or `late`: a picture came after all. There may be others one day.",
        examples=["refined"],
    )
    restored_from: int | None = Field(default=None, ge=1, description="The version that this one is equal to.")
    changes: list[str] = Field(description="What differs from the version before, in sentences.")
    scenes: int = Field(ge=1)
    failed_scenes: int = Field(ge=0, description="Scenes without a picture.")
    created_at: Moment
    approved: bool = Field(description="Whether it stands approved now.")
    approved_at: Moment | None = Field(default=None, description="When it was approved; stays after an edit.")
    current: bool = Field(description="Whether it is the job's storyboard now.")
    filmed: bool = Field(description="Whether the job's film shows it.")
    links: dict[str, str] = Field(default_factory=dict)


class StoryboardVersionDetail(StoryboardVersion):
    """A version with its scenes; their `image_url`s lead to the pictures that it had."""

    job_id: UUID
    storyboard: list[StoryboardEntry]


class TextChange(Answer):
    """A text before and after; null where the scene was not there."""

    before: str | None
    after: str | None


class NumberChange(Answer):
    """A scene's number before and after; null where it was not there."""

    before: int | None
    after: int | None


class SecondsChange(Answer):
    """A scene's length before and after; null where it was not there."""

    before: Seconds | None
    after: Seconds | None


class SceneDiff(Answer):
    """One scene that differs; what is null did not change."""

    scene_id: UUID
    changes: list[SceneChange]
    scene_number: NumberChange
    picture: TextChange | None = Field(default=None, description="The URL of each version's picture.")
    description: TextChange | None = None
    image_prompt: TextChange | None = None
    duration: SecondsChange | None = None


class StoryboardDiff(Answer):
    """What it takes to come from one version to another; scenes are matched by their id, wherever they stand."""

    job_id: UUID
    before: int = Field(ge=1)
    after: int = Field(ge=1)
    equal: bool
    summary: list[str] = Field(description="Sentences for people.", examples=[["Scene 2 moved to 1."]])
    scenes: list[SceneDiff] = Field(description="In the order of `after`; scenes that are gone come last.")
    links: dict[str, str] = Field(default_factory=dict)
