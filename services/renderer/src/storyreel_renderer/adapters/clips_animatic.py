"""Footage without a model: the picture itself, over which the camera moves. Free and offline."""

from decimal import Decimal
from pathlib import Path

from storyreel_contracts.events import RenderScene
from storyreel_contracts.types import ProviderName
from storyreel_renderer.ports import Footage

MODEL = "animatic-1"


class AnimaticClips:
    """See `ports.ClipProvider`; `name` is another's who makes pictures only."""

    def __init__(self, name: ProviderName = "animatic") -> None:
        self._name = name

    @property
    def name(self) -> ProviderName:
        """See `ports.ClipProvider.name`."""
        return self._name

    async def shoot(self, scene: RenderScene, picture: Path) -> Footage:  # noqa: ARG002 - the port's signature
        """See `ports.ClipProvider.shoot`."""
        return Footage(picture, moving=False, cost_usd=Decimal(0), model=MODEL)
