"""Where a key's jobs are told of: set, read, taken away, tested; and the secret that signs."""

from uuid import UUID

from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.webhook import Delivery, Endpoint, Secret, event_body
from storyreel_gateway.ports import GatewayUnits

TEST = '{"message":"This is a test. Whatever answers 2xx to it will be told of your jobs."}'


async def set_endpoint(units: GatewayUnits, owner_id: str, key_id: UUID, url: str) -> tuple[Endpoint, Secret]:
    """Set the key's endpoint, active again if it was disabled."""
    async with units() as unit:
        endpoint = await unit.webhooks.put_endpoint(owner_id, key_id, url)
        return endpoint, await unit.webhooks.get_secret(owner_id)


async def get_endpoint(units: GatewayUnits, owner_id: str, key_id: UUID) -> tuple[Endpoint, Secret]:
    """The key's endpoint.

    Raises:
        Refused: it has none
    """
    async with units() as unit:
        endpoint = await unit.webhooks.get_endpoint(owner_id, key_id)
        secret = await unit.webhooks.get_secret(owner_id)
    if endpoint is None:
        raise refuse("webhook_endpoint_not_found")
    return endpoint, secret


async def unset_endpoint(units: GatewayUnits, owner_id: str, key_id: UUID) -> None:
    """Take the key's endpoint away; what waits for it is canceled.

    Raises:
        Refused: it has none
    """
    async with units() as unit:
        if not await unit.webhooks.delete_endpoint(owner_id, key_id):
            raise refuse("webhook_endpoint_not_found")


async def test_endpoint(units: GatewayUnits, owner_id: str, key_id: UUID) -> Delivery:
    """Send `webhook.test` to the key's endpoint.

    Raises:
        Refused: it has none
    """
    async with units() as unit:
        told = await unit.webhooks.tell_key(owner_id, key_id, "webhook.test", event_body("webhook.test", TEST))
    if told is None:
        raise refuse("webhook_endpoint_not_found")
    return told


async def get_secret(units: GatewayUnits, owner_id: str) -> Secret:
    """Which secret signs."""
    async with units() as unit:
        return await unit.webhooks.get_secret(owner_id)


async def rotate_secret(units: GatewayUnits, owner_id: str) -> Secret:
    """The next one signs from now on, the former one beside it for a day."""
    async with units() as unit:
        return await unit.webhooks.rotate_secret(owner_id)
