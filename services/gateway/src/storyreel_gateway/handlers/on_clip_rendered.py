"""A scene's clip is there."""

from storyreel_contracts.events import ClipRendered
from storyreel_gateway.domain import facts
from storyreel_gateway.handlers.steps import apply_fact
from storyreel_gateway.ports import GatewayUnits


async def on_clip_rendered(units: GatewayUnits, fact: ClipRendered) -> None:
    """The render is one scene further."""
    await apply_fact(
        units, fact, lambda job: facts.clip_rendered(job, fact), store=lambda unit: unit.jobs.update_job_progress
    )
