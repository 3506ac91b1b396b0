"""Pictures from the store, and clips where there are some, become a film's shots."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from pathlib import Path, PurePosixPath
from uuid import UUID

from storyreel_chassis.errors import Refused
from storyreel_chassis.ports import ObjectMissing, ObjectStore
from storyreel_chassis.together import together
from storyreel_contracts.events import ClipSource, RenderRequested, RenderScene
from storyreel_contracts.types import ProviderName
from storyreel_media.film.direction import move_of
from storyreel_media.film.spec import Move, Shot, SlateText, Transition
from storyreel_media.providers import unavailable
from storyreel_renderer.handlers.blame import blaming
from storyreel_renderer.ports import ClipProvider, Footage, Take


@dataclass(frozen=True, slots=True)
class Reel:
    """All shots in order, who made each of them and for how much, and a still of the first one."""

    shots: tuple[Shot, ...]
    sources: tuple[ClipSource, ...]
    costs: tuple[Decimal, ...]
    poster: Path

    @property
    def cost_usd(self) -> Decimal:
        """What all of them cost."""
        return sum(self.costs, Decimal())


@dataclass(frozen=True, slots=True)
class _Shown:
    still: Path
    footage: Footage
    digest: str
    source: ClipSource


class ShootScenes:
    """Fetches the stills, and the clips that were made; where there is none, footage is made of the still."""

    def __init__(self, objects: ObjectStore, providers: Mapping[ProviderName, ClipProvider]) -> None:
        self._objects, self._providers = objects, providers

    async def __call__(self, request: RenderRequested, takes: Sequence[Take], folder: Path) -> Reel:
        """The reel; files only, so that memory does not grow with the film. `takes` are what was made far away.

        Raises:
            Refused: a picture or a clip is gone, or the provider will not; it names the scene
            Transient: later it may work
        """
        takes_of = {take.scene_id: take for take in takes}
        shown = await together(self._show(request, scene, takes_of, folder) for scene in request.scenes)
        return Reel(
            shots=_shots(request, [(one.footage, one.digest) for one in shown]),
            sources=tuple(one.source for one in shown),
            costs=tuple(one.footage.cost_usd for one in shown),
            poster=shown[0].still,
        )

    async def _show(
        self, request: RenderRequested, scene: RenderScene, takes: Mapping[UUID, Take], folder: Path
    ) -> _Shown:  # fmt: skip
        take = takes.get(scene.scene_id)
        name = take.provider if take else request.provider
        still = folder / f"scene-{scene.scene_number:03d}{PurePosixPath(scene.image_key).suffix}"
        with blaming(scene.scene_number):
            await self._fetch(scene.image_key, still, "picture", scene.scene_number)
            if take and take.object_key:
                file = still.with_name(f"clip-{scene.scene_number:03d}{PurePosixPath(take.object_key).suffix}")
                await self._fetch(take.object_key, file, "clip", scene.scene_number)
                footage = Footage(file, moving=True, cost_usd=take.cost_usd, model=take.model)
            else:
                footage = await self._provider(name).shoot(scene, still)
        source = ClipSource(
            scene_id=scene.scene_id, scene_number=scene.scene_number, provider=name, model=footage.model
        )  # fmt: skip
        return _Shown(still, footage, await asyncio.to_thread(_digest, footage.path), source)

    def _provider(self, name: ProviderName) -> ClipProvider:
        if name not in self._providers:
            raise unavailable("clip", name, self._providers)
        return self._providers[name]

    async def _fetch(self, key: str, file: Path, what: str, scene_number: int) -> None:
        try:
            await self._objects.get_file(key, file)
        except ObjectMissing as error:
            raise Refused(f"{what}_missing", f"the {what} of scene {scene_number} is gone") from error


def _shots(request: RenderRequested, taken: Sequence[tuple[Footage, str]]) -> tuple[Shot, ...]:
    starts = accumulate((scene.duration for scene in request.scenes), initial=Decimal())
    shots: list[Shot] = []
    for scene, start, (footage, digest) in zip(request.scenes, starts, taken, strict=False):
        shot = _shot(scene, footage, digest, caption=request.captions)
        slate = None if footage.moving else _slate(scene, len(request.scenes), start, move_of(shot, *shots[-1:]))
        goes_on = request.chained and footage.moving and bool(shots) and shots[-1].clip is not None
        transition = Transition.CUT if goes_on else None  # a dissolve would show the picture where they meet twice
        shots.append(shot.model_copy(update={"slate": slate, "transition": transition}))
    return tuple(shots)


def _slate(scene: RenderScene, scenes: int, start: Decimal, move: Move) -> SlateText:
    """What a still stands for: an animatic is a plan. Real footage speaks for itself, no slate lies over it."""
    return SlateText(
        scene_number=scene.scene_number,
        scenes_total=scenes,
        shot=move.replace("_", " "),
        start=start,
        duration=scene.duration,
    )


def _shot(scene: RenderScene, footage: Footage, digest: str, *, caption: bool) -> Shot:
    return Shot(
        picture=None if footage.moving else footage.path,
        clip=footage.path if footage.moving else None,
        content_key=digest,
        duration=scene.duration,
        words=f"{scene.description}\n{scene.image_prompt}",
        caption=scene.description if caption else None,
        seed=scene.seed,
    )


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=20)).hexdigest()
