"""A film's segments: taken from the store where they are, encoded and stored where not."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from storyreel_chassis.ports import ObjectMissing, ObjectStore
from storyreel_chassis.together import together
from storyreel_media.film.spec import Film, Segment
from storyreel_media.metrics import looked_for
from storyreel_renderer.handlers.blame import blaming
from storyreel_renderer.ports import FilmStudio

OnFrames = Callable[[Segment, int], None]
"""Hears of a segment how many of its frames are there."""
OnShot = Callable[[int, bool], Awaitable[None]]
"""Hears that a shot (from 1) is complete, and whether all of it was found in the store."""


def segment_key(owner_id: str, segment: Segment) -> str:
    """Where a segment is kept; the key names all that its frames depend on, so any film of the owner may use it."""
    return f"{owner_id}/segments/{segment.key}.mp4"


class EncodeSegments:
    """Makes what is missing: after a crash, a retry or an edited scene that is little."""

    def __init__(self, objects: ObjectStore, studio: FilmStudio) -> None:
        self._objects, self._studio = objects, studio

    async def __call__(
        self, owner_id: str, film: Film, segments: Sequence[Segment], folder: Path,
        on_frames: OnFrames, on_shot: OnShot,
    ) -> list[Path]:  # fmt: skip
        """The segments' files in order; the studio bounds how many are encoded at once.

        Raises:
            Refused: footage cannot be read; it names the scene
            Transient: later it may work; what was encoded stays in the store
        """
        first_of = {segment.key: segment for segment in reversed(segments)}

        async def shot(number: int) -> None:
            own = [segment for segment in segments if segment.shot_number == number]
            found = await together(
                self._segment(owner_id, film, segment, folder, on_frames)
                for segment in own
                if first_of[segment.key] is segment
            )
            await on_shot(number, all(found))

        await together(shot(number) for number in range(1, len(film.shots) + 1))
        return [folder / f"{segment.key}.mp4" for segment in segments]

    async def _segment(
        self, owner_id: str, film: Film, segment: Segment, folder: Path, on_frames: OnFrames
    ) -> bool:  # fmt: skip
        """Get or make one; True where it was there."""
        key, file = segment_key(owner_id, segment), folder / f"{segment.key}.mp4"
        try:
            await self._objects.get_file(key, file)
        except ObjectMissing:
            looked_for("segment", found=False)
            with blaming(_scene_number(film, segment)):
                await self._studio.segment(film, segment, file, lambda done: on_frames(segment, done))
            await self._objects.put_file(key, file, media_type="video/mp4")
            return False
        looked_for("segment", found=True)
        on_frames(segment, segment.frames)
        return True

    async def forget(self, owner_id: str, segments: Sequence[Segment]) -> None:
        """Drop kept segments that turned out not to fit."""
        await together(self._objects.delete(segment_key(owner_id, segment)) for segment in segments)


def _scene_number(film: Film, segment: Segment) -> int:
    slate = film.shots[segment.shot_number - 1].slate
    return slate.scene_number if slate else segment.shot_number
