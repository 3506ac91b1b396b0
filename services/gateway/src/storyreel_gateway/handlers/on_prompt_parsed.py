"""A prompt became scenes."""

from storyreel_contracts.events import PromptParsed
from storyreel_gateway.domain import commands, facts
from storyreel_gateway.handlers.steps import apply_fact, whole
from storyreel_gateway.ports import GatewayUnits


async def on_prompt_parsed(units: GatewayUnits, fact: PromptParsed) -> None:
    """The scenes are there; pictures that came before them find their places."""
    await apply_fact(
        units,
        fact,
        facts.parsing_began,
        lambda job: facts.prompt_parsed(job, fact.scenes),
        facts.early_pictures,
        commands.approve_if_wished,
        commands.render_if_wished,
        store=whole,
    )
