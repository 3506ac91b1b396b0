"""What a provider made is decoded before it is believed."""

from pathlib import Path

import av
import numpy as np
import pytest
from av.video.stream import VideoStream
from PIL import Image

from storyreel_media.film.clip import Clip
from storyreel_media.film.planes import planes_of
from storyreel_media.outputs.judging import Medium, NotAsked, judged

FORMATS = {"clip.mp4": ("mp4", "libx264"), "clip.avi": ("avi", "mpeg4"), "clip.webm": ("webm", "libvpx")}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture and a clip of each format, half a second at 160 x 90."""
    folder = tmp_path_factory.mktemp("outputs")
    noise = np.random.default_rng(1).integers(0, 255, (90, 160, 3), np.uint8)
    for name in ("picture.png", "picture.jpg", "picture.webp"):
        Image.fromarray(noise).save(folder / name)
    for name, (container, codec) in FORMATS.items():
        with av.open(str(folder / name), "w", format=container) as out:
            stream = out.add_stream(codec, rate=24)
            assert isinstance(stream, VideoStream)
            stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
            for _ in range(12):
                out.mux(stream.encode(av.VideoFrame.from_ndarray(noise)))
            out.mux(stream.encode(None))
    return folder


@pytest.mark.parametrize(
    ("name", "medium"),
    [
        ("picture.png", "image"), ("picture.jpg", "image"), ("picture.webp", "image"),
        ("clip.mp4", "video"), ("clip.avi", "video"), ("clip.webm", "video"),
    ],
)  # fmt: skip
async def test_every_format_is_known_by_its_bytes(files: Path, tmp_path: Path, name: str, medium: Medium) -> None:
    """Whole it is taken, under any name; cut in the middle it is not, nor as what it is not."""
    whole = tmp_path / "output"
    whole.write_bytes((files / name).read_bytes())
    found = await judged(whole, medium)
    assert (found.format, found.width, found.height) == (name.split(".")[1], 160, 90)
    assert found.seconds == (pytest.approx(0.5, abs=0.05) if medium == "video" else None)
    with pytest.raises(NotAsked, match="is no "):
        await judged(whole, "video" if medium == "image" else "image")
    whole.write_bytes(whole.read_bytes()[: found.size // 2])
    with pytest.raises(NotAsked, match="is broken"):
        await judged(whole, medium)


async def test_a_picture_of_too_many_pixels_is_not_decoded(tmp_path: Path) -> None:
    """Some kilobytes would become gigabytes."""
    bomb = tmp_path / "bomb.png"
    Image.new("1", (20_000, 20_000)).save(bomb)
    with pytest.raises(NotAsked, match="cannot be decoded"):
        await judged(bomb, "image")


@pytest.mark.parametrize("name", FORMATS)
def test_every_clip_that_is_taken_can_be_filmed(files: Path, name: str) -> None:
    """The film engine reads the same formats."""
    clip = Clip(files / name, 0.5, (160, 90), 24)
    frame = av.VideoFrame(160, 90, "yuv420p")
    clip.draw(3, planes_of(frame))
    clip.close()
    assert frame.to_ndarray(format="rgb24").std() > 10
