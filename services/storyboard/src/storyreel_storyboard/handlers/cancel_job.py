"""`JobCanceled`: pictures nobody wants any more are not made."""

from collections.abc import Sequence

from storyreel_chassis.ports import TaskRunner
from storyreel_contracts.events import JobCanceled
from storyreel_storyboard.ports import Settles, StoryboardUnits


class CancelJob:
    """Closes the job's open tasks; other processes learn it at their next heartbeat.

    `settlers` stop at the providers what was being bought for it.
    """

    def __init__(self, units: StoryboardUnits, runner: TaskRunner, settlers: Sequence[Settles]) -> None:
        self._units, self._runner, self._settlers = units, runner, settlers

    async def __call__(self, event: JobCanceled) -> None:
        """Handle; doing it twice changes nothing."""
        async with self._units() as unit:
            await unit.heard(event)
            await unit.tasks.cancel(event.job_id)
        self._runner.cancel(event.job_id)
        for settler in self._settlers:
            settler.wake()
