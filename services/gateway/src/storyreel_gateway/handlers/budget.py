"""The one place that every decision goes through that may spend: budgets first, then how much is in work."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from storyreel_chassis.ids import now
from storyreel_gateway.domain import costs
from storyreel_gateway.domain.costs import Committed, Line, Month
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.refusals import Crowded, OverBudget
from storyreel_gateway.ports import GatewayUnit


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a decision would spend, and for which job."""

    job: Job
    lines: Sequence[Line]

    @property
    def amount(self) -> Decimal:
        """US dollars."""
        return costs.reserved(self.lines)


Budget = Callable[[GatewayUnit, Wanted], Awaitable[None]]
"""Raises `Refused` where it would be exceeded. Whoever asks holds the owner, so that no two ask at once."""


async def reserve(unit: GatewayUnit, job: Job, lines: Sequence[Line], *, place: bool = True) -> None:
    """Open these lines, in the transaction of the decision.

    Args:
        unit: the decision's transaction; it holds the job, unless that is new
        job: whose they are
        lines: may be free of cost, may not be none
        place: whether the job needs a place among those in work; not one that has it already

    Raises:
        Refused: `budget_exceeded`, `batch_budget_exceeded`, `monthly_budget_exceeded` or `concurrency_limit`; nothing
            was written
    """
    wanted, terms = Wanted(job, lines), unit.terms
    crowd = place and terms.concurrency is not None
    shared = terms.monthly_usd is not None or job.batch_id is not None
    if crowd or (wanted.amount and shared):
        await unit.costs.hold_owner(job.owner_id)
    if wanted.amount:
        for budget in BUDGETS:
            await budget(unit, wanted)
    if crowd:
        await _find_place(unit, job)
    await unit.costs.put_lines(lines)


async def _of_job(unit: GatewayUnit, wanted: Wanted) -> None:
    limit = wanted.job.request.max_cost_usd
    if limit is None:
        return
    known = await unit.costs.lines_of(wanted.job.job_id)
    committed = Committed(spent=costs.spent(known), reserved=costs.reserved(known))
    if committed.total + wanted.amount > limit:
        raise OverBudget("budget_exceeded", limit, committed, wanted.lines)


async def _of_month(unit: GatewayUnit, wanted: Wanted) -> None:
    limit = unit.terms.monthly_usd
    if limit is None:
        return
    committed = await unit.costs.committed(wanted.job.owner_id, Month.of(now()))
    if committed.total + wanted.amount > limit:
        raise OverBudget("monthly_budget_exceeded", limit, committed, wanted.lines)


async def _of_batch(unit: GatewayUnit, wanted: Wanted) -> None:
    batch_id = wanted.job.batch_id
    limit = None if batch_id is None else await unit.batches.budget_of(batch_id)
    if batch_id is None or limit is None:
        return
    committed = await unit.batches.committed_of(batch_id)
    if committed.total + wanted.amount > limit:
        raise OverBudget("batch_budget_exceeded", limit, committed, wanted.lines)


BUDGETS: tuple[Budget, ...] = (_of_job, _of_batch, _of_month)
"""In the order in which they are asked."""


async def _find_place(unit: GatewayUnit, job: Job) -> None:
    limit = unit.terms.concurrency
    if limit is not None and await unit.costs.jobs_in_work(job.owner_id) >= limit:
        raise Crowded(limit)
