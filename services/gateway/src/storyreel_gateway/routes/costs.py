"""What films may cost and did cost."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from storyreel_contracts.api import Estimate, GenerationRequest, JobCosts, UsageReport
from storyreel_gateway.handlers import read_costs
from storyreel_gateway.handlers.estimate_film import estimate_film
from storyreel_gateway.ports import GatewayUnits
from storyreel_gateway.routes.answers import model_answer
from storyreel_gateway.routes.once import Acting
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Here, Reader, Writer

router = APIRouter(tags=["costs"])
_MONTH = Query(
    description="`YYYY-MM`, UTC; default: the present month.",
    json_schema_extra={"pattern": "^2[0-9]{3}-(0[1-9]|1[0-2])$"},
)


@router.post(
    "/estimates",
    response_model=Estimate,
    responses=problems(409, 422),
    summary="What a film would cost",
    response_description="The same lines, prices and total as those of a job made of the same request now.",
)
async def estimate(acting: Acting, who: Writer, wish: GenerationRequest) -> Response:
    """Takes the very body of `POST /generate`, makes nothing and reserves nothing. It asks for `jobs:write`: who may
    not make a film has nothing to estimate. The prices are list prices; what a provider bills may differ."""

    async def act(units: GatewayUnits) -> Response:
        return model_answer(await estimate_film(units, who.owner_id, wish))

    return await acting(act)


@router.head("/jobs/{job_id}/costs", include_in_schema=False)
@router.get("/jobs/{job_id}/costs", responses=problems(404), summary="What a job costs, line by line")
async def job_costs(here: Here, who: Reader, job_id: UUID) -> JobCosts:
    """Quoted before, reserved while it is made, billed or released after; by scene and by piece. Settled by the prices
    that held when the job was made."""
    return await read_costs.get_job_costs(here.units, who.owner_id, job_id)


@router.head("/usage", include_in_schema=False)
@router.get("/usage", responses=problems(422), summary="What you did and spent in a month")
async def usage(
    here: Here,
    who: Reader,
    month: Annotated[str | None, _MONTH] = None,
) -> UsageReport:
    """All keys of an owner together. A cost counts in the month in which it was decided on, whenever it is billed."""
    return await read_costs.get_usage(here.units, who.owner_id, month)
