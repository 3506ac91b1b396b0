"""Pictures bought from Replicate, by the model that the price catalogue names."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from storyreel_chassis.errors import Broken
from storyreel_contracts.types import ProviderName
from storyreel_media.outputs.judging import MEDIA_TYPES
from storyreel_media.purchasing.ports import Order, Till
from storyreel_media.replicate.models import IMAGES, PROVIDER
from storyreel_storyboard.domain.spoken import EDITION, spoken
from storyreel_storyboard.ports import MadePicture, PictureRequest

FORMAT = "png"
SECONDS = 120.0
"""From the call to the output; it takes two seconds as a rule, and longer where the model has to be started."""

Folder = Callable[[str], AbstractAsyncContextManager[Path]]


class ReplicateImages:
    """See `ports.ImageProvider`; `folder` opens a folder for the time of a download."""

    name: ProviderName = PROVIDER
    remote = True

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def variant(self, model: str) -> str:
        """See `ports.ImageProvider.variant`."""
        return f"{model}@{EDITION}.{FORMAT}"

    async def illustrate(self, request: PictureRequest, till: Till) -> MadePicture:
        """See `ports.ImageProvider.illustrate`; the picture has the size that the model gives it, and stays as it came.

        Raises:
            Broken: the catalogue names a model that nobody here knows how to ask
        """
        order = _order(request)
        async with self._folder("picture") as folder:
            bought = await till.buy(order, folder / "picture", "image")
            data = await asyncio.to_thread(bought.file.path.read_bytes)
        file = bought.file
        return MadePicture(
            data, MEDIA_TYPES[file.format], file.width, file.height, order.price_usd, order.model, bought
        )  # fmt: skip


def _order(request: PictureRequest) -> Order:
    model = request.price.model
    if model not in IMAGES:
        raise Broken("provider_model", f"nobody here knows how to ask {model} for a picture: update this service")
    words = spoken(request.prompt, style=request.style, colours=request.colours)
    given = IMAGES[model](words, request.aspect_ratio, request.seed, FORMAT)
    return Order(PROVIDER, model, given, request.price.per_image, SECONDS)
