"""The storyboard, and what its owner may change about it."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from storyreel_contracts.api.base import Answer, Request, TenLetters
from storyreel_contracts.status import GenerationStatus
from storyreel_contracts.types import PictureSource, Seconds, Whole

_ImagePrompt = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=2000), TenLetters]
_Description = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=1000), TenLetters]
_WORDS = ("new_image_prompt", "new_description")


class RefineRequest(Request):
    """What one scene should show instead."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": [name], "properties": {name: {"type": "string"}}} for name in _WORDS],
        }
    )

    scene_number: Whole = Field(ge=1)
    new_image_prompt: _ImagePrompt | None = None
    new_description: _Description | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "RefineRequest":
        if self.new_image_prompt is None and self.new_description is None:
            raise ValueError("give new_image_prompt, new_description or both")
        return self


class ReorderRequest(Request):
    """The scenes' present numbers in the order that they should have."""

    scene_order: list[Whole] = Field(min_length=1, max_length=60)


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
    picture_provider: PictureSource | None = Field(default=None, description="Who made the picture.")
    generation_status: GenerationStatus
    error: str | None = Field(default=None, max_length=500)
