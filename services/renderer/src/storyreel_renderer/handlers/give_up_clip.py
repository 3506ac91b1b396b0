"""A scene's clip will not come: another provider takes the scene over where its owner allowed that, else there is no film."""

from collections.abc import Collection, Mapping

from storyreel_chassis.events import caused_by
from storyreel_chassis.ports import Task
from storyreel_contracts.events import Problem, RenderFailed, RenderRequested
from storyreel_contracts.types import ProviderName
from storyreel_renderer.handlers.offer_work import offer_clip
from storyreel_renderer.handlers.settle_take import settle_take
from storyreel_renderer.ports import ClipProvider, RendererUnit, RendererUnits, Take
from storyreel_renderer.work import CLIP, ClipWork


class GiveUpClip:
    """Ends a `clip` task that failed for good, and says what follows from that, in one transaction."""

    def __init__(
        self, units: RendererUnits, *, local: Mapping[ProviderName, ClipProvider], remote: Collection[ProviderName]
    ) -> None:
        self._units, self._local, self._remote = units, local, remote

    async def __call__(self, task: Task, problem: Problem) -> None:
        """Do it.

        Raises:
            Fenced: another worker has the task
        """
        work = ClipWork.model_validate(task.payload)
        async with self._units() as unit:
            await unit.tasks.hold(task.job_id)
            await unit.tasks.fail(task, problem)
            shooting = await unit.shootings.hold(work.render_id)
            if shooting is None or not shooting.awaits(work.scene.scene_id, work.provider):
                return
            request = shooting.request
            if request.fallback_provider in {None, work.provider}:
                await self._fail(unit, request, work, problem)
            else:
                await self._take_over(unit, request, work, problem)

    async def _take_over(self, unit: RendererUnit, request: RenderRequested, work: ClipWork, problem: Problem) -> None:
        """Never two in flight for one scene: the former's task has just ended in this transaction."""
        other = request.fallback_provider
        if other in self._remote:
            await unit.shootings.await_take(request.render_id, work.scene, other)
            await offer_clip(unit, request, work.scene, other)
        elif other in self._local:
            await unit.shootings.await_take(request.render_id, work.scene, other)
            take = Take(work.scene.scene_id, work.scene.scene_number, other)
            await settle_take(unit, request.render_id, take)
        else:
            await self._fail(unit, request, work, problem)

    async def _fail(self, unit: RendererUnit, request: RenderRequested, work: ClipWork, problem: Problem) -> None:
        """Nothing more is bought for the film; clips that are being made already are waited for, and kept."""
        await unit.shootings.end(request.render_id)
        await unit.tasks.drop(request.event_id, kind=CLIP, but=[])
        await unit.say(
            caused_by(
                request,
                RenderFailed,
                render_id=request.render_id,
                scene_number=work.scene.scene_number,
                problem=problem,
            )
        )
