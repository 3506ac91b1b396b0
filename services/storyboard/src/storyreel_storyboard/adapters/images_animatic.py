"""Pictures painted here: free, offline, and the same request always gives the same bytes."""

import asyncio
from decimal import Decimal

from storyreel_chassis.errors import Refused
from storyreel_contracts.types import ProviderName
from storyreel_media.animatic import Brief, paint
from storyreel_media.purchasing.ports import Till
from storyreel_storyboard.ports import MadePicture, PictureRequest

MODEL = "animatic-1"


class AnimaticImages:
    """See `ports.ImageProvider`."""

    name: ProviderName = "animatic"
    remote = False

    def __init__(self, *, short_side: int) -> None:
        self._short_side = short_side

    def variant(self, model: str) -> str:  # noqa: ARG002 - there is one, of this release
        """See `ports.ImageProvider.variant`."""
        return f"{MODEL}@{self._short_side}"

    async def illustrate(self, request: PictureRequest, till: Till) -> MadePicture:  # noqa: ARG002 - nothing is bought
        """See `ports.ImageProvider.illustrate`; some 50 ms of one core at 1080p, in a thread."""
        brief = Brief(
            prompt=request.prompt,
            description=request.description,
            style=request.style,
            aspect_ratio=request.aspect_ratio,
            short_side=self._short_side,
            seed=request.seed,
            palette=request.colours,
        )
        try:
            picture = await asyncio.to_thread(paint, brief)
        except ValueError as error:
            raise Refused("picture_impossible", str(error)) from error
        return MadePicture(picture.data, picture.media_type, picture.width, picture.height, Decimal(0), MODEL)
