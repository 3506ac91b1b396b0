"""`POST /jobs/{id}/share`."""

from uuid import UUID

from storyreel_chassis.ids import now
from storyreel_chassis.logs import logger
from storyreel_contracts.api import ShareRequest
from storyreel_gateway.domain.share import Share, share
from storyreel_gateway.handlers.read_shares import own_job
from storyreel_gateway.ports import GatewayUnits


async def share_job(units: GatewayUnits, owner_id: str, job_id: UUID, wish: ShareRequest) -> Share:
    """A link to the job's storyboard or film.

    Raises:
        Refused: no such job, or nothing of that kind to show yet
    """
    async with units() as unit:
        made = share(await own_job(unit, owner_id, job_id), wish, at=now())
        await unit.shares.add_share(made)
    logger(__name__).info("share_created", share_id=str(made.share_id), job_id=str(job_id), what=made.what)
    return made
