"""The task `picture`: made, or found made already; stored; told."""

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from weakref import WeakValueDictionary

from storyreel_chassis.errors import Refused
from storyreel_chassis.events import caused_by
from storyreel_chassis.ports import ObjectMissing, ObjectStore, ProgressPublisher, Task
from storyreel_contracts.events import (
    Illustration,
    IllustrationFailure,
    Problem,
    SceneIllustrated,
    SceneIllustrationFailed,
)
from storyreel_contracts.types import ProviderName
from storyreel_storyboard.domain.content import content_key
from storyreel_storyboard.handlers.settle_scene import settle_scene
from storyreel_storyboard.ports import (
    Board,
    ImageProvider,
    KeptPicture,
    PictureRequest,
    StoryboardUnits,
)
from storyreel_storyboard.work import PictureWork

STAGE = "generating_storyboard"


class IllustrateScene:
    """Makes one scene's picture, unless its owner has the same one."""

    def __init__(
        self,
        units: StoryboardUnits,
        objects: ObjectStore,
        providers: Mapping[ProviderName, ImageProvider],
        progress: ProgressPublisher,
    ) -> None:
        self._units, self._objects, self._providers, self._progress = units, objects, providers, progress
        self._making: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, task: Task) -> None:
        """Do it.

        Raises:
            Refused: nobody makes such a picture
            Transient: later somebody may
            Fenced: another worker has the task
        """
        work = PictureWork.model_validate(task.payload)
        provider = self._provider(work)
        key = _content_key(work, provider)
        # Two scenes of the same content: the second one waits and finds the first one's picture.
        async with self._making.setdefault((work.cause.owner_id, key), asyncio.Lock()):
            picture, reused = await self._picture(work, provider, key)
            illustration = _illustration(work, key, picture, reused=reused, attempts=task.attempt + 1)
            async with self._units() as unit:
                await unit.tasks.finish(task)
                await unit.pictures.keep(work.cause.owner_id, key, picture)
                await unit.say(caused_by(work.cause, SceneIllustrated, picture=illustration))
                board = await settle_scene(unit, work.cause, illustration)
        await self._tell(work, board)

    async def give_up(self, task: Task, problem: Problem) -> None:
        """Say that there will be no picture; the other scenes go on.

        Raises:
            Fenced: another worker has the task
        """
        work = PictureWork.model_validate(task.payload)
        failure = IllustrationFailure(
            scene_id=work.scene_id,
            scene_number=work.scene_number,
            picture_id=work.picture_id,
            attempts=task.attempt + 1,
            problem=problem,
        )
        async with self._units() as unit:
            await unit.tasks.fail(task, problem)
            await unit.say(caused_by(work.cause, SceneIllustrationFailed, failure=failure))
            board = await settle_scene(unit, work.cause, failure)
        await self._tell(work, board)

    def _provider(self, work: PictureWork) -> ImageProvider:
        if work.provider not in self._providers:
            raise Refused("provider_unavailable", f"no pictures by {work.provider} here")
        return self._providers[work.provider]

    async def _picture(self, work: PictureWork, provider: ImageProvider, key: str) -> tuple[KeptPicture, bool]:
        async with self._units() as unit:
            kept = await unit.pictures.find(work.cause.owner_id, key)
        if kept and await self._is_there(kept.image_key):
            return kept, True
        made = await provider.illustrate(
            PictureRequest(
                prompt=work.image_prompt,
                description=work.description,
                style=work.style,
                aspect_ratio=work.aspect_ratio,
                seed=work.seed,
                colours=work.colours,
            )
        )
        image_key = f"{work.cause.owner_id}/pictures/{key}.{made.media_type.rpartition('/')[2].replace('jpeg', 'jpg')}"
        await self._objects.put_bytes(image_key, made.data, media_type=made.media_type)
        return KeptPicture(
            image_key, made.media_type, made.width, made.height, work.provider, made.model, made.cost_usd
        ), False  # fmt: skip

    async def _is_there(self, key: str) -> bool:
        try:
            await self._objects.stat(key)
        except ObjectMissing:
            return False
        return True

    async def _tell(self, work: PictureWork, board: Board | None) -> None:
        percent = board.percent if board else 100.0
        await self._progress(work.cause.job_id, STAGE, percent, scene_number=work.scene_number)


def _content_key(work: PictureWork, provider: ImageProvider) -> str:
    return content_key(
        provider=provider.name,
        model=provider.variant,
        prompt=work.image_prompt,
        seed=work.seed,
        aspect_ratio=work.aspect_ratio,
        style=work.style,
        references=(work.description, *work.colours),
    )


def _illustration(work: PictureWork, key: str, picture: KeptPicture, *, reused: bool, attempts: int) -> Illustration:
    return Illustration(
        scene_id=work.scene_id,
        scene_number=work.scene_number,
        picture_id=work.picture_id,
        image_key=picture.image_key,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        content_key=key,
        provider=picture.provider,
        model=picture.model,
        cost_usd=Decimal(0) if reused else picture.cost_usd,
        attempts=attempts,
        reused=reused,
    )
