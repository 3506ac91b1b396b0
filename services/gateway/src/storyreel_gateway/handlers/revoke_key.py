"""`DELETE /keys/{id}`."""

from uuid import UUID

from storyreel_chassis.logs import logger
from storyreel_gateway.domain.principal import Principal
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.ports import GatewayUnits


async def revoke_key(units: GatewayUnits, who: Principal, key_id: UUID) -> None:
    """A key opens nothing any more; twice is once. Of two who revoke each other at once, one stays.

    Raises:
        Refused: there is none, it is the caller's own, or the caller's own was revoked while it was still known
    """
    if key_id == who.key_id:
        raise refuse("key_in_use")
    async with units() as unit:
        if who.key_id not in await unit.keys.hold_keys(who.key_id, key_id):
            raise refuse("key_revoked")
        if not await unit.keys.revoke_key(key_id):
            raise refuse("key_not_found")
    logger(__name__).info("key_revoked", revoked=str(key_id), by=str(who.key_id))
