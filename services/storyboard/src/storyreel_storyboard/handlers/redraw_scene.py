"""`SceneRefinementRequested`: one scene's picture becomes work."""

from storyreel_chassis.inbox import first_time
from storyreel_chassis.ports import TaskRunner
from storyreel_contracts.events import SceneRefinementRequested
from storyreel_storyboard.handlers.offer_picture import Providers, offer_picture
from storyreel_storyboard.ports import StoryboardUnits
from storyreel_storyboard.work import work_of


class RedrawScene:
    """Takes the request up, and returns when the picture has ended one way or another."""

    def __init__(self, units: StoryboardUnits, runner: TaskRunner, providers: Providers) -> None:
        self._units, self._runner, self._providers = units, runner, providers

    async def __call__(self, event: SceneRefinementRequested) -> None:
        """Handle."""
        async with self._units() as unit:
            if await first_time(unit, event):
                await offer_picture(unit, event, work_of(event, event), self._providers)
        await self._runner.settled(event.event_id)
