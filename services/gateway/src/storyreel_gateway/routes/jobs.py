"""Listing jobs, their metadata, and stopping them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from storyreel_contracts.api import JobMetadata, JobResponse
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.domain.view import job_response
from storyreel_gateway.handlers import cancel_job, read_costs, read_jobs
from storyreel_gateway.ports import GatewayUnits, Span
from storyreel_gateway.routes.answers import job_answer, list_answer
from storyreel_gateway.routes.instants import Instant, as_text
from storyreel_gateway.routes.lists import LINKED, Cursor, Limit, next_page
from storyreel_gateway.routes.once import Acting
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Here, Reader, Writer

router = APIRouter(tags=["jobs"])


async def _made(
    created_after: Annotated[Instant | None, Query(description="Only jobs made then or later.")] = None,
    created_before: Annotated[Instant | None, Query(description="Only jobs made earlier.")] = None,
) -> Span:
    return Span(created_after, created_before)


@router.head("/jobs", include_in_schema=False)
@router.get(
    "/jobs",
    response_model=list[JobResponse],
    responses=problems(422),
    summary="List your jobs, newest first",
    response_description=f"Up to `limit` jobs. {LINKED}",
)
async def list_jobs(  # noqa: PLR0917 - FastAPI passes by name
    here: Here,
    who: Reader,
    made: Annotated[Span, Depends(_made)],
    status: Annotated[VideoStatus | None, Query(description="Only jobs in this status.")] = None,
    client_id: Annotated[str | None, Query(max_length=100, description="Only jobs of this client.")] = None,
    batch_id: Annotated[UUID | None, Query(description="Only jobs of this batch.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Pages do not shift while jobs are added."""
    page, following = await read_jobs.list_jobs(
        here.units, who.owner_id, status=status, client_id=client_id, cursor=cursor, limit=limit,
        batch_id=batch_id, created=made,
    )  # fmt: skip
    headers = next_page(
        "/api/v2/jobs", following, status=status, client_id=client_id, batch_id=batch_id,
        created_after=as_text(made.since), created_before=as_text(made.until), limit=limit,
    )  # fmt: skip
    return list_answer([job_response(job) for job in page], headers=headers)


@router.head("/jobs/{job_id}/metadata", include_in_schema=False)
@router.get("/jobs/{job_id}/metadata", responses=problems(404), summary="Everything but the storyboard")
async def metadata(here: Here, who: Reader, job_id: UUID) -> JobMetadata:
    """Scenes in numbers, costs, downloads and the film's technical facts."""
    return await read_costs.get_metadata(here.units, who.owner_id, job_id)


@router.post(
    "/jobs/{job_id}/cancel",
    status_code=202,
    response_model=JobResponse,
    responses=problems(404, 409),
    summary="Stop a job",
)
async def cancel(acting: Acting, who: Writer, job_id: UUID) -> Response:
    """Work for it stops; what was made stays. 409 where the job has ended already."""

    async def act(units: GatewayUnits) -> Response:
        return job_answer(await cancel_job.cancel_job(units, who.owner_id, job_id), status=202)

    return await acting(act)
