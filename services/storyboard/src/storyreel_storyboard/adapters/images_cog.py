"""Pictures by a model of one's own, which a Cog server serves."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from storyreel_contracts.types import ProviderName
from storyreel_media.cog import Cog, Wish
from storyreel_media.outputs.judging import MEDIA_TYPES
from storyreel_media.purchasing.ports import Till
from storyreel_storyboard.domain.spoken import EDITION, spoken
from storyreel_storyboard.ports import MadePicture, PictureRequest

Folder = Callable[[str], AbstractAsyncContextManager[Path]]


class CogImages:
    """See `ports.ImageProvider`.

    `model` is what its owner calls it, `short_side` the pixels of pictures whose model has no size of its own,
    `seconds` what one may take; `folder` opens a folder for the time of a download.
    """

    name: ProviderName = "cog"
    remote = True

    def __init__(self, cog: Cog, folder: Folder, *, model: str, short_side: int, seconds: float) -> None:
        self._cog, self._folder = cog, folder
        self._model, self._short_side, self._seconds = model, short_side, seconds

    def variant(self, model: str) -> str:  # noqa: ARG002 - the catalogue knows no name of an own model
        """See `ports.ImageProvider.variant`."""
        return f"{self._model}@{EDITION}.{self._short_side}"

    async def illustrate(self, request: PictureRequest, till: Till) -> MadePicture:  # noqa: ARG002 - nothing is bought
        """See `ports.ImageProvider.illustrate`; the picture stays as it came."""
        wish = Wish(
            prompt=spoken(request.prompt, style=request.style, colours=request.colours),
            seed=request.seed,
            aspect_ratio=request.aspect_ratio,
            short_side=self._short_side,
            style=request.style,
        )
        async with self._folder("picture") as folder:
            file = await self._cog.make(wish, folder / "picture", "image", seconds=self._seconds)
            data = await asyncio.to_thread(file.path.read_bytes)
        return MadePicture(
            data, MEDIA_TYPES[file.format], file.width, file.height, request.price.per_image, self._model
        )  # fmt: skip
