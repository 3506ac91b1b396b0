"""`JobCanceled`: a film nobody wants any more is not made."""

from storyreel_chassis.ports import TaskRunner
from storyreel_contracts.events import JobCanceled
from storyreel_renderer.ports import RendererUnits


class CancelJob:
    """Closes the job's open tasks; other processes learn it at their next heartbeat."""

    def __init__(self, units: RendererUnits, runner: TaskRunner) -> None:
        self._units, self._runner = units, runner

    async def __call__(self, event: JobCanceled) -> None:
        """Handle; doing it twice changes nothing."""
        async with self._units() as unit:
            await unit.heard(event)
            await unit.tasks.cancel(event.job_id)
        self._runner.cancel(event.job_id)
