"""`RenderRequested`: the film becomes work."""

from storyreel_chassis.inbox import first_time
from storyreel_chassis.ports import TaskRunner
from storyreel_contracts.events import RenderRequested
from storyreel_renderer.ports import RendererUnits

KIND = "render"


class AcceptRender:
    """Takes the request up, and returns when the film is there or has failed."""

    def __init__(self, units: RendererUnits, runner: TaskRunner) -> None:
        self._units, self._runner = units, runner

    async def __call__(self, event: RenderRequested) -> None:
        """Handle."""
        async with self._units() as unit:
            if await first_time(unit, event):
                payload = event.model_dump(mode="json")
                await unit.tasks.offer(kind=KIND, key=str(event.render_id), event=event, payload=payload)
        await self._runner.settled(event.event_id)
