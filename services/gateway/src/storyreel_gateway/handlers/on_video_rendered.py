"""The film is there."""

from storyreel_contracts.events import VideoRendered
from storyreel_gateway.domain import facts
from storyreel_gateway.handlers.steps import apply_fact, whole
from storyreel_gateway.ports import GatewayUnits


async def on_video_rendered(units: GatewayUnits, fact: VideoRendered) -> None:
    """The job is completed."""
    await apply_fact(units, fact, lambda job: facts.video_rendered(job, fact), store=whole)
