"""Pictures from the store become a film's shots."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from pathlib import Path, PurePosixPath

from storyreel_chassis.errors import Refused
from storyreel_chassis.ports import ObjectMissing, ObjectStore
from storyreel_chassis.together import together
from storyreel_contracts.events import RenderRequested, RenderScene
from storyreel_contracts.types import ProviderName
from storyreel_media.film.direction import move_of
from storyreel_media.film.spec import Shot, SlateText
from storyreel_renderer.handlers.blame import blaming
from storyreel_renderer.ports import ClipProvider, Footage


@dataclass(frozen=True, slots=True)
class Reel:
    """All shots in order, what each of them cost, and a still of the first one."""

    shots: tuple[Shot, ...]
    costs: tuple[Decimal, ...]
    poster: Path

    @property
    def cost_usd(self) -> Decimal:
        """What all of them cost."""
        return sum(self.costs, Decimal())


class ShootScenes:
    """Fetches the pictures and has the provider make footage of them."""

    def __init__(self, objects: ObjectStore, providers: Mapping[ProviderName, ClipProvider]) -> None:
        self._objects, self._providers = objects, providers

    async def __call__(self, request: RenderRequested, folder: Path) -> Reel:
        """The reel; files only, so that memory does not grow with the film.

        Raises:
            Refused: a picture is gone, or the provider will not; it names the scene
            Transient: later it may work
        """
        if request.provider not in self._providers:
            raise Refused("provider_unavailable", f"no clips by {request.provider} here")
        provider = self._providers[request.provider]
        taken = await together(self._take(provider, scene, folder) for scene in request.scenes)
        return Reel(
            shots=_shots(request, [(footage, digest) for _, footage, digest in taken]),
            costs=tuple(footage.cost_usd for _, footage, _ in taken),
            poster=taken[0][0],
        )

    async def _take(self, provider: ClipProvider, scene: RenderScene, folder: Path) -> tuple[Path, Footage, str]:
        picture = folder / f"scene-{scene.scene_number:03d}{PurePosixPath(scene.image_key).suffix}"
        with blaming(scene.scene_number):
            try:
                await self._objects.get_file(scene.image_key, picture)
            except ObjectMissing as error:
                raise Refused("picture_missing", f"the picture of scene {scene.scene_number} is gone") from error
            footage = await provider.shoot(scene, picture)
        return picture, footage, await asyncio.to_thread(_digest, footage.path)


def _shots(request: RenderRequested, taken: Sequence[tuple[Footage, str]]) -> tuple[Shot, ...]:
    starts = accumulate((scene.duration for scene in request.scenes), initial=Decimal())
    shots: list[Shot] = []
    for scene, start, (footage, digest) in zip(request.scenes, starts, taken, strict=False):
        shot = _shot(scene, footage, digest, caption=request.captions)
        move = move_of(shot, shots[-1] if shots else None)
        slate = SlateText(
            scene_number=scene.scene_number,
            scenes_total=len(request.scenes),
            shot=move.replace("_", " "),
            start=start,
            duration=scene.duration,
        )
        shots.append(shot.model_copy(update={"slate": slate}))
    return tuple(shots)


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
