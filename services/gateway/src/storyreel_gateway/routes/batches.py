"""Batches: many films asked for at once."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from storyreel_contracts.api import BatchRequest, BatchResponse, BatchSummary
from storyreel_gateway.domain.batches import batch_response, batch_summary
from storyreel_gateway.domain.view import batch_url
from storyreel_gateway.handlers import cancel_batch, read_batches, request_batch
from storyreel_gateway.ports import GatewayUnits
from storyreel_gateway.routes.answers import fresh_answer, model_answer
from storyreel_gateway.routes.limits import MAX_BODY
from storyreel_gateway.routes.lists import LINKED, Cursor, Limit, next_page
from storyreel_gateway.routes.once import Acting
from storyreel_gateway.routes.problems import NOT_CHANGED, problems
from storyreel_gateway.routes.services import Here, Reader, Writer

router = APIRouter(tags=["batches"])


@router.post(
    "/batches",
    status_code=202,
    response_model=BatchResponse,
    responses=problems(409, 422, 429),
    summary="Ask for many films at once",
    response_description="The batch, its items `queued`; `Location` says where to follow it.",
)
async def make(here: Here, acting: Acting, who: Writer, wanted: BatchRequest) -> Response:
    """Up to 100 requests as for `POST /generate`, in up to 4 MiB. A request that is malformed is a 422 that names it,
    and nothing is made. Afterwards each stands for itself: what cannot be made, or not be paid, is `refused` and the
    others go on. They start in their order, as many at once as the owner may have jobs in work; a job that waits for
    its owner makes place for the next. The batch counts as one request against the limit of `generate`."""
    _check(wanted)
    urls = {index: wish.webhook_url for index, wish in enumerate(wanted.requests) if wish.webhook_url}
    refused = await here.check_endpoint.each(urls.values())
    refusals = {index: refused[url] for index, url in urls.items() if url in refused}

    async def act(units: GatewayUnits) -> Response:
        batch = await request_batch.request_batch(units, who.owner_id, wanted, key_id=who.key_id, refusals=refusals)
        headers = {"Location": batch_url(batch.batch_id)}
        return model_answer(batch_response(batch), status=202, headers=headers, tagged=True)

    return await acting(act, limit="generate")


def _check(wanted: BatchRequest) -> None:
    """What the model cannot say.

    Raises:
        RequestValidationError: naming the field
    """
    for index, wish in enumerate(wanted.requests):
        if len(wish.model_dump_json()) > MAX_BODY:
            reason = f"must have at most {MAX_BODY // 1024} KiB, written as JSON"
            place = ("body", "requests", index)
            raise RequestValidationError([{"type": "value_invalid", "loc": place, "msg": reason, "input": None}])


@router.head("/batches", include_in_schema=False)
@router.get(
    "/batches",
    response_model=list[BatchSummary],
    responses={**NOT_CHANGED, **problems(422)},
    summary="List your batches, newest first",
    response_description=f"Up to `limit` batches without their items. {LINKED}",
)
async def list_batches(
    request: Request,
    here: Here,
    who: Reader,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Pages do not shift while batches are added."""
    page, following = await read_batches.list_batches(here.units, who.owner_id, cursor=cursor, limit=limit)
    headers = next_page("/api/v2/batches", following, limit=limit)
    return fresh_answer(request, [batch_summary(batch) for batch in page], headers=headers)


@router.head("/batches/{batch_id}", include_in_schema=False)
@router.get(
    "/batches/{batch_id}",
    response_model=BatchResponse,
    responses={**NOT_CHANGED, **problems(404)},
    summary="How far a batch is",
)
async def get(request: Request, here: Here, who: Reader, batch_id: UUID) -> Response:
    """Every item with its state and its job. The `ETag` changes with anything in it."""
    return fresh_answer(request, batch_response(await read_batches.get_batch(here.units, who.owner_id, batch_id)))


@router.post(
    "/batches/{batch_id}/cancel",
    status_code=202,
    response_model=BatchResponse,
    responses=problems(404, 409),
    summary="Stop a batch",
)
async def cancel(acting: Acting, who: Writer, batch_id: UUID) -> Response:
    """Requests that wait never start, and all jobs of the others that have not ended stop, those too that wait for
    their owner; what was made stays. 409 where every item has ended already."""

    async def act(units: GatewayUnits) -> Response:
        batch = await cancel_batch.cancel_batch(units, who.owner_id, batch_id)
        return model_answer(batch_response(batch), status=202, tagged=True)

    return await acting(act)
