"""The task `clip`: a scene's clip, found or made far away; kept; and the film that waited for the last one."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from storyreel_chassis.errors import Away, Refused
from storyreel_chassis.ports import ObjectMissing, ObjectStore, ProgressPublisher, Task
from storyreel_chassis.telemetry import tracing
from storyreel_chassis.together import together
from storyreel_contracts.types import ProviderName
from storyreel_media.metrics import looked_for
from storyreel_media.providers import prices_for, unavailable
from storyreel_media.purchasing.ports import Bought, Piece
from storyreel_renderer.domain.clip_prompt import clip_prompt
from storyreel_renderer.domain.content import clip_key
from storyreel_renderer.handlers.settle_take import settle_take
from storyreel_renderer.handlers.store_clip import store_clip
from storyreel_renderer.ports import (
    ClipRequest,
    ClipStill,
    ClipTerms,
    KeptClip,
    RemoteClips,
    RendererUnits,
    Shooting,
    Take,
    Workspace,
)
from storyreel_renderer.work import ClipWork, Still, piece_of

STAGE = "shooting"
STILL = "still"
"""Instead of a content key: nothing is kept of a scene that is filmed from its still."""


class ShootClip:
    """Has one scene's clip made, unless its owner has the same one.

    `local` is who may take a scene over and makes footage of its still while the film is made; `wake` is for whoever
    makes films.
    """

    def __init__(
        self,
        units: RendererUnits,
        objects: ObjectStore,
        remote: Mapping[ProviderName, RemoteClips],
        *,
        local: Collection[ProviderName],
        workspace: Workspace,
        progress: ProgressPublisher,
        wake: Callable[[], None],
    ) -> None:
        self._units, self._objects, self._remote, self._workspace = units, objects, remote, workspace
        self._local, self._progress, self._wake = local, progress, wake

    async def __call__(self, task: Task) -> None:
        """Do it.

        Raises:
            Refused: nobody makes such a clip, or it may not be paid for
            Transient: later somebody may
            Fenced: another worker has the task
        """
        work = ClipWork.model_validate(task.payload)
        tracing.note({"storyreel.scene_number": work.scene.scene_number, "storyreel.provider": work.provider})
        shooting = await self._waiting(work)
        if shooting is None:
            async with self._units() as unit:
                await unit.tasks.finish(task)
        elif work.provider in self._local:
            piece = piece_of(task, work, STILL)
            await self._former_has_ended(shooting, work, piece)
            await self._end(piece, Take(piece.scene_id, piece.scene_number, work.provider))
        else:
            await self._shoot(shooting, task, work)

    async def _waiting(self, work: ClipWork) -> Shooting | None:
        """The film that waits for it; None where a scene has failed, or another provider has taken this one over."""
        async with self._units() as unit:
            shooting = await unit.shootings.hold(work.render_id)
        return shooting if shooting and shooting.awaits(work.scene.scene_id, work.provider) else None

    async def _former_has_ended(self, shooting: Shooting, work: ClipWork, piece: Piece) -> None:
        """Two providers are never at one scene: what the first one was asked for has ended, and its cost is known.

        Raises:
            Away: it has not yet
        """
        if shooting.request.provider == work.provider:
            return
        async with self._units() as unit:
            if await unit.purchases.under_way(piece):
                about = f"what {shooting.request.provider} was asked for is being stopped"
                raise Away("purchase_under_way", about, retry_after=1)

    async def _shoot(self, shooting: Shooting, task: Task, work: ClipWork) -> None:
        provider = self._provider(work.provider)
        terms = provider.terms(work.scene.duration, prices_for(work.provider, work.price_version).clip)
        piece = piece_of(task, work, _content_key(work, terms))
        await self._former_has_ended(shooting, work, piece)
        kept = await self._kept(piece)
        looked_for("clip", found=kept is not None)
        if kept:
            return await self._end(piece, _take(work, kept))
        async with self._workspace.folder(f"clip-{work.render_id}-{work.scene.scene_id}") as folder:
            made = await provider.shoot(await self._request(work, terms, folder), piece, folder / "clip")
            kept = await store_clip(
                self._objects, piece.cause.owner_id, piece.content_key, made.file, work.provider, made.model
            )
            return await self._end(piece, _take(work, kept), kept, made.bought)

    def _provider(self, name: ProviderName) -> RemoteClips:
        if name not in self._remote:
            raise unavailable("clip", name, {*self._local, *self._remote})
        return self._remote[name]

    async def _kept(self, piece: Piece) -> KeptClip | None:
        """The owner's clip of this content. One whose object is gone is forgotten, and so made again."""
        owner_id, key = piece.cause.owner_id, piece.content_key
        async with self._units() as unit:
            kept = await unit.footage.find(owner_id, key)
        if kept is None:
            return None
        try:
            await self._objects.stat(kept.object_key)
        except ObjectMissing:
            async with self._units() as unit:
                await unit.footage.forget(owner_id, key, kept)
            return None
        return kept

    async def _request(self, work: ClipWork, terms: ClipTerms, folder: Path) -> ClipRequest:
        stills = [work.first, *([work.last] if work.last else [])]
        files = await together(self._still(still, folder / f"still-{n}", work) for n, still in enumerate(stills, 1))
        return ClipRequest(
            scene_number=work.scene.scene_number,
            prompt=clip_prompt(work.scene, work.style),
            seed=work.scene.seed,
            aspect_ratio=work.aspect_ratio,
            first=files[0],
            last=files[1] if work.last else None,
            terms=terms,
        )

    async def _still(self, still: Still, place: Path, work: ClipWork) -> ClipStill:
        file = place.with_suffix(PurePosixPath(still.image_key).suffix)
        try:
            await self._objects.get_file(still.image_key, file)
        except ObjectMissing as error:
            about = f"a picture that scene {work.scene.scene_number} begins or ends with is gone"
            raise Refused("picture_missing", about) from error
        return ClipStill(file, still.content_key)

    async def _end(self, piece: Piece, take: Take, made: KeptClip | None = None, bought: Bought | None = None) -> None:
        """All at once: the purchase, the task, the clip, and the film where this was the last one it waited for."""
        async with self._units() as unit:
            await unit.tasks.hold(piece.task.job_id)
            await unit.tasks.finish(piece.task)
            if made:
                await unit.footage.keep(piece.cause.owner_id, piece.content_key, made)
            if bought:
                await unit.purchases.received(bought)
            told = replace(take, cost_usd=await unit.purchases.paid(piece))
            percent = await settle_take(unit, piece.made_id, told)
        if percent is not None:
            await self._progress(piece.task.job_id, STAGE, percent, scene_number=piece.scene_number)
            self._wake()


def _take(work: ClipWork, kept: KeptClip) -> Take:
    return Take(work.scene.scene_id, work.scene.scene_number, work.provider, kept.model, kept.object_key)


def _content_key(work: ClipWork, terms: ClipTerms) -> str:
    return clip_key(
        provider=work.provider,
        model=terms.model,
        prompt=clip_prompt(work.scene, work.style),
        seed=work.scene.seed,
        aspect_ratio=work.aspect_ratio,
        picture=work.scene.content_key,
        last_picture=work.last.content_key if work.last else None,
        seconds=str(terms.seconds.normalize()),
        resolution=terms.resolution,
    )
