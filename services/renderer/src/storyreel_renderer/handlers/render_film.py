"""The task `render`: pictures in, one film out, told exactly once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from storyreel_chassis.errors import Transient
from storyreel_chassis.events import caused_by
from storyreel_chassis.pace import Pace
from storyreel_chassis.ports import ProgressPublisher, Task
from storyreel_contracts.events import ClipRendered, Problem, RenderFailed, RenderRequested
from storyreel_media.film.spec import Film, Segment
from storyreel_renderer.handlers.blame import blamed
from storyreel_renderer.handlers.encode_segments import EncodeSegments
from storyreel_renderer.handlers.fetch_materials import Fetched, FetchMaterials
from storyreel_renderer.handlers.frame_count import FrameCount
from storyreel_renderer.handlers.publish_film import PublishFilm
from storyreel_renderer.handlers.shoot_scenes import Reel, ShootScenes
from storyreel_renderer.ports import FilmStudio, RendererUnits, SegmentsUnusable, Workspace

STAGE = "rendering"
DEADLINE_SECONDS = 120
DEADLINE_SECONDS_A_FILM_SECOND = 20
"""1080p takes about 0.75 s of one core a film second; the rest is room for a busy machine."""


@dataclass(frozen=True, slots=True)
class Look:
    """How films are made here; see `Film`."""

    short_side: int
    fps: int
    preset: str
    crf: int
    slates: bool


class RenderFilm:
    """Renders one film."""

    def __init__(  # noqa: PLR0913 - the parts of a render
        self,
        units: RendererUnits,
        *,
        shoot: ShootScenes,
        fetch: FetchMaterials,
        encode: EncodeSegments,
        publish: PublishFilm,
        studio: FilmStudio,
        workspace: Workspace,
        progress: ProgressPublisher,
        look: Look,
    ) -> None:
        self._units, self._shoot, self._fetch, self._encode, self._publish = units, shoot, fetch, encode, publish
        self._studio, self._workspace, self._progress, self._look = studio, workspace, progress, look
        self._blamed: dict[UUID, int | None] = {}

    async def __call__(self, task: Task) -> None:
        """Do it.

        Raises:
            Refused: a picture is gone or cannot be read
            Transient: later it may work; what was encoded until then is kept
            Fenced: another worker has the task
        """
        request = RenderRequested.model_validate(task.payload)
        seconds = float(sum(scene.duration for scene in request.scenes))
        deadline = DEADLINE_SECONDS + DEADLINE_SECONDS_A_FILM_SECOND * seconds
        try:
            async with asyncio.timeout(deadline), self._workspace.folder(str(request.render_id)) as folder:
                await self._render(task, request, folder)
        except TimeoutError as error:
            raise Transient("render_timeout", f"not done in {deadline:.0f} s") from error
        except Exception as error:
            self._blamed[task.task_id] = blamed(error)
            raise
        self._blamed.pop(task.task_id, None)

    async def give_up(self, task: Task, problem: Problem) -> None:
        """Say that there will be no film.

        Raises:
            Fenced: another worker has the task
        """
        request = RenderRequested.model_validate(task.payload)
        scene_number = self._blamed.pop(task.task_id, None)
        async with self._units() as unit:
            await unit.tasks.fail(task, problem)
            await unit.say(
                caused_by(
                    request, RenderFailed, render_id=request.render_id, scene_number=scene_number, problem=problem
                )
            )

    async def _render(self, task: Task, request: RenderRequested, folder: Path) -> None:
        async with self._units() as unit:
            takes = await unit.shootings.takes(request.render_id)
        reel = await self._shoot(request, takes, folder)
        film = self._film(request, reel, await self._fetch(request, folder))
        segments = self._studio.plan(film)
        master = folder / "master.mp4"
        pace = Pace(partial(self._progress, request.job_id, STAGE))
        frames = FrameCount(film.frames, pace)
        try:
            async with pace.telling():
                files = await self._encode(
                    request.owner_id, film, segments, folder, frames.note,
                    lambda number, reused: self._told(request, reel, segments, number, reused=reused),
                )  # fmt: skip
            await self._studio.compose(film, files, master)
        except SegmentsUnusable:
            await self._encode.forget(request.owner_id, segments)
            raise
        await self._publish(task, request, film, reel, master)

    def _film(self, request: RenderRequested, reel: Reel, fetched: Fetched) -> Film:
        return Film.model_validate(
            {
                "shots": reel.shots,
                "aspect_ratio": request.aspect_ratio,
                "short_side": self._look.short_side,
                "fps": self._look.fps,
                "captions": request.captions,
                "slate": self._look.slates,
                "audio": request.audio,
                "soundtrack": fetched.soundtrack,
                "logo": fetched.logo,
                "seed": request.seed,
                "crf": self._look.crf,
                "preset": self._look.preset,
            }
        )

    async def _told(
        self, request: RenderRequested, reel: Reel, segments: Sequence[Segment], number: int, *, reused: bool
    ) -> None:
        """Say once that a scene's clip is there, in a transaction of its own: the film may still be long in coming."""
        scene = request.scenes[number - 1]
        async with self._units() as unit:
            if await unit.clips.note(request.render_id, scene.scene_id, reused=reused):
                told = caused_by(
                    request,
                    ClipRendered,
                    render_id=request.render_id,
                    scene_id=scene.scene_id,
                    scene_number=scene.scene_number,
                    frames=sum(segment.frames for segment in segments if segment.shot_number == number),
                    reused=reused,
                    cost_usd=reel.costs[number - 1],
                    provider=reel.sources[number - 1].provider,
                    model=reel.sources[number - 1].model,
                )
                await unit.say(told)
