"""Outgoing webhooks: `client.webhooks` sets them up, `verify` is for whoever receives them."""

import binascii
from collections.abc import AsyncIterator, Iterator, Mapping
from uuid import UUID, uuid4

from pydantic import TypeAdapter, ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from storyreel.client.calls import PREFIX, Call, path
from storyreel.client.errors import StoryreelError
from storyreel.client.pages import every, every_async
from storyreel.client.wire import Wire
from storyreel.client.wire_async import AsyncWire
from storyreel_contracts.api import (
    DeliveryState,
    EndpointRequest,
    WebhookDelivery,
    WebhookDeliveryDetail,
    WebhookEndpoint,
    WebhookEvent,
    WebhookRotation,
    WebhookSecret,
)

PATH = f"{PREFIX}/webhooks"
DELIVERIES = TypeAdapter(list[WebhookDelivery]).validate_json
Deliveries = list[WebhookDelivery]


class WebhookForged(StoryreelError):
    """A request that Storyreel did not send, not like this, or not in the last five minutes."""


def verify(body: bytes | str, headers: Mapping[str, str], secret: str) -> WebhookEvent:
    """The event in a request to an endpoint, once it is certain who sent it.

    Take each `webhook-id` once: an event whose answer got lost is sent again.

    Args:
        body: the request's body as it came, not as it was parsed
        headers: the request's headers, by names in any case
        secret: `whsec_…`, of `client.webhooks.secret()`

    Raises:
        WebhookForged: it is not genuine; answer 400 and do nothing
    """
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
        return WebhookEvent.model_validate_json(body)
    except WebhookVerificationError as error:
        raise WebhookForged(f"this webhook is not genuine: {str(error).lower()}") from error
    except (binascii.Error, UnicodeDecodeError, ValidationError, ValueError) as error:
        raise WebhookForged("this webhook is not genuine: it is malformed") from error


def set_url(url: str) -> Call[WebhookEndpoint]:
    """Set the key's endpoint."""
    return Call("PUT", f"{PATH}/endpoint", WebhookEndpoint.model_validate_json, EndpointRequest(url=url))


def endpoint() -> Call[WebhookEndpoint]:
    """The key's endpoint."""
    return Call("GET", f"{PATH}/endpoint", WebhookEndpoint.model_validate_json)


def unset() -> Call[bytes]:
    """Take the key's endpoint away."""
    return Call("DELETE", f"{PATH}/endpoint", bytes)


def secret() -> Call[WebhookSecret]:
    """The secret that signs."""
    return Call("GET", f"{PATH}/secret", WebhookSecret.model_validate_json)


def rotate() -> Call[WebhookRotation]:
    """Change it."""
    return Call("POST", f"{PATH}/secret/rotate", WebhookRotation.model_validate_json, key=str(uuid4()))


def deliveries(job_id: UUID | str | None, state: DeliveryState | None, page_size: int) -> Call[Deliveries]:
    """The first page of deliveries."""
    query: dict[str, str | int] = {"limit": page_size}
    query |= {"job_id": str(job_id)} if job_id else {}
    query |= {"state": state} if state else {}
    return Call("GET", f"{PATH}/deliveries", DELIVERIES, query=query)


def delivery(delivery_id: UUID | str) -> Call[WebhookDeliveryDetail]:
    """One delivery."""
    return Call("GET", path("webhooks", "deliveries", delivery_id), WebhookDeliveryDetail.model_validate_json)


def replay(delivery_id: UUID | str) -> Call[WebhookDelivery]:
    """Send it again."""
    to = path("webhooks", "deliveries", delivery_id, "replay")
    return Call("POST", to, WebhookDelivery.model_validate_json, key=str(uuid4()))


def test() -> Call[WebhookDelivery]:
    """Send a test event."""
    return Call("POST", f"{PATH}/endpoint/test", WebhookDelivery.model_validate_json, key=str(uuid4()))


class Webhooks:
    """`client.webhooks`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def set(self, url: str) -> WebhookEndpoint:
        """Tell this URL of the jobs made with this key; also makes a disabled endpoint active again."""
        return self._wire.send(set_url(url))

    def endpoint(self) -> WebhookEndpoint:
        """The key's endpoint, and how it does."""
        return self._wire.send(endpoint())

    def unset(self) -> None:
        """Tell nobody any more."""
        self._wire.send(unset())

    def secret(self) -> WebhookSecret:
        """The secret that signs, for `verify`."""
        return self._wire.send(secret())

    def rotate(self) -> WebhookSecret:
        """Change the secret; the former one signs beside it for a day. Returns the new one."""
        self._wire.send(rotate())
        return self.secret()

    def deliveries(
        self, *, job_id: UUID | str | None = None, state: DeliveryState | None = None, page_size: int = 50
    ) -> Iterator[WebhookDelivery]:
        """What was sent, newest first; further pages are fetched as they are needed."""
        return every(self._wire, deliveries(job_id, state, page_size))

    def delivery(self, delivery_id: UUID | str) -> WebhookDeliveryDetail:
        """One delivery, with its event and its attempts."""
        return self._wire.send(delivery(delivery_id))

    def replay(self, delivery_id: UUID | str) -> WebhookDelivery:
        """Send a settled delivery again, under its id."""
        return self._wire.send(replay(delivery_id))

    def test(self) -> WebhookDelivery:
        """Send `webhook.test` to the key's endpoint."""
        return self._wire.send(test())


class AsyncWebhooks:
    """`client.webhooks` for asyncio."""

    def __init__(self, wire: AsyncWire) -> None:
        self._wire = wire

    async def set(self, url: str) -> WebhookEndpoint:
        """Tell this URL of the jobs made with this key; also makes a disabled endpoint active again."""
        return await self._wire.send(set_url(url))

    async def endpoint(self) -> WebhookEndpoint:
        """The key's endpoint, and how it does."""
        return await self._wire.send(endpoint())

    async def unset(self) -> None:
        """Tell nobody any more."""
        await self._wire.send(unset())

    async def secret(self) -> WebhookSecret:
        """The secret that signs, for `verify`."""
        return await self._wire.send(secret())

    async def rotate(self) -> WebhookSecret:
        """Change the secret; the former one signs beside it for a day. Returns the new one."""
        await self._wire.send(rotate())
        return await self.secret()

    def deliveries(
        self, *, job_id: UUID | str | None = None, state: DeliveryState | None = None, page_size: int = 50
    ) -> AsyncIterator[WebhookDelivery]:
        """What was sent, newest first; further pages are fetched as they are needed."""
        return every_async(self._wire, deliveries(job_id, state, page_size))

    async def delivery(self, delivery_id: UUID | str) -> WebhookDeliveryDetail:
        """One delivery, with its event and its attempts."""
        return await self._wire.send(delivery(delivery_id))

    async def replay(self, delivery_id: UUID | str) -> WebhookDelivery:
        """Send a settled delivery again, under its id."""
        return await self._wire.send(replay(delivery_id))

    async def test(self) -> WebhookDelivery:
        """Send `webhook.test` to the key's endpoint."""
        return await self._wire.send(test())
