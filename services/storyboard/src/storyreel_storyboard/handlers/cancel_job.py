"""`JobCanceled`: pictures nobody wants any more are not made."""

from storyreel_chassis.ports import TaskRunner
from storyreel_contracts.events import JobCanceled
from storyreel_storyboard.ports import StoryboardUnits


class CancelJob:
    """Closes the job's open tasks; other processes learn it at their next heartbeat."""

    def __init__(self, units: StoryboardUnits, runner: TaskRunner) -> None:
        self._units, self._runner = units, runner

    async def __call__(self, event: JobCanceled) -> None:
        """Handle; doing it twice changes nothing."""
        async with self._units() as unit:
            await unit.heard(event)
            await unit.tasks.cancel(event.job_id)
        self._runner.cancel(event.job_id)
