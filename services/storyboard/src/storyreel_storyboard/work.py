"""The work here: a picture, as it is written down until somebody makes it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Self
from uuid import UUID

from pydantic import JsonValue

from storyreel_contracts.events import (
    Event,
    GenerationRequested,
    Message,
    ParsedScene,
    Problem,
    SceneRefinementRequested,
)
from storyreel_contracts.types import AspectRatio, ProviderName
from storyreel_storyboard.domain.brand import is_avoided

KIND, REMOTE = "picture", "picture_remote"
"""Of tasks: pictures that are computed here, and those that somebody else is waited for."""
_COLOUR = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
_MOST_COLOURS = 5


class Setback(Message):
    """A provider gave a picture up after so many attempts."""

    provider: ProviderName
    attempts: int
    problem: Problem


class PictureWork(Message):
    """One picture to make. `cause` is the event that asked for it: what every answer needs to know of it.

    `setback` is why it is no longer the provider's who was asked first.
    """

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
    fallback_provider: ProviderName | None = None
    price_version: str | None = None
    spend_limit_usd: Decimal | None = None
    setback: Setback | None = None

    @property
    def key(self) -> str:
        """The task's."""
        return f"{self.picture_id}:{self.provider}" if self.setback else str(self.picture_id)

    @property
    def fallback_key(self) -> str:
        """The key of the task with which the fallback takes the picture over."""
        return f"{self.picture_id}:{self.fallback_provider}"

    @property
    def attempts_before(self) -> int:
        """Those of the provider who was asked first."""
        return self.setback.attempts if self.setback else 0

    def handed_over(self, attempts: int, problem: Problem) -> Self:
        """The same picture, for the fallback to make; it has none itself."""
        setback = Setback(provider=self.provider, attempts=attempts, problem=problem)
        taken = {"provider": self.fallback_provider, "fallback_provider": None, "setback": setback}
        return self.model_copy(update=taken)


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
        fallback_provider=asked.fallback_provider if asked.fallback_provider != asked.provider else None,
        price_version=asked.price_version,
        spend_limit_usd=asked.spend_limit_usd,
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
