"""`JobCanceled`: pictures nobody wants any more are not made."""

from collections.abc import Callable

from storyreel_chassis.ports import TaskRunner
from storyreel_contracts.events import JobCanceled
from storyreel_storyboard.ports import StoryboardUnits


class CancelJob:
    """Closes the job's open tasks; other processes learn it at their next heartbeat.

    `settle` wakes whoever stops at the provider what was being bought for them.
    """

    def __init__(self, units: StoryboardUnits, runner: TaskRunner, settle: Callable[[], None]) -> None:
        self._units, self._runner, self._settle = units, runner, settle

    async def __call__(self, event: JobCanceled) -> None:
        """Handle; doing it twice changes nothing."""
        async with self._units() as unit:
            await unit.heard(event)
            await unit.tasks.cancel(event.job_id)
        self._runner.cancel(event.job_id)
        self._settle()
