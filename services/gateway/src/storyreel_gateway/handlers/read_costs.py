"""What was spent, by job and by month."""

import re
from datetime import UTC, datetime
from uuid import UUID

from storyreel_chassis.ids import now
from storyreel_contracts.api import JobCosts, JobMetadata, UsageReport
from storyreel_gateway.domain import bills
from storyreel_gateway.domain.costs import Month
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.view import job_metadata
from storyreel_gateway.ports import GatewayUnits

_MONTH = re.compile(r"(2\d{3})-(0[1-9]|1[0-2])", re.ASCII)


async def get_job_costs(units: GatewayUnits, owner_id: str, job_id: UUID) -> JobCosts:
    """A job's ledger.

    Raises:
        Refused: there is no such job
    """
    async with units() as unit:
        job = await unit.jobs.get_job(job_id, owner_id)
        if job is None:
            raise refuse("job_not_found")
        lines = await unit.costs.lines_of(job_id)
        return bills.job_costs(job, lines, await unit.purchases.purchases_of_job(owner_id, job_id))


async def get_metadata(units: GatewayUnits, owner_id: str, job_id: UUID) -> JobMetadata:
    """Everything about a job that is not its storyboard.

    Raises:
        Refused: there is no such job
    """
    async with units() as unit:
        job = await unit.jobs.get_job(job_id, owner_id)
        if job is None:
            raise refuse("job_not_found")
        costs = bills.costs_metadata(job, await unit.costs.lines_of(job_id))
    return job_metadata(job).model_copy(update={"costs": costs})


async def get_usage(units: GatewayUnits, owner_id: str, month: str | None) -> UsageReport:
    """What the owner did and spent in a month, the present one where none is named.

    Raises:
        Refused: it is not a month
    """
    wanted = _month(month)
    async with units() as unit:
        usage = await unit.costs.usage(owner_id, wanted)
        return bills.usage_report(
            wanted, usage, unit.terms, jobs_in_work=await unit.costs.jobs_in_work(owner_id)
        )  # fmt: skip


def _month(text: str | None) -> Month:
    if text is None:
        return Month.of(now())
    found = _MONTH.fullmatch(text)
    if found is None:
        raise refuse("month_invalid")
    return Month.of(datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC))
