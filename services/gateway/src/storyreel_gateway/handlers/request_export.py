"""`GET /jobs/{id}/export`."""

from uuid import UUID

from storyreel_contracts.types import ExportFormat, ExportQuality
from storyreel_gateway.domain.export import Export, ask
from storyreel_gateway.domain.job import check
from storyreel_gateway.domain.progress import no_film
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.rules import Trigger
from storyreel_gateway.handlers.steps import locked
from storyreel_gateway.ports import GatewayUnits


async def request_export(
    units: GatewayUnits,
    owner_id: str,
    job_id: UUID,
    export_format: ExportFormat,
    quality: ExportQuality,
    *,
    lost: UUID | None = None,
) -> Export:
    """The copy of the newest film, asked for where it was not, where it failed, or where its file was `lost`.

    Raises:
        Refused: no such job, or no film yet
    """
    async with units() as unit:
        job = await locked(unit, job_id, owner_id)
        if job.film is None:
            raise no_film(job)
        check(job, Trigger.EXPORT)
        known = await unit.exports.find_export(job.film.render_id, export_format, quality, owner_id)
        if known is not None and known.state != "failed" and known.export_id != lost:
            return known
        export, event = ask(job, job.film, export_format, quality)
        await unit.exports.put_export(export)
        await unit.say(event)
    return export


async def get_export(units: GatewayUnits, owner_id: str, job_id: UUID, export_id: UUID) -> tuple[Export, bool]:
    """An export, and whether it is of the newest film.

    Raises:
        Refused: there is none
    """
    async with units() as unit:
        job = await unit.jobs.get_job(job_id, owner_id)
        export = await unit.exports.get_export(export_id, owner_id)
    if job is None:
        raise refuse("job_not_found")
    if export is None or export.job_id != job_id:
        raise refuse("export_not_found")
    return export, job.film is not None and job.film.render_id == export.render_id
