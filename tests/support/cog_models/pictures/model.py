"""A model for a Cog server that paints: flat colours by prompt and seed, or what the words of the prompt command.

`refusal` is refused, `breakdown` fails, `death` ends the model's process, `patience` takes as long as there is a file
`hold`, `nothing`, `nonsense` and `elsewhere` are answers that are no picture. The file `ledger` gets one line a run.
Both lie in the folder `$COG_DESK`.
"""

import os
import random
import tempfile
import time
from pathlib import Path

from cog import BaseRunner, Input  # type: ignore[import-untyped]
from cog import Path as File
from PIL import Image, ImageDraw

DESK = Path(os.environ["COG_DESK"])


class Runner(BaseRunner):  # type: ignore[misc]
    """Paints."""

    def setup(self) -> None:
        """Fail where there is a file `no-setup`, wait as long as there is one `long-setup`."""
        if (DESK / "no-setup").exists():
            raise RuntimeError("no weights")
        while (DESK / "long-setup").exists():
            time.sleep(0.02)

    def run(
        self,
        prompt: str,
        seed: int = Input(default=0, ge=0, le=65535),
        width: int = Input(default=256, ge=64, le=512),
        height: int = Input(default=256, ge=64, le=512),
    ) -> File:
        """As the words command."""
        with (DESK / "ledger").open("a") as ledger:
            ledger.write(f"{prompt!r}\n")
        words = prompt.casefold()
        while "patience" in words and (DESK / "hold").exists():
            time.sleep(0.02)
        if "refusal" in words:
            raise ValueError("NSFW content detected")
        if "breakdown" in words:
            raise ValueError("out of memory")
        if "death" in words:
            os._exit(1)
        return told(words) or painted(f"{prompt}{seed}", (width, height))


def told(words: str) -> File | None:
    """An answer that is no picture."""
    if "elsewhere" in words:
        return "http://127.0.0.1:1/picture.png"
    if "nothing" in words:
        return 5
    if "nonsense" not in words:
        return None
    file = File(tempfile.mkdtemp()) / "picture.png"
    file.write_text("<html>")
    return File(file)


def painted(by: str, size: tuple[int, int]) -> File:
    """A picture that nothing else gives."""
    dice = random.Random(by)
    image = Image.new("RGB", size, tuple(dice.randbytes(3)))
    ImageDraw.Draw(image).ellipse((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), tuple(dice.randbytes(3)))
    file = File(tempfile.mkdtemp()) / "picture.png"
    image.save(file)
    return File(file)
