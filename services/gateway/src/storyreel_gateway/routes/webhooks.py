"""Outgoing webhooks: the key's endpoint, the owner's secret, and what was sent."""

import json
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from storyreel_contracts.api import (
    DeliveryState,
    EndpointRequest,
    WebhookAttempt,
    WebhookDelivery,
    WebhookDeliveryDetail,
    WebhookEndpoint,
    WebhookRotation,
    WebhookSecret,
)
from storyreel_gateway.domain.webhook import BOTH_FOR, Delivery, Endpoint, Secret, Try, secret_text
from storyreel_gateway.handlers import webhook_deliveries, webhook_endpoint
from storyreel_gateway.ports import GatewayUnits
from storyreel_gateway.routes.answers import list_answer, model_answer
from storyreel_gateway.routes.lists import LINKED, Cursor, Limit, next_page
from storyreel_gateway.routes.once import Acting
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Here, Reader, Services, Writer

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


@router.put("/endpoint", responses=problems(422), summary="Set your key's endpoint")
async def put_endpoint(here: Here, who: Writer, wish: EndpointRequest) -> WebhookEndpoint:
    """Told of every job made with this key that names no `webhook_url` of its own, also of those under way. What still
    waits for a former endpoint goes to this one. An endpoint that was disabled is active again."""
    if refusal := await here.check_endpoint(wish.url):
        raise refusal
    endpoint, secret = await webhook_endpoint.set_endpoint(here.units, who.owner_id, who.key_id, wish.url)
    return _endpoint(here, who.owner_id, endpoint, secret)


@router.head("/endpoint", include_in_schema=False)
@router.get("/endpoint", responses=problems(404), summary="Your key's endpoint")
async def get_endpoint(here: Here, who: Reader) -> WebhookEndpoint:
    """How it does: `disabled` after several deliveries in a row were given up, or when it answered 410."""
    endpoint, secret = await webhook_endpoint.get_endpoint(here.units, who.owner_id, who.key_id)
    return _endpoint(here, who.owner_id, endpoint, secret)


@router.delete(
    "/endpoint",
    status_code=204,
    responses={204: {"description": "It is gone"}, **problems(404)},
    response_class=Response,
    summary="Take your key's endpoint away",
)
async def delete_endpoint(here: Here, who: Writer) -> Response:
    """What still waits for it is canceled."""
    await webhook_endpoint.unset_endpoint(here.units, who.owner_id, who.key_id)
    return Response(status_code=204)


@router.post(
    "/endpoint/test",
    status_code=202,
    response_model=WebhookDelivery,
    responses=problems(404, 409),
    summary="Send a test event to your key's endpoint",
)
async def post_test(acting: Acting, who: Writer) -> Response:
    """`webhook.test`; the delivery says what came of it. One that a disabled endpoint takes makes it active again."""

    async def act(units: GatewayUnits) -> Response:
        return _answer(await webhook_endpoint.test_endpoint(units, who.owner_id, who.key_id), status=202)

    return await acting(act)


@router.head("/secret", include_in_schema=False)
@router.get("/secret", responses=problems(), summary="The secret that signs what you are sent")
async def get_secret(here: Here, who: Writer) -> WebhookSecret:
    """One for all of your endpoints."""
    secret = await webhook_endpoint.get_secret(here.units, who.owner_id)
    text = secret_text(here.secret, who.owner_id, secret.generation)
    return WebhookSecret(secret=text, previous_until=secret.previous_until)


@router.post(
    "/secret/rotate", response_model=WebhookRotation, responses=problems(409), summary="Change the secret that signs"
)
async def rotate_secret(acting: Acting, who: Writer) -> Response:
    """For 24 hours both the new and the former one sign. Rotated twice, the former one is out at once."""

    async def act(units: GatewayUnits) -> Response:
        secret = await webhook_endpoint.rotate_secret(units, who.owner_id)
        if secret.rotated_at is None:
            raise LookupError("a secret that was rotated has a time")
        told = WebhookRotation(rotated_at=secret.rotated_at, previous_until=secret.rotated_at + BOTH_FOR)
        return model_answer(told)

    return await acting(act)


@router.head("/deliveries", include_in_schema=False)
@router.get(
    "/deliveries",
    response_model=list[WebhookDelivery],
    responses=problems(422),
    summary="What you were sent, newest first",
    response_description=f"Up to `limit` deliveries. {LINKED}",
)
async def list_deliveries(
    here: Here,
    who: Reader,
    job_id: Annotated[UUID | None, Query(description="Only of this job.")] = None,
    state: Annotated[DeliveryState | None, Query(description="Only in this state.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Of all of your keys and jobs, kept for 30 days after they are settled."""
    page, following = await webhook_deliveries.list_deliveries(
        here.units, who.owner_id, job_id=job_id, state=state, cursor=cursor, limit=limit
    )
    headers = next_page("/api/v2/webhooks/deliveries", following, job_id=job_id, state=state, limit=limit)
    return list_answer([_delivery(one) for one in page], headers=headers)


@router.head("/deliveries/{delivery_id}", include_in_schema=False)
@router.get("/deliveries/{delivery_id}", responses=problems(404), summary="One delivery, with its attempts")
async def get_delivery(here: Here, who: Reader, delivery_id: UUID) -> WebhookDeliveryDetail:
    """`event` is what was sent, `tries` what came of each attempt."""
    found, tries = await webhook_deliveries.get_delivery(here.units, who.owner_id, delivery_id)
    return WebhookDeliveryDetail(
        **_delivery(found).model_dump(), event=json.loads(found.body), tries=_attempts(tries)
    )  # fmt: skip


@router.post(
    "/deliveries/{delivery_id}/replay",
    status_code=202,
    response_model=WebhookDelivery,
    responses=problems(404, 409),
    summary="Send a delivery again",
)
async def replay(acting: Acting, who: Writer, delivery_id: UUID) -> Response:
    """Delivered, failed or canceled ones, under the same `webhook-id`; the schedule of attempts begins anew."""

    async def act(units: GatewayUnits) -> Response:
        return _answer(await webhook_deliveries.replay_delivery(units, who.owner_id, delivery_id), status=202)

    return await acting(act)


def _endpoint(here: Services, owner_id: str, endpoint: Endpoint, secret: Secret) -> WebhookEndpoint:
    return WebhookEndpoint(
        url=endpoint.url,
        state="active" if endpoint.active else "disabled",
        failures=endpoint.failures,
        disabled_at=endpoint.disabled_at,
        secret_hint=f"…{secret_text(here.secret, owner_id, secret.generation)[-5:]}",
    )


def _delivery(one: Delivery) -> WebhookDelivery:
    return WebhookDelivery(
        delivery_id=one.delivery_id,
        job_id=one.job_id,
        type=one.type,
        url=one.url,
        state=one.state,
        attempts=one.attempts,
        next_attempt_at=one.next_attempt_at if one.state == "pending" else None,
        last_status=one.last_status,
        last_error=one.last_error,
        created_at=one.created_at,
        delivered_at=one.delivered_at,
    )


def _attempts(tries: Sequence[Try]) -> list[WebhookAttempt]:
    return [
        WebhookAttempt(
            number=one.number,
            started_at=one.started_at,
            milliseconds=one.milliseconds,
            status=one.status,
            error=one.error,
        )
        for one in tries
    ]


def _answer(delivery: Delivery, *, status: int) -> Response:
    location = f"/api/v2/webhooks/deliveries/{delivery.delivery_id}"
    return model_answer(_delivery(delivery), status=status, headers={"Location": location})
