"""What films may cost and did cost."""

from uuid import UUID, uuid4

from storyreel.client.calls import PREFIX, Call, job_path
from storyreel.client.wire import Wire
from storyreel.client.wire_async import AsyncWire
from storyreel_contracts.api import Estimate, GenerationRequest, JobCosts, UsageReport

ESTIMATE = Estimate.model_validate_json
JOB_COSTS = JobCosts.model_validate_json
USAGE = UsageReport.model_validate_json


def estimate(request: GenerationRequest) -> Call[Estimate]:
    """What a film would cost."""
    return Call("POST", f"{PREFIX}/estimates", ESTIMATE, request, key=str(uuid4()))


def job_costs(job_id: UUID | str) -> Call[JobCosts]:
    """A job's ledger."""
    return Call("GET", job_path(job_id, "costs"), JOB_COSTS)


def usage(month: str | None) -> Call[UsageReport]:
    """A month."""
    return Call("GET", f"{PREFIX}/usage", USAGE, query={"month": month} if month else {})


class Costs:
    """What films may cost and did cost."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def estimate(self, request: GenerationRequest) -> Estimate:
        """What this film would cost, line by line; nothing is made."""
        return self._wire.send(estimate(request))

    def of_job(self, job_id: UUID | str) -> JobCosts:
        """What a job was quoted, what is reserved for it and what was billed, by scene and by piece."""
        return self._wire.send(job_costs(job_id))

    def usage(self, month: str | None = None) -> UsageReport:
        """What all of one's keys did and spent in a month, `YYYY-MM` in UTC, the present one without."""
        return self._wire.send(usage(month))


class AsyncCosts:
    """What films may cost and did cost."""

    def __init__(self, wire: AsyncWire) -> None:
        self._wire = wire

    async def estimate(self, request: GenerationRequest) -> Estimate:
        """What this film would cost, line by line; nothing is made."""
        return await self._wire.send(estimate(request))

    async def of_job(self, job_id: UUID | str) -> JobCosts:
        """What a job was quoted, what is reserved for it and what was billed, by scene and by piece."""
        return await self._wire.send(job_costs(job_id))

    async def usage(self, month: str | None = None) -> UsageReport:
        """What all of one's keys did and spent in a month, `YYYY-MM` in UTC, the present one without."""
        return await self._wire.send(usage(month))
