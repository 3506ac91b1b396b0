"""The two kinds of work here, as they are written down until somebody does them: a scene's clip, and the film."""

from uuid import UUID

from storyreel_chassis.ports import Task
from storyreel_contracts.events import Event, Message, RenderRequested, RenderScene
from storyreel_contracts.types import AspectRatio, ProviderName
from storyreel_media.purchasing.ports import Piece

CLIP, RENDER = "clip", "render"


class Still(Message):
    """A picture in the object store; `content_key` says what it was made from."""

    image_key: str
    content_key: str


class ClipWork(Message):
    """One clip to have made, ending in the still `last`. `cause` is what every answer needs to know of the request."""

    cause: Event
    render_id: UUID
    scene: RenderScene
    last: Still | None
    aspect_ratio: AspectRatio
    style: str | None
    provider: ProviderName
    price_version: str | None

    @property
    def key(self) -> str:
        """The task's: another provider's try is another task."""
        return f"{self.render_id}:{self.scene.scene_id}:{self.provider}"

    @property
    def first(self) -> Still:
        """The still to begin with."""
        return Still(image_key=self.scene.image_key, content_key=self.scene.content_key)


def clip_work(asked: RenderRequested, scene: RenderScene, provider: ProviderName) -> ClipWork:
    """The clip of a scene; in a chained film it ends in the next scene's still, but for the last scene's."""
    place = asked.scenes.index(scene)
    after = asked.scenes[place + 1] if asked.chained and place + 1 < len(asked.scenes) else None
    return ClipWork(
        cause=asked,
        render_id=asked.render_id,
        scene=scene,
        last=None if after is None else Still(image_key=after.image_key, content_key=after.content_key),
        aspect_ratio=asked.aspect_ratio,
        style=asked.style,
        provider=provider,
        price_version=asked.price_version,
    )


def piece_of(task: Task, work: ClipWork, content_key: str) -> Piece:
    """What a clip is bought for."""
    return Piece(
        task=task,
        cause=work.cause,
        kind="clip",
        made_id=work.render_id,
        scene_id=work.scene.scene_id,
        scene_number=work.scene.scene_number,
        content_key=content_key,
        limit_usd=work.scene.spend_limit_usd,
    )
