"""Pictures were made, or could not be."""

from collections.abc import Sequence

from storyreel_contracts.events import (
    Event,
    SceneIllustrated,
    SceneIllustrationFailed,
    StoryboardIllustrated,
)
from storyreel_gateway.domain import commands, facts
from storyreel_gateway.domain.storyboard import Settled
from storyreel_gateway.handlers.steps import apply_fact, whole
from storyreel_gateway.ports import GatewayUnits


async def on_scene_illustrated(units: GatewayUnits, fact: SceneIllustrated) -> None:
    """One scene got its picture."""
    await _settle(units, fact, [fact.picture])


async def on_scene_illustration_failed(units: GatewayUnits, fact: SceneIllustrationFailed) -> None:
    """One scene's picture could not be made."""
    await _settle(units, fact, [fact.failure])


async def on_storyboard_illustrated(units: GatewayUnits, fact: StoryboardIllustrated) -> None:
    """Every scene of the first storyboard is settled; enough where the single facts were lost."""
    await _settle(units, fact, [*fact.pictures, *fact.failures])


async def _settle(units: GatewayUnits, fact: Event, pictures: Sequence[Settled]) -> None:
    await apply_fact(
        units,
        fact,
        lambda job: facts.pictures_settled(job, pictures),
        commands.approve_if_wished,
        commands.render_if_wished,
        store=whole,
    )
