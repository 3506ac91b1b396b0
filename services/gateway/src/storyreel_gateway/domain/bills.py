"""Costs as their owner sees them: the API's models of lines, jobs and months."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from storyreel_contracts.api import (
    CostLine,
    CostsMetadata,
    Estimate,
    EstimateLine,
    JobCosts,
    ProviderUsage,
    PurchaseError,
    PurchaseResponse,
    PurchaseTotals,
    SceneCosts,
    UsageReport,
)
from storyreel_contracts.api.costs import CostUnit
from storyreel_contracts.types import CostKind
from storyreel_gateway.domain import costs
from storyreel_gateway.domain.costs import NOTHING, Committed, Line, Month
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.purchases import Purchase, Totals
from storyreel_gateway.domain.refusals import OverBudget
from storyreel_gateway.domain.terms import Terms
from storyreel_gateway.domain.usage import Usage

_UNITS: Mapping[CostKind, CostUnit] = {"image": "image", "clip": "second"}


def estimate(job: Job, lines: Sequence[Line], month: Committed, terms: Terms) -> Estimate:
    """What a job that was not made would cost: `lines` are its pictures and all of its clips."""
    images = _quoted(lines, "image")
    total = images + _quoted(lines, "clip")
    most = costs.reserved(lines)
    limit = job.request.max_cost_usd
    return Estimate(
        provider=job.provider,
        price_version=job.price_version,
        lines=[estimate_line(line) for line in lines],
        images_usd=images,
        clips_usd=total - images,
        total_usd=total,
        reserved_usd=most,
        max_cost_usd=limit,
        within_budget=_obstacle(most, limit, month, terms) is None,
        refusal=_obstacle(costs.reserved(one for one in lines if one.kind == "image"), limit, month, terms),
    )


def _quoted(lines: Iterable[Line], kind: CostKind) -> Decimal:
    return costs.quoted(line for line in lines if line.kind == kind)


def _obstacle(amount: Decimal, limit: Decimal | None, month: Committed, terms: Terms) -> str | None:
    """The code of the budget that does not allow an amount, in the order in which a decision meets them."""
    if amount and limit is not None and amount > limit:
        return "budget_exceeded"
    if amount and terms.monthly_usd is not None and month.total + amount > terms.monthly_usd:
        return "monthly_budget_exceeded"
    return None


def estimate_line(line: Line) -> EstimateLine:
    """A line before anything is bought."""
    return EstimateLine(
        kind=line.kind,
        scene_number=line.scene_number,
        model=line.model,
        unit=_UNITS[line.kind],
        quantity=line.quantity,
        unit_price_usd=line.unit_price,
        amount_usd=line.quoted,
        reserved_usd=line.reserved,
    )


def members(refusal: OverBudget) -> dict[str, Any]:
    """What a problem says beyond its sentence where a budget does not allow something."""
    return {
        "limit_usd": float(refusal.limit),
        "spent_usd": float(refusal.committed.spent),
        "reserved_usd": float(refusal.committed.reserved),
        "wanted_usd": float(refusal.wanted),
        "lines": [estimate_line(line).model_dump(mode="json") for line in refusal.lines],
    }


def job_costs(job: Job, lines: Sequence[Line], purchases: Sequence[Purchase] = ()) -> JobCosts:
    """A job's ledger; scenes are numbered as they stand now."""
    numbers = {entry.scene_id: entry.scene_number for entry in job.entries}
    committed = Committed(costs.spent(lines), costs.reserved(lines))
    limit, variance = job.request.max_cost_usd, costs.variance_of(lines)

    def number_of(line: Line) -> int | None:
        return line.scene_number if line.scene_id is None else numbers.get(line.scene_id, line.scene_number)

    return JobCosts(
        job_id=job.job_id,
        provider=job.provider,
        price_version=job.price_version,
        estimated_usd=job.estimated_cost,
        quoted_usd=costs.quoted(lines),
        reserved_usd=committed.reserved,
        actual_usd=committed.spent,
        unknown_usd=_sum(line.doubtful for line in lines),
        max_cost_usd=limit,
        remaining_usd=_left(limit, committed),
        variance_percent=variance.percent,
        variance_exceeded=costs.exceeded(lines),
        scenes=_scenes(lines, number_of),
        lines=[_line(line, number_of(line)) for line in lines],
        purchases=[purchase(one, numbers.get(one.scene_id)) for one in purchases],
    )


def purchase(one: Purchase, scene_number: int | None = None) -> PurchaseResponse:
    """A purchase as its owner sees it, by the scene's number when it was bought where no other is given."""
    problem = one.problem
    return PurchaseResponse(
        purchase_id=one.purchase_id,
        job_id=one.job_id,
        kind=one.kind,
        scene_number=scene_number or one.scene_number,
        provider=one.provider,
        model=one.model,
        prediction_id=one.prediction_id,
        state=one.state,
        price_usd=one.price,
        cost_usd=one.cost,
        error=None if problem is None else PurchaseError(code=problem.code, message=problem.message),
        created_at=one.created_at,
        ended_at=one.ended_at,
    )


def purchase_totals(totals: Totals) -> PurchaseTotals:
    """What purchases come to, as their owner sees it."""
    return PurchaseTotals(
        count=totals.count, paid_usd=totals.paid, open_usd=totals.under_way, unknown_usd=totals.doubtful
    )


def _left(limit: Decimal | None, committed: Committed) -> Decimal | None:
    return None if limit is None else max(NOTHING, limit - committed.total)


def _scenes(lines: Sequence[Line], number_of: Callable[[Line], int | None]) -> list[SceneCosts]:
    by_number: dict[int, list[Line]] = {}
    for line in lines:
        if (number := number_of(line)) is not None:
            by_number.setdefault(number, []).append(line)
    return [
        SceneCosts(
            scene_number=number,
            quoted_usd=costs.quoted(own),
            reserved_usd=costs.reserved(own),
            actual_usd=costs.spent(own),
        )
        for number, own in sorted(by_number.items())
    ]


def _line(line: Line, scene_number: int | None) -> CostLine:
    return CostLine(
        kind=line.kind,
        scene_number=scene_number,
        provider=line.provider,
        model=line.model,
        unit=_UNITS[line.kind],
        quantity=line.quantity,
        unit_price_usd=line.unit_price,
        quoted_usd=line.quoted,
        reserved_usd=line.reserved,
        actual_usd=line.actual,
        state=line.state,
        created_at=line.created_at,
        settled_at=line.settled_at,
    )


def costs_metadata(job: Job, lines: Sequence[Line]) -> CostsMetadata:
    """A job's costs in its metadata."""
    variance = costs.variance_of(lines)
    return CostsMetadata(
        estimated=job.estimated_cost,
        actual=job.actual_cost,
        quoted=variance.quoted,
        variance_percent=variance.percent,
        variance_exceeded=costs.exceeded(lines),
    )


def usage_report(month: Month, usage: Usage, terms: Terms, *, jobs_in_work: int) -> UsageReport:
    """A month as its owner sees it."""
    committed = Committed(_sum(one.actual for one in usage.providers), _sum(one.reserved for one in usage.providers))
    return UsageReport(
        month=str(month),
        jobs=usage.jobs,
        images=sum(one.images for one in usage.providers),
        clip_seconds=_sum(one.clip_seconds for one in usage.providers),
        films=usage.films,
        exports=usage.exports,
        quoted_usd=_sum(one.quoted for one in usage.providers),
        reserved_usd=committed.reserved,
        actual_usd=committed.spent,
        providers=[
            ProviderUsage(
                provider=one.provider,
                images=one.images,
                clip_seconds=one.clip_seconds,
                quoted_usd=one.quoted,
                reserved_usd=one.reserved,
                actual_usd=one.actual,
            )
            for one in usage.providers
        ],
        monthly_budget_usd=terms.monthly_usd,
        remaining_usd=_left(terms.monthly_usd, committed),
        jobs_in_work=jobs_in_work,
        concurrency_limit=terms.concurrency,
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)
