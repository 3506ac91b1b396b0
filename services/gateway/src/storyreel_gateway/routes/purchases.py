"""What was bought of providers, and may have been."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from storyreel_contracts.api import PurchaseResponse, PurchaseTotals
from storyreel_contracts.types import ProviderName, PurchaseState
from storyreel_gateway.domain import bills
from storyreel_gateway.handlers import read_purchases
from storyreel_gateway.ports import Span, Wanted
from storyreel_gateway.routes.answers import list_answer
from storyreel_gateway.routes.instants import Instant, as_text
from storyreel_gateway.routes.lists import LINKED, Cursor, Limit, next_page
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Here, Reader

router = APIRouter(prefix="/purchases", tags=["costs"])


async def _wanted(
    state: Annotated[PurchaseState | None, Query(description="Only purchases in this state.")] = None,
    provider: Annotated[ProviderName | None, Query(description="Only of this provider.")] = None,
    job_id: Annotated[UUID | None, Query(description="Only for this job.")] = None,
    since: Annotated[Instant | None, Query(description="Only what was bought then or later.")] = None,
    until: Annotated[Instant | None, Query(description="Only what was bought earlier.")] = None,
) -> Wanted:
    return Wanted(state, provider, job_id, Span(since, until))


Asked = Annotated[Wanted, Depends(_wanted)]


@router.head("", include_in_schema=False)
@router.get(
    "",
    response_model=list[PurchaseResponse],
    responses=problems(422),
    summary="List your purchases, newest first",
    response_description=f"Up to `limit` purchases. {LINKED}",
)
async def list_purchases(here: Here, who: Reader, wanted: Asked, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Everything that a provider was, or may have been, asked to make for you, as it stands; also for jobs that were
    canceled or failed. Pages do not shift while there is more."""
    page, following = await read_purchases.list_purchases(
        here.units, who.owner_id, wanted, cursor=cursor, limit=limit
    )  # fmt: skip
    headers = next_page(
        "/api/v2/purchases", following, state=wanted.state, provider=wanted.provider, job_id=wanted.job_id,
        since=as_text(wanted.created.since), until=as_text(wanted.created.until), limit=limit,
    )  # fmt: skip
    return list_answer([bills.purchase(one) for one in page], headers=headers)


@router.head("/totals", include_in_schema=False)
@router.get("/totals", responses=problems(422), summary="What your purchases come to")
async def purchase_totals(here: Here, who: Reader, wanted: Asked) -> PurchaseTotals:
    """Paid, still open, and unknown: of all purchases that the same conditions list."""
    return bills.purchase_totals(await read_purchases.sum_purchases(here.units, who.owner_id, wanted))
