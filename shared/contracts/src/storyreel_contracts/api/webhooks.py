"""Outgoing webhooks: where events are sent, what was sent, and what came of it."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, JsonValue, StringConstraints

from storyreel_contracts.api.base import Answer, Request
from storyreel_contracts.types import Moment

_SPELT = Field(json_schema_extra={"pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://[!-~]{3,}$"})
"""For who reads the schema: where a URL may lead is looked at by itself, and complained about in other words."""
WebhookUrl = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=2000), _SPELT]
DeliveryState = Literal["pending", "delivered", "failed", "canceled"]


class EndpointRequest(Request):
    """Where events of the jobs made with this key are sent."""

    url: WebhookUrl = Field(
        description="A public https URL on port 443 or 8443.", examples=["https://example.com/hooks/storyreel"]
    )


class WebhookEndpoint(Answer):
    """Where the events of a key's jobs are sent."""

    url: str
    state: Literal["active", "disabled"] = Field(description="`disabled` after failures; set the URL again to go on.")
    failures: int = Field(description="Deliveries in a row that were given up.")
    disabled_at: Moment | None = None
    secret_hint: str = Field(description="How the secret that signs ends.")


class WebhookSecret(Answer):
    """What signs every event that is sent to this owner."""

    secret: str = Field(description="`whsec_…`, for any library of Standard Webhooks.")
    previous_until: Moment | None = Field(default=None, description="Until then the former secret signs as well.")


class WebhookRotation(Answer):
    """A new secret signs; GET …/secret shows it."""

    rotated_at: Moment
    previous_until: Moment = Field(description="Until then the former secret signs as well.")


class WebhookDelivery(Answer):
    """An event on its way to an endpoint."""

    delivery_id: UUID = Field(description="The `webhook-id` of every attempt.")
    job_id: UUID | None = None
    type: str = Field(description="Such as `job.completed`.", examples=["job.completed"])
    url: str
    state: DeliveryState
    attempts: int
    next_attempt_at: Moment | None = None
    last_status: int | None = None
    last_error: str | None = None
    created_at: Moment
    delivered_at: Moment | None = None


class WebhookAttempt(Answer):
    """One time that an event was sent. Where it has neither status nor error, it is under way or was cut off."""

    number: int
    started_at: Moment
    milliseconds: int | None = None
    status: int | None = None
    error: str | None = None


class WebhookDeliveryDetail(WebhookDelivery):
    """A delivery, what it carries and every attempt."""

    event: dict[str, JsonValue]
    tries: list[WebhookAttempt]


class WebhookEvent(Answer):
    """What an endpoint gets; `data` is a `JobResponse`, of `export.…` an `ExportResponse`."""

    type: str
    timestamp: Moment
    data: dict[str, JsonValue]
