"""The task `picture`: made, or found made already; stored; told. Or given up, and perhaps handed over."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from decimal import Decimal
from weakref import WeakValueDictionary

from storyreel_chassis.errors import Away, Queued
from storyreel_chassis.events import caused_by
from storyreel_chassis.logs import logger
from storyreel_chassis.ports import ObjectMissing, ObjectStore, ProgressPublisher, Task
from storyreel_chassis.telemetry import tracing
from storyreel_contracts.events import (
    Illustration,
    IllustrationFailure,
    Problem,
    SceneIllustrated,
    SceneIllustrationFailed,
)
from storyreel_contracts.pricing import ImagePrice
from storyreel_contracts.types import ProviderName
from storyreel_media.metrics import looked_for
from storyreel_media.providers import prices_for, unavailable
from storyreel_media.purchasing.ports import Bought, Piece
from storyreel_storyboard.domain.content import content_key
from storyreel_storyboard.handlers.keep_picture import keep_picture
from storyreel_storyboard.handlers.nothing_to_buy import NothingToBuy
from storyreel_storyboard.handlers.offer_picture import Providers, offer_picture
from storyreel_storyboard.handlers.settle_scene import settle_scene
from storyreel_storyboard.ports import (
    Board,
    ImageProvider,
    KeptPicture,
    PictureRequest,
    StoryboardUnit,
    StoryboardUnits,
    Tills,
)
from storyreel_storyboard.work import PictureWork, Setback

STAGE = "generating_storyboard"
NOTHING = NothingToBuy()
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class _Made:
    """A picture that lies in the store; what it was bought with, if it was, and what it cost beside that."""

    kept: KeptPicture
    reused: bool = False
    bought: Bought | None = None
    cost_usd: Decimal = Decimal(0)


class IllustrateScene:
    """Makes one scene's picture, unless its owner has the same one.

    `settle` wakes whoever ends what was still being bought for a scene that is given up.
    """

    def __init__(
        self,
        units: StoryboardUnits,
        objects: ObjectStore,
        providers: Providers,
        tills: Mapping[ProviderName, Tills],
        progress: ProgressPublisher,
        settle: Callable[[], None],
    ) -> None:
        self._units, self._objects, self._providers, self._progress = units, objects, providers, progress
        self._tills, self._settle, self._log = tills, settle, logger(__name__)
        self._making: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, task: Task) -> None:
        """Do it.

        Raises:
            Refused: nobody makes such a picture
            Transient: later somebody may
            Fenced: another worker has the task
        """
        work = PictureWork.model_validate(task.payload)
        tracing.note({"storyreel.scene_number": work.scene_number, "storyreel.provider": work.provider})
        if work.fallback_provider and await self._was_handed_over(task, work):
            return
        if work.provider not in self._providers:
            raise unavailable("image", work.provider, self._providers)
        provider, price = self._providers[work.provider], prices_for(work.provider, work.price_version).image
        piece = _piece(task, work, _content_key(work, provider, price))
        async with self._turn(piece, provider):
            made = await self._picture(work, piece, provider, price)
            async with self._units() as unit:
                board = await _close(unit, work, piece, made)
        await self._tell(work, board)

    async def give_up(self, task: Task, problem: Problem) -> None:
        """Hand the scene over where its owner allows that; else say that there will be no picture. The others go on.

        Raises:
            Fenced: another worker has the task
        """
        work = PictureWork.model_validate(task.payload)
        attempts, said = work.attempts_before + task.attempt + 1, _said(work, problem)
        if work.fallback_provider in self._providers:
            await self._hand_over(task, work, attempts, said)
        else:
            await self._fail(task, work, attempts, said)
        self._settle()

    async def _fail(self, task: Task, work: PictureWork, attempts: int, problem: Problem) -> None:
        failure = IllustrationFailure(
            scene_id=work.scene_id,
            scene_number=work.scene_number,
            picture_id=work.picture_id,
            attempts=attempts,
            problem=problem,
        )
        async with self._units() as unit:
            await unit.tasks.fail(task, problem)
            await unit.say(caused_by(work.cause, SceneIllustrationFailed, failure=failure))
            board = await settle_scene(unit, work.cause, failure)
        await self._tell(work, board)

    async def _hand_over(self, task: Task, work: PictureWork, attempts: int, problem: Problem) -> None:
        """One task ends, the other begins: the scene is nobody's and two providers' at no moment."""
        async with self._units() as unit:
            # In the order in which a cancellation locks: the job, then its tasks.
            await offer_picture(unit, work.cause, work.handed_over(attempts, problem), self._providers)
            await unit.tasks.fail(task, problem)
        self._log.warning(
            "scene_handed_over",
            scene_number=work.scene_number,
            provider=work.provider,
            fallback_provider=work.fallback_provider,
            code=problem.code,
        )

    async def _was_handed_over(self, task: Task, work: PictureWork) -> bool:
        """Whether the fallback has the scene: a failed task may be opened again by a person, and has nothing to do."""
        async with self._units() as unit:
            taken = any(key == work.fallback_key for key, *_ in await unit.tasks.results_of(task.cause))
            if taken:
                await unit.tasks.finish(task)
        return taken

    def _turn(self, piece: Piece, provider: ImageProvider) -> AbstractAsyncContextManager[None]:
        """Of two scenes of the same content the second one finds the first one's picture.

        What is bought needs no turns here: who waits for a purchase lets go of its slot, and says there that it waits.

        Raises:
            Queued: somebody else makes it for the first one, and a slot is not worth waiting for that
        """
        if provider.name in self._tills:
            return nullcontext()
        turn = self._making.setdefault((piece.cause.owner_id, piece.content_key), asyncio.Lock())
        if provider.remote and turn.locked():
            message = f"{provider.name} makes the same picture for another scene; it is waited for"
            raise Queued("provider_under_way", message, retry_after=1)
        return turn

    async def _picture(self, work: PictureWork, piece: Piece, provider: ImageProvider, price: ImagePrice) -> _Made:
        owner_id, key = work.cause.owner_id, piece.content_key
        if work.setback:
            await self._wait_for(work.setback, piece)
        async with self._units() as unit:
            kept = await unit.pictures.find(owner_id, key)
        found = kept if kept and await self._is_there(kept.image_key) else None
        looked_for("picture", found=found is not None)
        if found:
            return _Made(found, reused=True)
        request = PictureRequest(
            prompt=work.image_prompt,
            description=work.description,
            style=work.style,
            aspect_ratio=work.aspect_ratio,
            seed=work.seed,
            price=price,
            colours=work.colours,
        )
        with tracing.span(f"illustrate by {work.provider}"):
            made = await provider.illustrate(request, self._tills.get(work.provider, NOTHING).till(piece))
        kept = await keep_picture(self._objects, owner_id, key, made, work.provider)
        return _Made(kept, bought=made.bought, cost_usd=Decimal(0) if made.bought else made.cost_usd)

    async def _wait_for(self, setback: Setback, piece: Piece) -> None:
        """Two providers are never at one scene: what the first one was asked for has to have ended, at a known cost.

        Raises:
            Away: it has not yet
        """
        async with self._units() as unit:
            if await unit.purchases.under_way(piece):
                message = f"what {setback.provider} was asked for is being stopped"
                raise Away("purchase_under_way", message, retry_after=1)

    async def _is_there(self, key: str) -> bool:
        try:
            await self._objects.stat(key)
        except ObjectMissing:
            return False
        return True

    async def _tell(self, work: PictureWork, board: Board | None) -> None:
        percent = board.percent if board else 100.0
        await self._progress(work.cause.job_id, STAGE, percent, scene_number=work.scene_number)


async def _close(unit: StoryboardUnit, work: PictureWork, piece: Piece, made: _Made) -> Board | None:
    """The task, the picture, the purchase and what is said of them: all, or nothing."""
    await unit.tasks.finish(piece.task)
    if made.bought:
        await unit.purchases.received(made.bought)
    await unit.pictures.keep(work.cause.owner_id, piece.content_key, made.kept)
    cost_usd = made.cost_usd + await unit.purchases.paid(piece)
    illustration = _illustration(work, piece, made, cost_usd)
    await unit.say(caused_by(work.cause, SceneIllustrated, picture=illustration))
    return await settle_scene(unit, work.cause, illustration)


def _piece(task: Task, work: PictureWork, key: str) -> Piece:
    return Piece(
        task=task,
        cause=work.cause,
        kind="image",
        made_id=work.picture_id,
        scene_id=work.scene_id,
        scene_number=work.scene_number,
        content_key=key,
        limit_usd=work.spend_limit_usd,
    )


def _content_key(work: PictureWork, provider: ImageProvider, price: ImagePrice) -> str:
    return content_key(
        provider=provider.name,
        model=provider.variant(price.model),
        prompt=work.image_prompt,
        seed=work.seed,
        aspect_ratio=work.aspect_ratio,
        style=work.style,
        references=(work.description, *work.colours),
    )


def _said(work: PictureWork, problem: Problem) -> Problem:
    """The problem with the scene and who could not make it in front, after what went wrong before."""
    before = f"{work.setback.problem.message}; then " if work.setback else f"scene {work.scene_number}, "
    message = f"{before}by {work.provider}: {problem.message}"
    return problem.model_copy(update={"message": message[:_LONGEST]})


def _illustration(work: PictureWork, piece: Piece, made: _Made, cost_usd: Decimal) -> Illustration:
    return Illustration(
        scene_id=work.scene_id,
        scene_number=work.scene_number,
        picture_id=work.picture_id,
        image_key=made.kept.image_key,
        media_type=made.kept.media_type,
        width=made.kept.width,
        height=made.kept.height,
        content_key=piece.content_key,
        provider=made.kept.provider,
        model=made.kept.model,
        cost_usd=cost_usd,
        attempts=work.attempts_before + piece.task.attempt + 1,
        reused=made.reused,
    )
