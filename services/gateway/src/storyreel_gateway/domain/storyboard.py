"""A storyboard: scenes in order, each with its picture, its failure, or a picture on the way."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from storyreel_contracts.events import Illustration, IllustrationFailure, ParsedScene, RenderScene
from storyreel_contracts.status import GenerationStatus
from storyreel_contracts.types import Dollars, PictureSource, Seconds

Settled = Illustration | IllustrationFailure
"""How the making of one picture ended."""


class Picture(BaseModel):
    """A picture in the object store; `cost` is what its provider billed, US dollars."""

    model_config = ConfigDict(frozen=True)

    image_key: str
    media_type: str
    width: int
    height: int
    content_key: str
    provider: PictureSource | None = None
    """Who made it; of a picture of before that was noted it is not known."""
    model: str
    cost: Dollars


class Entry(BaseModel):
    """One scene; `picture_id` names the making of its picture, so a late picture of a former wording is told apart."""

    model_config = ConfigDict(frozen=True)

    scene_id: UUID
    scene_number: int = Field(ge=1)
    description: str
    image_prompt: str
    duration: Seconds
    seed: int
    picture_id: UUID
    status: GenerationStatus = GenerationStatus.GENERATING
    picture: Picture | None = None
    error: str | None = None
    error_code: str | None = None

    @property
    def outstanding(self) -> bool:
        """Whether its picture is still being made."""
        return self.status in {GenerationStatus.PENDING, GenerationStatus.GENERATING}

    def accepts(self, fact: Settled) -> bool:
        """Whether a fact is news: a failure may still turn into a picture (dead letters are replayed), never back."""
        if fact.picture_id != self.picture_id:
            return False
        late_success = self.status is GenerationStatus.FAILED and isinstance(fact, Illustration)
        return self.outstanding or late_success

    def settled(self, fact: Settled) -> "Entry":
        """The entry once its picture was made, or could not be."""
        if isinstance(fact, IllustrationFailure):
            update: dict[str, object] = {
                "status": GenerationStatus.FAILED,
                "picture": None,
                "error": fact.problem.message[:500],
                "error_code": fact.problem.code,
            }
        else:
            update = {
                "status": GenerationStatus.COMPLETED,
                "picture": _picture(fact),
                "error": None,
                "error_code": None,
            }
        return self.model_copy(update=update)

    def redrawn(self, picture_id: UUID, image_prompt: str, description: str) -> "Entry":
        """The entry with a new prompt, its picture on the way."""
        return self.model_copy(
            update={
                "picture_id": picture_id,
                "image_prompt": image_prompt,
                "description": description,
                "status": GenerationStatus.GENERATING,
                "picture": None,
                "error": None,
                "error_code": None,
            }
        )


Entries = tuple[Entry, ...]


def _picture(fact: Illustration) -> Picture:
    return Picture(
        image_key=fact.image_key,
        media_type=fact.media_type,
        width=fact.width,
        height=fact.height,
        content_key=fact.content_key,
        provider=fact.provider,
        model=fact.model,
        cost=fact.cost_usd,
    )


def outlined(scenes: Sequence[ParsedScene]) -> Entries:
    """The entries of a prompt just parsed."""
    return tuple(
        Entry(
            scene_id=scene.scene_id,
            scene_number=scene.scene_number,
            description=scene.description,
            image_prompt=scene.image_prompt,
            duration=scene.duration,
            seed=scene.seed,
            picture_id=scene.picture_id,
        )
        for scene in sorted(scenes, key=lambda scene: scene.scene_number)
    )


def replaced(entries: Entries, entry: Entry) -> Entries:
    """The entries with one of them changed."""
    return tuple(entry if one.scene_id == entry.scene_id else one for one in entries)


def reordered(entries: Entries, order: Sequence[int]) -> Entries:
    """The entries in a new order, renumbered from 1; `order` holds their present numbers."""
    by_number = {entry.scene_number: entry for entry in entries}
    return tuple(
        by_number[former].model_copy(update={"scene_number": number}) for number, former in enumerate(order, start=1)
    )


def render_scenes(entries: Entries, limits: Mapping[UUID | None, Decimal]) -> tuple[RenderScene, ...]:
    """The scenes as the renderer needs them; `limits` are what their clips may cost, US dollars, by scene_id.

    Raises:
        ValueError: an entry has no picture
    """
    return tuple(_render_scene(entry, limits.get(entry.scene_id)) for entry in entries)


def _render_scene(entry: Entry, limit: Decimal | None) -> RenderScene:
    if entry.picture is None:
        raise ValueError(f"scene {entry.scene_number} has no picture")
    return RenderScene(
        scene_id=entry.scene_id,
        scene_number=entry.scene_number,
        description=entry.description,
        image_prompt=entry.image_prompt,
        duration=entry.duration,
        image_key=entry.picture.image_key,
        content_key=entry.picture.content_key,
        seed=entry.seed,
        spend_limit_usd=limit,
    )
