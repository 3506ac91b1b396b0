"""A model for a Cog server that films: the first picture moves to the side, and at the end the last one is there.

A prompt with `refusal` is refused. The file `ledger` in the folder `$COG_DESK` gets one line a run.
"""

import os
import tempfile
from pathlib import Path

import av
import numpy as np
from cog import BaseRunner, Input  # type: ignore[import-untyped]
from cog import Path as File
from PIL import Image

FPS, SIDE = 12, 96


class Runner(BaseRunner):  # type: ignore[misc]
    """Films."""

    def run(
        self,
        prompt: str,
        image: File,
        last_frame_image: File = Input(default=None),  # noqa: B008 - how inputs are described
        duration: float = Input(default=5.0, ge=0.5, le=8),
        seed: int = Input(default=0, ge=0),
    ) -> File:
        """An mp4."""
        with (Path(os.environ["COG_DESK"]) / "ledger").open("a") as ledger:
            ledger.write(f"{prompt!r}\n")
        if "refusal" in prompt:
            raise ValueError("NSFW content detected")
        first = pixels(image)
        frames = [np.roll(first, (index + seed) % first.shape[1], axis=1) for index in range(round(duration * FPS))]
        if last_frame_image is not None:
            frames[-1] = pixels(last_frame_image, first.shape[:2])
        return filmed(frames)


def pixels(picture: Path, shape: tuple[int, ...] | None = None) -> np.ndarray:
    """Height × width × RGB, small."""
    with Image.open(picture) as image:
        small = image.convert("RGB")
        if shape is None:
            small.thumbnail((2 * SIDE, 2 * SIDE))
            return np.asarray(small.resize((small.width & ~1, small.height & ~1)))
        return np.asarray(small.resize((shape[1], shape[0])))


def filmed(frames: list[np.ndarray]) -> File:
    """The frames as H.264."""
    file = File(tempfile.mkdtemp()) / "clip.mp4"
    with av.open(str(file), "w") as film:
        stream = film.add_stream("libx264", rate=FPS)
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt, stream.options = "yuv420p", {"preset": "ultrafast"}
        for frame in frames:
            film.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")))
        film.mux(stream.encode(None))
    return File(file)
