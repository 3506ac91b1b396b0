"""Share links, for the owner of the job: make, list and revoke them."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from storyreel_chassis.ids import now
from storyreel_contracts.api import ShareRequest, ShareResponse
from storyreel_gateway.domain.share import Share, share_response
from storyreel_gateway.domain.view import job_url
from storyreel_gateway.handlers import read_shares, revoke_share, share_job
from storyreel_gateway.ports import GatewayUnits
from storyreel_gateway.routes.answers import model_answer
from storyreel_gateway.routes.lists import LINKED, Cursor, Limit, next_page
from storyreel_gateway.routes.once import Acting
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Here, Reader, Services, Writer

router = APIRouter(tags=["sharing"])


@router.post(
    "/jobs/{job_id}/share",
    status_code=201,
    response_model=ShareResponse,
    responses=problems(404, 409, 422),
    summary="Make a link to show",
    response_description="The link; its `url` opens without a key.",
)
async def share(acting: Acting, here: Here, who: Writer, job_id: UUID, wish: ShareRequest) -> Response:
    """Of the storyboard, as it is whenever it is looked at, or of the newest film. Whoever has the link sees that and
    nothing else, until it expires or is revoked. 409 while there is nothing to show."""

    async def act(units: GatewayUnits) -> Response:
        made = await share_job.share_job(units, who.owner_id, job_id, wish)
        headers = {"Location": f"{job_url(job_id)}/shares/{made.share_id}"}
        kept = share_response(made, url=None)  # the link itself is not kept
        return model_answer(kept, status=201, headers=headers)

    def reveal(body: bytes) -> bytes:
        kept = ShareResponse.model_validate_json(body)
        made = Share(owner_id=who.owner_id, **kept.model_dump(exclude={"url", "token"}))
        return share_response(made, url=here.links.url(made)).model_dump_json().encode()

    return await acting(act, reveal=reveal)


@router.head("/jobs/{job_id}/shares", include_in_schema=False)
@router.get(
    "/jobs/{job_id}/shares",
    response_model=list[ShareResponse],
    responses=problems(404, 422),
    summary="List a job's links, newest first",
    response_description=f"Up to `limit` links. {LINKED}",
)
async def list_shares(
    here: Here, who: Reader, response: Response, job_id: UUID, limit: Limit = 50, cursor: Cursor = None
) -> list[ShareResponse]:
    """Also those that have expired or were revoked."""
    page, following = await read_shares.list_shares(here.units, who.owner_id, job_id, cursor=cursor, limit=limit)
    response.headers.update(next_page(f"{job_url(job_id)}/shares", following, limit=limit))
    return [_told(here, one) for one in page]


@router.head("/jobs/{job_id}/shares/{share_id}", include_in_schema=False)
@router.get("/jobs/{job_id}/shares/{share_id}", responses=problems(404), summary="One of a job's links")
async def get(here: Here, who: Reader, job_id: UUID, share_id: UUID) -> ShareResponse:
    """`url` is there while it opens anything."""
    return _told(here, await read_shares.get_share(here.units, who.owner_id, job_id, share_id))


@router.delete(
    "/jobs/{job_id}/shares/{share_id}",
    status_code=204,
    responses={204: {"description": "It is revoked"}, **problems(404)},
    response_class=Response,
    summary="Revoke a link",
)
async def revoke(here: Here, who: Writer, job_id: UUID, share_id: UUID) -> Response:
    """It opens nothing any more, from now on and everywhere. Twice is once."""
    await revoke_share.revoke_share(here.units, who.owner_id, job_id, share_id)
    return Response(status_code=204)


def _told(here: Services, one: Share) -> ShareResponse:
    return share_response(one, url=here.links.url(one) if one.opens(now()) else None)
