"""`DELETE /jobs/{id}/shares/{id}`."""

from uuid import UUID

from storyreel_chassis.logs import logger
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.handlers.read_shares import own_job
from storyreel_gateway.ports import GatewayUnits


async def revoke_share(units: GatewayUnits, owner_id: str, job_id: UUID, share_id: UUID) -> None:
    """A link opens nothing any more; twice is once.

    Raises:
        Refused: no such job, or link
    """
    async with units() as unit:
        await own_job(unit, owner_id, job_id)
        if not await unit.shares.revoke_share(share_id, job_id, owner_id):
            raise refuse("share_not_found")
    logger(__name__).info("share_revoked", share_id=str(share_id), job_id=str(job_id))
