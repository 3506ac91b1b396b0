"""Small pictures, clips and films."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from storyreel_media.film import Film, Shot

MakeShot = Callable[..., Shot]
MakeFilm = Callable[..., Film]


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Four pictures of different colours with some detail."""
    folder = tmp_path_factory.mktemp("pictures")
    rows, columns = np.mgrid[0:180, 0:320]
    made = []
    for number, color in enumerate(((200, 40, 40), (40, 180, 60), (50, 70, 210), (190, 180, 40))):
        light = 0.7 + 0.3 * np.sin(columns / (5 + number)) * np.cos(rows / 7)
        path = folder / f"{number}.png"
        Image.fromarray((light[:, :, None] * np.array(color)).astype(np.uint8)).save(path)
        made.append(path)
    return tuple(made)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of 24 frames at 24 fps, portrait, each brighter than the one before: luma 30 + 6 n."""
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = 90, 160, "yuv420p"
        stream.codec_context.color_range, stream.codec_context.colorspace = 1, 1
        for number in range(24):
            luma = np.full((160, 90), 30 + 6 * number, np.uint8)
            chroma = np.full((80, 90), 128, np.uint8)
            frame = av.VideoFrame.from_ndarray(np.vstack([luma, chroma]), format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="session")
def film_of(pictures: tuple[Path, ...]) -> MakeFilm:
    """Make a small film: shots as dicts, on the pictures in turn."""

    def make(*shots: dict[str, object], **settings: object) -> Film:
        made = [
            Shot.model_validate({"picture": pictures[number % 4], "content_key": f"picture {number % 4}"} | shot)
            for number, shot in enumerate(shots)
        ]
        return Film.model_validate({"short_side": 120, "shots": made} | settings)

    return make
