"""The film could not be made."""

from storyreel_contracts.events import RenderFailed
from storyreel_gateway.domain import facts
from storyreel_gateway.handlers.steps import apply_fact
from storyreel_gateway.ports import GatewayUnits


async def on_render_failed(units: GatewayUnits, fact: RenderFailed) -> None:
    """The job failed, with the cause; it may be rendered again."""
    await apply_fact(
        units, fact, lambda job: facts.render_failed(job, fact), store=lambda unit: unit.jobs.mark_job_failed
    )
