"""How every change of a job is written: the job, its log and its events, in one transaction."""

from collections.abc import Awaitable, Callable, Set
from uuid import UUID

from storyreel_chassis.logs import logger
from storyreel_contracts.events import Event, JobStatusChanged
from storyreel_gateway.domain.commands import said
from storyreel_gateway.domain.job import Job, Step
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.view import view_of
from storyreel_gateway.domain.webhook import event_body
from storyreel_gateway.ports import GatewayUnit, GatewayUnits

Move = Callable[[Job], Step]
Store = Callable[[Job], Awaitable[Job]]
Expected = Set[str] | None
"""The ETags of which the job must have one, or whatever it has."""


async def locked(unit: GatewayUnit, job_id: UUID, owner_id: str, expected: Expected = None) -> Job:
    """The owner's job, held.

    Raises:
        Refused: there is none, or it is not as expected
    """
    job = await unit.jobs.lock_job(job_id, owner_id)
    if job is None:
        raise refuse("job_not_found")
    if expected is not None and view_of(job).etag not in expected:
        raise refuse("precondition_failed")
    return job


async def take(
    unit: GatewayUnit, job: Job, move: Move, *, store: Store | None = None, cause: Event | None = None
) -> Job:
    """Take one step and write it; a step that changes nothing is a line in the log."""
    step = move(job)
    if step.change is None:
        if step.reason:
            logger(__name__).info("step_ignored", job_id=str(job.job_id), status=job.status, reason=step.reason)
        return job
    after = await (store or unit.jobs.save_job)(step.job)
    await record(unit, step, after, before=job, cause=cause)
    return after


async def record(unit: GatewayUnit, step: Step, after: Job, *, before: Job | None, cause: Event | None = None) -> None:
    """The log entry and the events of a step that was stored."""
    view = view_of(after)
    await unit.jobs.add_change(after, step.change or "", view)
    if step.settled_as is not None:
        await unit.jobs.add_storyboard(after, step.settled_as)
    events = list(step.events)
    if before is not None and before.status is not after.status:
        events.append(
            said(after, JobStatusChanged, job_version=after.version, previous=before.status, status=after.status)
        )
        kind = f"job.{after.status}"
        await unit.webhooks.tell(after.owner_id, after.job_id, kind, event_body(kind, view.body.decode()))
    await unit.say(*(_follows(event, cause) for event in events))
    logger(__name__).info(
        "job_changed", job_id=str(after.job_id), change=step.change, status=after.status, version=after.version
    )


def _follows(event: Event, cause: Event | None) -> Event:
    if cause is None:
        return event
    return event.model_copy(update={"causation_id": cause.event_id, "traceparent": cause.traceparent})


async def apply_fact(units: GatewayUnits, fact: Event, *moves: Move, store: Callable[[GatewayUnit], Store]) -> None:
    """Handle a worker's fact once: each move takes the job where the one before left it.

    Raises:
        Refused: the job is not ours
    """
    async with units() as unit:
        if not await unit.heard(fact):
            return
        job = await locked(unit, fact.job_id, fact.owner_id)
        for move in moves:
            job = await take(unit, job, move, store=store(unit), cause=fact)


def whole(unit: GatewayUnit) -> Store:
    """Write everything that may have changed."""
    return unit.jobs.save_job
