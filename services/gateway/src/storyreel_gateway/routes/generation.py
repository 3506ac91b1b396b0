"""Making jobs."""

from decimal import Decimal

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from storyreel_contracts.api import GenerationRequest, JobResponse
from storyreel_gateway.domain.view import job_url
from storyreel_gateway.handlers.request_generation import request_generation
from storyreel_gateway.ports import GatewayUnits
from storyreel_gateway.routes.answers import job_answer
from storyreel_gateway.routes.once import Acting
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Here, Writer

router = APIRouter(tags=["jobs"])
MOST_DOLLARS = Decimal(1_000_000)


def check_wish(wish: GenerationRequest, *where: str | int) -> None:
    """What the model cannot say about a request for a film; `where` it stands, by default in the body.

    Raises:
        RequestValidationError: naming the field
    """
    if wish.max_cost_usd is not None and wish.max_cost_usd > MOST_DOLLARS:
        place, reason = (*(where or ("body",)), "max_cost_usd"), f"Input should be less than or equal to {MOST_DOLLARS}"
        raise RequestValidationError([{"type": "less_than_equal", "loc": place, "msg": reason, "input": None}])


@router.post(
    "/generate",
    status_code=202,
    response_model=JobResponse,
    responses=problems(402, 409, 422, 429),
    summary="Make a job of a prompt",
    response_description="The job, `pending`; `Location` says where to follow it.",
)
async def generate(request: Request, here: Here, acting: Acting, who: Writer, wish: GenerationRequest) -> Response:
    """The storyboard starts at once. Follow the job at `Location`, or as a stream at its `links.events`."""
    check_wish(wish)
    refusal = await here.check_endpoint(wish.webhook_url) if wish.webhook_url else None

    async def act(units: GatewayUnits) -> Response:
        if refusal:
            raise refusal
        job = await request_generation(units, who.owner_id, wish, key_id=who.key_id)
        request.state.job_id = job.job_id
        return job_answer(job, status=202, headers={"Location": job_url(job.job_id)})

    return await acting(act, limit="generate", spends=True)
