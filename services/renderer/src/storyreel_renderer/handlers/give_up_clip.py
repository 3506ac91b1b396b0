"""A scene's clip will not come: another provider takes over where the owner allowed that, else there is no film."""

from collections.abc import Callable, Collection

from storyreel_chassis.events import caused_by
from storyreel_chassis.logs import logger
from storyreel_chassis.ports import Task
from storyreel_contracts.events import Problem, RenderFailed
from storyreel_contracts.types import ProviderName
from storyreel_renderer.handlers.offer_work import offer_clip
from storyreel_renderer.ports import RendererUnit, RendererUnits, Shooting
from storyreel_renderer.work import ClipWork

_LONGEST = 1000
"""Characters of a problem's message."""


class GiveUpClip:
    """Ends a `clip` task that failed for good, and says what follows, in one transaction.

    `here` is who could go on; `settle` wakes whoever ends what was still being bought for it.
    """

    def __init__(self, units: RendererUnits, here: Collection[ProviderName], *, settle: Callable[[], None]) -> None:
        self._units, self._here, self._settle = units, here, settle
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
            if other is None or other == work.provider or other not in self._here:
                await _fail(unit, shooting, work, problem)
                return
            await unit.shootings.await_take(work.render_id, work.scene, other)
            await offer_clip(unit, shooting.request, work.scene, other)
        self._log.warning("scene_handed_over", scene_number=work.scene.scene_number, to=other, code=problem.code)


async def _fail(unit: RendererUnit, shooting: Shooting, work: ClipWork, problem: Problem) -> None:
    """No clip is begun for this film any more; those that are being made are waited for, and kept."""
    await unit.shootings.end(work.render_id)
    number, said = work.scene.scene_number, _said(work, problem)
    await unit.say(
        caused_by(shooting.request, RenderFailed, render_id=work.render_id, scene_number=number, problem=said)
    )


def _said(work: ClipWork, problem: Problem) -> Problem:
    """The problem with the scene and who could not film it in front."""
    message = f"scene {work.scene.scene_number}, by {work.provider}: {problem.message}"
    return problem.model_copy(update={"message": message[:_LONGEST]})
