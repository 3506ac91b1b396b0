"""`ExportRequested`: a copy that nobody is making becomes work."""

from storyreel_chassis.inbox import first_time
from storyreel_chassis.ports import TaskRunner
from storyreel_contracts.events import ExportRequested
from storyreel_exporter.ports import ExporterUnits

KIND = "export"


class AcceptExport:
    """Takes the request up. Who asks for a copy that is being made is answered together with the first who asked."""

    def __init__(self, units: ExporterUnits, runner: TaskRunner) -> None:
        self._units, self._runner = units, runner

    async def __call__(self, event: ExportRequested) -> None:
        """Handle; returns when the copy this request caused is there or has failed."""
        async with self._units() as unit:
            if await first_time(unit, event) and await unit.copies.ask(event):
                payload = event.model_dump(mode="json")
                await unit.tasks.offer(kind=KIND, key=str(event.export_id), event=event, payload=payload)
        await self._runner.settled(event.event_id)
