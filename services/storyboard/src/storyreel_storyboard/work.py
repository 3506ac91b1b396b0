"""The one kind of work here: a picture, as it is written down until somebody makes it."""

import re
from collections.abc import Iterator
from uuid import UUID

from pydantic import JsonValue

from storyreel_contracts.events import (
    Event,
    GenerationRequested,
    Message,
    ParsedScene,
    SceneRefinementRequested,
)
from storyreel_contracts.types import AspectRatio, ProviderName
from storyreel_storyboard.domain.brand import is_avoided

KIND = "picture"
_COLOUR = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
_MOST_COLOURS = 5


class PictureWork(Message):
    """One picture to make. `cause` is the event that asked for it: what every answer needs to know of it."""

    cause: Event
    scene_id: UUID
    scene_number: int
    picture_id: UUID
    description: str
    image_prompt: str
    seed: int
    style: str | None
    aspect_ratio: AspectRatio
    colours: tuple[str, ...]
    provider: ProviderName


def work_of(
    asked: GenerationRequested | SceneRefinementRequested, scene: ParsedScene | SceneRefinementRequested
) -> PictureWork:
    """The picture of a scene: of a new board's, or of one that was refined."""
    return PictureWork(
        cause=asked,
        scene_id=scene.scene_id,
        scene_number=scene.scene_number,
        picture_id=scene.picture_id,
        description=scene.description,
        image_prompt=scene.image_prompt,
        seed=scene.seed,
        style=asked.style,
        aspect_ratio=asked.aspect_ratio,
        colours=tuple(dict.fromkeys(_colours(asked.brand_guidelines)))[:_MOST_COLOURS],
        provider=asked.provider,
    )


def _colours(value: JsonValue) -> Iterator[str]:
    """Every "#rrggbb" (or "#rgb") in brand guidelines of any shape, but for what is to be avoided, as "#rrggbb"."""
    if isinstance(value, str):
        for code in _COLOUR.findall(value.lower()):
            yield code if len(code) == 7 else "#" + "".join(2 * digit for digit in code[1:])
    elif isinstance(value, dict):
        for name, inner in value.items():
            if not is_avoided(name):
                yield from _colours(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _colours(inner)
