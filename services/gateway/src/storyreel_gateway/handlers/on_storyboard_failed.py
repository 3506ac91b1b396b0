"""No storyboard could be made of a prompt."""

from storyreel_contracts.events import StoryboardFailed
from storyreel_gateway.domain import facts
from storyreel_gateway.handlers.steps import apply_fact
from storyreel_gateway.ports import GatewayUnits


async def on_storyboard_failed(units: GatewayUnits, fact: StoryboardFailed) -> None:
    """The job failed, with the cause."""
    await apply_fact(
        units,
        fact,
        lambda job: facts.storyboard_failed(job, fact.problem),
        store=lambda unit: unit.jobs.mark_job_failed,
    )
