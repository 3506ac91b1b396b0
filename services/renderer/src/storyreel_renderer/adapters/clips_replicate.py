"""Clips by Replicate: a picture is laid down with them, and a clip that begins with it is bought."""

import asyncio
import time
from collections import OrderedDict
from decimal import Decimal
from pathlib import Path
from typing import Protocol
from weakref import WeakValueDictionary

from storyreel_chassis.errors import Away, Broken, StoryreelError
from storyreel_chassis.together import together
from storyreel_contracts.pricing import ClipPrice
from storyreel_contracts.types import ProviderName
from storyreel_media.purchasing.ports import Order, Piece, Till
from storyreel_media.replicate import UploadedFile
from storyreel_media.replicate.models import CLIPS, PROVIDER, clip_seconds
from storyreel_renderer.ports import ClipRequest, ClipStill, ClipTerms, MadeClip

DEADLINE_SECONDS = 600.0
"""From the purchase to the clip; one of 12 s in 1080p takes about two minutes."""
LAID_SECONDS = 12 * 3600.0
"""How long a picture that was laid down is used again: half of the time that they keep it."""
MOST_LAID = 1000


class Files(Protocol):
    """Where pictures are laid down, so that a model can read them."""

    async def upload_file(self, path: Path) -> UploadedFile:
        """See `Replicate.upload_file`."""


class Tills(Protocol):
    """Whoever buys for claimed tasks."""

    def till(self, piece: Piece) -> Till:
        """What buys for one piece of work."""


class ReplicateClips:
    """See `ports.RemoteClips`."""

    name: ProviderName = PROVIDER

    def __init__(self, files: Files, tills: Tills) -> None:
        self._files, self._tills = files, tills
        self._laid: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()
        self._laying: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    def terms(self, seconds: Decimal, price: ClipPrice) -> ClipTerms:
        """See `ports.RemoteClips.terms`; whole seconds, in the resolution that the catalogue quotes by."""
        if price.model not in CLIPS:
            raise Broken(
                "provider_model", f"nobody here knows how to ask {price.model} for a clip: update this service"
            )
        whole = clip_seconds(price.sold(seconds))
        return ClipTerms(price.model, Decimal(whole), price.default_resolution, whole * price.per_clip_second())

    async def shoot(self, request: ClipRequest, piece: Piece, out: Path) -> MadeClip:
        """See `ports.RemoteClips.shoot`."""
        terms = request.terms
        owner_id = piece.cause.owner_id
        first, *last = await together(self._address(owner_id, one) for one in (request.first, request.last) if one)
        given = CLIPS[terms.model](
            request.prompt, first, int(terms.seconds), terms.resolution, request.seed, last[0] if last else None
        )
        order = Order(self.name, terms.model, given, terms.price_usd, DEADLINE_SECONDS)
        try:
            bought = await self._tills.till(piece).buy(order, out, "video")
        except StoryreelError as error:
            if not isinstance(error, Away):  # it may be for want of a picture, which the next attempt lays down anew
                self._forget(owner_id, request)
            raise
        return MadeClip(bought.file, bought.entry.model, bought)

    def _forget(self, owner_id: str, request: ClipRequest) -> None:
        for still in (request.first, request.last):
            if still is not None:
                self._laid.pop((owner_id, still.content_key), None)

    async def _address(self, owner_id: str, still: ClipStill) -> str:
        """Where they read a picture. It is laid down once, however often a purchase has to wait its turn.

        An owner's own: two pictures of the same words are not the same picture.
        """
        key = (owner_id, still.content_key)
        async with self._laying.setdefault(key, asyncio.Lock()):
            address, until = self._laid.get(key, ("", 0.0))
            if time.monotonic() < until:
                return address
            laid = await self._files.upload_file(still.path)
            self._laid[key] = (laid.url, time.monotonic() + LAID_SECONDS)
            if len(self._laid) > MOST_LAID:
                self._laid.popitem(last=False)
            return laid.url
