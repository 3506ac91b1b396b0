"""Making jobs."""

from fastapi import APIRouter
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
    refusal = await here.check_endpoint(wish.webhook_url) if wish.webhook_url else None

    async def act(units: GatewayUnits) -> Response:
        if refusal:
            raise refusal
        job = await request_generation(units, who.owner_id, wish, key_id=who.key_id)
        request.state.job_id = job.job_id
        return job_answer(job, status=202, headers={"Location": job_url(job.job_id)})

    return await acting(act, limit="generate", spends=True)
