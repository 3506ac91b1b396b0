"""Work that nobody answers for is asked for again: the stream may have been lost, Postgres was not."""

from datetime import timedelta

from storyreel_chassis.logs import logger
from storyreel_gateway.ports import GatewayUnits

BATCH = 100


async def sweep_stalled(units: GatewayUnits, *, quiet_for: timedelta) -> int:
    """Say the request of every job and export again that nothing happened to for that long; how many.

    The event stays the same, so a worker that has it already only repeats its answers.
    """
    async with units() as unit:
        jobs = await unit.jobs.stalled_jobs(quiet_for=quiet_for, limit=BATCH)
        for job_id, awaited in jobs:
            repeated = await unit.repeat(awaited)
            count = await unit.jobs.increment_retry_count(job_id)
            logger(__name__).warning("job_stalled", job_id=str(job_id), repeated=repeated, retry_count=count)
        exports = await unit.exports.stalled_exports(quiet_for=quiet_for, limit=BATCH)
        for event_id in exports:
            logger(__name__).warning("export_stalled", event_id=str(event_id), repeated=await unit.repeat(event_id))
    return len(jobs) + len(exports)
