"""Incoming webhooks: what the providers of pictures and clips call when something was made."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from storyreel_gateway.routes.multipart import wrong
from storyreel_gateway.routes.problems import problems
from storyreel_gateway.routes.services import Here
from storyreel_media.replicate import Prediction

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

_HEADERS = {
    "webhook-id": "The same whenever the call is tried again.",
    "webhook-timestamp": "Seconds since 1970, within five minutes of ours.",
    "webhook-signature": "`v1,` and base64; several with spaces between.",
}
_CALL: dict[str, Any] = {
    "security": [],
    "parameters": [
        {"name": name, "in": "header", "required": True, "description": text, "schema": {"type": "string"}}
        for name, text in _HEADERS.items()
    ],
    "requestBody": {
        "required": True,
        "description": "The prediction, as the provider's API has it.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string", "minLength": 1, "maxLength": 200},
                        "status": {"type": "string"},
                        "created_at": {"type": "string", "format": "date-time"},
                    },
                    "required": ["id", "status", "created_at"],
                },
                "example": {
                    "id": "4jv5kqg1wdrm80cte1rv5xhq0r",
                    "status": "succeeded",
                    "created_at": "2026-01-31T12:00:00Z",
                },
            }
        },
    },
}


@router.post(
    "/replicate",
    status_code=204,
    responses={204: {"description": "It is heard, now or before"}, **problems(401, public=True)},
    response_class=Response,
    openapi_extra=_CALL,
    summary="For Replicate: tell of a prediction",
)
async def replicate(
    request: Request,
    here: Here,
    purchase: Annotated[UUID, Query(description="Which purchase the prediction is.")],
) -> Response:
    """Takes no key, but a signature by Standard Webhooks with the provider's secret. Whoever waits for the prediction
    looks at it at once; nothing in the call is believed."""
    try:
        body = await request.body()
    except ClientDisconnect:
        raise wrong("body", "ends before its end") from None
    call = await here.hear_provider.genuine(request.headers, body)
    try:
        Prediction.model_validate_json(body)
    except ValidationError:
        raise wrong("body", "must be a prediction") from None
    await here.hear_provider(call, purchase)
    return Response(status_code=204)
