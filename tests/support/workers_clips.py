"""A clip provider that gives a moving picture of its own, or fails as told by the words of the scene."""

import asyncio
from decimal import Decimal
from pathlib import Path

from storyreel_chassis.errors import Refused, Transient
from storyreel_contracts.events import RenderScene
from storyreel_contracts.types import ProviderName
from storyreel_renderer.ports import Footage
from support.workers_media import write_film


class ClipsOnCommand:
    """See `storyreel_renderer.ports.ClipProvider`.

    A description with `refusal` is refused, with `outage` never works; any other becomes a clip of one second, for a
    quarter dollar.
    """

    name: ProviderName = "animatic"

    async def shoot(self, scene: RenderScene, picture: Path) -> Footage:
        """As the words command."""
        told = scene.description.casefold()
        if "refusal" in told:
            raise Refused("content_refused", "the provider will not shoot this")
        if "outage" in told:
            raise Transient("provider_away", "the provider does not answer", retry_after=0.05)
        clip = await asyncio.to_thread(write_film, picture.with_suffix(".mp4"), seconds=1, fps=24)
        return Footage(clip, moving=True, cost_usd=Decimal("0.25"))


if __name__ == "__main__":
    from storyreel_chassis.service import run
    from storyreel_renderer.app import renderer
    from storyreel_renderer.config import RendererSettings

    run("renderer", RendererSettings, lambda told, stop: renderer(told, stop, {"animatic": ClipsOnCommand()}))
