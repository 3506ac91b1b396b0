"""A film or a copy was fetched."""

from uuid import UUID

from storyreel_gateway.ports import GatewayUnits


async def count_download(units: GatewayUnits, owner_id: str, job_id: UUID) -> None:
    """Note one download."""
    async with units() as unit:
        await unit.jobs.count_download(job_id, owner_id)
