"""`RenderRequested`: the film becomes work, after a clip of every scene where those are made far away."""

from collections.abc import Collection

from storyreel_chassis.inbox import first_time
from storyreel_chassis.ports import TaskRunner
from storyreel_contracts.events import RenderRequested
from storyreel_contracts.types import ProviderName
from storyreel_renderer.handlers.offer_work import offer_clip, offer_film
from storyreel_renderer.ports import RendererUnits


class AcceptRender:
    """Takes the request up, and returns when the film is there or has failed.

    `local` is who films stills here while the film is made. Whoever else is asked makes clips far away, or is not here:
    then the scenes find that out, and go to the fallback where their owner allowed it.
    """

    def __init__(self, units: RendererUnits, runner: TaskRunner, local: Collection[ProviderName]) -> None:
        self._units, self._runner, self._local = units, runner, local

    async def __call__(self, event: RenderRequested) -> None:
        """Handle."""
        async with self._units() as unit:
            if await first_time(unit, event):
                if event.provider in self._local:
                    await offer_film(unit, event)
                else:
                    await unit.shootings.open(event)
                    for scene in event.scenes:
                        await offer_clip(unit, event, scene, event.provider)
        await self._runner.settled(event.event_id)
