"""A composed film is read through, stored, and told exactly once."""

import mimetypes
from contextlib import suppress
from pathlib import Path

from storyreel_chassis.errors import Fenced, Transient
from storyreel_chassis.events import caused_by
from storyreel_chassis.ports import ObjectStore, Task
from storyreel_chassis.together import together
from storyreel_contracts.events import RenderRequested, VideoRendered
from storyreel_media.film.spec import Film
from storyreel_renderer.handlers.shoot_scenes import Reel
from storyreel_renderer.ports import FilmFacts, FilmStudio, RendererUnits


class PublishFilm:
    """Ends a render's task."""

    def __init__(self, units: RendererUnits, objects: ObjectStore, studio: FilmStudio) -> None:
        self._units, self._objects, self._studio = units, objects, studio

    async def __call__(self, task: Task, request: RenderRequested, film: Film, reel: Reel, master: Path) -> None:
        """Store the film under a key of this claim alone, so that a late worker can never overwrite it; then tell.

        Raises:
            Transient: the film is not what it should be, or something is away
            Fenced: another worker has the task; nothing of ours stays
        """
        facts = await self._studio.inspect(film, master)
        place = f"{request.owner_id}/films/{request.render_id}"
        master_key, poster_key = f"{place}/master-{task.fence}.mp4", f"{place}/poster{reel.poster.suffix}"
        poster_type = mimetypes.guess_type(reel.poster.name)[0] or "image/jpeg"
        await together(
            (
                self._objects.put_file(master_key, master, media_type="video/mp4"),
                self._objects.put_file(poster_key, reel.poster, media_type=poster_type),
            )
        )
        try:
            async with self._units() as unit:
                await unit.tasks.finish(task, {"master_key": master_key})
                clips = await unit.clips.count(request.render_id)
                await unit.say(_rendered(request, film, reel, facts, clips, keys=(master_key, poster_key)))
        except Fenced:
            await self._objects.delete(master_key)
            raise
        with suppress(Transient):
            await self._sweep(f"{place}/master-", master_key)

    async def _sweep(self, masters: str, ours: str) -> None:
        """Remove what claims left that crashed between storing and telling."""
        for found in await self._objects.list(masters):
            if found.key != ours:
                await self._objects.delete(found.key)


def _rendered(
    request: RenderRequested, film: Film, reel: Reel, facts: FilmFacts, clips: tuple[int, int], *, keys: tuple[str, str]
) -> VideoRendered:
    return caused_by(
        request,
        VideoRendered,
        render_id=request.render_id,
        storyboard_version=request.storyboard_version,
        master_key=keys[0],
        poster_key=keys[1],
        duration=facts.duration,
        width=facts.width,
        height=facts.height,
        fps=film.fps,
        frames=facts.frames,
        size=facts.size,
        clips_rendered=clips[0],
        clips_reused=clips[1],
        cost_usd=reel.cost_usd,
        sources=reel.sources,
    )
