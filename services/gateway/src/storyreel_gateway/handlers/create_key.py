"""`POST /keys`."""

from storyreel_chassis.ids import now
from storyreel_chassis.logs import logger
from storyreel_contracts.api import KeyRequest
from storyreel_gateway.domain.api_key import KeyRecord, issue
from storyreel_gateway.domain.principal import Principal
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.ports import GatewayUnits


async def create_key(units: GatewayUnits, who: Principal, wish: KeyRequest) -> tuple[KeyRecord, str]:
    """A new key: its record, and the key itself, which is not kept.

    Raises:
        Refused: it would have expired already, or the caller's own key was revoked while it was still known
    """
    record, key = issue(wish, owner_id=who.owner_id, at=now())
    async with units() as unit:
        if not await unit.keys.hold_keys(who.key_id):
            raise refuse("key_revoked")
        await unit.keys.add_key(record)
    logger(__name__).info("key_created", created=str(record.key_id), owner_id=record.owner_id, by=str(who.key_id))
    return record, key
