"""The storyboard, and what its owner may change about it."""

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from storyreel_contracts.api.base import Answer, Request
from storyreel_contracts.status import GenerationStatus
from storyreel_contracts.types import Seconds


class RefineRequest(Request):
    """What one scene should show instead."""

    scene_number: int = Field(ge=1, strict=True)
    new_image_prompt: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=2000)] | None
    ) = None
    new_description: Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=1000)] | None = (
        None
    )

    @model_validator(mode="after")
    def _says_something(self) -> "RefineRequest":
        if self.new_image_prompt is None and self.new_description is None:
            raise ValueError("give new_image_prompt, new_description or both")
        return self


class ReorderRequest(Request):
    """The scenes' present numbers in the order that they should have."""

    scene_order: list[Annotated[int, Field(strict=True)]] = Field(min_length=1, max_length=60)


class Scene(Answer):
    """A scene of the film."""

    scene_number: int = Field(ge=1)
    description: str = Field(min_length=1, max_length=1000)
    duration: Seconds
    image_prompt: str = Field(min_length=1, max_length=2000)


class StoryboardEntry(Answer):
    """A scene and its picture."""

    scene: Scene
    image_url: str | None = None
    generation_status: GenerationStatus
    error: str | None = Field(default=None, max_length=500)
