"""What the storyboard service says: scenes and their pictures."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from storyreel_contracts.events.base import Event, Message, Problem, Purchase
from storyreel_contracts.types import Dollars, PictureSource, PublisherName, Seconds


class StoryboardEvent(Event):
    """An event of the storyboard service."""

    publisher: ClassVar[PublisherName] = "storyboard"


class ParsedScene(Message):
    """One scene that the prompt became; `picture_id` names the picture that is being made for it."""

    scene_id: UUID
    scene_number: int = Field(ge=1)
    picture_id: UUID
    description: str = Field(min_length=1, max_length=1000)
    image_prompt: str = Field(min_length=1, max_length=2000)
    duration: Seconds
    seed: int = Field(ge=0, lt=2**31)


class Illustration(Message):
    """A picture that was made, found made already (`reused`), or is the owner's own (`upload`), for one scene."""

    scene_id: UUID
    scene_number: int = Field(ge=1)
    picture_id: UUID
    image_key: str
    media_type: str
    width: int = Field(ge=1, description="pixels")
    height: int = Field(ge=1, description="pixels")
    content_key: str
    provider: PictureSource
    model: str
    cost_usd: Dollars
    attempts: int = Field(ge=1)
    reused: bool = False


class IllustrationFailure(Message):
    """A picture that could not be made."""

    scene_id: UUID
    scene_number: int = Field(ge=1)
    picture_id: UUID
    attempts: int = Field(ge=0)
    problem: Problem


class PromptParsed(StoryboardEvent):
    """A prompt became scenes; their pictures are on the way."""

    scenes: tuple[ParsedScene, ...] = Field(min_length=1)


class SceneIllustrated(StoryboardEvent):
    """A scene got its picture."""

    picture: Illustration


class SceneIllustrationFailed(StoryboardEvent):
    """A scene's picture could not be made; the others go on."""

    failure: IllustrationFailure


class PicturePurchaseChanged(StoryboardEvent):
    """A picture that costs money was asked for, is being made, or came to an end."""

    purchase: Purchase


class StoryboardIllustrated(StoryboardEvent):
    """Every scene of a job's first storyboard has its picture or its failure."""

    pictures: tuple[Illustration, ...]
    failures: tuple[IllustrationFailure, ...] = ()


class StoryboardFailed(StoryboardEvent):
    """No storyboard could be made of a prompt."""

    problem: Problem
