"""`SceneRefinementRequested`: one scene's picture becomes work."""

from storyreel_chassis.inbox import first_time
from storyreel_chassis.ports import TaskRunner
from storyreel_contracts.events import SceneRefinementRequested
from storyreel_storyboard.ports import StoryboardUnits
from storyreel_storyboard.work import KIND, work_of


class RedrawScene:
    """Takes the request up, and returns when the picture has ended one way or another."""

    def __init__(self, units: StoryboardUnits, runner: TaskRunner) -> None:
        self._units, self._runner = units, runner

    async def __call__(self, event: SceneRefinementRequested) -> None:
        """Handle."""
        async with self._units() as unit:
            if await first_time(unit, event):
                payload = work_of(event, event).model_dump(mode="json")
                await unit.tasks.offer(kind=KIND, key=str(event.picture_id), event=event, payload=payload)
        await self._runner.settled(event.event_id)
