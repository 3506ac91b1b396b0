"""Clips by a model of one's own, which a Cog server serves."""

from decimal import Decimal
from pathlib import Path

from storyreel_contracts.pricing import ClipPrice
from storyreel_contracts.types import ProviderName
from storyreel_media.cog import Cog, Wish
from storyreel_media.purchasing.ports import Piece
from storyreel_renderer.ports import ClipRequest, ClipTerms, MadeClip


class CogClips:
    """See `ports.RemoteClips`; `model` is what its owner calls it, `seconds` what one clip may take."""

    name: ProviderName = "cog"

    def __init__(self, cog: Cog, *, model: str, seconds: float) -> None:
        self._cog, self._model, self._seconds = cog, model, seconds

    def terms(self, seconds: Decimal, price: ClipPrice) -> ClipTerms:
        """See `ports.RemoteClips.terms`; the scene's own length, at the catalogue's price, which is nothing."""
        sold = price.sold(seconds)
        return ClipTerms(self._model, sold, price.default_resolution, sold * price.per_clip_second())

    async def shoot(self, request: ClipRequest, piece: Piece, out: Path) -> MadeClip:  # noqa: ARG002 - nothing is bought
        """See `ports.RemoteClips.shoot`."""
        wish = Wish(
            prompt=request.prompt,
            seed=request.seed,
            aspect_ratio=request.aspect_ratio,
            short_side=int(request.terms.resolution.removesuffix("p")),
            first=request.first.path,
            last=request.last.path if request.last else None,
            seconds=request.terms.seconds,
        )
        file = await self._cog.make(wish, out, "video", seconds=self._seconds)
        return MadeClip(file, request.terms.model)
