"""`GET /shared/{token}`: what somebody may see who has a link and no key."""

from storyreel_contracts.api.shares import Shared
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.share import Share
from storyreel_gateway.domain.share_links import ShareLinks
from storyreel_gateway.ports import GatewayUnits


async def open_share(
    units: GatewayUnits, links: ShareLinks, token: str, *, what: Shared | None = None
) -> tuple[Share, Job]:
    """The link and its job.

    Args:
        units: transactions
        links: tells a link of ours from a forged one
        token: the link's last part
        what: the link has to be one to this

    Raises:
        Refused: forged, expired, revoked, or a link to something else
    """
    claim = links.read(token)
    async with units() as unit:
        share = await unit.shares.open_share(claim.share_id)
        job = None if share is None else await unit.jobs.get_job(share.job_id, share.owner_id)
    if share is None or job is None or share.revoked_at is not None:
        raise refuse("share_revoked")
    if what not in {None, share.what}:
        raise refuse("share_not_included")
    return share, job
