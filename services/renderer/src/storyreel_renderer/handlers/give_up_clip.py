"""A scene's clip will not come: another provider takes over where the owner allowed that, else there is no film."""

from collections.abc import Callable, Collection

from storyreel_chassis.events import caused_by
from storyreel_chassis.logs import logger
from storyreel_chassis.ports import Task
from storyreel_contracts.events import Problem, RenderFailed
from storyreel_contracts.types import ProviderName
from storyreel_renderer.handlers.offer_work import offer_clip
from storyreel_renderer.handlers.settle_take import settle_take
from storyreel_renderer.ports import RendererUnit, RendererUnits, Shooting, Take
from storyreel_renderer.work import ClipWork, piece_of


class GiveUpClip:
    """Ends a `clip` task that failed for good, and says what follows, in one transaction.

    `local` is who makes footage of a still while the film is made, `remote` who makes clips far away; `settle` wakes
    whoever ends what was still being bought for it.
    """

    def __init__(
        self,
        units: RendererUnits,
        *,
        local: Collection[ProviderName],
        remote: Collection[ProviderName],
        settle: Callable[[], None],
    ) -> None:
        self._units, self._local, self._remote, self._settle = units, local, remote, settle
        self._log = logger(__name__)

    async def __call__(self, task: Task, problem: Problem) -> None:
        """Do it.

        Raises:
            Fenced: another worker has the task
        """
        await self._end(task, ClipWork.model_validate(task.payload), problem)
        self._settle()

    async def _end(self, task: Task, work: ClipWork, problem: Problem) -> None:
        async with self._units() as unit:
            await unit.tasks.hold(task.job_id)
            await unit.tasks.fail(task, problem)
            shooting = await unit.shootings.hold(work.render_id)
            if shooting is None or not shooting.awaits(work.scene.scene_id, work.provider):
                return
            other = shooting.request.fallback_provider
            if other is None or other == work.provider or other not in {*self._local, *self._remote}:
                await _fail(unit, shooting, work, problem)
            else:
                self._log.warning(
                    "scene_handed_over", scene_number=work.scene.scene_number, to=other, code=problem.code
                )
                await self._hand_over(unit, shooting, task, work, other)

    async def _hand_over(
        self, unit: RendererUnit, shooting: Shooting, task: Task, work: ClipWork, other: ProviderName
    ) -> None:
        """Never two in flight for one scene: the former's task ends in this transaction."""
        await unit.shootings.await_take(work.render_id, work.scene, other)
        if other in self._remote:
            await offer_clip(unit, shooting.request, work.scene, other)
            return
        cost_usd = await unit.purchases.spent(piece_of(task, work, ""))
        take = Take(work.scene.scene_id, work.scene.scene_number, other, cost_usd=cost_usd)
        await settle_take(unit, work.render_id, take)


async def _fail(unit: RendererUnit, shooting: Shooting, work: ClipWork, problem: Problem) -> None:
    """No clip is begun for this film any more; those that are being made are waited for, and kept."""
    await unit.shootings.end(work.render_id)
    number = work.scene.scene_number
    await unit.say(
        caused_by(shooting.request, RenderFailed, render_id=work.render_id, scene_number=number, problem=problem)
    )
