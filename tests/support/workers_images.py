"""An image provider that fails as told by the words of the scene, and keeps a ledger of what it was asked for."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from storyreel_chassis.errors import Broken, Refused, Transient
from storyreel_contracts.types import ProviderName
from storyreel_media.purchasing.ports import Till
from storyreel_storyboard.ports import MadePicture, PictureRequest
from support.workers_media import jpeg

SIZES = {"16:9": (128, 72), "9:16": (72, 128), "1:1": (72, 72), "4:3": (96, 72)}


class ImagesOnCommand:
    """See `storyreel_storyboard.ports.ImageProvider`.

    A description with `refusal` is refused, `outage` never works, `hiccup` works the second time, `nonsense` is broken,
    `patience` takes as long as there is a file `hold` beside the ledger. The ledger is a file, so that it outlives a
    killed process: one line a call, the description.
    """

    name: ProviderName = "animatic"
    remote = False

    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger

    def calls(self) -> list[str]:
        """Every call ever made."""
        return self.ledger.read_text().splitlines() if self.ledger.exists() else []

    def variant(self, model: str) -> str:  # noqa: ARG002 - there is one
        """One for all."""
        return "on-command"

    async def illustrate(self, request: PictureRequest, till: Till) -> MadePicture:  # noqa: ARG002 - nothing is bought
        """As the words command."""
        told = request.description.casefold()
        with self.ledger.open("a") as ledger:
            ledger.write(request.description.replace("\n", " ") + "\n")
        if "refusal" in told:
            raise Refused("content_refused", "the provider will not draw this")
        if "nonsense" in told:
            raise Broken("provider_nonsense", "the provider answered something else")
        if "outage" in told or ("hiccup" in told and self.calls().count(request.description) < 2):
            raise Transient("provider_away", "the provider does not answer", retry_after=0.05)
        while "patience" in told and self.ledger.with_name("hold").exists():  # noqa: ASYNC110 - a file speaks to another process
            await asyncio.sleep(0.02)
        width, height = SIZES[request.aspect_ratio]
        data = jpeg(request.seed + sum(map(ord, request.prompt)), (width, height))
        return MadePicture(data, "image/jpeg", width, height, Decimal("0.25"), "on-command")


@contextmanager
def held(images: ImagesOnCommand) -> Iterator[None]:
    """Scenes with `patience` take as long as the block."""
    gate = images.ledger.with_name("hold")
    gate.touch()
    try:
        yield
    finally:
        gate.unlink()


if __name__ == "__main__":
    from storyreel_chassis.service import run
    from storyreel_storyboard.app import Market, storyboard
    from storyreel_storyboard.config import StoryboardSettings

    market = Market({"animatic": ImagesOnCommand(Path(os.environ["LEDGER"]))})
    run("storyboard", StoryboardSettings, lambda told, stop: storyboard(told, stop, market))
