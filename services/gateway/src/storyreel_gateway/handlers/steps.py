"""How every change of a job is written: the job, its log and its events, in one transaction."""

from collections.abc import Awaitable, Callable, Set
from functools import partial
from typing import get_args
from uuid import UUID

from storyreel_chassis.errors import Refused
from storyreel_chassis.ids import now
from storyreel_chassis.logs import logger
from storyreel_contracts.events import CostVarianceDetected, Event, JobStatusChanged
from storyreel_gateway.domain import facts
from storyreel_gateway.domain.commands import said
from storyreel_gateway.domain.costs import Stage, settle, variance_of
from storyreel_gateway.domain.job import IN_WORK, Job, Step
from storyreel_gateway.domain.quoting import source_of
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.view import JobView, view_of
from storyreel_gateway.domain.webhook import FILM_UNPAID, event_body
from storyreel_gateway.handlers.budget import reserve
from storyreel_gateway.metrics import moved
from storyreel_gateway.ports import GatewayUnit, GatewayUnits

Move = Callable[[Job], Step]
Store = Callable[[Job], Awaitable[Job]]
Expected = Set[str] | None
"""The ETags of which the job must have one, or whatever it has."""

STAGES: dict[str, Stage] = {"storyboard_ready": "storyboard", "video_rendered": "film"}
"""The changes with which a stage is paid."""


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
    """Take one step and write it; one that changes nothing, late or done already, is ordinary: a line for debugging.

    Raises:
        Refused: the owner's command cannot be, or not be paid for; what follows a fact by itself is left undone then,
            and the job says why
    """
    step = move(job)
    if step.opens:
        step = await _afforded(unit, job, step, automatic=cause is not None)
    charged = await _settled(unit, step)
    if step.change is None:
        if step.reason:
            logger(__name__).debug("step_ignored", job_id=str(job.job_id), status=job.status, reason=step.reason)
        return await _costs_changed(unit, job, charged, cause)
    after = await (store or unit.jobs.save_job)(charged)
    await record(unit, step, after, before=job, cause=cause)
    if step.change in STAGES:
        await tell_variance(unit, after, STAGES[step.change], cause)
    return after


async def _costs_changed(unit: GatewayUnit, job: Job, charged: Job, cause: Event | None) -> Job:
    """Money that a step did not tell makes a step of its own."""
    step = facts.costs_changed(job, charged)
    if step.change is None:
        return job
    after = await unit.jobs.save_job(step.job)
    await record(unit, step, after, before=job, cause=cause)
    for stage in () if after.status in IN_WORK else get_args(Stage):
        await tell_variance(unit, after, stage, cause)
    return after


async def _afforded(unit: GatewayUnit, job: Job, step: Step, *, automatic: bool) -> Step:
    """The step with what it may spend reserved. What follows by itself is a film: it has its place among the jobs in
    work, and where it cannot be paid the step is to say so."""
    try:
        await reserve(unit, step.job, step.opens, place=not automatic)
    except Refused as refusal:
        if not automatic:
            raise
        logger(__name__).info("step_not_afforded", job_id=str(job.job_id), change=step.change, code=refusal.code)
        return facts.film_unpaid(job, refusal.code, refusal.message)
    return step


async def _settled(unit: GatewayUnit, step: Step) -> Job:
    """Write what is known about money, also of work that nobody wants any more; the step's job, charged with it."""
    if not step.settles:
        return step.job
    lines = await unit.costs.lines_of(step.job.job_id)
    settled = settle(lines, step.settles, source_of(step.job))
    if settled.changed:
        await unit.costs.put_lines(settled.changed)
    return facts.charged(step.job, settled.spent)


async def tell_variance(unit: GatewayUnit, job: Job, stage: Stage, cause: Event | None) -> None:
    """Say once that a stage was billed too far above its quote."""
    variance = variance_of(await unit.costs.lines_of(job.job_id), stage)
    if not variance.exceeded or not await unit.costs.note_variance(job.job_id, stage, now()):
        return
    event = said(
        job,
        CostVarianceDetected,
        stage=stage,
        quoted_usd=variance.quoted,
        actual_usd=variance.actual,
        variance_percent=variance.percent,
        price_version=job.price_version,
        provider=job.provider,
    )
    await unit.say(_follows(event, cause))


async def record(unit: GatewayUnit, step: Step, after: Job, *, before: Job | None, cause: Event | None = None) -> None:
    """The log entry and the events of a step that was stored."""
    view = view_of(after)
    await unit.jobs.add_change(after, step.change or "", view)
    if step.settled_as is not None:
        await unit.storyboards.add_storyboard(after, step.settled_as, restored_from=step.restored_from)
    if before is None or before.status is not after.status:
        former, since = (None, None) if before is None else (before.status, before.stage_since)
        unit.later(partial(moved, former, since, after.status, after.stage_since))
    if after.approved and not (before and before.approved):
        await unit.storyboards.note_approval(after)
    events = list(step.events)
    if before is not None and before.status is not after.status:
        events.append(
            said(after, JobStatusChanged, job_version=after.version, previous=before.status, status=after.status)
        )
        await _tell(unit, after, f"job.{after.status}", view)
    elif step.change == "film_unpaid":  # nothing follows by itself: whoever only listens would wait for ever
        await _tell(unit, after, FILM_UNPAID, view)
    await unit.say(*(_follows(event, cause) for event in events))
    logger(__name__).info(
        "job_changed", job_id=str(after.job_id), change=step.change, status=after.status, version=after.version
    )


async def _tell(unit: GatewayUnit, job: Job, kind: str, view: JobView) -> None:
    await unit.webhooks.tell(job.owner_id, job.job_id, kind, event_body(kind, view.body.decode()))


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
