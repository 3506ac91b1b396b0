"""A copy of a film was made, or could not be."""

from collections.abc import Callable
from functools import partial

from storyreel_chassis.ids import age_of
from storyreel_chassis.logs import logger
from storyreel_contracts.events import ExportFailed, VideoExported
from storyreel_gateway.domain import facts
from storyreel_gateway.domain.export import Export, export_response
from storyreel_gateway.domain.webhook import event_body
from storyreel_gateway.handlers.steps import locked, take
from storyreel_gateway.metrics import STAGE_SECONDS
from storyreel_gateway.ports import GatewayUnits


async def on_video_exported(units: GatewayUnits, fact: VideoExported) -> None:
    """The copy can be downloaded."""
    await _settle(units, fact, lambda export: export.completed(fact))


async def on_export_failed(units: GatewayUnits, fact: ExportFailed) -> None:
    """The copy could not be made; asking again tries again."""
    await _settle(units, fact, lambda export: export.failed(fact.problem))


async def _settle(units: GatewayUnits, fact: VideoExported | ExportFailed, settle: Callable[[Export], Export]) -> None:
    async with units() as unit:
        if not await unit.heard(fact):
            return
        job = await locked(unit, fact.job_id, fact.owner_id)
        export = await unit.exports.get_export(fact.export_id, fact.owner_id)
        settled = None if export is None else settle(export)
        if settled is None or not await unit.exports.settle_export(settled):
            logger(__name__).debug(
                "step_ignored", job_id=str(job.job_id), reason="late, or an export that was replaced"
            )
            return
        completed = isinstance(fact, VideoExported)
        if completed:
            unit.later(partial(STAGE_SECONDS.labels("exporting").observe, age_of(settled.export_id)))
        await take(unit, job, lambda job: facts.export_settled(job, completed=completed), cause=fact)
        current = job.film is not None and job.film.render_id == settled.render_id
        kind, data = f"export.{settled.state}", export_response(settled, current=current).model_dump_json()
        await unit.webhooks.tell(job.owner_id, job.job_id, kind, event_body(kind, data))
