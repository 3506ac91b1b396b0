"""The storyboard service before a simulator of Replicate that a test rules; waits take a hundredth of their time."""

import asyncio
import time
from datetime import UTC, datetime

from storyreel_chassis.scratch import open_scratch
from storyreel_contracts.types import ProviderName
from storyreel_media.replicate import Downloads, Replicate
from storyreel_media.replicate.seller import ReplicateSeller
from storyreel_storyboard.adapters.images_animatic import AnimaticImages
from storyreel_storyboard.adapters.images_replicate import ReplicateImages
from storyreel_storyboard.app import Market
from storyreel_storyboard.config import StoryboardSettings
from storyreel_storyboard.ports import ImageProvider

BRISK = 100


class BriskTime:
    """See `storyreel_media.replicate.timing.Time`: the real one, in which one waits shortly."""

    def now(self) -> datetime:
        """The real time of day."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Real seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait a hundredth."""
        await asyncio.sleep(seconds / BRISK)


if __name__ == "__main__":
    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager

    from storyreel_chassis.service import Stop, run
    from storyreel_storyboard.app import storyboard

    @asynccontextmanager
    async def rehearsed(told: StoryboardSettings, stop: Stop) -> AsyncIterator[None]:
        """The service, with a client whose time is brisk."""
        assert told.replicate_token is not None
        brisk = BriskTime()
        downloads = Downloads(brisk, hosts=told.replicate_hosts)
        with open_scratch(told.work_dir, least_free=0) as scratch:
            async with Replicate(
                told.replicate_token, base_url=told.replicate_url, time=brisk, downloads=downloads
            ) as client:
                providers: dict[ProviderName, ImageProvider] = {
                    "animatic": AnimaticImages(short_side=told.picture_short_side),
                    "replicate": ReplicateImages(scratch.folder),
                }
                market = Market(providers, [ReplicateSeller(client)], told.reconcile_seconds)
                async with storyboard(told, stop, market):
                    yield

    run("storyboard", StoryboardSettings, rehearsed)
